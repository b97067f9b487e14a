/**
 * Least-squares Lagrange multipliers: the λ that minimizes ‖g + Σ λ_k·a_k‖ over the active constraints, nonnegative
 * for inequalities.
 *
 * Source: Ragonneau (2022), section 5.3.4.
 */
import { applyRows } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
import { boundedLeastSquares } from './bounded-least-squares';
import { unit } from './boundaries';
import type { Models } from './models';
import type { Linearization } from './normal';
import type { CobyqaProblem } from './problem';

const EPS = 2 ** -52;

/** The multipliers of linear and nonlinear, inequality and equality constraints. */
export class Multipliers {
  readonly linearUb: Float64Array;
  readonly linearEq: Float64Array;
  readonly ub: Float64Array;
  readonly eq: Float64Array;

  constructor(
    private readonly problem: CobyqaProblem,
    private readonly models: Models,
  ) {
    this.linearUb = new Float64Array(problem.linear.bub.length);
    this.linearEq = new Float64Array(problem.linear.beq.length);
    this.ub = new Float64Array(models.found[0].cub.length);
    this.eq = new Float64Array(models.found[0].ceq.length);
  }

  /** Euclidean norm of all of them. */
  norm(): number {
    return norm2(Float64Array.from([...this.linearUb, ...this.linearEq, ...this.ub, ...this.eq]));
  }

  /** Estimates them at x from the constraints that are active there.
   *  @param cub  nonlinear inequalities at the best point: active where not negative */
  update(x: Float64Array, cub: Float64Array): void {
    const { problem, models } = this;
    if (!problem.hasGeneralConstraints) return;
    const { aub, bub, aeq } = problem.linear;
    const n = x.length;
    const values = applyRows(aub, x, new Float64Array(bub.length), bub.length, n);
    const linearActive = indices(bub.length, (k) => values[k] >= bub[k]);
    const active = indices(cub.length, (k) => cub[k] >= 0);
    if (linearActive.length + active.length + this.linearEq.length + this.eq.length === 0) return;
    const cubGrads = active.length > 0 ? models.cubGrads(x) : [];
    const inequalities = [
      ...indices(n, (i) => problem.xl[i] >= x[i]).map((i) => unit(i, n, -1)),
      ...indices(n, (i) => problem.xu[i] <= x[i]).map((i) => unit(i, n, 1)),
      ...linearActive.map((k) => aub.slice(k * n, (k + 1) * n)),
      ...active.map((k) => cubGrads[k]),
    ];
    const equalities = [...Array.from(this.linearEq, (_, k) => aeq.slice(k * n, (k + 1) * n)), ...models.ceqGrads(x)];
    const rows = [...inequalities, ...equalities];
    const isSigned = rows.map((_, k) => k < inequalities.length);
    const lambda = boundedLeastSquares(rows, isSigned, negated(models.funGrad(x)));
    let at = inequalities.length - linearActive.length - active.length;
    this.linearUb.fill(0);
    for (const k of linearActive) this.linearUb[k] = lambda[at++];
    this.ub.fill(0);
    for (const k of active) this.ub[k] = lambda[at++];
    for (let k = 0; k < this.linearEq.length; k++) this.linearEq[k] = lambda[at++];
    for (let k = 0; k < this.eq.length; k++) this.eq[k] = lambda[at++];
  }
}

/** How fast f still falls along the steepest direction that the linearized constraints allow, by the models.
 *  @param tolerance  distance within which a constraint counts as active
 *  @returns          the slope, 0 where no constraint is active, and the size of the gradient */
export function remainingDescent(
  problem: CobyqaProblem,
  { aub, bub, aeq }: Linearization,
  g: Float64Array,
  x: Float64Array,
  tolerance: number,
): { readonly slope: number; readonly size: number } {
  const n = x.length;
  const row = (A: Float64Array, k: number): Float64Array => A.slice(k * n, (k + 1) * n);
  const inequalities = [
    ...indices(n, (i) => x[i] - problem.xl[i] <= tolerance).map((i) => unit(i, n, -1)),
    ...indices(n, (i) => problem.xu[i] - x[i] <= tolerance).map((i) => unit(i, n, 1)),
    ...indices(bub.length, (k) => bub[k] <= tolerance * norm2(row(aub, k))).map((k) => row(aub, k)),
  ];
  const rows = [...inequalities, ...indices(aeq.length / n, () => true).map((k) => row(aeq, k))];
  if (rows.length === 0) return { slope: 0, size: norm2(g) };
  const isSigned = rows.map((_, k) => k < inequalities.length);
  const lambda = boundedLeastSquares(rows, isSigned, negated(g), EPS * Math.max(rows.length, n));
  const residual = g.map((value, i) => rows.reduce((sum, a, k) => sum + lambda[k] * a[i], value));
  return { slope: norm2(residual), size: norm2(g) };
}

function negated(x: Float64Array): Float64Array {
  return x.map((value) => -value);
}

function indices(length: number, isWanted: (k: number) => boolean): number[] {
  return Array.from({ length }, (_, k) => k).filter(isWanted);
}
