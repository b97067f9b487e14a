/**
 * The search direction of TNC: Newton's equations, solved roughly by preconditioned conjugate gradients.
 *
 * Source: Nash (1984), "Newton-type minimization via the Lanczos method", SIAM J. Numer. Anal. 21, 770–778; the truncation
 * test on the quadratic model is Nash & Sofer (1990), "Assessing a search direction within a truncated-Newton method".
 * Hessian-vector products are differences of the gradient.
 */
import { dot } from '../../../math/linalg/sums';
import type { Objective } from '../../objective';
import type { Search } from '../../protocol';
import type { ActiveSet } from './active-set';
import type { Preconditioner } from './preconditioner';
import { scaledNorm, type Scaling } from './scaling';

/** What ends the inner iteration. */
export interface DirectionLimits {
  /** Hessian products for each direction; 0: take −g */
  readonly maxCGit: number;
  /** evaluations of the whole run */
  readonly maxfun: number;
  /** relative precision of the gradient difference */
  readonly accuracy: number;
}

const TINY_CURVATURE = 1e-12;

/** Computes directions; holds the work arrays of one run. */
export class DirectionSolver {
  private readonly r: Float64Array;
  private readonly z: Float64Array;
  private readonly v: Float64Array;
  private readonly hv: Float64Array;
  private readonly point: Float64Array;

  constructor(
    private readonly objective: Objective,
    private readonly scaling: Scaling,
    private readonly active: ActiveSet,
    private readonly preconditioner: Preconditioner,
    private readonly limits: DirectionLimits,
  ) {
    const n = objective.n;
    this.r = new Float64Array(n);
    this.z = new Float64Array(n);
    this.v = new Float64Array(n);
    this.hv = new Float64Array(n);
    this.point = new Float64Array(n);
  }

  /** Writes a descent direction of the scaled problem into `p`.
   *  @param u, g        scaled point and projected scaled gradient (n)
   *  @param gNorm       norm that the inner tests are relative to
   *  @param evaluations evaluations so far, in TNC's own count
   *  @returns           that count afterwards */
  *solve(u: Float64Array, g: Float64Array, gNorm: number, evaluations: number, p: Float64Array): Search<number> {
    const { active, preconditioner, limits, r, z, v, hv, point } = this;
    const n = p.length;
    if (limits.maxCGit === 0) {
      this.steepest(g, p);
      return evaluations;
    }
    point.set(u);
    active.project(point);
    const reach = limits.accuracy * (scaledNorm(point) + 1);
    preconditioner.begin();
    for (let i = 0; i < n; i++) r[i] = -g[i];
    v.fill(0);
    p.fill(0);
    let model = 0;
    let previousRz = 0;
    for (let k = 0; k < limits.maxCGit; k++) {
      active.project(r);
      preconditioner.apply(r, z);
      active.project(z);
      const rz = dot(r, z);
      if (rz / gNorm < TINY_CURVATURE || evaluations >= limits.maxfun - 1) {
        if (k === 0) this.steepest(g, p);
        break;
      }
      const beta = k === 0 ? 0 : rz / previousRz;
      for (let i = 0; i < n; i++) v[i] = z[i] + beta * v[i];
      active.project(v);

      yield* this.multiplyHessian(u, g, reach);
      evaluations++;
      active.project(hv);
      const curvature = dot(v, hv);
      if (curvature / gNorm < TINY_CURVATURE) {
        if (k === 0) {
          preconditioner.apply(g, p);
          for (let i = 0; i < n; i++) p[i] = -p[i];
          active.project(p);
        }
        break;
      }
      preconditioner.learn(v, hv, r);
      const alpha = rz / curvature;
      for (let i = 0; i < n; i++) p[i] += alpha * v[i];
      for (let i = 0; i < n; i++) r[i] += -alpha * hv[i];

      const slope = dot(p, g);
      const newModel = (slope + dot(r, p)) * 0.5;
      if ((k + 1) * (1 - model / newModel) <= 0.5) break;
      if (slope > 0) {
        for (let i = 0; i < n; i++) p[i] += -alpha * v[i];
        break;
      }
      model = newModel;
      previousRz = rz;
    }
    preconditioner.commit();
    return evaluations;
  }

  private steepest(g: Float64Array, p: Float64Array): void {
    for (let i = 0; i < p.length; i++) p[i] = -g[i];
    this.active.project(p);
  }

  // hv := (∇f(u + reach·v) − g)/reach in scaled terms.
  private *multiplyHessian(u: Float64Array, g: Float64Array, reach: number): Search<void> {
    const { scaling, objective, v, hv, point } = this;
    const n = u.length;
    for (let i = 0; i < n; i++) point[i] = u[i] + reach * v[i];
    scaling.toUser(point);
    scaling.coerce(point);
    yield* objective.funAndGrad(point);
    scaling.scaleGradient(objective.g, hv);
    const inverse = 1 / reach;
    for (let i = 0; i < n; i++) hv[i] = scaling.scale[i] === 0 ? 0 : (hv[i] - g[i]) * inverse;
  }
}
