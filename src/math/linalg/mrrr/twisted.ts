/**
 * The eigenvector of L·D·Lᵀ for an eigenvalue λ that is known to high relative accuracy, from the twisted
 * factorization whose pivot is least.
 *
 * Source: Fernando (1997); Parlett & Dhillon (1997), "Fernando's solution to Wilkinson's problem: an application of
 * double factorization"; Dhillon & Parlett (2004), section 3 (algorithm Getvec).
 */
import { EPS } from './sturm';

/** A representation with the products that the transforms need. */
export interface ExpandedRepresentation {
  /** (n) */
  readonly d: Float64Array;
  /** l, l·d and l²·d (n − 1) */
  readonly l: Float64Array;
  readonly ld: Float64Array;
  readonly lld: Float64Array;
}

/** Scratch for vectors up to n, and what is known of the last one beside its entries. */
export class TwistedFactorization {
  /** row of the twist, from 1 */
  twist = 0;
  /** eigenvalues below λ */
  below = 0;
  /** entries from … to (from 0, inclusive) are not zero */
  from = 0;
  to = 0;
  inverseNorm = 0;
  residual = 0;
  /** Rayleigh quotient correction of λ */
  correction = 0;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly s: Float64Array;
  private readonly p: Float64Array;
  // Negative pivots above the twist and below it.
  private above = 0;
  private behind = 0;

  constructor(n: number) {
    this.lower = new Float64Array(n);
    this.upper = new Float64Array(n);
    this.s = new Float64Array(n);
    this.p = new Float64Array(n);
  }

  /** Computes the vector, its entry at the twist 1.
   *  @param twist   row (from 1), or 0 to choose the best
   *  @param cutoff  entries whose product with the matrix is below this end the vector
   *  @param z       receives the entries (n), from `offset`; outside the support they are left as they are */
  compute(
    representation: ExpandedRepresentation,
    lambda: number,
    twist: number,
    cutoff: number,
    minPivot: number,
    z: Float64Array,
    offset: number,
  ): void {
    const { s, p, lower, upper } = this;
    const { d, ld } = representation;
    const n = d.length;
    const r1 = twist === 0 ? 0 : twist - 1;
    const r2 = twist === 0 ? n - 1 : twist - 1;
    // Zero pivots make infinities, which are fine, and then NaN, which are not: then pivots are kept from zero.
    let isSafe = this.downwards(representation, lambda, r1, r2, 0);
    if (!isSafe) this.downwards(representation, lambda, r1, r2, minPivot);
    if (!this.upwards(representation, lambda, r1, 0)) {
      isSafe = false;
      this.upwards(representation, lambda, r1, minPivot);
    }
    let gamma = s[r1] + p[r1];
    const below = this.above + this.behind + (gamma < 0 ? 1 : 0);
    if (gamma === 0) gamma = EPS * s[r1];
    let r = r1;
    for (let i = r1; i < r2; i++) {
      let candidate = s[i + 1] + p[i + 1];
      if (candidate === 0) candidate = EPS * s[i + 1];
      if (Math.abs(candidate) <= Math.abs(gamma)) {
        gamma = candidate;
        r = i + 1;
      }
    }
    let square = 1;
    let from = 0;
    let to = n - 1;
    z[offset + r] = 1;
    for (let i = r - 1, next = 1; i >= 0; i--) {
      const isBroken = !isSafe && next === 0;
      const value = isBroken ? -(ld[i + 1] / ld[i]) * z[offset + i + 2] : -(lower[i] * next);
      if ((Math.abs(value) + Math.abs(next)) * Math.abs(ld[i]) < cutoff) {
        z[offset + i] = 0;
        from = i + 1;
        break;
      }
      z[offset + i] = value;
      square += value * value;
      next = value;
    }
    for (let i = r, last = 1; i < n - 1; i++) {
      const isBroken = !isSafe && last === 0;
      const value = isBroken ? -(ld[i - 1] / ld[i]) * z[offset + i - 1] : -(upper[i] * last);
      if ((Math.abs(last) + Math.abs(value)) * Math.abs(ld[i]) < cutoff) {
        z[offset + i + 1] = 0;
        to = i;
        break;
      }
      z[offset + i + 1] = value;
      square += value * value;
      last = value;
    }
    const inverse = 1 / square;
    const inverseNorm = Math.sqrt(inverse);
    this.twist = r + 1;
    this.below = below;
    this.from = from;
    this.to = to;
    this.inverseNorm = inverseNorm;
    this.residual = Math.abs(gamma) * inverseNorm;
    this.correction = gamma * inverse;
  }

  // Stationary transform, down to row r2: L₊·D₊·L₊ᵀ = L·D·Lᵀ − λ. Says whether it stayed free of NaN.
  private downwards(
    { d, l, ld, lld }: ExpandedRepresentation,
    lambda: number,
    r1: number,
    r2: number,
    minPivot: number,
  ): boolean {
    const { s, lower } = this;
    let negative = 0;
    s[0] = 0;
    let shifted = -lambda;
    for (let i = 0; i < r2; i++) {
      let pivot = d[i] + shifted;
      if (Math.abs(pivot) < minPivot) pivot = -minPivot;
      const ratio = ld[i] / pivot;
      lower[i] = ratio;
      if (pivot < 0 && i < r1) negative++;
      const next = minPivot > 0 && ratio === 0 ? lld[i] : shifted * ratio * l[i];
      s[i + 1] = next;
      shifted = next - lambda;
    }
    this.above = negative;
    return !Number.isNaN(shifted);
  }

  // Progressive transform, up to row r1: U₋·D₋·U₋ᵀ = L·D·Lᵀ − λ. Says whether it stayed free of NaN.
  private upwards({ d, l, lld }: ExpandedRepresentation, lambda: number, r1: number, minPivot: number): boolean {
    const { p, upper } = this;
    const n = d.length;
    let negative = 0;
    let here = d[n - 1] - lambda;
    p[n - 1] = here;
    for (let i = n - 2; i >= r1; i--) {
      let pivot = lld[i] + here;
      if (Math.abs(pivot) < minPivot) pivot = -minPivot;
      const ratio = d[i] / pivot;
      if (pivot < 0) negative++;
      upper[i] = l[i] * ratio;
      here = minPivot > 0 && ratio === 0 ? d[i] - lambda : here * ratio - lambda;
      p[i] = here;
    }
    this.behind = negative;
    return !Number.isNaN(here);
  }
}
