/**
 * QR factorization with column pivoting, and triangular solves, in the order of operations of LAPACK, so that
 * paths agree with SciPy's to the last bits.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), algorithms 5.1.1, 5.2.1 and 5.4.1; the downdating of
 * column norms is Drmač & Bujanović (2008), ACM Trans. Math. Softw. 35, 12.
 */
import { reflector } from './reflector';
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
  const columns = Array.from({ length: m }, (_, k) => rows.slice(k * n, (k + 1) * n));
  const order = Int32Array.from({ length: m }, (_, k) => k);
  const steps = Math.min(m, n);
  const taus = new Float64Array(steps);
  const norms = Float64Array.from(columns, (column) => nrm2(column));
  const exactNorms = norms.slice();
  for (let k = 0; k < steps; k++) {
    let pivot = k;
    for (let j = k + 1; j < m; j++) if (norms[j] > norms[pivot]) pivot = j;
    [columns[k], columns[pivot]] = [columns[pivot], columns[k]];
    [order[k], order[pivot]] = [order[pivot], order[k]];
    norms[pivot] = norms[k];
    exactNorms[pivot] = exactNorms[k];
    taus[k] = reflector(columns[k], k);
    for (let j = k + 1; j < m; j++) {
      reflect(columns[j], columns[k], k, taus[k]);
      downdate(columns[j], k, j, norms, exactNorms);
    }
  }
  const r = new Float64Array(steps * m);
  for (let j = 0; j < m; j++) for (let i = 0; i < Math.min(j + 1, steps); i++) r[i * m + j] = columns[j][i];
  return { qTransposed: orthogonal(columns, taus, n, wantsFullBasis ? n : steps), r, order };
}

// Applies the reflector that is stored in `v` below index k to x.
function reflect(x: Float64Array, v: Float64Array, k: number, tau: number): void {
  if (tau === 0) return;
  let along = x[k];
  for (let i = k + 1; i < x.length; i++) along += x[i] * v[i];
  const factor = -tau * along;
  x[k] += factor;
  for (let i = k + 1; i < x.length; i++) x[i] += factor * v[i];
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
function orthogonal(columns: readonly Float64Array[], taus: Float64Array, n: number, count: number): Float64Array {
  const q = new Float64Array(count * n);
  const row = (k: number): Float64Array => q.subarray(k * n, (k + 1) * n);
  for (let k = taus.length; k < count; k++) q[k * n + k] = 1;
  for (let k = taus.length - 1; k >= 0; k--) {
    for (let j = k + 1; j < count; j++) reflect(row(j), columns[k], k, taus[k]);
    const column = row(k);
    column[k] = 1 - taus[k];
    for (let i = k + 1; i < n; i++) column[i] = -taus[k] * columns[k][i];
  }
  return q;
}

/** Solves R·x = b for an upper triangular R, row-major (m·m). */
export function solveUpper(r: Float64Array, b: Float64Array, m: number): Float64Array {
  const x = b.slice();
  for (let k = m - 1; k >= 0; k--) {
    x[k] *= 1 / r[k * m + k];
    for (let i = 0; i < k; i++) x[i] -= r[i * m + k] * x[k];
  }
  return x;
}

/** Solves Rᵀ·x = b for an upper triangular R, row-major (m·m). */
export function solveUpperTransposed(r: Float64Array, b: Float64Array, m: number): Float64Array {
  const x = b.slice();
  for (let k = 0; k < m; k++) {
    x[k] *= 1 / r[k * m + k];
    for (let j = k + 1; j < m; j++) x[j] -= r[k * m + j] * x[k];
  }
  return x;
}
