/** A compiled loss as what a driver asks: the same functions, and whole batches where a method asks for them. */
import type { Evaluator } from '../drive/evaluator';
import type { Loss } from '../emit/loss';

/** An evaluator over the loss; its replies are f64 on this thread. */
export function evaluatorOf(loss: Loss): Evaluator {
  return {
    n: loss.n,
    fun: (x) => loss.fun(x),
    grad: (x, out) => loss.grad(x, out),
    hess: (x, out) => loss.hess(x, out),
    hessp: (x, p, out) => loss.hessp(x, p, out),
    batch: (points) => loss.funBatch(points),
  };
}
