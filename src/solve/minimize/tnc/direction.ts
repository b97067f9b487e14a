/**
 * The search direction of TNC: Newton's equations, solved roughly by preconditioned conjugate gradients.
 *
 * Source: Nash (1984), "Newton-type minimization via the Lanczos method", SIAM J. Numer. Anal. 21, 770–778; the truncation
 * test on the quadratic model is Nash & Sofer (1990), "Assessing a search direction within a truncated-Newton method".
 * Hessian-vector products are differences of the gradient.
 */
import { copyInto } from '../../../math/linalg/copy';
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
  private readonly projected: Float64Array;

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
    this.projected = new Float64Array(n);
  }

  /** Writes a descent direction of the scaled problem into `p`.
   *  @param u, g        scaled point and projected scaled gradient (n)
   *  @param gNorm       norm that the inner tests are relative to
   *  @param evaluations evaluations so far, in TNC's own count
   *  @returns           that count afterwards */
  *solve(u: Float64Array, g: Float64Array, gNorm: number, evaluations: number, p: Float64Array): Search<number> {
    const { objective, active, preconditioner, limits, r, z, v, hv, projected } = this;
    const n = p.length;
    if (limits.maxCGit === 0) {
      this.steepest(g, p);
      return evaluations;
    }
    copyInto(u, projected);
    active.project(projected);
    const reach = limits.accuracy * (scaledNorm(projected) + 1);
    preconditioner.begin();
    for (let i = 0; i < n; i++) {
      r[i] = -g[i];
      v[i] = p[i] = 0;
    }
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

      const point = this.pointAlong(u, reach);
      const both = objective.requestBoth(point);
      if (both === null) yield* objective.funAndGrad(point);
      else objective.takeBoth((yield both) as number, both);
      this.differenceOfGradients(g, reach);
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

  // u + reach·v in the user's coordinates, fresh.
  private pointAlong(u: Float64Array, reach: number): Float64Array {
    const { scaling, v } = this;
    const point = new Float64Array(u.length);
    for (let i = 0; i < point.length; i++) point[i] = u[i] + reach * v[i];
    scaling.toUser(point);
    scaling.coerce(point);
    return point;
  }

  // hv := (∇f(u + reach·v) − g)/reach in scaled terms, ∇f being the objective's last one.
  private differenceOfGradients(g: Float64Array, reach: number): void {
    const { scaling, objective, hv } = this;
    scaling.scaleGradient(objective.g, hv);
    const inverse = 1 / reach;
    for (let i = 0; i < hv.length; i++) hv[i] = scaling.scale[i] === 0 ? 0 : (hv[i] - g[i]) * inverse;
  }
}
