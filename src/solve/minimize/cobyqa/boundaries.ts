/**
 * What the step computations share: lengths to the trust region and to bounds, active constraints by QR, and the
 * search along the trust-region boundary after a truncated conjugate gradient has reached it.
 *
 * Source: Powell (2009), "The BOBYQA algorithm", sections 3 and 5; Ragonneau (2022), sections 6.2 to 6.4.
 */
import { applyRows, kernelDot } from '../../../math/linalg/kernels';
import { vecMat } from '../../../math/linalg/products';
import { pivotedQr } from '../../../math/linalg/qr';

export const TINY = 2 ** -1022;

/** H·v (n), written into `out`, which must not be v. */
export type HessianProduct = (v: Float64Array, out: Float64Array) => Float64Array;

const EPS = 2 ** -52;
const MOST_SAMPLES = 20;

/** a + b, fresh. */
export function plus(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = a[i] + b[i];
  return out;
}

/** a − b, fresh. */
export function minus(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = a[i] - b[i];
  return out;
}

/** min(a, 0), fresh. */
export function notAbove0(a: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = Math.min(a[i], 0);
  return out;
}

/** max(a, 0), fresh. */
export function notBelow0(a: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = Math.max(a[i], 0);
  return out;
}

/** The α ≥ 0 with ‖step + α·direction‖ = radius; null when the direction is too short to say. */
export function lengthToSphere(step: Float64Array, direction: Float64Array, radius: number): number | null {
  const along = kernelDot(step, direction);
  const size = kernelDot(direction, direction);
  const room = radius * radius - kernelDot(step, step);
  const root = Math.sqrt(Math.max(along * along + size * room, 0));
  if (along <= 0 && size > TINY * Math.abs(root - along)) return Math.max((root - along) / size, 0);
  if (Math.abs(root + along) > TINY * room) return Math.max(room / (root + along), 0);
  return null;
}

/** Lengths until each coordinate meets its lower (upper) bound; Infinity where it never does. */
export function lengthsToBounds(
  step: Float64Array,
  direction: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): { toLower: Float64Array; toUpper: Float64Array } {
  const toLower = new Float64Array(step.length);
  const toUpper = new Float64Array(step.length);
  for (let i = 0; i < step.length; i++) {
    toLower[i] = toUpper[i] = Infinity;
    if (lower[i] > -Infinity && direction[i] < -TINY * Math.abs(lower[i] - step[i])) {
      toLower[i] = Math.max((lower[i] - step[i]) / direction[i], 0);
    }
    if (upper[i] < Infinity && direction[i] > TINY * Math.abs(upper[i] - step[i])) {
      toUpper[i] = Math.max((upper[i] - step[i]) / direction[i], 0);
    }
  }
  return { toLower, toUpper };
}

export function least(values: Float64Array, start = Infinity): number {
  let result = start;
  for (let i = 0; i < values.length; i++) if (values[i] < result) result = values[i];
  return result;
}

/** Index of the first smallest entry. */
export function indexOfLeast(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] < values[best]) best = i;
  return best;
}

/** Indices of all smallest entries. */
export function allLeast(values: Float64Array): number[] {
  const smallest = least(values);
  const indices: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] <= smallest) indices.push(i);
  return indices;
}

export function clip(x: Float64Array, lower: Float64Array, upper: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = Math.min(Math.max(x[i], lower[i]), upper[i]);
  return out;
}

export function inner(a: Float64Array, b: Float64Array, mask: ArrayLike<boolean | number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (mask[i]) sum += a[i] * b[i];
  return sum;
}

/** Projector on the null space of some rows. */
export interface NullSpace {
  /** number of independent rows */
  readonly active: number;
  project(x: Float64Array): Float64Array;
}

/** Null space of the rows (each n), their rank found by pivoting. Cost: O(rows·n²). */
export function nullSpaceOf(rows: readonly Float64Array[], n: number): NullSpace {
  const m = rows.length;
  const flat = new Float64Array(m * n);
  rows.forEach((row, k) => flat.set(row, k * n));
  const { qTransposed, r } = pivotedQr(flat, n, m, true);
  const steps = Math.min(m, n);
  let active = 0;
  for (let k = 0; k < steps; k++) {
    let size = 0;
    for (let i = 0; i <= k; i++) size += r[i * m + k] * r[i * m + k];
    if (Math.abs(r[k * m + k]) >= 10 * EPS * n * Math.sqrt(size)) active++;
  }
  return {
    active,
    project(x) {
      const basis = qTransposed.subarray(active * n, n * n);
      const weights = applyRows(basis, x, new Float64Array(n - active), n - active, n);
      return vecMat(weights, basis, new Float64Array(n), n - active, n);
    },
  };
}

/** A unit vector ± along coordinate i (n). Its zeros in entries from … to − 1 have the sign, too, as SciPy's rows of −I
 *  have: the reflections of a factorization go by the sign of a zero. */
export function unit(i: number, n: number, sign: 1 | -1, from = 0, to = n): Float64Array {
  const row = new Float64Array(n);
  if (sign < 0) row.fill(-0, from, to);
  row[i] = sign;
  return row;
}

/** Half-angle tangents at which a turn on the boundary is tried: first, first + width, … and the last one `farthest`. */
export interface TurnGrid {
  readonly count: number;
  readonly first: number;
  readonly width: number;
}

/** The grid up to the farthest turn allowed (at most 1). */
export function turnGrid(farthest: number): TurnGrid {
  const count = Math.trunc((MOST_SAMPLES - 3) * farthest + 3);
  const first = farthest / count;
  return { count, first, width: (farthest - first) / (count - 1) };
}

/** The points of `turnGrid`. */
export function turnSamples(farthest: number): Float64Array {
  const { count, first, width } = turnGrid(farthest);
  const samples = new Float64Array(count);
  for (let k = 0; k < count - 1; k++) samples[k] = first + k * width;
  samples[count - 1] = farthest;
  return samples;
}

/** How far step may turn towards direction (half-angle tangent, at most 1) before a bound on a free coordinate. */
export function turnsToBounds(
  step: Float64Array,
  direction: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  isFree: readonly boolean[],
): { toLower: Float64Array; toUpper: Float64Array } {
  const n = step.length;
  const toLower = new Float64Array(n);
  const toUpper = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    toLower[i] = toUpper[i] = 1;
    if (!isFree[i]) continue;
    const square = step[i] * step[i] + direction[i] * direction[i];
    const below = square - lower[i] * lower[i];
    const above = square - upper[i] * upper[i];
    const distanceBelow = Math.max(step[i] - lower[i], 0);
    const distanceAbove = Math.max(upper[i] - step[i], 0);
    const speedBelow = below > 0 ? Math.sqrt(below) - direction[i] : below;
    const speedAbove = above > 0 ? Math.sqrt(above) + direction[i] : above;
    if (speedBelow > TINY * distanceBelow) toLower[i] = Math.min(1, distanceBelow / speedBelow);
    if (speedAbove > TINY * distanceAbove) toUpper[i] = Math.min(1, distanceAbove / speedAbove);
  }
  return { toLower, toUpper };
}
