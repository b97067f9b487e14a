/** The landscape grid: which points a picture of a loss is made of. Shared by the GPU and the CPU path. */

/** One axis of a grid. */
export interface GridAxis {
  /** which coordinate of the point varies */
  readonly index: number;
  readonly lo: number;
  readonly hi: number;
  /** points along the axis, ends included */
  readonly count: number;
}

/** A grid through a point: two of its coordinates vary, the others stay. */
export interface GridSpec {
  /** the point (n) that the grid passes through */
  readonly base: Float64Array;
  /** varies along a row */
  readonly x: GridAxis;
  /** varies from row to row; null for a curve of one coordinate */
  readonly y: GridAxis | null;
}

/** Points of the grid. */
export const gridSize = (spec: GridSpec): number => spec.x.count * (spec.y?.count ?? 1);

/** The coordinates along one axis, ends exact (count). */
export function axisCoordinates(axis: GridAxis): Float64Array {
  const { lo, hi, count } = axis;
  return Float64Array.from({ length: count }, (_, k) =>
    k === count - 1 && count > 1 ? hi : lo + (hi - lo) * (k / Math.max(1, count - 1)),
  );
}

/** @throws RangeError when an axis does not exist, is empty, or is the other axis too */
export function checkGrid(spec: GridSpec): void {
  const n = spec.base.length;
  for (const axis of spec.y ? [spec.x, spec.y] : [spec.x]) {
    if (!Number.isInteger(axis.index) || axis.index < 0 || axis.index >= n) {
      throw new RangeError(`Grid axis ${axis.index} does not exist: the loss has ${n} coordinates, 0 to ${n - 1}`);
    }
    if (!Number.isInteger(axis.count) || axis.count < 1) {
      throw new RangeError(`A grid axis needs at least one point, got ${axis.count}`);
    }
    if (!Number.isFinite(axis.lo) || !Number.isFinite(axis.hi)) {
      throw new RangeError(`A grid axis needs finite ends, got ${axis.lo} to ${axis.hi}`);
    }
  }
  if (spec.y?.index === spec.x.index) throw new RangeError(`Both grid axes are coordinate ${spec.x.index}`);
}

/**
 * Points `first` to `first + count` of the grid in f64, row by row, for `Loss.funBatch`.
 * @returns row-major (count·n)
 */
export function gridPoints(spec: GridSpec, first = 0, count = gridSize(spec) - first): Float64Array {
  const n = spec.base.length;
  const xs = axisCoordinates(spec.x);
  const ys = spec.y && axisCoordinates(spec.y);
  const points = new Float64Array(count * n);
  for (let point = 0; point < count; point++) {
    const cell = first + point;
    points.set(spec.base, point * n);
    points[point * n + spec.x.index] = xs[cell % xs.length]!;
    if (spec.y && ys) points[point * n + spec.y.index] = ys[Math.floor(cell / xs.length)]!;
  }
  return points;
}
