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
import type { Subproblem, TrustStep } from './loop';
import { boundaryIntersections, type QuadraticModel } from './model';

// Conn, Gould & Toint: θ of (7.3.14), and the stopping constants of pp. 194–197.
const UPDATE_COEFFICIENT = 0.01;
const EASY_TOLERANCE = 0.1;
const HARD_TOLERANCE = 0.2;

/** The subproblem of one model whose Hessian is known as a matrix. */
export class NearlyExactSubproblem implements Subproblem {
  private readonly n: number;
  private readonly hess: Float64Array;
  private readonly damped: Float64Array;
  private readonly U: Float64Array;
  private readonly trial: Float64Array;
  private readonly bounds: SpectrumBounds;
  /** below it, back substitution with the gradient is not reliable */
  private readonly negligible: number;
  private previousRadius = -1;
  private previousLow = 0;

  constructor(
    private readonly model: QuadraticModel,
    hess: Float64Array,
    private readonly maxiter: number,
  ) {
    this.n = model.n;
    this.hess = hess;
    this.damped = new Float64Array(hess.length);
    this.U = new Float64Array(hess.length);
    this.trial = new Float64Array(hess.length);
    this.bounds = boundSpectrum(hess, this.n);
    this.negligible = this.n * 2 ** -52 * this.bounds.infinityNorm;
  }

  *solve(radius: number): Search<TrustStep> {
    const grad = yield* this.model.needGrad();
    const { n, U, model } = this;
    let { lambda, low, high } = this.initialDamping(radius);
    let step: Float64Array = new Float64Array(n);
    let hitsBoundary = true;
    let isFactored = false;
    let failedAt = 0;

    for (let iteration = 0; iteration < this.maxiter; iteration++) {
      if (!isFactored) failedAt = this.factor(lambda, U);
      isFactored = false;

      if (failedAt !== 0) {
        const { shift, norm } = singularShift(this.damped, U, failedAt, n);
        low = Math.max(low, lambda + shift / (norm * norm));
        lambda = between(low, high);
        continue;
      }
      if (!(model.gradNorm > this.negligible)) {
        // The gradient vanishes: only the curvature says where to go.
        if (lambda === 0) {
          step = new Float64Array(n);
          hitsBoundary = false;
          break;
        }
        const { value, vector } = smallestSingular(U, n);
        step = vector.map((component) => radius * component);
        if (radius ** 2 * value ** 2 <= HARD_TOLERANCE * lambda * radius ** 2) break;
        high = lambda;
        low = Math.max(low, lambda - value ** 2);
        lambda = between(low, high);
        continue;
      }

      step = grad.map((component) => -component);
      solveTransposedUpper(U, step, n);
      solveUpper(U, step, n);
      const length = nrm2(step);
      if (length <= radius && lambda === 0) {
        hitsBoundary = false;
        break;
      }
      const w = step.slice();
      solveTransposedUpper(U, w, n);
      // Nocedal & Wright (4.44).
      const newton = lambda + ((length / nrm2(w)) ** 2 * (length - radius)) / radius;

      if (length >= radius || Number.isNaN(length)) {
        if (Math.abs(length - radius) / radius <= EASY_TOLERANCE) break;
        low = lambda;
        lambda = newton;
        continue;
      }
      const { value, vector } = smallestSingular(U, n);
      const [back, forth] = boundaryIntersections(step, vector, radius);
      const reach = Math.abs(forth) < Math.abs(back) ? forth : back;
      const curvature = dot(step, matVec(this.damped, step, w, n, n));
      const relativeError = (reach ** 2 * value ** 2) / (curvature + lambda * radius ** 2);
      if (relativeError <= HARD_TOLERANCE) {
        for (let i = 0; i < n; i++) step[i] += reach * vector[i];
        break;
      }
      high = lambda;
      low = Math.max(low, lambda - value ** 2);
      failedAt = this.factor(newton, this.trial);
      if (failedAt === 0) {
        lambda = newton;
        isFactored = true;
      } else {
        low = Math.max(low, newton);
        lambda = between(low, high);
      }
    }
    this.previousLow = low;
    this.previousRadius = radius;
    return { step, hitsBoundary };
  }

  private factor(lambda: number, U: Float64Array): number {
    const { n, damped } = this;
    damped.set(this.hess);
    for (let i = 0; i < n; i++) damped[i * n + i] += lambda;
    return choleskyUpper(damped, U, n);
  }

  private initialDamping(radius: number): { lambda: number; low: number; high: number } {
    const { eigenLow, eigenHigh, infinityNorm, frobenius, smallestDiagonal } = this.bounds;
    const pull = this.model.gradNorm / radius;
    const high = Math.max(0, pull + Math.min(-eigenLow, frobenius, infinityNorm));
    let low = Math.max(0, -smallestDiagonal, pull - Math.min(eigenHigh, frobenius, infinityNorm));
    // A shrunken region needs at least the damping of the larger one.
    if (radius < this.previousRadius) low = Math.max(this.previousLow, low);
    const lambda = low === 0 ? 0 : Math.max(Math.sqrt(low * high), low + UPDATE_COEFFICIENT * (high - low));
    return { lambda, low, high };
  }
}

function between(low: number, high: number): number {
  return Math.max(Math.sqrt(Math.abs(low * high)), low + UPDATE_COEFFICIENT * (high - low));
}

interface SpectrumBounds {
  readonly eigenLow: number;
  readonly eigenHigh: number;
  readonly infinityNorm: number;
  readonly frobenius: number;
  readonly smallestDiagonal: number;
}

// Gershgorin's circles, and norms.
function boundSpectrum(hess: Float64Array, n: number): SpectrumBounds {
  const magnitudes = hess.map(Math.abs);
  let eigenLow = Infinity;
  let eigenHigh = -Infinity;
  let infinityNorm = 0;
  let smallestDiagonal = Infinity;
  for (let i = 0; i < n; i++) {
    const diagonal = hess[i * n + i];
    const rowSum = sum(magnitudes, i * n, n);
    eigenLow = Math.min(eigenLow, diagonal + Math.abs(diagonal) - rowSum);
    eigenHigh = Math.max(eigenHigh, diagonal - Math.abs(diagonal) + rowSum);
    infinityNorm = Math.max(infinityNorm, rowSum);
    smallestDiagonal = Math.min(smallestDiagonal, diagonal);
  }
  return { eigenLow, eigenHigh, infinityNorm, frobenius: nrm2(hess), smallestDiagonal };
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

// An estimate of the smallest singular value of U and its right singular vector, O(n²).
function smallestSingular(U: Float64Array, n: number): { value: number; vector: Float64Array } {
  const p = new Float64Array(n);
  const w = new Float64Array(n);
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
    w[k] = chosen;
    for (let i = k + 1; i < n; i++) p[i] += U[k * n + i] * chosen;
  }
  const v = w.slice();
  solveUpper(U, v, n);
  const length = nrm2(v);
  return { value: nrm2(w) / length, vector: v.map((component) => component / length) };
}
