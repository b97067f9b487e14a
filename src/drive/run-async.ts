/** Drives one search over an evaluator whose replies are promises: GPU tensors, remote losses. */
import type { Search } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';
import { evaluateAsync, type AsyncEvaluator } from './evaluator';
import { Run, type RunOptions } from './run';

/** Runs a search to its result under limits; requests are answered strictly one after the other.
 *  @throws (as a rejection) whatever the evaluator throws, after the search has been closed */
export async function runAsync(
  search: Search<OptimizeResult>,
  evaluator: AsyncEvaluator,
  options: RunOptions = {},
): Promise<OptimizeResult> {
  const run = new Run(search, evaluator.n, options);
  while (run.request !== null) {
    let value;
    try {
      value = await evaluateAsync(evaluator, run.request);
    } catch (error) {
      run.abandon();
      throw error;
    }
    run.reply(value);
  }
  return run.result!;
}
