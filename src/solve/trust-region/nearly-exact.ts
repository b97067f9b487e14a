/**
 * The trust-region subproblem solved nearly exactly: Newton's iteration on the secular equation for the damping λ,
 * with (H + λI) factored each time, safeguarded by bounds on λ.
 *
 * Source: Conn, Gould & Toint (2000), Trust-Region Methods, §7.3 (Algorithm 7.3.4, initial bounds §7.3.8); Moré &
 * Sorensen (1983), SIAM J. Sci. Stat. Comput. 4, 553–572; singular vectors after Cline, Moler, Stewart & Wilkinson
 * (1979), in the form of Golub & Van Loan (2013), Algorithm 3.5.1.
 * As in SciPy, a factorization that only tests the next λ is not kept: the following step comes from the factor
 * before it (steps are then more damped than need be, and the recorded paths show it).
 * Differs from SciPy: where its limit of iterations leaves no step at all, ours is zero and the run ends honestly.
 */
import { choleskyUpper, solveTransposedUpper, solveUpper } from '../../math/linalg/cholesky';
import { matVec } from '../../math/linalg/products';
import { dot, nrm2, sum } from '../../math/linalg/sums';
import type { Search } from '../protocol';
import type { Subproblem } from './loop';
import { along, boundaryIntersections, type QuadraticModel } from './model';

// Conn, Gould & Toint: θ of (7.3.14), and the stopping constants of pp. 194–197.
const UPDATE_COEFFICIENT = 0.01;
const EASY_TOLERANCE = 0.1;
const HARD_TOLERANCE = 0.2;

/** Subproblems of models whose Hessian is known as a matrix. */
export class NearlyExactSubproblem implements Subproblem {
  readonly opening = 'Hessian';
  hitsBoundary = true;
  readonly step: Float64Array;
  private model: QuadraticModel | null = null;
  private readonly damped: Float64Array;
  private readonly U: Float64Array;
  /** what only tests the next λ */
  private readonly trial: Float64Array;
  private readonly w: Float64Array;
  private readonly singular: SingularEstimate;
  private readonly bounds: SpectrumBounds;
  /** below it, back substitution with the gradient is not reliable */
  private negligible = NaN;
  private previousRadius = -1;
  private previousLow = 0;
  private lambda = 0;
  private low = 0;
  private high = 0;

  constructor(
    private readonly n: number,
    private readonly maxiter: number,
  ) {
    this.step = new Float64Array(n);
    this.damped = new Float64Array(n * n);
    this.U = new Float64Array(n * n);
    this.trial = new Float64Array(n * n);
    this.w = new Float64Array(n);
    this.singular = new SingularEstimate(n);
    this.bounds = new SpectrumBounds(n);
  }

  // oxlint-disable-next-line eslint/require-yield
  *solve(model: QuadraticModel, radius: number): Search<boolean> {
    if (model !== this.model) this.open(model);
    this.hitsBoundary = true;
    this.iterate(model, radius);
    this.previousLow = this.low;
    this.previousRadius = radius;
    return true;
  }

  private open(model: QuadraticModel): void {
    this.model = model;
    this.bounds.update(model.hess);
    this.negligible = this.n * 2 ** -52 * this.bounds.infinityNorm;
    this.previousRadius = -1;
    this.previousLow = 0;
  }

  private iterate(model: QuadraticModel, radius: number): void {
    const { n, step, w, singular, damped } = this;
    const { grad, gradNorm, hess } = model;
    this.chooseDamping(gradNorm, radius);
    step.fill(0);
    let isFactored = false;
    let failedAt = 0;

    for (let iteration = 0; iteration < this.maxiter; iteration++) {
      const { lambda } = this;
      if (!isFactored) failedAt = this.factor(hess, lambda, this.U);
      isFactored = false;

      if (failedAt !== 0) {
        const { shift, norm } = singularShift(damped, this.U, failedAt, n);
        this.low = Math.max(this.low, lambda + shift / (norm * norm));
        this.lambda = between(this.low, this.high);
        continue;
      }
      if (!(gradNorm > this.negligible)) {
        // The gradient vanishes: only the curvature says where to go.
        if (lambda === 0) {
          step.fill(0);
          this.hitsBoundary = false;
          return;
        }
        singular.find(this.U);
        for (let i = 0; i < n; i++) step[i] = radius * singular.vector[i];
        if (radius ** 2 * singular.value ** 2 <= HARD_TOLERANCE * lambda * radius ** 2) return;
        this.high = lambda;
        this.low = Math.max(this.low, lambda - singular.value ** 2);
        this.lambda = between(this.low, this.high);
        continue;
      }

      for (let i = 0; i < n; i++) step[i] = -grad[i];
      solveTransposedUpper(this.U, step, n);
      solveUpper(this.U, step, n);
      const length = nrm2(step);
      if (length <= radius && lambda === 0) {
        this.hitsBoundary = false;
        return;
      }
      for (let i = 0; i < n; i++) w[i] = step[i];
      solveTransposedUpper(this.U, w, n);
      // Nocedal & Wright (4.44).
      const newton = lambda + ((length / nrm2(w)) ** 2 * (length - radius)) / radius;

      if (length >= radius || Number.isNaN(length)) {
        if (Math.abs(length - radius) / radius <= EASY_TOLERANCE) return;
        this.low = lambda;
        this.lambda = newton;
        continue;
      }
      singular.find(this.U);
      const [back, forth] = boundaryIntersections(step, singular.vector, radius);
      const reach = Math.abs(forth) < Math.abs(back) ? forth : back;
      const curvature = dot(step, matVec(damped, step, w, n, n));
      const relativeError = (reach ** 2 * singular.value ** 2) / (curvature + lambda * radius ** 2);
      if (relativeError <= HARD_TOLERANCE) {
        along(step, reach, singular.vector, step);
        return;
      }
      this.high = lambda;
      this.low = Math.max(this.low, lambda - singular.value ** 2);
      failedAt = this.factor(hess, newton, this.trial);
      if (failedAt === 0) {
        this.lambda = newton;
        isFactored = true;
      } else {
        this.low = Math.max(this.low, newton);
        this.lambda = between(this.low, this.high);
      }
    }
  }

  private factor(hess: Float64Array, lambda: number, U: Float64Array): number {
    const { n, damped } = this;
    for (let i = 0; i < damped.length; i++) damped[i] = hess[i];
    for (let i = 0; i < n; i++) damped[i * n + i] += lambda;
    return choleskyUpper(damped, U, n);
  }

  private chooseDamping(gradNorm: number, radius: number): void {
    const { eigenLow, eigenHigh, infinityNorm, frobenius, smallestDiagonal } = this.bounds;
    const pull = gradNorm / radius;
    this.high = Math.max(0, pull + Math.min(-eigenLow, frobenius, infinityNorm));
    this.low = Math.max(0, -smallestDiagonal, pull - Math.min(eigenHigh, frobenius, infinityNorm));
    // A shrunken region needs at least the damping of the larger one.
    if (radius < this.previousRadius) this.low = Math.max(this.previousLow, this.low);
    this.lambda = this.low === 0 ? 0 : between(this.low, this.high);
  }
}

function between(low: number, high: number): number {
  return Math.max(Math.sqrt(Math.abs(low * high)), low + UPDATE_COEFFICIENT * (high - low));
}

/** Gershgorin's circles, and norms, of one Hessian after another. */
class SpectrumBounds {
  eigenLow = NaN;
  eigenHigh = NaN;
  infinityNorm = NaN;
  frobenius = NaN;
  smallestDiagonal = NaN;
  private readonly magnitudes: Float64Array;

  constructor(private readonly n: number) {
    this.magnitudes = new Float64Array(n * n);
  }

  update(hess: Float64Array): void {
    const { n, magnitudes } = this;
    for (let i = 0; i < magnitudes.length; i++) magnitudes[i] = Math.abs(hess[i]);
    let eigenLow = Infinity;
    let eigenHigh = -Infinity;
    let infinityNorm = 0;
    let smallestDiagonal = Infinity;
    for (let i = 0; i < n; i++) {
      const diagonal = hess[i * n + i];
      const magnitude = magnitudes[i * n + i];
      const rowSum = sum(magnitudes, i * n, n);
      eigenLow = Math.min(eigenLow, diagonal + magnitude - rowSum);
      eigenHigh = Math.max(eigenHigh, diagonal - magnitude + rowSum);
      infinityNorm = Math.max(infinityNorm, rowSum);
      smallestDiagonal = Math.min(smallestDiagonal, diagonal);
    }
    this.eigenLow = eigenLow;
    this.eigenHigh = eigenHigh;
    this.infinityNorm = infinityNorm;
    this.frobenius = nrm2(hess);
    this.smallestDiagonal = smallestDiagonal;
  }
}

// What must be added to A[k−1, k−1] to make the leading k × k part singular, and the norm of its null vector.
function singularShift(A: Float64Array, U: Float64Array, k: number, n: number): { shift: number; norm: number } {
  const last = k - 1;
  const squares = new Float64Array(last);
  const vector = new Float64Array(n);
  for (let i = 0; i < last; i++) {
    squares[i] = U[i * n + last] ** 2;
    vector[i] = -U[i * n + last];
  }
  vector[last] = 1;
  if (last > 0) solveUpper(U, vector, last, n);
  return { shift: sum(squares) - A[last * n + last], norm: nrm2(vector) };
}

/** An estimate of the smallest singular value of U and its right singular vector, O(n²). */
class SingularEstimate {
  value = NaN;
  readonly vector: Float64Array;
  private readonly p: Float64Array;
  private readonly w: Float64Array;

  constructor(private readonly n: number) {
    this.vector = new Float64Array(n);
    this.p = new Float64Array(n);
    this.w = new Float64Array(n);
  }

  find(U: Float64Array): void {
    const { n, p, w, vector } = this;
    p.fill(0);
    for (let k = 0; k < n; k++) {
      const diagonal = U[k * n + k];
      const plus = (1 - p[k]) / diagonal;
      const minus = (-1 - p[k]) / diagonal;
      let sizePlus = 0;
      let sizeMinus = 0;
      for (let i = k + 1; i < n; i++) {
        sizePlus += Math.abs(p[i] + U[k * n + i] * plus);
        sizeMinus += Math.abs(p[i] + U[k * n + i] * minus);
      }
      const chosen = Math.abs(plus) + sizePlus >= Math.abs(minus) + sizeMinus ? plus : minus;
      w[k] = vector[k] = chosen;
      for (let i = k + 1; i < n; i++) p[i] += U[k * n + i] * chosen;
    }
    solveUpper(U, vector, n);
    const length = nrm2(vector);
    this.value = nrm2(w) / length;
    for (let i = 0; i < n; i++) vector[i] /= length;
  }
}
