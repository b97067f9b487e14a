/**
 * Products and triangular solves that add in the order of the BLAS SciPy ships (OpenBLAS without fused multiply-add).
 *
 * Found by experiment for orders up to 12, triangular solves to 33. Products A·x add column by column, like a plain loop; the ones below do not.
 * The order matters because finite differences magnify a last bit into the visible path.
 * Matrices are windows of flat arrays, column-major: entry (i, j) at `start + i + ld·j`.
 */

/** out[to + j] += alpha·Σ_i A(i, j)·x[at + i] for each column j: blocks of four rows first, then the rows left over.
 *  Columns in full groups of four add their blocks one by one, the next two keep two sums, a last one keeps four. */
export function addTransposedProduct(
  A: Float64Array,
  start: number,
  ld: number,
  rows: number,
  columns: number,
  x: Float64Array,
  at: number,
  alpha: number,
  out: Float64Array,
  to: number,
): void {
  const blocked = rows - (rows % 4);
  const grouped = columns - (columns % 4);
  for (let j = 0; j < columns; j++) {
    const column = start + ld * j;
    let value = out[to + j];
    if (blocked > 0) {
      let sum: number;
      if (j < grouped) sum = sumOfBlocks(A, column, x, at, blocked);
      else if (columns - grouped >= 2 && j < grouped + 2) sum = twoSums(A, column, x, at, blocked);
      else sum = fourSums(A, column, x, at, blocked);
      value += alpha * sum;
    }
    if (blocked < rows) {
      let tail = 0;
      for (let i = blocked; i < rows; i++) tail += A[column + i] * (alpha * x[at + i]);
      value += tail;
    }
    out[to + j] = value;
  }
}

function sumOfBlocks(a: Float64Array, p: number, x: Float64Array, q: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 4) {
    const [k, l] = [p + i, q + i];
    sum += a[k] * x[l] + a[k + 1] * x[l + 1] + a[k + 2] * x[l + 2] + a[k + 3] * x[l + 3];
  }
  return sum;
}

function twoSums(a: Float64Array, p: number, x: Float64Array, q: number, count: number): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < count; i += 2) {
    even += a[p + i] * x[q + i];
    odd += a[p + i + 1] * x[q + i + 1];
  }
  return even + odd;
}

function fourSums(a: Float64Array, p: number, x: Float64Array, q: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < count; i += 4) {
    s0 += a[p + i] * x[q + i];
    s1 += a[p + i + 1] * x[q + i + 1];
    s2 += a[p + i + 2] * x[q + i + 2];
    s3 += a[p + i + 3] * x[q + i + 3];
  }
  return s0 + s2 + (s1 + s3);
}

/** out[i] += sign·Σ_j M(i, j)·x[at + j]: column by column where `out` is aligned to 16 bytes in SciPy's memory, else
 *  through a buffer, each row's sum first. */
export function addProduct(
  M: Float64Array,
  start: number,
  rows: number,
  columns: number,
  x: Float64Array,
  at: number,
  sign: 1 | -1,
  out: Float64Array,
  isAligned: boolean,
): void {
  for (let i = 0; i < rows; i++) {
    let sum = isAligned ? out[i] : 0;
    for (let j = 0; j < columns; j++) sum += M[start + rows * j + i] * (sign * x[at + j]);
    out[i] = isAligned ? sum : out[i] + sum;
  }
}

/** R·v = v in place, R upper triangular, v a vector. */
export function solveUpper(
  R: Float64Array,
  start: number,
  ld: number,
  size: number,
  v: Float64Array,
  at: number,
): void {
  for (let j = size - 1; j >= 0; j--) {
    const value = (v[at + j] /= R[start + j + ld * j]);
    for (let i = 0; i < j; i++) v[at + i] -= value * R[start + i + ld * j];
  }
}

/** Rᵀ·v = v in place, R upper triangular, v a vector. */
export function solveUpperTransposed(R: Float64Array, start: number, ld: number, size: number, v: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = 0; k < i; k++) sum += R[start + k + ld * i] * v[k];
    v[i] = (v[i] - sum) / R[start + i + ld * i];
  }
}

/** R·v = v in place, v a matrix of one column: blocks of one, two, four, then eight rows from the bottom, each first
 *  reduced by the sum of what is already solved; divisions are products with the reciprocal. */
export function solveUpperMatrix(R: Float64Array, ld: number, size: number, v: Float64Array): void {
  let end = size;
  for (const block of [size & 1, size & 2, size & 4]) if (block > 0) end = solveBlock(R, ld, size, v, end, block);
  while (end > 0) end = solveBlock(R, ld, size, v, end, 8);
}

function solveBlock(R: Float64Array, ld: number, size: number, v: Float64Array, end: number, block: number): number {
  const first = end - block;
  for (let i = first; i < end; i++) {
    let sum = 0;
    for (let k = end; k < size; k++) sum += R[i + ld * k] * v[k];
    v[i] -= sum;
  }
  for (let i = end - 1; i >= first; i--) {
    v[i] *= 1 / R[i + ld * i];
    for (let k = first; k < i; k++) v[k] -= v[i] * R[k + ld * i];
  }
  return first;
}

/** G := G·R⁻¹, R upper triangular: blocks of four columns, then two, then one, reduced and divided as above.
 *  @param G  (rows·size, column-major) */
export function divideByUpper(R: Float64Array, ld: number, size: number, G: Float64Array, rows: number): void {
  for (let first = 0; first < size;) {
    const left = size - first;
    const block = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    for (let j = first; j < first + block; j++) {
      const inverse = 1 / R[j + ld * j];
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let k = 0; k < first; k++) sum += G[i + rows * k] * R[k + ld * j];
        let value = G[i + rows * j] - sum;
        for (let k = first; k < j; k++) value -= G[i + rows * k] * R[k + ld * j];
        G[i + rows * j] = value * inverse;
      }
    }
    first += block;
  }
}
