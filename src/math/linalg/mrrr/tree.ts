/**
 * Eigenvectors of one block by the representation tree: eigenvalues with a large relative gap get their vector from
 * the twisted factorization, with Rayleigh quotient corrections; clusters get a representation of their own.
 *
 * Source: Dhillon & Parlett (2004), Linear Algebra Appl. 387, algorithm MRRR; Dhillon, Parlett & Vömel (2006), ACM
 * Trans. Math. Softw. 32, section 2. The tree is walked breadth first, and estimates are refined in place, in the
 * order of LAPACK 3.12, because later decisions look at earlier refinements.
 */
import { childRepresentation } from './child';
import type { Representation, Root } from './root';
import { EPS, refine, type Approximations } from './sturm';
import { TwistedFactorization, type ExpandedRepresentation, type TwistedVector } from './twisted';

const LEAST_RELATIVE_GAP = 1e-3;
const MOST_CORRECTIONS = 10;
const CORRECTION_TOLERANCE = 2 * EPS;
const COARSE = { ofGap: Math.sqrt(EPS), ofValue: Math.max(Math.sqrt(EPS) * 5e-3, 4 * EPS) };
const FINE = { ofGap: CORRECTION_TOLERANCE, ofValue: CORRECTION_TOLERANCE };
const FINEST = { ofGap: 0, ofValue: CORRECTION_TOLERANCE };

/** Eigenvalues first … last, to be computed from one representation. */
interface Cluster extends Representation {
  readonly first: number;
  readonly last: number;
}

/** Computes all eigenvectors of a block.
 *  @param size      order of T
 *  @param low       lower bound of T's spectrum
 *  @param vectors   receives eigenvector k of the block in row `row` + k (rows of `size`)
 *  @returns         eigenvalues of T, ascending; null where LAPACK would give up
 *  Cost: O(n²), unless clusters are many */
export function blockEigenvectors(
  root: Root,
  minPivot: number,
  low: number,
  size: number,
  row: number,
  vectors: Float64Array,
): Float64Array | null {
  const n = root.d.length;
  if (n === 1) {
    vectors[row * size + root.begin] = 1;
    return Float64Array.of(root.eigenvalues.values[0] + root.shift);
  }
  const tree = new RepresentationTree(root, minPivot, low, vectors, row * size + root.begin, size);
  return tree.run() ? tree.eigenvalues : null;
}

class RepresentationTree {
  /** of T */
  readonly eigenvalues: Float64Array;
  /** of the representation that each eigenvalue was last refined in */
  private readonly estimates: Approximations;
  private readonly n: number;
  private readonly twisted: TwistedFactorization;
  private expanded: ExpandedRepresentation;

  constructor(
    private readonly root: Root,
    private readonly minPivot: number,
    private readonly low: number,
    private readonly vectors: Float64Array,
    private readonly offset: number,
    private readonly stride: number,
  ) {
    this.n = root.d.length;
    const { values, errors, gaps } = root.eigenvalues;
    this.estimates = { values: values.slice(), errors: errors.slice(), gaps: gaps.slice() };
    this.eigenvalues = values.map((value) => value + root.shift);
    this.twisted = new TwistedFactorization(this.n);
    this.expanded = expand(root);
  }

  run(): boolean {
    let level: Cluster[] = [{ ...this.root, first: 0, last: this.n - 1 }];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > this.n) return false;
      const next: Cluster[] = [];
      for (const cluster of level) {
        if (depth > 0) {
          this.expanded = expand(cluster);
          this.refineCluster(cluster);
        }
        if (!this.split(cluster, next)) return false;
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
  private split(cluster: Cluster, next: Cluster[]): boolean {
    const { values, gaps } = this.estimates;
    let first = cluster.first;
    for (let k = cluster.first; k <= cluster.last; k++) {
      const isInside = k < cluster.last && !(gaps[k] >= LEAST_RELATIVE_GAP * Math.abs(values[k]));
      if (isInside) continue;
      if (k > first) {
        const child = this.child(first, k, cluster.shift);
        if (child === null) return false;
        next.push(child);
      } else if (!this.eigenvector(k, cluster.shift)) return false;
      first = k + 1;
    }
    return true;
  }

  private child(first: number, last: number, shift: number): Cluster | null {
    const { eigenvalues, estimates, expanded, minPivot, root } = this;
    const { values, errors, gaps } = estimates;
    const leftGap = first === 0 ? Math.max(0, eigenvalues[0] - errors[0] - this.low) : gaps[first - 1];
    const gap = Math.min(leftGap, gaps[last]);
    this.refine(first, first, FINE);
    this.refine(last, last, FINE);
    const found = childRepresentation(expanded, estimates, first, last, root.spread, gap, minPivot);
    if (found === null) return null;
    for (let k = first; k <= last; k++) {
      const fudge = 3 * EPS * Math.abs(values[k]);
      values[k] -= found.shift;
      errors[k] += fudge + 4 * EPS * Math.abs(values[k]);
    }
    return { d: found.d, l: found.l, shift: shift + found.shift, first, last };
  }

  private eigenvector(k: number, shift: number): boolean {
    const { n, eigenvalues, estimates, vectors } = this;
    const { values, errors, gaps } = estimates;
    const start = this.offset + k * this.stride;
    const edge = EPS * Math.max(Math.abs(values[k] - errors[k]), Math.abs(values[k] + errors[k]));
    const isOuter = k === 0 || k === n - 1;
    const gap = Math.min(k === 0 ? edge : gaps[k - 1], k === n - 1 ? edge : gaps[k]);
    const gapBefore = gaps[k];
    gaps[k] = gap;
    const found = this.correct(k, gap, isOuter ? 0 : gap * EPS, start);
    if (found === null) return false;
    const { vector, lambda, from, to } = found;
    values[k] = lambda;
    for (let i = from; i < vector.from; i++) vectors[start + i] = 0;
    for (let i = vector.to + 1; i <= to; i++) vectors[start + i] = 0;
    for (let i = vector.from; i <= vector.to; i++) vectors[start + i] *= vector.inverseNorm;
    eigenvalues[k] = lambda + shift;
    if (k > 0) gaps[k - 1] = Math.max(gaps[k - 1], this.gapAfter(k - 1));
    if (k < n - 1) gaps[k] = Math.max(gapBefore, this.gapAfter(k));
    return true;
  }

  // Rayleigh quotient iteration, kept inside a bracket, with bisection where a correction points the wrong way.
  private correct(
    k: number,
    gap: number,
    cutoff: number,
    start: number,
  ): { vector: TwistedVector; lambda: number; from: number; to: number } | null {
    const { n, expanded, minPivot, vectors, twisted } = this;
    const { values, errors } = this.estimates;
    const tolerance = 4 * Math.log(n) * EPS;
    const compute = (at: number, twist: number): TwistedVector =>
      twisted.vector(expanded, at, twist, cutoff, minPivot, vectors, start);
    let lambda = values[k];
    let left = values[k] - errors[k];
    let right = values[k] + errors[k];
    let [hasBisected, hasCorrected, mustBisect] = [false, false, false];
    let best = { residual: Infinity, lambda };
    let [from, to, twist] = [n - 1, 0, 0];
    for (let round = 1; ; round++) {
      if (mustBisect) {
        hasBisected = true;
        this.refine(k, k, FINEST, twist);
        lambda = values[k];
        twist = 0;
      }
      const vector = compute(lambda, twist);
      twist = vector.twist;
      if (round === 1 || vector.residual < best.residual) best = { residual: vector.residual, lambda };
      from = Math.min(from, vector.from);
      to = Math.max(to, vector.to);
      const { residual, correction } = vector;
      const isOpen =
        residual > tolerance * gap && Math.abs(correction) > CORRECTION_TOLERANCE * Math.abs(lambda) && !hasBisected;
      if (!isOpen) {
        if (!(hasCorrected && hasBisected && best.residual <= residual)) return { vector, lambda, from, to };
        return { vector: compute(best.lambda, twist), lambda: best.lambda, from, to };
      }
      const sign = k + 1 <= vector.below ? -1 : 1;
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
      else if (round > MOST_CORRECTIONS) return null;
    }
  }
}

function expand({ d, l }: Representation): ExpandedRepresentation {
  const n = l.length;
  const ld = new Float64Array(n);
  const lld = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    ld[i] = d[i] * l[i];
    lld[i] = ld[i] * l[i];
  }
  return { d, l, ld, lld };
}
