/**
 * Multi-start over the pool: each start is a run of its own, on whichever worker is least busy; the results come back in
 * the order of the starts. With `multiStartPooled` (drive) the answer is that of the same starts on one thread, bit for bit.
 */
import type { LocalStart, RunStarts } from '../drive/global/multi-start';
import type { Budget, OptimizeResult, OptionValue, Run, RunSpec } from '../study/types';
import type { SolverPool } from './pool';
import type { LossSource } from './solver-protocol';

/** Runs starts on the pool's workers.
 *  @param budget  of each start
 *  @returns       a function that rejects when a start fails or its worker is lost */
export function startsOverPool(pool: SolverPool, loss: LossSource, budget: Budget): RunStarts {
  return async (starts) => {
    const runs = new Map<string, Run>();
    const study = pool.open(
      starts.map((start, index) => ({ spec: specOf(start, index), loss, budget })),
      { onRun: (run) => void runs.set(run.spec.id, run), onProgress: () => undefined },
    );
    await study.run();
    return starts.map((_, index) => resultOf(runs.get(idOf(index))));
  };
}

const idOf = (index: number): string => `start-${index}`;

function specOf({ method, x0, bounds, options }: LocalStart, index: number): RunSpec {
  return {
    id: idOf(index),
    method,
    options: options as Readonly<Record<string, OptionValue>>,
    x0: Array.from(x0),
    bounds: bounds && Array.from(bounds.lb, (lo, k) => [lo, bounds.ub[k]!] as const),
    seed: 0,
  };
}

function resultOf(run: Run | undefined): OptimizeResult {
  if (run?.result && run.status === 'done') return run.result;
  throw new Error(run?.error ?? 'A start of the multi-start ended without a result.');
}
