/**
 * The audit of a result: what it says of itself, checked against the loss once more after the run. A method may round,
 * remember or mistake; the loss at x decides. Asked for with `audit: true`, since it costs evaluations.
 */
import type { Bounds, ConstraintInfo } from '../solve/method';
import type { OptimizeResult } from '../solve/result';
import type { AsyncEvaluator } from './evaluator';
import { largestViolation } from './user-constraints';
import type { Later } from './user-loss';

/** What was found when a result was checked. */
export interface Audit {
  /** f(x), evaluated anew */
  readonly fun: number;
  /** whether the result's `fun` is that value, bit for bit (NaN equals NaN) */
  readonly agrees: boolean;
  /** largest component of ∇f(x), those that a bound holds back left out; null without an exact gradient */
  readonly gradientNorm: number | null;
  /** how far x lies outside its bounds; 0 inside or without bounds */
  readonly boundViolation: number;
  /** how much the worst constraint is broken; 0 if none is */
  readonly constraintViolation: number;
}

/** The problem that a result is checked against. */
export interface AuditedProblem {
  readonly evaluator: AsyncEvaluator;
  readonly bounds: Bounds | null;
  readonly constraints: readonly ConstraintInfo[];
}

/** Evaluates the loss, its gradient where there is an exact one, and the constraints at `result.x`.
 *  @returns the audit, now or (where the evaluator answers later) as a promise
 *  Cost: one evaluation of each. */
export function audit(problem: AuditedProblem, result: OptimizeResult): Later<Audit> {
  const { evaluator, bounds, constraints } = problem;
  const hasGradient = evaluator.grad !== undefined;
  const x = result.x.slice();
  const answers: Later<number | Float64Array>[] = [
    evaluator.fun(x),
    hasGradient ? evaluator.grad!(x.slice()) : new Float64Array(0),
    ...constraints.map((_, index) => evaluator.constraint!(index, x.slice())),
  ];
  const settle = ([fun, grad, ...values]: (number | Float64Array)[]): Audit => ({
    fun: fun as number,
    agrees: Object.is(fun, result.fun) || fun === result.fun,
    gradientNorm: hasGradient ? freeGradientNorm(grad as Float64Array, x, bounds) : null,
    boundViolation: bounds ? outside(x, bounds) : 0,
    constraintViolation: largestViolation(constraints, values as Float64Array[]),
  });
  if (answers.some((answer) => answer instanceof Promise)) {
    return Promise.all(answers.map(async (answer) => answer)).then(settle);
  }
  return settle(answers as (number | Float64Array)[]);
}

// At a bound a component that pushes against it is no sign of trouble.
function freeGradientNorm(grad: Float64Array, x: Float64Array, bounds: Bounds | null): number {
  let largest = 0;
  grad.forEach((g, i) => {
    const isHeld = bounds !== null && ((x[i]! <= bounds.lb[i]! && g > 0) || (x[i]! >= bounds.ub[i]! && g < 0));
    if (!isHeld) largest = Math.max(largest, Math.abs(g));
  });
  return largest;
}

function outside(x: Float64Array, { lb, ub }: Bounds): number {
  return x.reduce((worst, value, i) => Math.max(worst, lb[i]! - value, value - ub[i]!), 0);
}
