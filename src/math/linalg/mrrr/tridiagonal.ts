/**
 * Householder reduction of a symmetric matrix to tridiagonal form, A = Q·T·Qᵀ, in LAPACK's order of operations.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), algorithm 8.3.1; Wilkinson (1962). The sums follow the
 * kernels that NumPy's golden recordings ran on: four columns at a time for the symmetric product, and long columns
 * in four interleaved partial sums.
 */
import { kernelDot } from '../kernels';
import { reflector, reflectRows } from '../reflector';

// From this many entries below the diagonal on, the symmetric product keeps four partial sums per column.
const LONG_COLUMN = 12;

/** A symmetric tridiagonal matrix and the rotation that leads to it; its arrays serve for one matrix after another. */
export class Tridiagonal {
  /** (n) */
  readonly diagonal: Float64Array;
  /** (n − 1) */
  readonly offDiagonal: Float64Array;
  /** row k is column k of the lower triangle, then holds reflector k in entries k + 1 … n − 1, the first of them 1 */
  private readonly columns: Float64Array;
  /** reflector k, and reflector k without its first entry: views into `columns` */
  private readonly reflectors: readonly Float64Array[];
  private readonly tails: readonly Float64Array[];
  private readonly taus: Float64Array;
  private readonly scratch: Float64Array;
  private readonly product: Float64Array;

  constructor(readonly n: number) {
    const steps = Math.max(n - 1, 0);
    this.columns = new Float64Array(n * n);
    this.diagonal = new Float64Array(n);
    this.offDiagonal = new Float64Array(steps);
    this.taus = new Float64Array(steps);
    this.reflectors = Array.from({ length: steps }, (_, k) => this.columns.subarray(k * n + k + 1, (k + 1) * n));
    this.tails = this.reflectors.map((reflected) => reflected.subarray(1));
    this.scratch = new Float64Array(n * n);
    this.product = new Float64Array(n);
  }

  /** Reduces a symmetric matrix (n·n); only its lower triangle is read. Cost: O(n³), no allocation. */
  reduce(matrix: Float64Array): void {
    const { n, columns, product, taus, diagonal, offDiagonal } = this;
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) columns[j * n + i] = matrix[i * n + j];
    for (let k = 0; k < n - 1; k++) {
      const v = this.reflectors[k];
      taus[k] = reflector(v, this.tails[k]);
      offDiagonal[k] = v[0];
      v[0] = 1;
      if (taus[k] !== 0) rankTwoUpdate(columns, n, k + 1, k * n, taus[k], product);
      diagonal[k] = columns[k * n + k];
    }
    if (n > 0) diagonal[n - 1] = columns[n * n - 1];
  }

  /** Turns eigenvectors of T, the rows of `vectors` (n·n), into those of A, in place. Cost: O(n³), no allocation. */
  restore(vectors: Float64Array): void {
    const { n, taus, reflectors, scratch, product } = this;
    for (let k = n - 2; k >= 0; k--) reflectRows(vectors, n, 0, n, reflectors[k], taus[k], scratch, product);
  }
}

// A ← H·A·H on the trailing block from `start`, for H = I − τ·v·vᵀ with v in `columns` at `row`: of rank two.
function rankTwoUpdate(
  columns: Float64Array,
  n: number,
  start: number,
  row: number,
  tau: number,
  product: Float64Array,
): void {
  const v = columns;
  symmetricProduct(columns, n, start, tau, row, product);
  let along = 0;
  if (n - start < 16) for (let i = start; i < n; i++) along += product[i] * v[row + i];
  else along = kernelDot(product.subarray(start, n), v.subarray(row + start, row + n));
  const alpha = -0.5 * tau * along;
  for (let i = start; i < n; i++) product[i] += alpha * v[row + i];
  for (let j = start; j < n; j++) {
    const byProduct = -v[row + j];
    const byReflector = -product[j];
    const at = j * n;
    for (let i = j; i < n; i++) {
      columns[at + i] += byProduct * product[i];
      columns[at + i] += byReflector * v[row + i];
    }
  }
}

// y = α·A·x on the trailing block, from the lower triangle; x is in `columns` at `row`.
function symmetricProduct(
  columns: Float64Array,
  n: number,
  start: number,
  alpha: number,
  row: number,
  y: Float64Array,
): void {
  y.fill(0, start, n);
  const size = n - start;
  const inFours = start + size - (size % 4);
  for (let j = start; j < inFours; j += 4) {
    fourColumns(columns, n, j, inFours, alpha, row, y);
  }
  for (let j = inFours; j < n; j++) {
    const factor = alpha * columns[row + j];
    let sum = 0;
    y[j] += factor * columns[j * n + j];
    for (let i = j + 1; i < n; i++) {
      const entry = columns[j * n + i];
      y[i] += factor * entry;
      sum += entry * columns[row + i];
    }
    y[j] += alpha * sum;
  }
}

// The share of columns j … j + 3 in the product, of their diagonal block first.
function fourColumns(
  columns: Float64Array,
  n: number,
  j: number,
  inFours: number,
  alpha: number,
  row: number,
  y: Float64Array,
): void {
  const x = columns;
  const c0 = j * n;
  const c1 = c0 + n;
  const c2 = c1 + n;
  const c3 = c2 + n;
  const at = row + j;
  const a0 = alpha * x[at];
  const a1 = alpha * x[at + 1];
  const a2 = alpha * x[at + 2];
  const a3 = alpha * x[at + 3];
  const b10 = columns[c0 + j + 1];
  const b20 = columns[c0 + j + 2];
  const b30 = columns[c0 + j + 3];
  const b21 = columns[c1 + j + 2];
  const b31 = columns[c1 + j + 3];
  const b32 = columns[c2 + j + 3];
  y[j] += a0 * columns[c0 + j];
  y[j + 1] = y[j + 1] + a1 * columns[c1 + j + 1] + a0 * b10;
  y[j + 2] = y[j + 2] + a2 * columns[c2 + j + 2] + a0 * b20 + a1 * b21;
  y[j + 3] = y[j + 3] + a3 * columns[c3 + j + 3] + a0 * b30 + a1 * b31 + a2 * b32;
  let s0 = 0 + b10 * x[at + 1] + b20 * x[at + 2] + b30 * x[at + 3];
  let s1 = 0 + b21 * x[at + 2] + b31 * x[at + 3];
  let s2 = 0 + b32 * x[at + 3];
  let s3 = 0;
  let from = j + 4;
  if (n - (j + 1) >= LONG_COLUMN) {
    if (inFours > from) {
      s0 = interleaved(columns, c0, from, inFours, row) + s0;
      s1 = interleaved(columns, c1, from, inFours, row) + s1;
      s2 = interleaved(columns, c2, from, inFours, row) + s2;
      s3 = interleaved(columns, c3, from, inFours, row) + s3;
      for (let i = from; i < inFours; i++) {
        y[i] = y[i] + a0 * columns[c0 + i] + a1 * columns[c1 + i] + a2 * columns[c2 + i] + a3 * columns[c3 + i];
      }
    }
    from = inFours;
  }
  for (let i = from; i < n; i++) {
    const entry = x[row + i];
    y[i] = y[i] + a0 * columns[c0 + i] + a1 * columns[c1 + i] + a2 * columns[c2 + i] + a3 * columns[c3 + i];
    s0 += columns[c0 + i] * entry;
    s1 += columns[c1 + i] * entry;
    s2 += columns[c2 + i] * entry;
    s3 += columns[c3 + i] * entry;
  }
  y[j] += alpha * s0;
  y[j + 1] += alpha * s1;
  y[j + 2] += alpha * s2;
  y[j + 3] += alpha * s3;
}

// The column at `at` times x in rows from … to (a multiple of four), one partial sum for each position in a group.
function interleaved(columns: Float64Array, at: number, from: number, to: number, row: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = from; i < to; i += 4) {
    s0 += columns[at + i] * columns[row + i];
    s1 += columns[at + i + 1] * columns[row + i + 1];
    s2 += columns[at + i + 2] * columns[row + i + 2];
    s3 += columns[at + i + 3] * columns[row + i + 3];
  }
  return s0 + s2 + (s1 + s3);
}
