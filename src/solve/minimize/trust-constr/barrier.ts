/**
 * The problem that one sequence of SQP steps solves: minimize f(x) − μ·Σ ln s subject to c_eq(x) = 0 and
 * c_ineq(x) + s = 0, in z = (x, s). Without inequalities there are no slacks and μ plays no part.
 *
 * Source: Byrd, Hribar & Nocedal (1999), "An interior point algorithm for large-scale nonlinear programming",
 * SIAM J. Optim. 9, equations (1.2), (2.1) and section 3.2 (scaling by S, primal-dual Hessian).
 */
import type { Bounds } from '../../method';
import type { Objective } from '../../objective';
import type { Search } from '../../protocol';
import type { CanonicalConstraints } from './canonical';
import type { LagrangianHessian } from './lagrangian';
import type { LazyMatrix } from './subproblem';

const SMALLEST_FRACTION = 0.995;
const FIRST_SLACK_FACTOR = -1.5;

/** Values at a z. */
export interface BarrierValues {
  readonly fun: number;
  readonly constraints: Float64Array;
}

/** See the header. */
export class BarrierProblem implements LazyMatrix {
  readonly n: number;
  readonly nEq: number;
  readonly nIneq: number;
  /** length of z */
  readonly size: number;
  /** lower limits of a scaled step: slacks keep a fraction of themselves */
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  private slackCurvature: Float64Array;

  constructor(
    readonly objective: Objective,
    readonly constraints: CanonicalConstraints,
    private readonly hessian: LagrangianHessian,
    /** outside these the barrier is infinite; null for none */
    private readonly keptBounds: Bounds | null,
    /** the barrier parameter μ */
    public mu: number,
  ) {
    this.n = constraints.n;
    this.nEq = constraints.equalities.length;
    this.nIneq = constraints.inequalities.length;
    this.size = this.n + this.nIneq;
    this.lb = new Float64Array(this.size).fill(-Infinity).fill(-SMALLEST_FRACTION, this.n);
    this.ub = new Float64Array(this.size).fill(Infinity);
    this.slackCurvature = new Float64Array(this.nIneq);
  }

  /** z at the start: x0 and slacks of at least one. */
  start(x0: Float64Array): Float64Array {
    const z = new Float64Array(this.size);
    z.set(x0);
    const c = this.constraints.values(this.constraints.inequalities);
    for (let k = 0; k < this.nIneq; k++) z[this.n + k] = Math.max(FIRST_SLACK_FACTOR * c[k], 1);
    return z;
  }

  /** Barrier function and constraints at z. Slacks of constraints to be kept feasible are set in z. */
  *values(z: Float64Array): Search<BarrierValues> {
    const { n, nEq, nIneq, constraints } = this;
    const x = z.slice(0, n);
    if (nIneq > 0 && this.isOutside(x)) {
      const values = new Float64Array(nEq + nIneq);
      for (let k = 0; k < nIneq; k++) this.placeSlack(z, k, 0, values);
      return { fun: Infinity, constraints: values };
    }
    const f = yield* this.objective.fun(x);
    yield* constraints.moveFun(x);
    return this.read(z, f);
  }

  /** The same at a z whose x is where objective and constraints stand already. */
  read(z: Float64Array, f: number): BarrierValues {
    const { nEq, nIneq, n, constraints } = this;
    const values = new Float64Array(nEq + nIneq);
    values.set(constraints.values(constraints.equalities));
    const c = constraints.values(constraints.inequalities);
    let logs = 0;
    for (let k = 0; k < nIneq; k++) {
      this.placeSlack(z, k, c[k], values);
      const s = z[n + k];
      logs += s > 0 ? Math.log(s) : -Infinity;
    }
    return { fun: nIneq > 0 ? f - this.mu * logs : f, constraints: values };
  }

  /** Brings gradient and Jacobian to z; read them by `gradient` and `jacobian`. */
  *moveGradient(z: Float64Array): Search<void> {
    const x = z.slice(0, this.n);
    yield* this.objective.grad(x);
    yield* this.constraints.moveJac(x);
  }

  /** Gradient of the barrier function in the scaled variables (size). */
  gradient(): Float64Array {
    const g = new Float64Array(this.size).fill(-this.mu, this.n);
    g.set(this.objective.g);
    return g;
  }

  /** Jacobian in the scaled variables, row-major ((nEq + nIneq)·size). */
  jacobian(z: Float64Array): Float64Array {
    const { n, nEq, nIneq, size, constraints } = this;
    const A = new Float64Array((nEq + nIneq) * size);
    const equal = constraints.jacobian(constraints.equalities);
    const unequal = constraints.jacobian(constraints.inequalities);
    for (let k = 0; k < nEq; k++) A.set(equal.subarray(k * n, (k + 1) * n), k * size);
    for (let k = 0; k < nIneq; k++) {
      const row = (nEq + k) * size;
      A.set(unequal.subarray(k * n, (k + 1) * n), row);
      A[row + n + k] = z[n + k];
    }
    return A;
  }

  /** Moves the Hessian to z and the multipliers v. */
  *moveHessian(z: Float64Array, v: Float64Array): Search<void> {
    const { n, nEq, nIneq } = this;
    for (let k = 0; k < nIneq; k++) {
      const multiplier = v[nEq + k];
      this.slackCurvature[k] = multiplier > 0 ? multiplier * z[n + k] : this.mu;
    }
    yield* this.hessian.moveTo(z.slice(0, n), v.slice(0, nEq), v.slice(nEq));
  }

  product(p: Float64Array): Float64Array | null {
    const x = this.hessian.product(p.slice(0, this.n));
    return x === null ? null : this.withSlacks(x, p);
  }

  *askProduct(p: Float64Array): Search<Float64Array> {
    return this.withSlacks(yield* this.hessian.askProduct(p.slice(0, this.n)), p);
  }

  /** z + S·d: a scaled step in the variables themselves. */
  step(z: Float64Array, d: Float64Array): Float64Array {
    return z.map((value, i) => value + (i < this.n ? 1 : z[i]) * d[i]);
  }

  private withSlacks(x: Float64Array, p: Float64Array): Float64Array {
    const out = new Float64Array(this.size);
    out.set(x);
    for (let k = 0; k < this.nIneq; k++) out[this.n + k] = this.slackCurvature[k] * p[this.n + k];
    return out;
  }

  private placeSlack(z: Float64Array, k: number, c: number, values: Float64Array): void {
    if (this.constraints.inequalities[k].keepFeasible) z[this.n + k] = -c;
    values[this.nEq + k] = c + z[this.n + k];
  }

  private isOutside(x: Float64Array): boolean {
    const { keptBounds } = this;
    return keptBounds !== null && x.some((value, i) => value < keptBounds.lb[i] || value > keptBounds.ub[i]);
  }
}
