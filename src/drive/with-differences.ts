/**
 * A search that asks for gradients, over a loss that has none: each gradient becomes one batch of values, SciPy's
 * forward differences (`jac='2-point'`). The driver sees values only, so that its counts and budgets hold.
 *
 * SciPy itself refuses methods that require a gradient without one; PyTorch has autograd. Here they get differences,
 * with an error of about 1e-8 relative to f.
 */
import { chooseStencil, difference, writePoints, type DifferenceOptions } from '../solve/differences';
import { OptionError } from '../solve/errors';
import type { Bounds } from '../solve/method';
import type { Reply, Search } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';

// A stencil is asked for in pieces of about this many numbers, as in `solve/objective.ts`.
const stencilNumbers = 1 << 16;

/** The search without requests for derivatives.
 *  @param bounds  difference points stay inside; null for none
 *  @throws OptionError when a Hessian is asked for
 *  Cost: n + 1 evaluations for a value with its gradient, n for a gradient after its value. */
export function* withDifferences(search: Search<OptimizeResult>, bounds: Bounds | null): Search<OptimizeResult> {
  const options: DifferenceOptions = { scheme: '2-point', absStep: null, relStep: null, bounds };
  // The value at the last point: a gradient is usually asked for where f was.
  let lastX: Float64Array | null = null;
  let lastF = NaN;
  let step = search.next();
  while (!step.done) {
    const request = step.value;
    let reply: Reply;
    switch (request.kind) {
      case 'fun':
        reply = yield request;
        lastX = request.x;
        lastF = reply as number;
        break;
      case 'grad':
      case 'funGrad': {
        const { x } = request;
        const f: number = lastX && sameNumbers(lastX, x) ? lastF : ((yield { kind: 'fun', x }) as number);
        lastX = x;
        lastF = f;
        const g = request.out ?? new Float64Array(x.length);
        yield* differenceGradient(x, f, g, options);
        reply = request.kind === 'grad' ? g : f;
        break;
      }
      case 'hess':
      case 'hessp':
        throw new OptionError('The method asked for a Hessian, and the loss has none. Choose another method.', 'hess');
      default:
        reply = yield request;
    }
    step = search.next(reply);
  }
  return step.value;
}

function* differenceGradient(x: Float64Array, f: number, g: Float64Array, options: DifferenceOptions): Search<void> {
  const n = x.length;
  const stencil = chooseStencil(x, options);
  const piece = Math.max(1, Math.floor(stencilNumbers / n));
  for (let first = 0; first < n; first += piece) {
    const count = Math.min(piece, n - first);
    const points = new Float64Array(count * n);
    for (let i = 0; i < count; i++) writePoints(points, i, x, stencil, first + i);
    const values = (yield { kind: 'batch', points, count }) as Float64Array;
    for (let i = 0; i < count; i++) g[first + i] = difference(x, stencil, first + i, f, values[i]!, NaN);
  }
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
