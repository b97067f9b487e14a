/**
 * The resumable driver over an evaluator that answers later: between a question and its answer the run waits, and its
 * owner's thread is free. `advance` does what can be done without waiting; `onAnswer` says when to call it again.
 */
import type { Reply, Search } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';
import type { Driver } from './driver';
import { evaluateAsync, type AsyncEvaluator } from './evaluator';
import { Run, type RunOptions } from './run';

export interface RemoteDriver extends Driver {
  /** an answer is on its way: `advance` can do nothing */
  readonly isWaiting: boolean;
}

/** The run's first word: f at the start, which belongs to no budget. */
export interface Opening {
  readonly x: Float64Array;
  accept(fun: number): void;
}

/** Starts a search over an evaluator that answers later; nothing is asked before `advance`.
 *  @param opening   evaluated before the search's first request, and not counted
 *  @param onAnswer  called, in a turn of its own, when there is something to advance with */
export function createRemoteDriver(
  search: Search<OptimizeResult>,
  evaluator: AsyncEvaluator,
  options: RunOptions,
  opening: Opening,
  onAnswer: () => void,
): RemoteDriver {
  const run = new Run(search, evaluator.n, options);
  let isOpened = false;
  let isWaiting = false;
  let answer: { readonly value: Reply } | { readonly error: unknown } | null = null;

  const ask = (): void => {
    isWaiting = true;
    const settle = (settled: NonNullable<typeof answer>): void => {
      isWaiting = false;
      answer = settled;
      onAnswer();
    };
    const asked = isOpened ? evaluateAsync(evaluator, run.request!) : Promise.resolve(evaluator.fun(opening.x));
    asked.then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
  };
  const take = (settled: NonNullable<typeof answer>): void => {
    answer = null;
    if ('error' in settled) {
      run.abandon();
      throw settled.error;
    }
    if (isOpened) return run.reply(settled.value);
    isOpened = true;
    opening.accept(settled.value as number);
  };
  const go = (): void => {
    if (run.request === null || isWaiting) return;
    if (answer) take(answer);
    if (run.request !== null) ask();
  };
  return {
    get isWaiting() {
      return isWaiting;
    },
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
    // Every answer ends the slice: the next one is not here yet.
    advance() {
      go();
      return run.request === null;
    },
    stepIterate() {
      const before = run.counts.iterations;
      go();
      return run.counts.iterations > before ? run.lastIterate : null;
    },
    cancel() {
      run.stop('cancelled');
      return run.result!;
    },
  };
}
