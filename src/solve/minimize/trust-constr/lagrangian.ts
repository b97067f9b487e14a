/**
 * The Hessian of the Lagrangian as a matrix that is known by its products: exact, by differences of gradients, by
 * the user's products, or by quasi-Newton strategies, whatever the objective and each constraint offer.
 */
import { applyRows, kernelNorm } from '../../../math/linalg/kernels';
import { defaultRelStep } from '../../differences';
import type { Setup } from '../../method';
import type { Objective } from '../../objective';
import type { Search } from '../../protocol';
import type { CanonicalConstraints } from './canonical';
import type { LazyMatrix } from './subproblem';

type Kind = NonNullable<Setup['hess']> | 'products';

/** See the header. Products belong to the point of the last `moveTo`. */
export class LagrangianHessian implements LazyMatrix {
  private x: Float64Array;
  private g: Float64Array;
  private H: Float64Array | null = null;
  /** Hessians that the user's products stand for, counted as SciPy does */
  private operators = 0;

  constructor(
    private readonly objective: Objective,
    private readonly constraints: CanonicalConstraints,
    private readonly kind: Kind,
  ) {
    this.x = objective.x;
    this.g = objective.g;
    this.H = kind === 'exact' ? objective.H : null;
    if (kind === 'products') this.operators = 1;
  }

  /** Evaluations of the objective's Hessian. */
  get nhev(): number {
    return this.objective.nhev + this.operators;
  }

  /** Moves to x and to the multipliers of the canonical constraints. */
  *moveTo(x: Float64Array, equal: Float64Array, unequal: Float64Array): Search<void> {
    // SciPy forgets the operator whenever the objective leaves a point, even for a trial point and back.
    if (this.kind !== 'products') this.H = yield* this.objective.hess(x);
    else if (this.objective.x !== this.x) this.operators++;
    this.x = this.objective.x;
    this.g = this.objective.g;
    yield* this.constraints.moveHess(x, equal, unequal);
  }

  product(p: Float64Array): Float64Array | null {
    const own = this.ownProduct(p);
    const theirs = this.constraints.product(p);
    return own === null || theirs === null ? null : own.map((value, i) => value + theirs[i]);
  }

  *askProduct(p: Float64Array): Search<Float64Array> {
    const own = this.ownProduct(p) ?? (yield* this.askOwn(p));
    const theirs = this.constraints.product(p) ?? (yield* this.constraints.askProduct(p));
    return own.map((value, i) => value + theirs[i]);
  }

  private ownProduct(p: Float64Array): Float64Array | null {
    const n = p.length;
    const out = new Float64Array(n);
    if (this.kind === 'exact') return this.H === null ? null : applyRows(this.H, p, out, n, n);
    return this.kind === 'BFGS' || this.kind === 'SR1' ? this.objective.strategyProduct(p, out) : null;
  }

  private *askOwn(p: Float64Array): Search<Float64Array> {
    if (this.kind === 'products') {
      return (yield { kind: 'hessp', x: this.x, p: p.slice() }) as Float64Array;
    }
    const length = kernelNorm(p);
    if (length === 0) return new Float64Array(p.length);
    const isCentral = this.kind === '3-point';
    const reach = defaultRelStep(isCentral ? '3-point' : '2-point') / length;
    const before = isCentral ? yield* this.gradientAside(p, -reach) : this.g;
    const after = yield* this.gradientAside(p, reach);
    const width = isCentral ? 2 * reach : reach;
    return after.map((value, i) => (value - before[i]) / width);
  }

  private *gradientAside(p: Float64Array, reach: number): Search<Float64Array> {
    this.objective.njev++;
    const x = this.x.map((value, i) => value + reach * p[i]);
    return (yield { kind: 'grad', x, out: new Float64Array(p.length) }) as Float64Array;
  }
}
