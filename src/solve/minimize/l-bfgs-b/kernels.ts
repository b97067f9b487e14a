/**
 * The inner loops of L-BFGS-B over columns of S and Y.
 *
 * A single running sum waits for every addition; four independent ones do not. The loops therefore form several inner
 * products in one pass, each still added left to right, so that the rounding is that of one plain loop; only long vectors,
 * whose last bits no one can follow, give up that order too.
 */

import { nrm2 } from '../../../math/linalg/sums';

/** Longest vectors for which every sum is rounded as in SciPy; longer loops are arranged for speed alone. */
export const EXACT_ORDER_LIMIT = 128;

/** a[p…]ᵀb[q…] as BLAS `ddot` adds it: sixteen partial sums over full blocks of sixteen, then the rest left to right.
 *  Found by experiment on the OpenBLAS that SciPy ships; plain up to 15 terms. Cost: O(count), no allocation. */
export function blasDot(a: Float64Array, p: number, b: Float64Array, q: number, count: number): number {
  const blocked = count - (count % 16);
  let total = blocked > 0 ? sixteenSums(a, p, b, q, blocked) : 0;
  for (let i = blocked; i < count; i++) total += a[p + i] * b[q + i];
  return total;
}

function sixteenSums(a: Float64Array, p: number, b: Float64Array, q: number, count: number): number {
  let even = 0;
  let odd = 0;
  // Eight of the sixteen sums at a time: more do not fit the registers.
  let e0 = 0;
  let e1 = 0;
  let e2 = 0;
  let e3 = 0;
  let e4 = 0;
  let e5 = 0;
  let e6 = 0;
  let e7 = 0;
  for (let i = 0; i < count; i += 16) {
    const j = p + i;
    const k = q + i;
    e0 += a[j] * b[k];
    e1 += a[j + 2] * b[k + 2];
    e2 += a[j + 4] * b[k + 4];
    e3 += a[j + 6] * b[k + 6];
    e4 += a[j + 8] * b[k + 8];
    e5 += a[j + 10] * b[k + 10];
    e6 += a[j + 12] * b[k + 12];
    e7 += a[j + 14] * b[k + 14];
  }
  even = e0 + e1 + (e2 + e3) + (e4 + e5 + (e6 + e7));
  e0 = e1 = e2 = e3 = e4 = e5 = e6 = e7 = 0;
  for (let i = 0; i < count; i += 16) {
    const j = p + i + 1;
    const k = q + i + 1;
    e0 += a[j] * b[k];
    e1 += a[j + 2] * b[k + 2];
    e2 += a[j + 4] * b[k + 4];
    e3 += a[j + 6] * b[k + 6];
    e4 += a[j + 8] * b[k + 8];
    e5 += a[j + 10] * b[k + 10];
    e6 += a[j + 12] * b[k + 12];
    e7 += a[j + 14] * b[k + 14];
  }
  odd = e0 + e1 + (e2 + e3) + (e4 + e5 + (e6 + e7));
  return even + odd;
}

/** Inner products of two columns of A and two columns of B with one vector x: A[a0…], A[a1…], B[b0…], B[b1…].
 *  @param sums  receives the four sums
 *  Cost: O(count), no allocation. */
export function fourDots(
  A: Float64Array,
  a0: number,
  a1: number,
  B: Float64Array,
  b0: number,
  b1: number,
  x: Float64Array,
  at: number,
  count: number,
  sums: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let first = 0;
  if (count > EXACT_ORDER_LIMIT) {
    // Two running sums for each product, over even and odd positions.
    let t0 = 0;
    let t1 = 0;
    let t2 = 0;
    let t3 = 0;
    for (; first + 1 < count; first += 2) {
      const even = x[at + first];
      const odd = x[at + first + 1];
      s0 += A[a0 + first] * even;
      t0 += A[a0 + first + 1] * odd;
      s1 += A[a1 + first] * even;
      t1 += A[a1 + first + 1] * odd;
      s2 += B[b0 + first] * even;
      t2 += B[b0 + first + 1] * odd;
      s3 += B[b1 + first] * even;
      t3 += B[b1 + first + 1] * odd;
    }
    s0 += t0;
    s1 += t1;
    s2 += t2;
    s3 += t3;
  }
  for (let i = first; i < count; i++) {
    const value = x[at + i];
    s0 += A[a0 + i] * value;
    s1 += A[a1 + i] * value;
    s2 += B[b0 + i] * value;
    s3 += B[b1 + i] * value;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

/** Σ A[a + k]·B[b + k] over the variables k listed in index[from … to − 1]. */
export function indexedDot(
  A: Float64Array,
  a: number,
  B: Float64Array,
  b: number,
  index: Int32Array,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const k = index[i];
    sum += A[a + k] * B[b + k];
  }
  return sum;
}

/** r += Y[column…]·a/θ + S[column…]·b. */
export function addColumn(
  r: Float64Array,
  Y: Float64Array,
  S: Float64Array,
  column: number,
  a: number,
  theta: number,
  b: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) r[i] = r[i] + (Y[column + i] * a) / theta + S[column + i] * b;
}

/** r += Y[p…]·a + S[p…]·b + Y[q…]·c + S[q…]·d, one pass for two pairs. */
export function addTwoColumns(
  r: Float64Array,
  Y: Float64Array,
  S: Float64Array,
  p: number,
  a: number,
  b: number,
  q: number,
  c: number,
  d: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) r[i] += Y[p + i] * a + S[p + i] * b + (Y[q + i] * c + S[q + i] * d);
}

/** Euclidean norm as BLAS `dnrm2`; of long vectors by the plain formula, where its square is far from the limits. */
export function norm(x: Float64Array): number {
  if (x.length > EXACT_ORDER_LIMIT) {
    const square = blasDot(x, 0, x, 0, x.length);
    if (square > 1e-280 && square < 1e280) return Math.sqrt(square);
  }
  return nrm2(x);
}
