/**
 * Delaunay triangulation in any dimension, as the lower side of a convex hull one dimension up.
 *
 * Source: H. Edelsbrunner and R. Seidel (1986): lift each point to the paraboloid; the hull is built one point after the other:
 * facets that the point sees are replaced by a cone over their horizon. Heights are perturbed by a fixed pattern of relative size
 * 1e-9, which makes every choice unique on lattices too; where more than d + 1 points lie on one sphere, Qhull (and so SciPy) may cut
 * the cell along other diagonals.
 */

const PERTURBATION = 1e-9;
const VISIBLE = 1e-13;

interface Facet {
  /** d + 1 points, ascending */
  readonly corners: readonly number[];
  /** normal·x ≤ offset for all points of the hull */
  readonly normal: Float64Array;
  readonly offset: number;
}

/** Simplices (d + 1 point indices each) of `count` points, row-major (count·d); none when the points lie in a plane. */
export function delaunay(points: Float64Array, d: number): number[][] {
  const lifted = liftPoints(points, d);
  const dimension = d + 1;
  const start = initialSimplex(lifted, dimension);
  if (!start) return [];
  const inside = new Float64Array(dimension);
  for (const i of start) for (let k = 0; k < dimension; k++) inside[k] += lifted[i * dimension + k] / start.length;
  const face = (corners: number[]): Facet => makeFacet(corners, lifted, dimension, inside);

  let facets = start.map((_, skip) => face(start.filter((_corner, i) => i !== skip)));
  const used = new Set(start);
  for (let p = 0; p < lifted.length / dimension; p++) {
    if (used.has(p)) continue;
    const isVisible = facets.map((facet) => height(facet, lifted, p) > VISIBLE);
    if (!isVisible.includes(true)) continue;
    const ridges = new Map<string, number[]>();
    facets.forEach((facet, i) => {
      if (!isVisible[i]) return;
      for (const skipped of facet.corners) {
        const ridge = facet.corners.filter((corner) => corner !== skipped);
        const key = ridge.join();
        // A ridge between two visible facets disappears; one that is met once is on the horizon.
        if (!ridges.delete(key)) ridges.set(key, ridge);
      }
    });
    facets = facets.filter((_, i) => !isVisible[i]);
    for (const ridge of ridges.values()) facets.push(face([...ridge, p].sort((a, b) => a - b)));
  }
  return facets.filter(({ normal }) => normal[d] < -VISIBLE).map(({ corners }) => [...corners]);
}

/** Points scaled to a unit cube (one scale for all axes, so that spheres stay spheres), with their heights. */
function liftPoints(points: Float64Array, d: number): Float64Array {
  const count = points.length / d;
  const low = new Float64Array(d).fill(Infinity);
  let range = 0;
  for (let k = 0; k < d; k++) {
    let high = -Infinity;
    for (let i = 0; i < count; i++) {
      low[k] = Math.min(low[k], points[i * d + k]);
      high = Math.max(high, points[i * d + k]);
    }
    range = Math.max(range, high - low[k]);
  }
  const lifted = new Float64Array(count * (d + 1));
  for (let i = 0; i < count; i++) {
    let square = 0;
    for (let k = 0; k < d; k++) {
      const value = (points[i * d + k] - low[k]) / range - 0.5;
      lifted[i * (d + 1) + k] = value;
      square += value * value;
    }
    // The golden ratio's multiples are spread evenly and never repeat.
    const spread = (i * 0.6180339887498949) % 1;
    lifted[i * (d + 1) + d] = square + PERTURBATION * spread;
  }
  return lifted;
}

/** D + 1 points that span D dimensions, or null. */
function initialSimplex(points: Float64Array, D: number): number[] | null {
  const chosen = [0];
  const basis: Float64Array[] = [];
  while (chosen.length <= D) {
    let best = -1;
    let bestLength = 1e-8;
    let bestRest: Float64Array | null = null;
    for (let i = 0; i < points.length / D; i++) {
      const rest = Float64Array.from({ length: D }, (_, k) => points[i * D + k] - points[chosen[0] * D + k]);
      for (const axis of basis) {
        const along = axis.reduce((sum, value, k) => sum + value * rest[k], 0);
        for (let k = 0; k < D; k++) rest[k] -= along * axis[k];
      }
      const length = Math.hypot(...rest);
      if (length > bestLength) {
        best = i;
        bestLength = length;
        bestRest = rest;
      }
    }
    if (!bestRest) return null;
    chosen.push(best);
    basis.push(bestRest.map((value) => value / bestLength));
  }
  return chosen.sort((a, b) => a - b);
}

/** The hyperplane through D points, its normal away from `inside`. */
function makeFacet(corners: number[], points: Float64Array, D: number, inside: Float64Array): Facet {
  const normal = nullVector(corners, points, D);
  const base = corners[0] * D;
  let offset = 0;
  let inner = 0;
  for (let k = 0; k < D; k++) {
    offset += normal[k] * points[base + k];
    inner += normal[k] * inside[k];
  }
  if (inner <= offset) return { corners, normal, offset };
  return { corners, normal: normal.map((value) => -value), offset: -offset };
}

/** A unit vector orthogonal to all differences of the corners, by elimination with complete pivoting. */
function nullVector(corners: readonly number[], points: Float64Array, D: number): Float64Array {
  const rows = corners
    .slice(1)
    .map((corner) => Float64Array.from({ length: D }, (_, k) => points[corner * D + k] - points[corners[0] * D + k]));
  const columns = Array.from({ length: D }, (_, k) => k);
  for (let step = 0; step < rows.length; step++) {
    let pivotRow = step;
    let pivotColumn = step;
    for (let r = step; r < rows.length; r++) {
      for (let c = step; c < D; c++) {
        if (Math.abs(rows[r][columns[c]]) > Math.abs(rows[pivotRow][columns[pivotColumn]])) {
          pivotRow = r;
          pivotColumn = c;
        }
      }
    }
    [rows[step], rows[pivotRow]] = [rows[pivotRow], rows[step]];
    [columns[step], columns[pivotColumn]] = [columns[pivotColumn], columns[step]];
    const pivot = rows[step][columns[step]];
    if (pivot === 0) continue;
    for (let r = step + 1; r < rows.length; r++) {
      const factor = rows[r][columns[step]] / pivot;
      if (factor !== 0) for (let c = step; c < D; c++) rows[r][columns[c]] -= factor * rows[step][columns[c]];
    }
  }
  const vector = new Float64Array(D);
  vector[columns[D - 1]] = 1;
  for (let r = rows.length - 1; r >= 0; r--) {
    let sum = 0;
    for (let c = r + 1; c < D; c++) sum += rows[r][columns[c]] * vector[columns[c]];
    vector[columns[r]] = rows[r][columns[r]] === 0 ? 0 : -sum / rows[r][columns[r]];
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function height({ normal, offset }: Facet, points: Float64Array, p: number): number {
  let sum = -offset;
  for (let k = 0; k < normal.length; k++) sum += normal[k] * points[p * normal.length + k];
  return sum;
}
