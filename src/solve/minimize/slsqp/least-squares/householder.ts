/**
 * Householder reflections H = I − τ·v·vᵀ with v₀ = 1, made from vectors and applied to matrices from either side.
 *
 * Source: Golub & Van Loan (2013), §5.1; signs and scalings as LAPACK's. Matrices are windows of flat arrays,
 * column-major: entry (i, j) at `start + i + ld·j`.
 */
import { nrm2 } from '../../../../math/linalg/sums';
import { addTransposedProduct } from './blas-order';

/** Euclidean norm of `count` entries, `stride` apart. */
export function normOf(a: Float64Array, start: number, count: number, stride = 1): number {
  if (count <= 0) return 0;
  if (count === 1) return Math.abs(a[start]);
  return nrm2(a, start, count, stride);
}

/** √(a² + b²) without overflow. */
export function hypotenuse(a: number, b: number): number {
  const x = Math.abs(a);
  const y = Math.abs(b);
  const larger = x > y ? x : y;
  const smaller = x > y ? y : x;
  if (smaller === 0 || larger === Infinity || larger !== larger) return larger + smaller;
  const ratio = smaller / larger;
  return larger * Math.sqrt(1 + ratio * ratio);
}

/** Makes the reflection that turns (a[head], a[tail], a[tail + stride], …) into (β, 0, …).
 *  On return a[head] = β and the tail holds v without its leading 1.
 *  @param count  length of the tail
 *  @returns      τ; 0 when nothing has to be reflected */
export function makeReflection(a: Float64Array, head: number, tail: number, count: number, stride = 1): number {
  const norm = normOf(a, tail, count, stride);
  if (norm === 0) return 0;
  const alpha = a[head];
  const size = hypotenuse(alpha, norm);
  const beta = alpha >= 0 && !Object.is(alpha, -0) ? -size : size;
  const scale = 1 / (alpha - beta);
  for (let i = 0; i < count; i++) a[tail + stride * i] *= scale;
  a[head] = beta;
  return (beta - alpha) / beta;
}

/** As `makeReflection` for a contiguous vector, with β ≥ 0. */
export function makeNonnegativeReflection(a: Float64Array, head: number, count: number): number {
  const tail = head + 1;
  const norm = normOf(a, tail, count);
  const alpha = a[head];
  if (norm <= 2 ** -53 * Math.abs(alpha)) {
    if (alpha >= 0) return 0;
    a.fill(0, tail, tail + count);
    a[head] = -alpha;
    return 2;
  }
  const beta = hypotenuse(alpha, norm);
  // α − β without cancellation when α > 0.
  const divisor = alpha >= 0 ? -norm * (norm / (alpha + beta)) : alpha - beta;
  const scale = 1 / divisor;
  for (let i = 0; i < count; i++) a[tail + i] *= scale;
  a[head] = beta;
  return -divisor / beta;
}

/** C := H·C for the reflection with v = v[at …], whose first entry must hold the 1.
 *  @param count  entries of v, and rows of C from `top` on
 *  @param work   (columns) */
export function reflectRows(
  v: Float64Array,
  at: number,
  count: number,
  tau: number,
  C: Float64Array,
  top: number,
  ld: number,
  columns: number,
  work: Float64Array,
): void {
  if (tau === 0) return;
  // Trailing zeros take no part: the order of the sums depends on the length.
  let rows = count;
  while (rows > 0 && v[at + rows - 1] === 0) rows--;
  let width = columns;
  while (width > 0 && isZero(C, top + ld * (width - 1), rows)) width--;
  work.fill(0, 0, width);
  addTransposedProduct(C, top, ld, rows, width, v, at, 1, work, 0);
  for (let j = 0; j < width; j++) {
    const factor = -tau * work[j];
    for (let i = 0; i < rows; i++) C[top + ld * j + i] += factor * v[at + i];
  }
}

function isZero(a: Float64Array, start: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (a[start + i] !== 0) return false;
  return true;
}

/** Replaces A (rows·n) by its triangular factor, column after column, and b (rows) by Qᵀ·b.
 *  Below the diagonal the reflections stay. */
export function triangularize(A: Float64Array, b: Float64Array, rows: number, n: number, work: Float64Array): void {
  for (let j = 0; j < Math.min(rows, n); j++) eliminateColumn(A, b, rows, n, n, j, work);
}

/** One step of `triangularize`: column j, on and below the diagonal.
 *  @param together  columns up to here are reflected in one product, the others up to n in another */
export function eliminateColumn(
  A: Float64Array,
  b: Float64Array,
  rows: number,
  together: number,
  n: number,
  j: number,
  work: Float64Array,
): void {
  const diagonal = j + rows * j;
  const count = rows - j;
  const tau = makeReflection(A, diagonal, diagonal + 1, count - 1);
  const kept = A[diagonal];
  A[diagonal] = 1;
  reflectRows(A, diagonal, count, tau, A, diagonal + rows, rows, together - j - 1, work);
  reflectRows(A, diagonal, count, tau, A, j + rows * together, rows, n - together, work);
  reflectRows(A, diagonal, count, tau, b, j, rows, 1, work);
  A[diagonal] = kept;
}

/** C := C·H for a reflection along the first `count` + 1 columns of C, whose 1 meets the last of them.
 *  @param v, at, stride  v without its 1: entries (count) at v[at + stride·j]
 *  @param work           (rows) */
export function reflectColumns(
  v: Float64Array,
  at: number,
  stride: number,
  count: number,
  tau: number,
  C: Float64Array,
  start: number,
  ld: number,
  rows: number,
  work: Float64Array,
): void {
  if (tau === 0) return;
  const last = start + ld * count;
  work.fill(0, 0, rows);
  for (let j = 0; j < count; j++) {
    const factor = v[at + stride * j];
    for (let i = 0; i < rows; i++) work[i] += C[start + ld * j + i] * factor;
  }
  for (let i = 0; i < rows; i++) work[i] += C[last + i];
  for (let j = 0; j < count; j++) {
    const factor = -tau * v[at + stride * j];
    for (let i = 0; i < rows; i++) C[start + ld * j + i] += factor * work[i];
  }
  for (let i = 0; i < rows; i++) C[last + i] += -tau * work[i];
}
