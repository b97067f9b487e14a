/**
 * Products with dense row-major matrices, in the summation order of NumPy with OpenBLAS's plain kernels.
 *
 * `x @ A`, `A.T @ x`, `A @ B` and outer products add left to right. `A @ x` does not: its kernel takes rows in
 * groups of four and columns in blocks of four, and treats the left-over rows with two or four partial sums.
 * The rules were read off NumPy 2.4.6 (OpenBLAS, no fused multiply-add) for n = 2 … 15.
 */

/** Matrix-vector product `A @ x`, row-major A (rows·cols).
 *  @param out  receives the product (rows); must not be `x`
 *  Cost: O(rows·cols), no allocation. */
export function matVec(A: Float64Array, x: Float64Array, out: Float64Array, rows: number, cols: number): Float64Array {
  if (cols < 4 || (rows === cols && rows <= 4)) {
    for (let i = 0; i < rows; i++) out[i] = rowPlain(A, x, i * cols, cols);
    return out;
  }
  const grouped = rows - (rows % 4);
  for (let i = 0; i < grouped; i++) out[i] = rowBlocked(A, x, i * cols, cols);
  const left = rows - grouped;
  const pairEnd = left >= 2 ? grouped + 2 : grouped;
  for (let i = grouped; i < pairEnd; i++) out[i] = rowTwoSums(A, x, i * cols, cols);
  for (let i = pairEnd; i < rows; i++) out[i] = rowFourSums(A, x, i * cols, cols);
  return out;
}

function rowPlain(A: Float64Array, x: Float64Array, offset: number, cols: number): number {
  let total = 0;
  for (let j = 0; j < cols; j++) total += A[offset + j] * x[j];
  return total;
}

function tailSum(A: Float64Array, x: Float64Array, offset: number, from: number, cols: number): number {
  let tail = 0;
  for (let j = from; j < cols; j++) tail += A[offset + j] * x[j];
  return tail;
}

function rowBlocked(A: Float64Array, x: Float64Array, offset: number, cols: number): number {
  const full = cols - (cols % 4);
  let total = 0;
  for (let j = 0; j < full; j += 4) {
    const k = offset + j;
    total += A[k] * x[j] + A[k + 1] * x[j + 1] + A[k + 2] * x[j + 2] + A[k + 3] * x[j + 3];
  }
  return full < cols ? total + tailSum(A, x, offset, full, cols) : total;
}

function rowTwoSums(A: Float64Array, x: Float64Array, offset: number, cols: number): number {
  const full = cols - (cols % 4);
  let even = 0;
  let odd = 0;
  for (let j = 0; j < full; j += 2) {
    even += A[offset + j] * x[j];
    odd += A[offset + j + 1] * x[j + 1];
  }
  return even + odd + tailSum(A, x, offset, full, cols);
}

function rowFourSums(A: Float64Array, x: Float64Array, offset: number, cols: number): number {
  const full = cols - (cols % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let j = 0; j < full; j += 4) {
    const k = offset + j;
    s0 += A[k] * x[j];
    s1 += A[k + 1] * x[j + 1];
    s2 += A[k + 2] * x[j + 2];
    s3 += A[k + 3] * x[j + 3];
  }
  return s0 + s2 + (s1 + s3) + tailSum(A, x, offset, full, cols);
}

/** Vector-matrix product `x @ A` (and `A.T @ x`), row-major A (rows·cols), each sum left to right.
 *  @param out  receives the product (cols); must not be `x`
 *  Cost: O(rows·cols), no allocation. */
export function vecMat(x: Float64Array, A: Float64Array, out: Float64Array, rows: number, cols: number): Float64Array {
  out.fill(0, 0, cols);
  for (let i = 0; i < rows; i++) {
    const factor = x[i];
    const offset = i * cols;
    for (let j = 0; j < cols; j++) out[j] += factor * A[offset + j];
  }
  return out;
}

/** Matrix product `A @ B`: A (rows·inner), B (inner·cols), row-major, each sum left to right.
 *  @param out  receives the product (rows·cols); must be neither factor
 *  Cost: O(rows·inner·cols), no allocation. */
export function matMul(
  A: Float64Array,
  B: Float64Array,
  out: Float64Array,
  rows: number,
  inner: number,
  cols: number,
): Float64Array {
  if (inner * cols <= SMALL) return matMulSmall(A, B, out, rows, inner, cols);
  out.fill(0, 0, rows * cols);
  for (let i = 0; i < rows; i++) {
    const target = i * cols;
    for (let k = 0; k < inner; k++) {
      const factor = A[i * inner + k];
      const source = k * cols;
      for (let j = 0; j < cols; j++) out[target + j] += factor * B[source + j];
    }
  }
  return out;
}

// Below this many entries B stays in the fastest cache whichever way it is walked.
const SMALL = 64;

function matMulSmall(
  A: Float64Array,
  B: Float64Array,
  out: Float64Array,
  rows: number,
  inner: number,
  cols: number,
): Float64Array {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      let total = 0;
      for (let k = 0; k < inner; k++) total += A[i * inner + k] * B[k * cols + j];
      out[i * cols + j] = total;
    }
  }
  return out;
}

/** Outer product `np.outer(a, b)`, row-major (a.length · b.length). */
export function outer(a: Float64Array, b: Float64Array, out: Float64Array): Float64Array {
  const cols = b.length;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < cols; j++) out[i * cols + j] = a[i] * b[j];
  }
  return out;
}
