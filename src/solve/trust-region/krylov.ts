/**
 * The trust-region subproblem in growing Krylov spaces: conjugate gradients while they stay inside the region, then
 * the tridiagonal Lanczos problem on the boundary.
 *
 * Source: Gould, Lucidi, Roma & Toint (1999), SIAM J. Optim. 9, 504–525; forcing terms, restarts after a rejected
 * step and early termination as in Lenders, Kirches & Potschka (2018), "trlib: a vector-free implementation of the
 * GLTR method", Optim. Methods Softw. 33, 420–449, which SciPy uses.
 * Differs: one invariant subspace only, as SciPy configures it; the tridiagonal problem is solved by our own
 * iteration to rounding; nothing is read before it is written, so that runs repeat.
 */
import { dot } from '../../math/linalg/sums';
import type { Search } from '../protocol';
import type { Subproblem } from './loop';
import type { QuadraticModel } from './model';
import { TridiagonalSubproblem } from './tridiagonal';

/** How exactly a subproblem is solved; negative numbers name trlib's forcing sequences. */
export interface KrylovTolerances {
  /** 'forcing': min(½, ‖g‖), else relative to ‖g‖ */
  readonly interior: number | 'forcing';
  /** 'forcing': min(½, √‖g‖), at least 1e-6, else relative to ‖g‖ */
  readonly boundary: number | 'forcing';
}

const ZERO = 2e-16;
const UNBOUNDED = -1e20;
const LANCZOS_LIMIT = 100;
const STALL_WINDOW = 10;

/** Subproblems of one run. Solved again with a smaller radius, a model reuses its Krylov space. */
export class KrylovSubproblem implements Subproblem {
  // SciPy asks for the gradient of a proposed point before it knows f there.
  readonly opening = 'gradient';
  hitsBoundary = false;
  readonly step: Float64Array;
  private model: QuadraticModel | null = null;
  // T: delta on the diagonal, gamma beside it; rows of `basis` are the Lanczos vectors, made when first needed.
  private readonly delta: Float64Array;
  private readonly gamma: Float64Array;
  private readonly basis: Float64Array[] = [];
  private readonly itmax: number;
  private readonly tridiagonal: TridiagonalSubproblem;
  private dimension = 0;
  private hasBoundary = false;
  /** how close each boundary iteration came */
  private readonly history: number[] = [];
  private stopInterior = NaN;
  private stopBoundary = NaN;
  private readonly g: Float64Array;
  private readonly p: Float64Array;
  private readonly Hp: Float64Array;

  constructor(
    n: number,
    private readonly tolerances: KrylovTolerances,
  ) {
    this.itmax = Math.floor(Math.min(1e9 / n, 2 * n));
    this.delta = new Float64Array(this.itmax + 2);
    this.gamma = new Float64Array(this.itmax + 2);
    this.tridiagonal = new TridiagonalSubproblem(this.delta, this.gamma);
    this.step = new Float64Array(n);
    this.g = new Float64Array(n);
    this.p = new Float64Array(n);
    this.Hp = new Float64Array(n);
  }

  *solve(model: QuadraticModel, radius: number): Search<boolean> {
    if (model === this.model && this.dimension > 0) {
      this.solveReduced(radius);
      return this.takeBoundaryStep();
    }
    this.model = model;
    this.dimension = 0;
    this.hasBoundary = false;
    this.history.length = 0;
    for (let i = 0; i < this.delta.length; i++) this.delta[i] = this.gamma[i] = 0;
    return yield* this.explore(model, radius);
  }

  private *explore(model: QuadraticModel, radius: number): Search<boolean> {
    const { delta, gamma, history, itmax, step, g, p } = this;
    const n = g.length;
    for (let i = 0; i < n; i++) {
      g[i] = model.grad[i];
      p[i] = -g[i];
      step[i] = 0;
    }
    let vg = dot(g, g);
    const gradNorm = Math.sqrt(vg);
    this.chooseStops(gradNorm);
    this.tridiagonal.pull = gradNorm;
    let Hp = model.hasMatrix ? model.multiply(p, this.Hp) : yield* model.product(p, this.Hp);
    let pHp = dot(p, Hp);
    let sp = 0;
    let pp = vg;
    let ss = 0;
    let value = 0;
    let sign = 1;
    let alphaBefore = 0;
    let betaBefore = 0;
    let isDefinite = true;
    let isInterior = true;

    for (let ii = 0; ii < itmax; ii++) {
      if (Math.abs(pHp) <= ZERO) {
        return yield* this.continueByLanczos(model, ii, radius, vg, ii > 0 ? -Math.sign(alphaBefore) * sign : sign);
      }
      const alpha = vg / pHp;
      delta[ii] += pHp / vg;
      isDefinite &&= alpha > 0;
      if (ii > 0) {
        sign *= alphaBefore < 0 ? 1 : -1;
        sp = betaBefore * (sp + alphaBefore * pp);
        pp = vg + betaBefore * betaBefore * pp;
      }
      const ssNext = ss + alpha * (2 * sp + alpha * pp);
      isInterior &&= isDefinite && ssNext < radius * radius;
      scaled(g, sign / Math.sqrt(vg), this.vector(ii));
      this.dimension = ii + 1;

      let residual: number;
      if (isInterior) {
        ss = ssNext;
        value -= 0.5 * alpha * alpha * pHp;
        for (let i = 0; i < n; i++) step[i] += alpha * p[i];
        residual = 0;
      } else {
        if (!this.solveReduced(radius)) return this.hasBoundary && this.takeBoundaryStep();
        const { tridiagonal } = this;
        if (tridiagonal.isInterior && isDefinite) return this.takeBoundaryStep();
        value = tridiagonal.value;
        residual = Math.abs(tridiagonal.h[ii]);
      }

      for (let i = 0; i < n; i++) g[i] += alpha * Hp[i];
      const vgNext = dot(g, g);
      if (Number.isNaN(vgNext)) break;
      if (vgNext <= ZERO) {
        gamma[ii] = 0;
        break;
      }
      const beta = vgNext / vg;
      delta[ii + 1] = (vgNext * pHp) / (vg * vg);
      gamma[ii] = Math.abs((Math.sqrt(vgNext) * pHp) / (Math.sqrt(vg) * vg));
      vg = vgNext;

      const leak = gamma[ii] * residual;
      history[ii] = isInterior ? Math.sqrt(vg) / this.stopInterior : leak / this.stopBoundary;
      if (isInterior ? vg <= this.stopInterior : leak <= this.stopBoundary) break;
      if (!isInterior && hasStalled(history)) break;
      if (Number.isNaN(value) || value < UNBOUNDED) break;

      for (let i = 0; i < n; i++) p[i] = -g[i] + beta * p[i];
      Hp = model.hasMatrix ? model.multiply(p, this.Hp) : yield* model.product(p, this.Hp);
      pHp = dot(p, Hp);
      alphaBefore = alpha;
      betaBefore = beta;
    }
    if (!isInterior) return this.takeBoundaryStep();
    this.hitsBoundary = false;
    return true;
  }

  // Conjugate gradients break down where pᵀHp vanishes; Lanczos vectors go on.
  private *continueByLanczos(
    model: QuadraticModel,
    first: number,
    radius: number,
    vg: number,
    sign: number,
  ): Search<boolean> {
    const { delta, gamma, basis, history, itmax, stopInterior, stopBoundary, g: next } = this;
    const q = this.p;
    scaled(next, sign / Math.sqrt(vg), q);
    for (let ii = first; ii < itmax && ii - first < LANCZOS_LIMIT; ii++) {
      const Hq = yield* model.product(q, this.Hp);
      const curvature = dot(q, Hq);
      if (Math.abs(curvature) <= ZERO) break;
      scaled(q, 1, this.vector(ii));
      delta[ii] = curvature;
      this.dimension = ii + 1;
      if (!this.solveReduced(radius)) break;
      for (let i = 0; i < next.length; i++) {
        next[i] = Hq[i] - curvature * q[i] - (ii > 0 ? gamma[ii - 1] * basis[ii - 1][i] : 0);
      }
      const squared = dot(next, next);
      if (!(squared > ZERO)) break;
      gamma[ii] = Math.sqrt(squared);
      const { h, isInterior, value } = this.tridiagonal;
      const leak = squared * h[ii] * h[ii];
      history[ii] = leak / Math.sqrt(stopBoundary);
      if (leak <= Math.sqrt(isInterior ? stopInterior : stopBoundary)) break;
      if (hasStalled(history) || Number.isNaN(value) || value < UNBOUNDED) break;
      for (let i = 0; i < next.length; i++) q[i] = next[i] / gamma[ii];
    }
    return this.takeBoundaryStep();
  }

  private chooseStops(gradNorm: number): void {
    const { interior, boundary } = this.tolerances;
    const eta = interior === 'forcing' ? Math.min(0.5, gradNorm) : interior;
    const etaBoundary = boundary === 'forcing' ? Math.max(1e-6, Math.min(0.5, Math.sqrt(gradNorm))) : boundary;
    // The interior test compares squares.
    this.stopInterior = (eta * gradNorm) ** 2;
    this.stopBoundary = etaBoundary * gradNorm;
  }

  private vector(index: number): Float64Array {
    return (this.basis[index] ??= new Float64Array(this.step.length));
  }

  // Keeps the solution before it where it fails.
  private solveReduced(radius: number): boolean {
    const isSolved = this.tridiagonal.solve(this.dimension, radius);
    this.hasBoundary ||= isSolved;
    return isSolved;
  }

  private takeBoundaryStep(): boolean {
    const { step, basis } = this;
    step.fill(0);
    this.hitsBoundary = false;
    if (!this.hasBoundary) return true;
    const { h, size, lambda } = this.tridiagonal;
    for (let i = 0; i < size; i++) {
      const vector = basis[i];
      for (let j = 0; j < step.length; j++) step[j] += h[i] * vector[j];
    }
    this.hitsBoundary = lambda > 0;
    return true;
  }
}

function scaled(v: Float64Array, factor: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = factor * v[i];
}

// Ten boundary iterations in a row without getting ten times better.
function hasStalled(history: readonly number[]): boolean {
  const last = history.length - 1;
  const first = last - STALL_WINDOW;
  if (first <= 0 || !(history[first] > 0.1 * history[last])) return false;
  for (let i = first; i < last; i++) if (history[i + 1] > history[i]) return false;
  return true;
}
