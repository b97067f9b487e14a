/**
 * Cholesky factors and triangular solves for the small matrices of the compact BFGS formula (at most 2m × 2m).
 *
 * A matrix is a window of a flat array: column-major, leading dimension `ld`, first entry at `start`; only its upper
 * triangle is read and written. Source: Golub & Van Loan (2013), "Matrix Computations", §3.1 and §4.2. The sums are
 * added in the order of the LAPACK that SciPy ships (OpenBLAS without fused multiply-add, found by experiment up to
 * order 16), because finite differences of the gradient amplify a last bit into the visible path.
 */

import { blasDot } from './kernels';

/** Replaces the upper triangle of a symmetric matrix A by R with RᵀR = A.
 *  @returns  false when A is not positive definite (or not finite); the window is then only partly factored
 *  Cost: O(size³/3), no allocation. */
export function choleskyUpper(a: Float64Array, start: number, ld: number, size: number): boolean {
  for (let j = 0; j < size; j++) {
    const column = start + ld * j;
    const pivot = a[column + j] - blasDot(a, column, a, column, j);
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    a[column + j] = root;
    const inverse = 1 / root;
    const rest = size - j - 1;
    for (let i = 0; i < rest; i++) {
      const other = column + ld * (i + 1);
      a[other + j] = reduced(a, other, column, j, i, rest) * inverse;
    }
  }
  return true;
}

/** a[other + count] − Σ_{k < count} a[other + k]·a[column + k], as the i-th of `rest` columns treated together:
 *  columns in full groups of four add blocks of four terms, the next two keep two sums, a last one keeps four. */
function reduced(a: Float64Array, other: number, column: number, count: number, i: number, rest: number): number {
  const blocked = count - (count % 4);
  let value = a[other + count];
  if (blocked > 0) {
    const grouped = rest - (rest % 4);
    if (i < grouped) {
      let sum = 0;
      for (let k = 0; k < blocked; k += 4) sum += blockOfFour(a, other + k, column + k);
      value -= sum;
    } else if (rest - grouped >= 2 && i < grouped + 2) {
      let even = 0;
      let odd = 0;
      for (let k = 0; k < blocked; k += 2) {
        even += a[other + k] * a[column + k];
        odd += a[other + k + 1] * a[column + k + 1];
      }
      value -= even + odd;
    } else {
      value -= fourSums(a, other, column, blocked);
    }
  }
  let tail = 0;
  for (let k = blocked; k < count; k++) tail += a[other + k] * a[column + k];
  return value - tail;
}

function blockOfFour(a: Float64Array, p: number, q: number): number {
  return a[p] * a[q] + a[p + 1] * a[q + 1] + a[p + 2] * a[q + 2] + a[p + 3] * a[q + 3];
}

function fourSums(a: Float64Array, p: number, q: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < count; k += 4) {
    s0 += a[p + k] * a[q + k];
    s1 += a[p + k + 1] * a[q + k + 1];
    s2 += a[p + k + 2] * a[q + k + 2];
    s3 += a[p + k + 3] * a[q + k + 3];
  }
  return s0 + s2 + (s1 + s3);
}

/** Solves Rᵀ·v = v in place, R upper triangular.
 *  @param at  where v begins in its array
 *  @returns   false when R is exactly singular; v is then unchanged */
export function solveTransposed(
  r: Float64Array,
  start: number,
  ld: number,
  size: number,
  v: Float64Array,
  at: number,
): boolean {
  if (isSingular(r, start, ld, size)) return false;
  for (let i = 0; i < size; i++) {
    const column = start + ld * i;
    v[at + i] = (v[at + i] - blasDot(r, column, v, at, i)) / r[column + i];
  }
  return true;
}

/** Solves Rᵀ·v = v in place as one column of a square matrix: the order of rounding differs from that of a vector.
 *  Rows come in blocks of eight, then four, two and one; each block is first reduced by the sum of what the blocks
 *  before it contribute. R must not be singular. */
export function solveTransposedColumn(
  r: Float64Array,
  start: number,
  ld: number,
  size: number,
  v: Float64Array,
  at: number,
): void {
  if (size === 1) {
    v[at] /= r[start];
    return;
  }
  let first = 0;
  while (first < size) {
    const left = size - first;
    const block = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    for (let i = first; i < first + block; i++) {
      const column = start + ld * i;
      let sum = 0;
      for (let k = 0; k < first; k++) sum += r[column + k] * v[at + k];
      let value = v[at + i] - sum;
      for (let k = first; k < i; k++) value -= r[column + k] * v[at + k];
      v[at + i] = value * (1 / r[column + i]);
    }
    first += block;
  }
}

/** Solves R·v = v in place, R upper triangular; arguments and result as `solveTransposed`. */
export function solveUpper(
  r: Float64Array,
  start: number,
  ld: number,
  size: number,
  v: Float64Array,
  at: number,
): boolean {
  if (isSingular(r, start, ld, size)) return false;
  for (let j = size - 1; j >= 0; j--) {
    const column = start + ld * j;
    const value = (v[at + j] /= r[column + j]);
    for (let i = 0; i < j; i++) v[at + i] -= value * r[column + i];
  }
  return true;
}

function isSingular(r: Float64Array, start: number, ld: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (r[start + (ld + 1) * i] === 0) return true;
  return false;
}
