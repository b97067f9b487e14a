/** A compiled loss as what a driver asks: the same functions, and whole batches where a method asks for them. */
import type { Evaluator } from '../drive/evaluator';
import type { Loss } from '../emit/loss';
import type { ConstraintInfo } from '../solve/method';
import { constraintAnswers, type CompiledConstraint } from './constraints';

/** An evaluator over the loss and its constraints; its replies are f64 on this thread.
 *  @param infos  what the method was told of the constraints; empty where it takes none */
export function evaluatorOf(
  loss: Loss,
  constraints: readonly CompiledConstraint[] = [],
  infos: readonly ConstraintInfo[] = [],
): Evaluator {
  return {
    n: loss.n,
    fun: (x) => loss.fun(x),
    grad: (x, out) => loss.grad(x, out),
    hess: (x, out) => loss.hess(x, out),
    hessp: (x, p, out) => loss.hessp(x, p, out),
    batch: (points) => loss.funBatch(points),
    ...(infos.length > 0 && constraintAnswers(constraints, infos)),
  };
}
