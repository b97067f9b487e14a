/**
 * Zero lines of a grid by marching squares (Lorensen and Cline 1987, in the plane), joined into polylines.
 *
 * Points are in grid coordinates, column and row from the lowest y. A crossing is named by the edge of the grid that
 * it lies on, and each edge belongs to two cells, so the pieces join without comparing coordinates. In a saddle cell
 * the mean of the corners decides which pair of corners is connected.
 */

/** A polyline: column and row of each point, one after the other. */
export interface Isoline {
  readonly points: Float64Array;
  readonly isClosed: boolean;
}

interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** The lines on which the grid is zero; cells with a corner that is not a number have none. */
export function zeroLines({ width, height, values }: Grid): Isoline[] {
  return march(
    width,
    height,
    (i, j) => values[j * width + i]!,
    (i) => i,
    (j) => j,
  );
}

/** The outlines of where the grid is negative or not a number: closed, along the grid's border where need be. */
export function negativeRegions({ width, height, values }: Grid): Isoline[] {
  // A ring of positive values around the grid, in the same place as its border, closes every outline there.
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0 || i > width || j > height) return 1;
    const value = values[(j - 1) * width + i - 1]!;
    return Number.isNaN(value) ? -1 : value;
  };
  const inside =
    (count: number) =>
    (k: number): number =>
      Math.min(count - 1, Math.max(0, k - 1));
  return march(width + 2, height + 2, at, inside(width), inside(height));
}

type Coordinate = (index: number) => number;

function march(
  width: number,
  height: number,
  value: (i: number, j: number) => number,
  columnOf: Coordinate,
  rowOf: Coordinate,
): Isoline[] {
  // Edge 2k runs right from node k, edge 2k + 1 runs up from it.
  const neighbors = new Map<number, number[]>();
  const join = (a: number, b: number): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const known = neighbors.get(from);
      if (known) known.push(to);
      else neighbors.set(from, [to]);
    }
  };
  for (let j = 0; j < height - 1; j++) {
    for (let i = 0; i < width - 1; i++) {
      const corners = [value(i, j), value(i + 1, j), value(i + 1, j + 1), value(i, j + 1)] as const;
      const [a, b, c, d] = corners.map((corner) => corner >= 0) as [boolean, boolean, boolean, boolean];
      if ((a === b && b === c && c === d) || corners.some(Number.isNaN)) continue;
      const k = j * width + i;
      const [bottom, right, top, left] = [2 * k, 2 * (k + 1) + 1, 2 * (k + width), 2 * k + 1];
      const crossed = [
        ...(a === b ? [] : [bottom]),
        ...(b === c ? [] : [right]),
        ...(c === d ? [] : [top]),
        ...(d === a ? [] : [left]),
      ];
      if (crossed.length === 2) join(crossed[0]!, crossed[1]!);
      else {
        const isMiddleLikeA = corners[0] + corners[1] + corners[2] + corners[3] >= 0 === a;
        join(bottom, isMiddleLikeA ? right : left);
        join(top, isMiddleLikeA ? left : right);
      }
    }
  }
  const crossing = (edge: number): [number, number] => {
    const k = edge >> 1;
    const [i, j] = [k % width, Math.floor(k / width)];
    const isUp = edge % 2 === 1;
    const [i2, j2] = isUp ? [i, j + 1] : [i + 1, j];
    const [from, to] = [value(i, j), value(i2, j2)];
    const t = Number.isFinite(from - to) && from !== to ? from / (from - to) : 0.5;
    const mix = (p: number, q: number): number => p + t * (q - p);
    return [mix(columnOf(i), columnOf(i2)), mix(rowOf(j), rowOf(j2))];
  };
  return follow(neighbors).map(({ edges, isClosed }) => ({
    points: Float64Array.from(edges.flatMap(crossing)),
    isClosed,
  }));
}

/** Chains of neighbors: first those with loose ends, then the rings. */
function follow(neighbors: Map<number, number[]>): { readonly edges: number[]; readonly isClosed: boolean }[] {
  const seen = new Set<number>();
  const walk = (start: number): number[] => {
    const edges = [start];
    seen.add(start);
    for (;;) {
      const next = neighbors.get(edges.at(-1)!)!.find((edge) => !seen.has(edge));
      if (next === undefined) return edges;
      seen.add(next);
      edges.push(next);
    }
  };
  const lines: { edges: number[]; isClosed: boolean }[] = [];
  for (const [edge, next] of neighbors) {
    if (next.length === 1 && !seen.has(edge)) lines.push({ edges: walk(edge), isClosed: false });
  }
  for (const edge of neighbors.keys()) if (!seen.has(edge)) lines.push({ edges: walk(edge), isClosed: true });
  return lines;
}
