/**
 * The resumable driver: a run that advances in slices, so that a worker can stream its trace and answer a cancel,
 * and one iteration at a time under the step button.
 */
import type { Iterate, Search } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';
import { evaluate, type Evaluator } from './evaluator';
import { Run, type RunOptions } from './run';
import type { BestPoint, Counts } from './stop';

/** How far one call of `advance` may go; with neither limit it goes to the end. */
export interface Slice {
  /** a time of `performance.now()`; at least one request is answered */
  readonly deadline?: number;
  readonly maxRequests?: number;
}

export interface Driver {
  readonly isFinished: boolean;
  /** null until finished */
  readonly result: OptimizeResult | null;
  /** whether `onIterate` asked for the end */
  readonly callbackStopped: boolean;
  readonly best: BestPoint | null;
  readonly counts: Readonly<Counts>;
  /** Answers requests until the slice is used up.
   *  @returns whether the run is finished
   *  @throws whatever the evaluator throws; the run is then over, without a result */
  advance(slice?: Slice): boolean;
  /** Goes on to the next finished iteration and returns it, or null when the run ended first. */
  stepIterate(): Iterate | null;
  /** Ends the run with the best point so far. */
  cancel(): OptimizeResult;
}

/** Starts a search over an evaluator that answers at once; nothing is evaluated before `advance`. */
export function createDriver(search: Search<OptimizeResult>, evaluator: Evaluator, options: RunOptions = {}): Driver {
  const run = new Run(search, evaluator.n, options);
  const answer = (): void => {
    let value;
    try {
      value = evaluate(evaluator, run.request!);
    } catch (error) {
      run.abandon();
      throw error;
    }
    run.reply(value);
  };
  return {
    get isFinished() {
      return run.request === null;
    },
    get result() {
      return run.result;
    },
    get callbackStopped() {
      return run.callbackStopped;
    },
    get best() {
      return run.best;
    },
    counts: run.counts,
    advance({ deadline = Infinity, maxRequests = Infinity } = {}) {
      let answered = 0;
      while (run.request !== null && answered < maxRequests) {
        answer();
        answered++;
        if (deadline !== Infinity && performance.now() >= deadline) break;
      }
      return run.request === null;
    },
    stepIterate() {
      const before = run.counts.iterations;
      while (run.request !== null && run.counts.iterations === before) answer();
      return run.counts.iterations > before ? run.lastIterate : null;
    },
    cancel() {
      run.stop('cancelled');
      return run.result!;
    },
  };
}
