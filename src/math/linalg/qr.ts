/**
 * QR factorization with column pivoting, and triangular solves, in the order of operations of LAPACK, so that
 * paths agree with SciPy's to the last bits.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), algorithms 5.1.1, 5.2.1 and 5.4.1; the downdating of
 * column norms is Drmač & Bujanović (2008), ACM Trans. Math. Softw. 35, 12.
 */
import { reflector, reflectRows } from './reflector';
import { nrm2 } from './sums';

const DOWNDATE_LIMIT = Math.sqrt(2 ** -53);

export interface PivotedQr {
  /** Qᵀ, row-major: row k is orthonormal column k; min(m, n) rows, or n where the full basis was asked for */
  readonly qTransposed: Float64Array;
  /** upper triangular (trapezoidal where m > n), row-major (min(m, n)·m) */
  readonly r: Float64Array;
  /** column k of the factorization is column order[k] of the matrix */
  readonly order: Int32Array;
}

/** Factorizes the n·m matrix whose columns are the rows of `rows` (m rows of n).
 *  @param wantsFullBasis  complete Q to an orthogonal n·n matrix
 *  Cost: O(n·m·min(m, n)) */
export function pivotedQr(rows: Float64Array, n: number, m: number, wantsFullBasis = false): PivotedQr {
  const columns = rows.slice(0, m * n);
  const order = Int32Array.from({ length: m }, (_, k) => k);
  const steps = Math.min(m, n);
  const taus = new Float64Array(steps);
  const norms = Float64Array.from(order, (k) => nrm2(columns.subarray(k * n, (k + 1) * n)));
  const exactNorms = norms.slice();
  const scratch = new Float64Array(m * n);
  const weights = new Float64Array(m);
  for (let k = 0; k < steps; k++) {
    let pivot = k;
    for (let j = k + 1; j < m; j++) if (norms[j] > norms[pivot]) pivot = j;
    if (pivot !== k) swapRows(columns, n, k, pivot);
    [order[k], order[pivot]] = [order[pivot], order[k]];
    norms[pivot] = norms[k];
    exactNorms[pivot] = exactNorms[k];
    const column = columns.subarray(k * n + k, (k + 1) * n);
    taus[k] = reflector(column);
    const diagonal = column[0];
    column[0] = 1;
    reflectRows(columns, n, k + 1, m, column, taus[k], scratch, weights);
    column[0] = diagonal;
    for (let j = k + 1; j < m; j++) downdate(columns.subarray(j * n, (j + 1) * n), k, j, norms, exactNorms);
  }
  const r = new Float64Array(steps * m);
  for (let j = 0; j < m; j++) for (let i = 0; i < Math.min(j + 1, steps); i++) r[i * m + j] = columns[j * n + i];
  return { qTransposed: orthogonal(columns, taus, n, wantsFullBasis ? n : steps), r, order };
}

function swapRows(matrix: Float64Array, n: number, a: number, b: number): void {
  const kept = matrix.slice(a * n, (a + 1) * n);
  matrix.copyWithin(a * n, b * n, (b + 1) * n);
  matrix.set(kept, b * n);
}

function downdate(x: Float64Array, k: number, j: number, norms: Float64Array, exactNorms: Float64Array): void {
  if (norms[j] === 0) return;
  const ratio = Math.abs(x[k]) / norms[j];
  const rest = Math.max(1 - ratio * ratio, 0);
  const drift = norms[j] / exactNorms[j];
  if (rest * (drift * drift) <= DOWNDATE_LIMIT) {
    norms[j] = nrm2(x.subarray(k + 1));
    exactNorms[j] = norms[j];
  } else norms[j] *= Math.sqrt(rest);
}

// The reflectors multiplied out, last one first, on the first `count` unit vectors.
function orthogonal(columns: Float64Array, taus: Float64Array, n: number, count: number): Float64Array {
  const q = new Float64Array(count * n);
  for (let k = taus.length; k < count; k++) q[k * n + k] = 1;
  const scratch = new Float64Array(count * n);
  const weights = new Float64Array(count);
  for (let k = taus.length - 1; k >= 0; k--) {
    const v = columns.slice(k * n + k, (k + 1) * n);
    v[0] = 1;
    reflectRows(q, n, k + 1, count, v, taus[k], scratch, weights);
    q[k * n + k] = 1 - taus[k];
    for (let i = k + 1; i < n; i++) q[k * n + i] = -taus[k] * v[i - k];
  }
  return q;
}

/** Solves R·x = b for an upper triangular R, row-major (m·m), each row by an inner product. */
export function solveUpper(r: Float64Array, b: Float64Array, m: number): Float64Array {
  const x = b.slice();
  for (let k = m - 1; k >= 0; k--) {
    let sum = 0;
    for (let j = k + 1; j < m; j++) sum += r[k * m + j] * x[j];
    x[k] = (x[k] - sum) / r[k * m + k];
  }
  return x;
}

/** Solves Rᵀ·x = b for an upper triangular R, row-major (m·m), column by column. */
export function solveUpperTransposed(r: Float64Array, b: Float64Array, m: number): Float64Array {
  const x = b.slice();
  for (let k = 0; k < m; k++) {
    x[k] /= r[k * m + k];
    for (let j = k + 1; j < m; j++) x[j] -= r[k * m + j] * x[k];
  }
  return x;
}
