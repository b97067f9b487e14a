/**
 * Inner products, sums and norms of dense vectors, in NumPy's order of summation.
 *
 * A path of iterates repeats SciPy's only when every sum is rounded in the same order, so that this folder owns
 * the order once. Rules, observed on NumPy 2.4.6 without fused multiply-add: `a @ b` adds left to right;
 * `np.sum` adds left to right below 8 terms, with eight accumulators up to 128, and halves longer vectors
 * (pairwise summation: Higham, "Accuracy and Stability of Numerical Algorithms", §4.2);
 * `scipy.linalg.norm` accumulates in extended precision.
 */

import { extendedNorm, powerOfTwo } from './extended-norm';

/** Inner product `a @ b`, left to right.
 *  @param n  number of terms; by default all of `a`. Cost: O(n), no allocation. */
export function dot(a: Float64Array, b: Float64Array, n = a.length): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += a[i] * b[i];
  return total;
}

/** Euclidean norm as `np.linalg.norm(x)`: √(x @ x); overflows where the square does. */
export function norm2(x: Float64Array): number {
  return Math.sqrt(dot(x, x));
}

/** Largest |x_i|, NaN if any component is NaN (`np.amax(np.abs(x))`); 0 for an empty vector. */
export function maxAbs(x: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const magnitude = Math.abs(x[i]);
    if (magnitude > largest || magnitude !== magnitude) largest = magnitude;
    if (largest !== largest) return NaN;
  }
  return largest;
}

/** Smallest |x_i|, NaN if any component is NaN (`np.amin(np.abs(x))`); Infinity for an empty vector. */
export function minAbs(x: Float64Array): number {
  let smallest = Infinity;
  for (let i = 0; i < x.length; i++) {
    const magnitude = Math.abs(x[i]);
    if (magnitude !== magnitude) return NaN;
    if (magnitude < smallest) smallest = magnitude;
  }
  return smallest;
}

const PAIRWISE_BLOCK = 128;

/** Sum of `x[start] … x[start + count − 1]` as `np.sum`.
 *  Cost: O(count), no allocation. */
export function sum(x: Float64Array, start = 0, count = x.length): number {
  if (count < 8) {
    // NumPy starts from −0 so that a sum of negative zeros keeps its sign; adding to 0 differs only there.
    let total = count > 0 ? x[start] : 0;
    for (let i = 1; i < count; i++) total += x[start + i];
    return total;
  }
  if (count > PAIRWISE_BLOCK) {
    const half = (count >> 1) - ((count >> 1) % 8);
    return sum(x, start, half) + sum(x, start + half, count - half);
  }
  let r0 = x[start];
  let r1 = x[start + 1];
  let r2 = x[start + 2];
  let r3 = x[start + 3];
  let r4 = x[start + 4];
  let r5 = x[start + 5];
  let r6 = x[start + 6];
  let r7 = x[start + 7];
  const blocked = count - (count % 8);
  for (let i = start + 8; i < start + blocked; i += 8) {
    r0 += x[i];
    r1 += x[i + 1];
    r2 += x[i + 2];
    r3 += x[i + 3];
    r4 += x[i + 4];
    r5 += x[i + 5];
    r6 += x[i + 6];
    r7 += x[i + 7];
  }
  let total = r0 + r1 + (r2 + r3) + (r4 + r5 + (r6 + r7));
  for (let i = blocked; i < count; i++) total += x[start + i];
  return total;
}

/** Mean as `np.mean`: the sum in NumPy's order over the count; NaN for an empty vector. */
export function mean(x: Float64Array): number {
  return sum(x) / x.length;
}

// Veltkamp's constant 2²⁷ + 1: splits a double into two halves whose product is exact (Dekker 1971).
const SPLITTER = 134217729;

/** Euclidean norm as BLAS `dnrm2` (`scipy.linalg.norm`), which rounds to 80 bits on the way: the exact sum of squares and
 *  its root, rounded once, but where that is too close to a tie to be sure, rounding by rounding; neither overflows nor
 *  underflows early.
 *  Source: Dekker (1971), two-sum and two-product; scaling by a power of two is exact.
 *  @param start, count, stride  which entries; by default all of x */
export function nrm2(x: Float64Array, start = 0, count = x.length, stride = 1): number {
  const end = start + stride * count;
  let largest = 0;
  for (let i = start; i < end; i += stride) {
    const magnitude = Math.abs(x[i]);
    if (magnitude !== magnitude) return NaN;
    if (magnitude > largest) largest = magnitude;
  }
  if (largest === 0 || largest === Infinity) return largest;
  // Squares of these magnitudes and their errors are in range as they are.
  const isModerate = largest > 1e-100 && largest < 1e100;
  const scale = isModerate ? 1 : 2 ** -Math.min(Math.max(Math.floor(Math.log2(largest)), -1020), 1020);
  let high = 0;
  let low = 0;
  for (let i = start; i < end; i += stride) {
    const value = x[i] * scale;
    const square = value * value;
    const split = SPLITTER * value;
    const upper = split - (split - value);
    const lower = value - upper;
    const squareError = upper * upper - square + 2 * upper * lower + lower * lower;
    const total = high + square;
    const part = total - high;
    low += high - (total - part) + (square - part) + squareError;
    high = total;
  }
  const root = Math.sqrt(high + low);
  const split = SPLITTER * root;
  const upper = split - (split - root);
  const lower = root - upper;
  const rootSquare = root * root;
  const rootError = upper * upper - rootSquare + 2 * upper * lower + lower * lower;
  const correction = (high - rootSquare - rootError + low) / (2 * root);
  const rounded = root + correction;
  const rest = Math.abs(root - rounded + correction);
  if (isClear(rest, rounded, (count + 4) * 2 ** -64 * rounded)) return rounded / scale;
  return extendedNorm(x, start, count, stride, scale) / scale;
}

// Whether a norm at a distance `rest` from the double `rounded` is farther than `error`, what 80-bit arithmetic may be
// wrong by, from the middle between two doubles. That is at least 2⁻⁵⁴·rounded away, as a power of two shows where it is.
function isClear(rest: number, rounded: number, error: number): boolean {
  if (rest + error < 2 ** -54 * rounded) return true;
  const power = powerOfTwo(rounded);
  return rounded !== power && rest + error < 2 ** -53 * power;
}
