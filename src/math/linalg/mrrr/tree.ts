/**
 * Eigenvectors of one block by the representation tree: eigenvalues with a large relative gap get their vector from
 * the twisted factorization, with Rayleigh quotient corrections; clusters get a representation of their own.
 *
 * Source: Dhillon & Parlett (2004), Linear Algebra Appl. 387, algorithm MRRR; Dhillon, Parlett & Vömel (2006), ACM
 * Trans. Math. Softw. 32, section 2. The tree is walked breadth first, and estimates are refined in place, in the
 * order of LAPACK 3.12, because later decisions look at earlier refinements.
 */
import { childRepresentation } from './child';
import { Root, type Representation } from './root';
import type { Splitting } from './split';
import { EPS, refine, type Approximations } from './sturm';
import { TwistedFactorization, type ExpandedRepresentation } from './twisted';

const LEAST_RELATIVE_GAP = 1e-3;
const MOST_CORRECTIONS = 10;
const CORRECTION_TOLERANCE = 2 * EPS;
const COARSE = { ofGap: Math.sqrt(EPS), ofValue: Math.max(Math.sqrt(EPS) * 5e-3, 4 * EPS) };
const FINE = { ofGap: CORRECTION_TOLERANCE, ofValue: CORRECTION_TOLERANCE };
const FINEST = { ofGap: 0, ofValue: CORRECTION_TOLERANCE };
const NONE = new Float64Array(0);

/** Eigenvalues first … last, to be computed from one representation. */
interface Cluster extends Representation {
  readonly first: number;
  readonly last: number;
}

/** Eigenvectors of one block of n ≥ 2 rows after another, in the same arrays. */
export class RepresentationTree {
  /** of T, ascending */
  readonly eigenvalues: Float64Array;
  /** the block's first representation */
  readonly root: Root;
  /** of the representation that each eigenvalue was last refined in */
  private readonly estimates: Approximations;
  private readonly twisted: TwistedFactorization;
  private expanded: ExpandedRepresentation;
  private readonly expandedRoot: ExpandedRepresentation;
  private minPivot = 0;
  /** lower bound of T's spectrum */
  private low = 0;
  private vectors: Float64Array = NONE;
  /** where eigenvector 0 begins in `vectors`, and the distance to the next */
  private offset = 0;
  private stride = 0;
  /** of the vector that `correct` found last: its eigenvalue, and the entries that were written */
  private lambda = 0;
  private from = 0;
  private to = 0;

  constructor(private readonly n: number) {
    this.eigenvalues = new Float64Array(n);
    this.root = new Root(n);
    this.estimates = this.root.eigenvalues;
    this.twisted = new TwistedFactorization(n);
    const { d, l } = this.root;
    this.expandedRoot = { d, l, ld: new Float64Array(n - 1), lld: new Float64Array(n - 1) };
    this.expanded = this.expandedRoot;
  }

  /** Computes all eigenvalues and eigenvectors of a block; false where LAPACK would give up.
   *  @param begin    first row of the block in T
   *  @param vectors  receives eigenvector k of the block in row `begin` + k (rows of T's order)
   *  Cost: O(n²), unless clusters are many */
  run(T: Splitting, begin: number, vectors: Float64Array): boolean {
    const { n, root, eigenvalues, estimates } = this;
    if (!root.represent(T, begin)) return false;
    this.minPivot = T.minPivot;
    this.low = T.low;
    this.vectors = vectors;
    this.stride = T.n;
    this.offset = begin * T.n + begin;
    for (let k = 0; k < n; k++) eigenvalues[k] = estimates.values[k] + root.shift;
    this.expanded = this.expandedRoot;
    expand(this.expanded);
    let level: Cluster[] = [];
    if (!this.split(0, n - 1, root.shift, level)) return false;
    for (let depth = 1; level.length > 0; depth++) {
      if (depth > n) return false;
      const next: Cluster[] = [];
      for (const cluster of level) {
        this.expanded = expanded(cluster);
        this.refineCluster(cluster);
        if (!this.split(cluster.first, cluster.last, cluster.shift, next)) return false;
      }
      level = next;
    }
    return true;
  }

  private refineCluster({ first, last, shift }: Cluster): void {
    const { eigenvalues, estimates } = this;
    const { values, gaps } = estimates;
    this.refine(first, last, COARSE);
    // Outer gaps only grow: the estimates of neighbors may come from another representation.
    if (first > 0) gaps[first - 1] = Math.max(gaps[first - 1], this.gapAfter(first - 1));
    if (last < this.n - 1) gaps[last] = Math.max(gaps[last], this.gapAfter(last));
    for (let k = first; k <= last; k++) eigenvalues[k] = values[k] + shift;
  }

  private gapAfter(k: number): number {
    const { eigenvalues, estimates } = this;
    return eigenvalues[k + 1] - estimates.errors[k + 1] - eigenvalues[k] - estimates.errors[k];
  }

  private refine(first: number, last: number, tolerances: typeof COARSE, twist = 0): void {
    const { d, lld } = this.expanded;
    refine(d, lld, this.estimates, first, last, tolerances, this.minPivot, this.root.spread, twist);
  }

  // Cuts a cluster where relative gaps are large, into vectors and smaller clusters.
  private split(begin: number, last: number, shift: number, next: Cluster[]): boolean {
    const { values, gaps } = this.estimates;
    let first = begin;
    for (let k = begin; k <= last; k++) {
      const isInside = k < last && !(gaps[k] >= LEAST_RELATIVE_GAP * Math.abs(values[k]));
      if (isInside) continue;
      if (k > first) {
        const child = this.child(first, k, shift);
        if (child === null) return false;
        next.push(child);
      } else if (!this.eigenvector(k, shift)) return false;
      first = k + 1;
    }
    return true;
  }

  private child(first: number, last: number, shift: number): Cluster | null {
    const { eigenvalues, estimates, expanded: parent, minPivot, root } = this;
    const { values, errors, gaps } = estimates;
    const leftGap = first === 0 ? Math.max(0, eigenvalues[0] - errors[0] - this.low) : gaps[first - 1];
    const gap = Math.min(leftGap, gaps[last]);
    this.refine(first, first, FINE);
    this.refine(last, last, FINE);
    const found = childRepresentation(parent, estimates, first, last, root.spread, gap, minPivot);
    if (found === null) return null;
    for (let k = first; k <= last; k++) {
      const fudge = 3 * EPS * Math.abs(values[k]);
      values[k] -= found.shift;
      errors[k] += fudge + 4 * EPS * Math.abs(values[k]);
    }
    return { d: found.d, l: found.l, shift: shift + found.shift, first, last };
  }

  private eigenvector(k: number, shift: number): boolean {
    const { n, eigenvalues, estimates, vectors, twisted } = this;
    const { values, errors, gaps } = estimates;
    const start = this.offset + k * this.stride;
    const edge = EPS * Math.max(Math.abs(values[k] - errors[k]), Math.abs(values[k] + errors[k]));
    const isOuter = k === 0 || k === n - 1;
    const gap = Math.min(k === 0 ? edge : gaps[k - 1], k === n - 1 ? edge : gaps[k]);
    const gapBefore = gaps[k];
    gaps[k] = gap;
    if (!this.correct(k, gap, isOuter ? 0 : gap * EPS, start)) return false;
    values[k] = this.lambda;
    for (let i = this.from; i < twisted.from; i++) vectors[start + i] = 0;
    for (let i = twisted.to + 1; i <= this.to; i++) vectors[start + i] = 0;
    for (let i = twisted.from; i <= twisted.to; i++) vectors[start + i] *= twisted.inverseNorm;
    eigenvalues[k] = this.lambda + shift;
    if (k > 0) gaps[k - 1] = Math.max(gaps[k - 1], this.gapAfter(k - 1));
    if (k < n - 1) gaps[k] = Math.max(gapBefore, this.gapAfter(k));
    return true;
  }

  // Rayleigh quotient iteration, kept inside a bracket, with bisection where a correction points the wrong way.
  private correct(k: number, gap: number, cutoff: number, start: number): boolean {
    const { n, expanded: factors, minPivot, vectors, twisted } = this;
    const { values, errors } = this.estimates;
    const tolerance = 4 * Math.log(n) * EPS;
    let lambda = values[k];
    let left = values[k] - errors[k];
    let right = values[k] + errors[k];
    let hasBisected = false;
    let hasCorrected = false;
    let mustBisect = false;
    let bestResidual = Infinity;
    let bestLambda = lambda;
    let twist = 0;
    this.from = n - 1;
    this.to = 0;
    for (let round = 1; ; round++) {
      if (mustBisect) {
        hasBisected = true;
        this.refine(k, k, FINEST, twist);
        lambda = values[k];
        twist = 0;
      }
      twisted.compute(factors, lambda, twist, cutoff, minPivot, vectors, start);
      const { residual, correction } = twisted;
      twist = twisted.twist;
      if (round === 1 || residual < bestResidual) {
        bestResidual = residual;
        bestLambda = lambda;
      }
      this.from = Math.min(this.from, twisted.from);
      this.to = Math.max(this.to, twisted.to);
      const isOpen =
        residual > tolerance * gap && Math.abs(correction) > CORRECTION_TOLERANCE * Math.abs(lambda) && !hasBisected;
      if (!isOpen) {
        if (hasCorrected && hasBisected && bestResidual <= residual) {
          lambda = bestLambda;
          twisted.compute(factors, lambda, twist, cutoff, minPivot, vectors, start);
        }
        this.lambda = lambda;
        return true;
      }
      const sign = k + 1 <= twisted.below ? -1 : 1;
      const corrected = lambda + correction;
      if (correction * sign >= 0 && corrected <= right && corrected >= left) {
        hasCorrected = true;
        if (sign === 1) left = lambda;
        else right = lambda;
        values[k] = 0.5 * (right + left);
        lambda = corrected;
        errors[k] = 0.5 * (right - left);
      } else mustBisect = true;
      if (right - left < CORRECTION_TOLERANCE * Math.abs(lambda)) hasBisected = true;
      else if (round === MOST_CORRECTIONS) mustBisect = true;
      else if (round > MOST_CORRECTIONS) return false;
    }
  }
}

function expanded({ d, l }: Representation): ExpandedRepresentation {
  const factors = { d, l, ld: new Float64Array(l.length), lld: new Float64Array(l.length) };
  expand(factors);
  return factors;
}

// Fills in the products.
function expand({ d, l, ld, lld }: ExpandedRepresentation): void {
  for (let i = 0; i < l.length; i++) {
    ld[i] = d[i] * l[i];
    lld[i] = ld[i] * l[i];
  }
}
