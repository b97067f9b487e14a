/**
 * The search direction of TNC: Newton's equations, solved roughly by preconditioned conjugate gradients.
 *
 * Source: Nash (1984), "Newton-type minimization via the Lanczos method", SIAM J. Numer. Anal. 21, 770–778; the truncation
 * test on the quadratic model is Nash & Sofer (1990), "Assessing a search direction within a truncated-Newton method".
 * Hessian-vector products are differences of the gradient.
 */
import { dot } from '../../../math/linalg/sums';
import type { Objective } from '../../objective';
import type { ActiveSet } from './active-set';
import type { LinePosition } from './line-search';
import type { Preconditioner } from './preconditioner';
import type { Scaling } from './scaling';

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

/** Computes one direction after another: `begin`, then evaluate at `trial` and `advance` while `isTrying`. It asks for nothing
 *  itself, so that the generator around it is the only one. */
export class DirectionSolver {
  isTrying = false;
  /** the point to evaluate (n), fresh, in the user's coordinates */
  trial: Float64Array;

  private readonly r: Float64Array;
  private readonly z: Float64Array;
  private readonly v: Float64Array;
  private readonly hv: Float64Array;
  private k = 0;
  private gNorm = NaN;
  private reach = NaN;
  private rz = NaN;
  private previousRz = NaN;
  private model = NaN;

  /** @param position  the iterate, whose evaluations are counted
   *  @param g         its projected scaled gradient (n), the same array for each direction
   *  @param p         receives the direction: one of descent of the scaled problem (n) */
  constructor(
    private readonly objective: Objective,
    private readonly scaling: Scaling,
    private readonly active: ActiveSet,
    private readonly preconditioner: Preconditioner,
    private readonly position: LinePosition,
    private readonly g: Float64Array,
    private readonly p: Float64Array,
    private readonly limits: DirectionLimits,
  ) {
    const n = p.length;
    this.r = new Float64Array(n);
    this.z = new Float64Array(n);
    this.v = new Float64Array(n);
    this.hv = new Float64Array(n);
    this.trial = this.hv;
  }

  /** Begins the direction at the position.
   *  @param gNorm  norm that the inner tests are relative to;  @param uNorm  norm of the free part of the point */
  begin(gNorm: number, uNorm: number): void {
    const { g, limits, p, preconditioner, r, v } = this;
    if (limits.maxCGit === 0) {
      this.isTrying = false;
      this.steepest();
      return;
    }
    this.reach = limits.accuracy * (uNorm + 1);
    preconditioner.begin();
    for (let i = 0; i < p.length; i++) {
      r[i] = -g[i];
      v[i] = p[i] = 0;
    }
    this.k = 0;
    this.gNorm = gNorm;
    this.model = 0;
    this.previousRz = 0;
    this.goOn();
  }

  /** Takes the objective's gradient at `trial`. */
  advance(): void {
    this.position.evaluations++;
    if (this.improve() && ++this.k < this.limits.maxCGit) this.goOn();
    else this.end();
  }

  // Lays out the next conjugate direction, or ends the iteration.
  private goOn(): void {
    const { active, k, limits, position, preconditioner, r, v, z } = this;
    active.project(r);
    preconditioner.apply(r, z);
    active.project(z);
    const rz = (this.rz = dot(r, z));
    if (rz / this.gNorm < TINY_CURVATURE || position.evaluations >= limits.maxfun - 1) {
      if (k === 0) this.steepest();
      this.end();
      return;
    }
    const beta = k === 0 ? 0 : rz / this.previousRz;
    for (let i = 0; i < v.length; i++) v[i] = z[i] + beta * v[i];
    active.project(v);
    this.trial = this.pointAlong();
    this.isTrying = true;
  }

  /** Moves p along v, unless the curvature there is too small.
   *  @returns  whether a further step may be worth its evaluation */
  private improve(): boolean {
    const { active, g, hv, k, p, preconditioner, r, v } = this;
    const n = p.length;
    this.differenceOfGradients();
    active.project(hv);
    const curvature = dot(v, hv);
    if (curvature / this.gNorm < TINY_CURVATURE) {
      if (k === 0) {
        preconditioner.apply(g, p);
        for (let i = 0; i < n; i++) p[i] = -p[i];
        active.project(p);
      }
      return false;
    }
    preconditioner.learn(v, hv, r);
    const alpha = this.rz / curvature;
    for (let i = 0; i < n; i++) p[i] += alpha * v[i];
    for (let i = 0; i < n; i++) r[i] += -alpha * hv[i];

    const slope = dot(p, g);
    const model = (slope + dot(r, p)) * 0.5;
    if ((k + 1) * (1 - this.model / model) <= 0.5) return false;
    if (slope > 0) {
      for (let i = 0; i < n; i++) p[i] += -alpha * v[i];
      return false;
    }
    this.model = model;
    this.previousRz = this.rz;
    return true;
  }

  private end(): void {
    this.isTrying = false;
    this.preconditioner.commit();
  }

  private steepest(): void {
    const { active, g, p } = this;
    for (let i = 0; i < p.length; i++) p[i] = -g[i];
    active.project(p);
  }

  // u + reach·v in the user's coordinates, fresh.
  private pointAlong(): Float64Array {
    const { reach, scaling, v } = this;
    const { u } = this.position;
    const point = new Float64Array(u.length);
    for (let i = 0; i < point.length; i++) point[i] = u[i] + reach * v[i];
    scaling.toUser(point);
    scaling.coerce(point);
    return point;
  }

  // hv := (∇f(u + reach·v) − g)/reach in scaled terms, ∇f being the objective's last one.
  private differenceOfGradients(): void {
    const { g, hv, objective, scaling } = this;
    scaling.scaleGradient(objective.g, hv);
    const inverse = 1 / this.reach;
    for (let i = 0; i < hv.length; i++) hv[i] = scaling.scale[i] === 0 ? 0 : (hv[i] - g[i]) * inverse;
  }
}
