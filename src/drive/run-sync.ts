/** Drives one search to its end over an evaluator that answers at once. */
import type { Iterate, Search } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';
import { createDriver } from './driver';
import { evaluate, evaluateBoth, type Evaluator } from './evaluator';
import type { RunOptions } from './run';

/** Runs a search to its result under limits; see `RunOptions`.
 *  @throws whatever the evaluator throws, after the search has been closed */
export function runSync(
  search: Search<OptimizeResult>,
  evaluator: Evaluator,
  options: RunOptions = {},
): OptimizeResult {
  const { onIterate, ...limits } = options;
  if (Object.values(limits).every((limit) => limit === undefined)) return runBare(search, evaluator, onIterate);
  const driver = createDriver(search, evaluator, options);
  driver.advance();
  return driver.result!;
}

/** The tight loop without limits or bookkeeping; a search may return anything.
 *  @throws whatever the evaluator throws, after the search has been closed */
export function runBare<R>(
  search: Search<R>,
  evaluator: Evaluator,
  onIterate?: (iterate: Iterate) => boolean | void,
): R {
  try {
    let step = search.next();
    while (!step.done) {
      const request = step.value;
      if (request.kind === 'funGrad') step = search.next(evaluateBoth(evaluator, request.x, request.out));
      else if (request.kind === 'fun') step = search.next(evaluator.fun(request.x));
      // No reply tells the search that nobody watches, and that it need not report again.
      else if (request.kind === 'iterate')
        step = onIterate ? search.next(onIterate(request.iterate) === true) : search.next();
      else step = search.next(evaluate(evaluator, request));
    }
    return step.value;
  } catch (error) {
    search.return(undefined as R);
    throw error;
  }
}
