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

/** A symmetric tridiagonal matrix and the rotation that leads to it. */
export class Tridiagonal {
  /** (n) */
  readonly diagonal: Float64Array;
  /** (n − 1) */
  readonly offDiagonal: Float64Array;
  /** reflector k, normalized to start with 1, fills entries k + 1 … n − 1 of row k */
  private readonly reflectors: Float64Array;
  private readonly taus: Float64Array;

  /** Reduces a symmetric matrix (n·n); only its lower triangle is read. Cost: O(n³). */
  constructor(
    matrix: Float64Array,
    readonly n: number,
  ) {
    // Row k of `columns` is column k of the lower triangle.
    const columns = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) columns[j * n + i] = matrix[i * n + j];
    this.diagonal = new Float64Array(n);
    this.offDiagonal = new Float64Array(Math.max(n - 1, 0));
    this.taus = new Float64Array(Math.max(n - 1, 0));
    this.reflectors = columns;
    const product = new Float64Array(n);
    for (let k = 0; k < n - 1; k++) {
      const column = columns.subarray(k * n, (k + 1) * n);
      const tau = reflector(column, k + 1);
      this.offDiagonal[k] = column[k + 1];
      column[k + 1] = 1;
      if (tau !== 0) rankTwoUpdate(columns, n, k + 1, column, tau, product);
      this.diagonal[k] = column[k];
      this.taus[k] = tau;
    }
    if (n > 0) this.diagonal[n - 1] = columns[n * n - 1];
  }

  /** Turns eigenvectors of T, the rows of `vectors` (n·n), into those of A, in place. Cost: O(n³). */
  restore(vectors: Float64Array): void {
    const { n, taus, reflectors } = this;
    const scratch = new Float64Array(n * n);
    for (let k = n - 2; k >= 0; k--) {
      if (taus[k] === 0) continue;
      reflectRows(vectors, n, 0, n, reflectors.subarray(k * n, (k + 1) * n), k + 1, taus[k], scratch);
    }
  }
}

// A ← H·A·H on the trailing block from `start`, for H = I − τ·v·vᵀ: a symmetric update of rank two.
function rankTwoUpdate(
  columns: Float64Array,
  n: number,
  start: number,
  v: Float64Array,
  tau: number,
  product: Float64Array,
): void {
  symmetricProduct(columns, n, start, tau, v, product);
  const alpha = -0.5 * tau * kernelDot(product, v, start, n - start);
  for (let i = start; i < n; i++) product[i] += alpha * v[i];
  for (let j = start; j < n; j++) {
    const byProduct = -v[j];
    const byReflector = -product[j];
    const at = j * n;
    for (let i = j; i < n; i++) {
      columns[at + i] += byProduct * product[i];
      columns[at + i] += byReflector * v[i];
    }
  }
}

// y = α·A·x on the trailing block, from the lower triangle.
function symmetricProduct(
  columns: Float64Array,
  n: number,
  start: number,
  alpha: number,
  x: Float64Array,
  y: Float64Array,
): void {
  y.fill(0, start, n);
  const size = n - start;
  const inFours = start + size - (size % 4);
  const scaled = new Float64Array(4);
  const sums = new Float64Array(4);
  for (let j = start; j < inFours; j += 4) {
    for (let c = 0; c < 4; c++) {
      scaled[c] = alpha * x[j + c];
      sums[c] = 0;
      y[j + c] += scaled[c] * columns[(j + c) * n + j + c];
    }
    for (let c = 0; c < 3; c++) {
      for (let i = j + c + 1; i < j + 4; i++) {
        const entry = columns[(j + c) * n + i];
        y[i] += scaled[c] * entry;
        sums[c] += entry * x[i];
      }
    }
    let from = j + 4;
    if (n - (j + 1) >= LONG_COLUMN) {
      if (inFours > from) interleaved(columns, n, j, from, inFours, scaled, x, y, sums);
      from = inFours;
    }
    for (let i = from; i < n; i++) {
      for (let c = 0; c < 4; c++) {
        const entry = columns[(j + c) * n + i];
        y[i] += scaled[c] * entry;
        sums[c] += entry * x[i];
      }
    }
    for (let c = 0; c < 4; c++) y[j + c] += alpha * sums[c];
  }
  for (let j = inFours; j < n; j++) {
    const factor = alpha * x[j];
    let sum = 0;
    y[j] += factor * columns[j * n + j];
    for (let i = j + 1; i < n; i++) {
      const entry = columns[j * n + i];
      y[i] += factor * entry;
      sum += entry * x[i];
    }
    y[j] += alpha * sum;
  }
}

// Four columns against rows from … to (a multiple of four of them), one partial sum for each position in a group.
function interleaved(
  columns: Float64Array,
  n: number,
  j: number,
  from: number,
  to: number,
  scaled: Float64Array,
  x: Float64Array,
  y: Float64Array,
  sums: Float64Array,
): void {
  for (let c = 0; c < 4; c++) {
    const at = (j + c) * n;
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let i = from; i < to; i += 4) {
      s0 += columns[at + i] * x[i];
      s1 += columns[at + i + 1] * x[i + 1];
      s2 += columns[at + i + 2] * x[i + 2];
      s3 += columns[at + i + 3] * x[i + 3];
    }
    for (let i = from; i < to; i++) y[i] += scaled[c] * columns[at + i];
    sums[c] = s0 + s2 + (s1 + s3) + sums[c];
  }
}
