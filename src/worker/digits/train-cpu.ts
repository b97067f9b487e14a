/** Training on the CPU in f64: the same loss as text, compiled, moved by the ordinary methods in slices. */
import { firstOrderMethods } from '../../solve/first-order';
import { findMethod, methods } from '../../solve/registry';
import { compileLoss } from '../../study/compile';
import { RunSession } from '../../study/session';
import { compiledSubject } from '../../study/subject';
import { turn } from '../turn';
import { pixelsOf, type Digits } from './data';
import { optionsOf } from './methods';
import { lossText, modelSize } from './model';
import type { Ending, Trainer, Watcher } from './training';

const sliceMilliseconds = 8;

/** A trainer on these digits. Compiling takes some tenths of a second, at the first training. */
export function openCpuTrainer({ train, side, highest }: Digits): Trainer {
  const size = side * side;
  const pixels = pixelsOf(train, highest);
  const images = Array.from({ length: train.count }, (_, k) => pixels.subarray(k * size, (k + 1) * size));
  return async ({ method, penalty, maxiter, lr, id }, watcher, signal) => {
    const loss = compileLoss(lossText, {
      language: 'python',
      params: [
        { name: 'W', shape: [10, size] },
        { name: 'b', shape: [10] },
      ],
      data: { images, labels: [...train.labels], penalty },
    });
    const spec = {
      id: String(id),
      method,
      options: optionsOf(method, maxiter, lr),
      x0: Array.from({ length: modelSize(side) }, () => 0),
      bounds: null,
      seed: 0,
    };
    const known = findMethod(method, [...methods, ...firstOrderMethods]);
    const session = new RunSession(
      compiledSubject(loss, []),
      spec,
      { evaluations: Infinity, seconds: Infinity },
      known,
    );
    while (!session.outcome && !signal.aborted) {
      session.advance(sliceMilliseconds);
      forward(session, watcher);
      await turn();
    }
    const outcome = session.cancel();
    forward(session, watcher);
    if (outcome.status === 'failed' || outcome.status === 'skipped') throw new Error(outcome.error ?? outcome.status);
    return ending(outcome);
  };
}

function ending({ status, result }: RunSession['outcome'] & {}): Ending {
  return {
    cancelled: status === 'cancelled',
    message: result?.message ?? 'The run was cancelled.',
    x: result && result.x.length > 0 ? Float64Array.from(result.x) : null,
    digits: null,
    nfev: result?.nfev ?? 0,
    nhev: result?.nhev ?? 0,
  };
}

/** Hands on the iterations that a slice has brought. */
function forward(session: RunSession, watcher: Watcher): void {
  const chunk = session.takeChunk();
  if (!chunk) return;
  const { n, x, fun, iterations, seconds } = chunk;
  fun.forEach((loss, row) => {
    const iteration = iterations[row]!;
    // The start is a row of every trace, and no iteration.
    if (iteration > 0) watcher.iteration({ iteration, seconds: seconds[row]!, loss }, x.slice(row * n, (row + 1) * n));
  });
}
