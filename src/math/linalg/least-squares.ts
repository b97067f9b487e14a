/**
 * The shortest x that minimizes ‖A·x − b‖, as `numpy.linalg.lstsq` computes it: triangular where A is tall or wide,
 * then bidiagonal, then singular values, those below rounding left out. In the order of operations of LAPACK's `gelsd`
 * for up to 25 rows or columns, because paths of COBYLA and COBYQA hang on signs of multipliers that are rounding errors.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), sections 5.4.8 (bidiagonal reduction) and 5.5.5.
 */
import { BidiagonalQr } from './bidiagonal-qr';
import { rotation } from './plane-rotation';
import { reflector, reflectRows } from './reflector';

const EPS = 2 ** -52;
// Where the longer side is this many times the shorter one, A is reduced to its triangular factor first.
const LONG = 1.6;

/** Solves for the matrix whose columns are the rows of `columns` (k rows of n).
 *  @param b      (n)
 *  @param share  singular values up to this share of the largest count as zero
 *  @returns      x (k); null where the singular values do not converge. Cost: O(n·k·min(n, k)) */
export function leastSquares(
  columns: Float64Array,
  k: number,
  n: number,
  b: Float64Array,
  share = EPS * Math.max(n, k),
): Float64Array | null {
  if (columns.every((entry) => entry === 0)) return new Float64Array(k);
  if (k >= Math.trunc(LONG * n) && k > n) return solveWide(columns, k, n, b, share);
  if (k > n) return solveNearlySquare(columns, k, n, b, share);
  // The right-hand side is one more column, which every reflection from the left meets.
  const all = new Float64Array((k + 1) * n);
  all.set(columns.subarray(0, k * n));
  all.set(b, k * n);
  const isTall = n >= Math.trunc(LONG * k);
  return isTall ? solveTall(triangle(all, k, n), k, k, share) : solveTall(all, k, n, share);
}

// k ≤ n; the right-hand side is the last column.
function solveTall(columns: Float64Array, k: number, n: number, share: number): Float64Array | null {
  const { d, e, rights, rhs } = bidiagonalize(columns, k, n);
  const x = solveBidiagonal(d, e, rhs, share);
  return x === null ? null : reflectBack(x, rights);
}

// k far above n: L·Q with the rows of Q as reflections, the triangle solved, Qᵀ times that.
function solveWide(columns: Float64Array, k: number, n: number, b: Float64Array, share: number): Float64Array | null {
  const A = columns.slice(0, k * n);
  const weights = new Float64Array(n);
  const reflections: Reflection[] = [];
  const lower = new Float64Array((n + 1) * n);
  for (let i = 0; i < n; i++) {
    const { vector, tau } = rowReflection(A, k, n, i, i);
    lower[i * n + i] = vector[0];
    vector[0] = 1;
    reflectFromRight(A, n, i + 1, i, vector, tau, weights);
    for (let r = i + 1; r < n; r++) lower[i * n + r] = A[i * n + r];
    reflections.push({ vector, tau });
  }
  lower.set(b, n * n);
  const y = solveTall(lower, n, n, share);
  if (y === null) return null;
  return reflectBack(lengthened(y, k), reflections);
}

// k above n: a lower bidiagonal matrix, which plane rotations from the left make an upper one.
function solveNearlySquare(
  columns: Float64Array,
  k: number,
  n: number,
  b: Float64Array,
  share: number,
): Float64Array | null {
  const A = new Float64Array((k + 1) * n);
  A.set(columns.subarray(0, k * n));
  A.set(b, k * n);
  const scratch = new Float64Array((k + 1) * n);
  const weights = new Float64Array(k + 1);
  const d = new Float64Array(n);
  const e = new Float64Array(n - 1);
  const reflections: Reflection[] = [];
  for (let i = 0; i < n; i++) {
    const { vector, tau } = rowReflection(A, k, n, i, i);
    d[i] = vector[0];
    vector[0] = 1;
    reflectFromRight(A, n, i + 1, i, vector, tau, weights);
    reflections.push({ vector, tau });
    if (i === n - 1) break;
    reflectColumns(A, k, n, i, i + 1, scratch, weights);
    e[i] = A[i * n + i + 1];
  }
  const rhs = A.slice(k * n);
  for (let i = 0; i < n - 1; i++) {
    const { cos, sin, length } = rotation(d[i], e[i]);
    d[i] = length;
    e[i] = sin * d[i + 1];
    d[i + 1] = cos * d[i + 1];
    const upper = rhs[i];
    rhs[i] = cos * upper + sin * rhs[i + 1];
    rhs[i + 1] = cos * rhs[i + 1] - sin * upper;
  }
  const y = solveBidiagonal(d, e, rhs, share);
  return y === null ? null : reflectBack(lengthened(y, k), reflections);
}

function lengthened(y: Float64Array, k: number): Float64Array {
  const x = new Float64Array(k);
  x.set(y);
  return x;
}

// The reflection that makes row i zero behind column `from`; its first entry is what is left of the row.
function rowReflection(columns: Float64Array, k: number, n: number, i: number, from: number): Reflection {
  const vector = new Float64Array(k - from);
  for (let j = from; j < k; j++) vector[j - from] = columns[j * n + i];
  return { vector, tau: reflector(vector) };
}

// The last reflection first, each on the last entries of x, in place.
function reflectBack(x: Float64Array, reflections: readonly Reflection[]): Float64Array {
  const scratch = new Float64Array(x.length);
  const weights = new Float64Array(1);
  for (let i = reflections.length - 1; i >= 0; i--) {
    reflectRows(x, x.length, 0, 1, reflections[i].vector, reflections[i].tau, scratch, weights);
  }
  return x;
}

// Householder QR in place; R and the first k entries of Qᵀ·b, in columns of k entries.
function triangle(columns: Float64Array, k: number, n: number): Float64Array {
  const scratch = new Float64Array((k + 1) * n);
  const weights = new Float64Array(k + 1);
  for (let i = 0; i < k; i++) reflectColumns(columns, k, n, i, i, scratch, weights);
  const short = new Float64Array((k + 1) * k);
  for (let j = 0; j <= k; j++) {
    const end = j === k ? k : j + 1;
    for (let i = 0; i < end; i++) short[j * k + i] = columns[j * n + i];
  }
  return short;
}

// Makes column i zero below its entry `from` by a reflection of all columns behind it, the right-hand side included.
function reflectColumns(
  columns: Float64Array,
  k: number,
  n: number,
  i: number,
  from: number,
  scratch: Float64Array,
  weights: Float64Array,
): void {
  const v = columns.subarray(i * n + from, (i + 1) * n);
  const tau = reflector(v);
  const diagonal = v[0];
  v[0] = 1;
  reflectRows(columns, n, i + 1, k, v, tau, scratch, weights);
  reflectRows(columns, n, k, k + 1, v, tau, scratch, weights);
  v[0] = diagonal;
}

interface Reflection {
  readonly vector: Float64Array;
  readonly tau: number;
}

interface Bidiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
  /** from the right: reflection i meets the columns behind column i */
  readonly rights: readonly Reflection[];
  readonly rhs: Float64Array;
}

function bidiagonalize(columns: Float64Array, k: number, n: number): Bidiagonal {
  const d = new Float64Array(k);
  const e = new Float64Array(Math.max(k - 1, 0));
  const rights: Reflection[] = [];
  const scratch = new Float64Array((k + 1) * n);
  const weights = new Float64Array(Math.max(k + 1, n));
  for (let i = 0; i < k; i++) {
    reflectColumns(columns, k, n, i, i, scratch, weights);
    d[i] = columns[i * n + i];
    if (i === k - 1) break;
    const { vector, tau } = rowReflection(columns, k, n, i, i + 1);
    e[i] = vector[0];
    vector[0] = 1;
    rights.push({ vector, tau });
    reflectFromRight(columns, n, i + 1, i + 1, vector, tau, weights);
  }
  return { d, e, rights, rhs: columns.slice(k * n, k * n + k) };
}

// C ← C·(I − τ·v·vᵀ) for the block of rows from `row` and columns from `column`.
function reflectFromRight(
  columns: Float64Array,
  n: number,
  row: number,
  column: number,
  v: Float64Array,
  tau: number,
  weights: Float64Array,
): void {
  if (tau === 0) return;
  for (let i = row; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += columns[(column + j) * n + i] * v[j];
    weights[i] = sum;
  }
  for (let j = 0; j < v.length; j++) {
    const factor = -tau * v[j];
    for (let i = row; i < n; i++) columns[(column + j) * n + i] += factor * weights[i];
  }
}

function solveBidiagonal(d: Float64Array, e: Float64Array, rhs: Float64Array, share: number): Float64Array | null {
  const k = d.length;
  if (k === 1) return Float64Array.of(d[0] === 0 ? 0 : rhs[0] * (1 / d[0]));
  let largest = 0;
  for (const value of d) largest = Math.max(largest, Math.abs(value));
  for (const value of e) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return new Float64Array(k);
  const scale = 1 / largest;
  for (let i = 0; i < k; i++) d[i] *= scale;
  for (let i = 0; i < k - 1; i++) e[i] *= scale;
  const right = new Float64Array(k * k);
  for (let i = 0; i < k; i++) right[i * k + i] = 1;
  if (!new BidiagonalQr(d, e, right, rhs).run()) return null;
  const least = share * d[k - 1];
  const x = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    const weight = d[i] <= least ? 0 : rhs[i] * (1 / d[i]);
    for (let j = 0; j < k; j++) x[j] += right[i * k + j] * weight;
  }
  for (let j = 0; j < k; j++) x[j] *= scale;
  return x;
}
