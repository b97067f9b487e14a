/**
 * Unconstrained least squares by QR with column pivoting and an estimate of the rank.
 *
 * Source: Golub & Van Loan (2013), §5.4.2 (pivoting, updated column norms); Bischof (1990), "Incremental condition
 * estimation", SIAM J. Matrix Anal. Appl. 11, for the singular values of the growing triangle.
 */
import { solveUpperMatrix } from './blas-order';
import { eliminateColumn, hypotenuse, normOf } from './householder';

const SQRT_EPSILON = Math.sqrt(2 ** -52);

/** Solves such problems up to a size. */
export class PivotedSolver {
  private readonly work: Float64Array;
  private readonly norms: Float64Array;
  private readonly reference: Float64Array;
  private readonly largest: Estimate;
  private readonly smallest: Estimate;

  constructor(maxVariables: number) {
    this.work = new Float64Array(maxVariables);
    this.norms = new Float64Array(maxVariables);
    this.reference = new Float64Array(maxVariables);
    this.largest = new Estimate(maxVariables);
    this.smallest = new Estimate(maxVariables);
  }

  /** Solves min ‖A·x − b‖ for A with at least as many rows as columns.
   *  @param A  (rows·n, column-major); overwritten;  @param b  (rows); overwritten
   *  @param x  receives the solution (n)
   *  @param pivots  columns marked by a nonzero entry come first, in their order, without pivoting; on return the
   *                 order of the columns, counted from 1
   *  @returns  false when A is rank deficient to half the machine precision; x is then unchanged */
  solve(A: Float64Array, b: Float64Array, x: Float64Array, rows: number, n: number, pivots: Int32Array): boolean {
    const { work, norms, reference } = this;
    const fixed = bringMarkedForward(A, rows, n, pivots);
    for (let j = 0; j < fixed; j++) eliminateColumn(A, b, rows, fixed, n, j, work);
    for (let j = fixed; j < n; j++) norms[j] = reference[j] = normOf(A, rows * j + fixed, rows - fixed);
    for (let j = fixed; j < n; j++) {
      bringLongestForward(A, rows, n, j, pivots, norms, reference);
      eliminateColumn(A, b, rows, n, n, j, work);
      shortenNorms(A, rows, n, j, norms, reference);
    }
    if (estimateRank(A, rows, n, this.largest, this.smallest) < n) return false;
    solveUpperMatrix(A, rows, n, b);
    for (let j = 0; j < n; j++) x[pivots[j] - 1] = b[j];
    return true;
  }
}

/** @returns  how many columns are marked */
function bringMarkedForward(A: Float64Array, rows: number, n: number, pivots: Int32Array): number {
  let fixed = 0;
  for (let j = 0; j < n; j++) {
    const isMarked = pivots[j] !== 0;
    pivots[j] = j + 1;
    if (!isMarked) continue;
    if (j !== fixed) {
      swapColumns(A, rows, j, fixed);
      pivots[j] = pivots[fixed];
      pivots[fixed] = j + 1;
    }
    fixed++;
  }
  return fixed;
}

function swapColumns(A: Float64Array, rows: number, j: number, k: number): void {
  for (let i = 0; i < rows; i++) {
    const kept = A[rows * k + i];
    A[rows * k + i] = A[rows * j + i];
    A[rows * j + i] = kept;
  }
}

function bringLongestForward(
  A: Float64Array,
  rows: number,
  n: number,
  j: number,
  pivots: Int32Array,
  norms: Float64Array,
  reference: Float64Array,
): void {
  let longest = j;
  for (let k = j + 1; k < n; k++) if (norms[k] > norms[longest]) longest = k;
  if (longest === j) return;
  swapColumns(A, rows, longest, j);
  const pivot = pivots[longest];
  pivots[longest] = pivots[j];
  pivots[j] = pivot;
  norms[longest] = norms[j];
  reference[longest] = reference[j];
}

// Row j leaves the remaining columns; a norm that has lost too many digits is computed anew.
function shortenNorms(
  A: Float64Array,
  rows: number,
  n: number,
  j: number,
  norms: Float64Array,
  reference: Float64Array,
): void {
  for (let k = j + 1; k < n; k++) {
    if (norms[k] === 0) continue;
    const ratio = Math.abs(A[rows * k + j]) / norms[k];
    const left = Math.max(1 - ratio * ratio, 0);
    const drift = norms[k] / reference[k];
    if (left * drift * drift <= SQRT_EPSILON) {
      norms[k] = reference[k] = normOf(A, rows * k + j + 1, rows - j - 1);
    } else {
      norms[k] *= Math.sqrt(left);
    }
  }
}

/** Number of leading columns of the triangle whose estimated condition number stays below 1/√ε. */
function estimateRank(A: Float64Array, rows: number, n: number, largest: Estimate, smallest: Estimate): number {
  const first = Math.abs(A[0]);
  if (first === 0) return 0;
  largest.begin(first);
  smallest.begin(first);
  for (let j = 1; j < n; j++) {
    largest.extend(A, rows * j, j, true);
    smallest.extend(A, rows * j, j, false);
    if (!(largest.value * SQRT_EPSILON <= smallest.value)) return j;
  }
  return n;
}

/** An extreme singular value of the growing triangle, with its approximate left singular vector of unit length. */
class Estimate {
  value = NaN;
  private readonly vector: Float64Array;

  constructor(n: number) {
    this.vector = new Float64Array(n);
  }

  /** Starts with the triangle of one column. */
  begin(value: number): void {
    this.value = value;
    this.vector[0] = 1;
  }

  /** Takes one more column, A[at …], with its diagonal entry at j: the extreme singular value of [σ 0; α γ],
   *  α = vectorᵀ·column. */
  extend(A: Float64Array, at: number, j: number, wantsLargest: boolean): void {
    const { vector, value } = this;
    const diagonal = A[at + j];
    let alpha = 0;
    for (let i = 0; i < j; i++) alpha += vector[i] * A[at + i];
    // Eigenvalues of [p q; q r] = [σ 0; α γ]·[σ 0; α γ]ᵀ transposed to act on (s, c).
    const scale = Math.max(Math.abs(alpha), Math.abs(diagonal), value) || 1;
    const sigma = value / scale;
    const a = alpha / scale;
    const g = diagonal / scale;
    const p = sigma * sigma + a * a;
    const q = a * g;
    const r = g * g;
    const half = (p - r) / 2;
    const big = (p + r) / 2 + Math.sqrt(half * half + q * q);
    const extreme = wantsLargest ? big : big > 0 ? (sigma * g * (sigma * g)) / big : 0;
    // (p − λ)s + q·c = 0, or q·s + (r − λ)c = 0: the better conditioned of the two.
    const length1 = hypotenuse(q, p - extreme);
    const length2 = hypotenuse(r - extreme, q);
    const isFirst = length1 >= length2;
    const length = isFirst ? length1 : length2;
    let sine = wantsLargest ? 1 : 0;
    let cosine = wantsLargest ? 0 : 1;
    if (length > 0) {
      sine = (isFirst ? -q : r - extreme) / length;
      cosine = (isFirst ? p - extreme : -q) / length;
    }
    for (let i = 0; i < j; i++) vector[i] *= sine;
    vector[j] = cosine;
    this.value = Math.sqrt(extreme) * scale;
  }
}
