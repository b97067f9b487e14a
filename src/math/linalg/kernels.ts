/**
 * Inner products in the order of the BLAS kernels under NumPy (OpenBLAS, Sandybridge) where that is not left to
 * right: sixteen entries and more, columns of a row-major matrix, and matrices of one row.
 */
import { matVec } from './products';

/** Σ a_i·b_i over `count` entries: sixteen partial sums where there are as many, else left to right. */
export function kernelDot(a: Float64Array, b: Float64Array, start = 0, count = a.length): number {
  const end = start + count;
  if (count < 16) {
    let total = 0;
    for (let i = start; i < end; i++) total += a[i] * b[i];
    return total;
  }
  const blocked = start + count - (count % 16);
  const sums = new Float64Array(16);
  for (let i = start; i < blocked; i += 16) for (let k = 0; k < 16; k++) sums[k] += a[i + k] * b[i + k];
  const folded = (k: number): number => {
    const lane = (block: number): number => sums[4 * block + k] + sums[4 * block + k + 2];
    return lane(0) + lane(1) + (lane(2) + lane(3));
  };
  let total = folded(0) + folded(1);
  for (let i = blocked; i < end; i++) total += a[i] * b[i];
  return total;
}

/** Euclidean norm as `np.linalg.norm(x)` for any length. */
export function kernelNorm(x: Float64Array): number {
  return Math.sqrt(kernelDot(x, x));
}

/** Σ a_i·b_i where b is entry 0, stride, 2·stride … from `offset`: four at a time in two sums. */
export function stridedDot(a: Float64Array, b: Float64Array, offset: number, stride: number): number {
  const n = a.length;
  const grouped = n - (n % 4);
  let first = 0;
  let second = 0;
  for (let i = 0, at = offset; i < grouped; i += 4, at += 4 * stride) {
    first += a[i] * b[at] + a[i + 2] * b[at + 2 * stride];
    second += a[i + 1] * b[at + stride] + a[i + 3] * b[at + 3 * stride];
  }
  for (let i = grouped; i < n; i++) first += a[i] * b[offset + i * stride];
  return first + second;
}

/** `A @ x`, row-major A (rows·cols) with any number of rows: a single row is an inner product.
 *  @returns `out` */
export function applyRows(
  A: Float64Array,
  x: Float64Array,
  out: Float64Array,
  rows: number,
  cols: number,
): Float64Array {
  if (rows !== 1) return matVec(A, x, out, rows, cols);
  out[0] = kernelDot(A, x, 0, cols);
  return out;
}
