/**
 * Counting and bisecting eigenvalues of symmetric tridiagonal matrices by the signs of pivots (Sylvester's law).
 *
 * Source: Kahan (1966); Demmel, Applied Numerical Linear Algebra (1997), section 5.3.4; Marques, Riedy & Vömel
 * (2006), "Benefits of IEEE-754 features in modern symmetric tridiagonal eigensolvers", for counts that let
 * infinities pass and repair NaN afterwards. Matrices come as T (diagonal and squared off-diagonal) or as L·D·Lᵀ.
 */
export const EPS = 2 ** -52;
export const SAFE_MIN = 2 ** -1022;

const FUDGE = 2;
const ROOT_EPS = Math.sqrt(EPS);

/** A symmetric tridiagonal matrix, or the blocks of one. */
export interface SymmetricTridiagonal {
  readonly diagonal: Float64Array;
  readonly offDiagonal: Float64Array;
  /** squares of the off-diagonal entries */
  readonly squares: Float64Array;
}

/** An eigenvalue with a bound on its error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** Bisects for eigenvalue number `index` (from 1) of the block of n entries from `begin` inside [low, high].
 *  Cost: O(n) a step. */
export function bisectBlock(
  { diagonal, squares }: SymmetricTridiagonal,
  begin: number,
  n: number,
  index: number,
  low: number,
  high: number,
  minPivot: number,
): Estimate {
  const tolerance = ROOT_EPS;
  const end = begin + n;
  const norm = Math.max(Math.abs(low), Math.abs(high));
  const most = Math.trunc((Math.log(norm + minPivot) - Math.log(minPivot)) / Math.LN2) + 2;
  let left = low - FUDGE * norm * EPS * n - FUDGE * 2 * minPivot;
  let right = high + FUDGE * norm * EPS * n + FUDGE * 2 * minPivot;
  for (let round = 0; round <= most; round++) {
    const size = Math.max(Math.abs(right), Math.abs(left));
    if (Math.abs(right - left) < Math.max(FUDGE * 2 * minPivot, minPivot, tolerance * size)) break;
    const middle = 0.5 * (left + right);
    let pivot = diagonal[begin] - middle;
    if (Math.abs(pivot) < minPivot) pivot = -minPivot;
    let missing = pivot <= 0 ? index - 1 : index;
    // Ends as soon as the count is sure to reach the index, or to miss it.
    for (let i = begin + 1; i < end && missing > 0 && missing <= end - i; i++) {
      pivot = diagonal[i] - squares[i - 1] / pivot - middle;
      if (Math.abs(pivot) < minPivot) pivot = -minPivot;
      if (pivot <= 0) missing--;
    }
    if (missing <= 0) right = middle;
    else left = middle;
  }
  return { value: 0.5 * (left + right), error: 0.5 * Math.abs(right - left) };
}

/** How many eigenvalues of the block of n entries from `begin` are at most `limit`. */
export function countBelow(
  { diagonal, offDiagonal }: SymmetricTridiagonal,
  begin: number,
  n: number,
  limit: number,
): number {
  let pivot = diagonal[begin] - limit;
  let count = pivot <= 0 ? 1 : 0;
  for (let i = begin + 1; i < begin + n; i++) {
    const off = offDiagonal[i - 1];
    pivot = diagonal[i] - limit - (off * off) / pivot;
    if (pivot <= 0) count++;
  }
  return count;
}

/** How many eigenvalues of L·D·Lᵀ are below `shift`, by a factorization twisted at row `twist` (from 1).
 *  @param d    (n)
 *  @param lld  l²·d (n − 1) */
export function countNegative(d: Float64Array, lld: Float64Array, shift: number, twist: number): number {
  const n = d.length;
  let count = 0;
  let t = -shift;
  for (let j = 0; j < twist - 1; j++) {
    const pivot = d[j] + t;
    if (pivot < 0) count++;
    t = (t / pivot) * lld[j] - shift;
  }
  // A NaN comes from a zero pivot after an infinite one, where the quotient's limit is one.
  if (Number.isNaN(t)) {
    count = 0;
    t = -shift;
    for (let j = 0; j < twist - 1; j++) {
      const pivot = d[j] + t;
      if (pivot < 0) count++;
      const quotient = t / pivot;
      t = (Number.isNaN(quotient) ? 1 : quotient) * lld[j] - shift;
    }
  }
  let p = d[n - 1] - shift;
  let below = 0;
  for (let j = n - 2; j >= twist - 1; j--) {
    const pivot = lld[j] + p;
    if (pivot < 0) below++;
    p = (p / pivot) * d[j] - shift;
  }
  if (Number.isNaN(p)) {
    below = 0;
    p = d[n - 1] - shift;
    for (let j = n - 2; j >= twist - 1; j--) {
      const pivot = lld[j] + p;
      if (pivot < 0) below++;
      const quotient = p / pivot;
      p = (Number.isNaN(quotient) ? 1 : quotient) * d[j] - shift;
    }
  }
  return count + below + (t + shift + p < 0 ? 1 : 0);
}

/** Approximate eigenvalues of one representation; entry k belongs to eigenvalue k. */
export interface Approximations {
  readonly values: Float64Array;
  readonly errors: Float64Array;
  /** distance from the right end of interval k to the left end of interval k + 1 */
  readonly gaps: Float64Array;
}

/** How exactly to bisect: relative to the gap, and relative to the eigenvalue. */
export interface Tolerances {
  readonly ofGap: number;
  readonly ofValue: number;
}

/** Refines eigenvalues first … last of L·D·Lᵀ in place by bisection, widening intervals that miss theirs.
 *  @param spread  spectral diameter
 *  @param twist   row (from 1) of the twisted factorization; 0 for the last */
export function refine(
  d: Float64Array,
  lld: Float64Array,
  { values, errors, gaps }: Approximations,
  first: number,
  last: number,
  tolerances: Tolerances,
  minPivot: number,
  spread: number,
  twist = 0,
): void {
  const row = twist < 1 ? d.length : twist;
  const most = Math.trunc((Math.log(spread + minPivot) - Math.log(minPivot)) / Math.LN2) + 2;
  for (let k = first; k <= last; k++) {
    let left = values[k] - errors[k];
    let right = values[k] + errors[k];
    for (let back = errors[k]; back > 0 && countNegative(d, lld, left, row) > k; back *= 2) left -= back;
    for (let back = errors[k]; back > 0 && countNegative(d, lld, right, row) < k + 1; back *= 2) right += back;
    const startGap = k > first ? Math.min(gaps[k - 1], gaps[k]) : gaps[k];
    if (0.5 * Math.abs(left - right) <= widthAllowed(tolerances, startGap, left, right, minPivot)) continue;
    const gap = k > 0 ? Math.min(gaps[k - 1], gaps[k]) : gaps[k];
    for (let round = 0; round < most; round++) {
      const middle = 0.5 * (left + right);
      if (right - middle <= widthAllowed(tolerances, gap, left, right, minPivot)) break;
      if (countNegative(d, lld, middle, row) <= k) left = middle;
      else right = middle;
    }
    values[k] = 0.5 * (left + right);
    errors[k] = right - values[k];
  }
  for (let k = first + 1; k <= last; k++) {
    gaps[k - 1] = Math.max(0, values[k] - errors[k] - values[k - 1] - errors[k - 1]);
  }
}

function widthAllowed(
  { ofGap, ofValue }: Tolerances,
  gap: number,
  left: number,
  right: number,
  minPivot: number,
): number {
  return Math.max(ofGap * gap, ofValue * Math.max(Math.abs(left), Math.abs(right)), 2 * minPivot);
}
