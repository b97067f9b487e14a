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
import type { Subproblem, TrustStep } from './loop';
import type { QuadraticModel } from './model';
import { solveTridiagonal, type TridiagonalStep } from './tridiagonal';

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

/** The subproblem of one model. Solved again with a smaller radius, it reuses its Krylov space. */
export class KrylovSubproblem implements Subproblem {
  // T: delta on the diagonal, gamma beside it; rows of `basis` are the Lanczos vectors.
  private readonly delta: Float64Array;
  private readonly gamma: Float64Array;
  private readonly basis: Float64Array[] = [];
  private readonly itmax: number;
  private dimension = 0;
  private boundary: TridiagonalStep | null = null;
  private gradNorm = 0;

  constructor(
    private readonly model: QuadraticModel,
    private readonly tolerances: KrylovTolerances,
  ) {
    this.itmax = Math.floor(Math.min(1e9 / model.n, 2 * model.n));
    this.delta = new Float64Array(this.itmax + 2);
    this.gamma = new Float64Array(this.itmax + 2);
  }

  *solve(radius: number): Search<TrustStep | null> {
    if (this.dimension > 0) {
      this.boundary = this.reduced(radius) ?? this.boundary;
      return this.fromBoundary();
    }
    return yield* this.explore(radius);
  }

  private *explore(radius: number): Search<TrustStep | null> {
    const { model, delta, gamma, basis, itmax } = this;
    const n = model.n;
    const g = (yield* model.needGrad()).slice();
    let vg = dot(g, g);
    this.gradNorm = Math.sqrt(vg);
    const { stopInterior, stopBoundary } = this.stops(this.gradNorm);
    const s = new Float64Array(n);
    let p: Float64Array = g.map((component) => -component);
    let Hp = yield* model.product(p);
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
    const history: number[] = [];

    for (let ii = 0; ; ii++) {
      if (ii >= itmax) break;
      if (Math.abs(pHp) <= ZERO) {
        return yield* this.continueByLanczos(
          ii,
          radius,
          g,
          vg,
          ii > 0 ? -Math.sign(alphaBefore) * sign : sign,
          history,
        );
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
      basis[ii] = g.map((component) => (sign / Math.sqrt(vg)) * component);
      this.dimension = ii + 1;

      let residual: number;
      if (isInterior) {
        ss = ssNext;
        value -= 0.5 * alpha * alpha * pHp;
        for (let i = 0; i < n; i++) s[i] += alpha * p[i];
        residual = 0;
      } else {
        const reduced = this.reduced(radius);
        if (reduced === null) return this.boundary === null ? null : this.fromBoundary();
        this.boundary = reduced;
        if (reduced.isInterior && isDefinite) return this.fromBoundary();
        value = reduced.value;
        residual = Math.abs(reduced.h[ii]);
      }

      for (let i = 0; i < n; i++) g[i] += alpha * Hp[i];
      const vgNext = dot(g, g);
      if (Number.isNaN(vgNext)) return isInterior ? { step: s, hitsBoundary: false } : this.fromBoundary();
      if (vgNext <= ZERO) {
        gamma[ii] = 0;
        break;
      }
      const beta = vgNext / vg;
      delta[ii + 1] = (vgNext * pHp) / (vg * vg);
      gamma[ii] = Math.abs((Math.sqrt(vgNext) * pHp) / (Math.sqrt(vg) * vg));
      vg = vgNext;

      const leak = gamma[ii] * residual;
      history[ii] = isInterior ? Math.sqrt(vg) / stopInterior : leak / stopBoundary;
      if (isInterior ? vg <= stopInterior : leak <= stopBoundary) break;
      if (!isInterior && hasStalled(history)) break;
      if (Number.isNaN(value) || value < UNBOUNDED) break;

      const next = new Float64Array(n);
      for (let i = 0; i < n; i++) next[i] = -g[i] + beta * p[i];
      p = next;
      Hp = yield* model.product(p);
      pHp = dot(p, Hp);
      alphaBefore = alpha;
      betaBefore = beta;
    }
    return isInterior ? { step: s, hitsBoundary: false } : this.fromBoundary();
  }

  // Conjugate gradients break down where pᵀHp vanishes; Lanczos vectors go on.
  private *continueByLanczos(
    first: number,
    radius: number,
    residual: Float64Array,
    vg: number,
    sign: number,
    history: number[],
  ): Search<TrustStep | null> {
    const { model, delta, gamma, basis, itmax } = this;
    const n = model.n;
    const { stopInterior, stopBoundary } = this.stops(this.gradNorm);
    const scale = sign / Math.sqrt(vg);
    let q: Float64Array = residual.map((component) => scale * component);
    for (let ii = first; ii < itmax && ii - first < LANCZOS_LIMIT; ii++) {
      const Hq = yield* model.product(q);
      const curvature = dot(q, Hq);
      if (Math.abs(curvature) <= ZERO) break;
      basis[ii] = q;
      delta[ii] = curvature;
      this.dimension = ii + 1;
      const reduced = this.reduced(radius);
      if (reduced === null) break;
      this.boundary = reduced;
      const next = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        next[i] = Hq[i] - curvature * q[i] - (ii > 0 ? gamma[ii - 1] * basis[ii - 1][i] : 0);
      }
      const squared = dot(next, next);
      if (!(squared > ZERO)) break;
      gamma[ii] = Math.sqrt(squared);
      const leak = squared * reduced.h[ii] * reduced.h[ii];
      history[ii] = leak / Math.sqrt(stopBoundary);
      if (leak <= Math.sqrt(reduced.isInterior ? stopInterior : stopBoundary)) break;
      if (hasStalled(history) || Number.isNaN(reduced.value) || reduced.value < UNBOUNDED) break;
      q = next.map((component) => component / gamma[ii]);
    }
    return this.fromBoundary();
  }

  private stops(gradNorm: number): { stopInterior: number; stopBoundary: number } {
    const { interior, boundary } = this.tolerances;
    const eta = interior === 'forcing' ? Math.min(0.5, gradNorm) : interior;
    const etaBoundary = boundary === 'forcing' ? Math.max(1e-6, Math.min(0.5, Math.sqrt(gradNorm))) : boundary;
    // The interior test compares squares.
    return { stopInterior: (eta * gradNorm) ** 2, stopBoundary: etaBoundary * gradNorm };
  }

  private reduced(radius: number): TridiagonalStep | null {
    return solveTridiagonal(this.delta, this.gamma, this.dimension, this.gradNorm, radius);
  }

  private fromBoundary(): TrustStep {
    const step = new Float64Array(this.model.n);
    if (this.boundary === null) return { step, hitsBoundary: false };
    const { h, lambda } = this.boundary;
    for (let i = 0; i < h.length; i++) {
      const vector = this.basis[i];
      for (let j = 0; j < step.length; j++) step[j] += h[i] * vector[j];
    }
    return { step, hitsBoundary: lambda > 0 };
  }
}

// Ten boundary iterations in a row without getting ten times better.
function hasStalled(history: readonly number[]): boolean {
  const last = history.length - 1;
  const first = last - STALL_WINDOW;
  if (first <= 0 || !(history[first] > 0.1 * history[last])) return false;
  for (let i = first; i < last; i++) if (history[i + 1] > history[i]) return false;
  return true;
}
