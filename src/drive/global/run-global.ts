/** What the six global functions share: the options that are not the solver's, and the run itself. */
import { defaultRng, Generator } from '../../math/random/generator';
import type { Iterate, Search } from '../../solve/protocol';
import type { OptimizeResult } from '../../solve/result';
import type { Evaluator } from '../evaluator';
import { runAsync } from '../run-async';
import { runSync } from '../run-sync';
import type { GlobalProblem } from './inputs';

/** Options that every global function takes besides SciPy's. */
export interface CommonOptions {
  /** a seed of NumPy's default_rng, or a generator; default 0 (SciPy draws a fresh seed, which cannot be repeated) */
  readonly rng?: number | Generator | null;
  /** sees every iterate with its trace event, also those that SciPy's callback does not see */
  readonly onIterate?: (iterate: Iterate) => void;
  /** SciPy's further keyword arguments of the function, under SciPy's names */
  readonly [option: string]: unknown;
}

/** A search over a problem, ready to be driven, and who is told about its iterations. */
export interface GlobalRun {
  readonly search: Search<OptimizeResult>;
  readonly problem: GlobalProblem;
  readonly options: CommonOptions;
  /** SciPy's callback; true stops the run */
  readonly callback: ((iterate: Iterate) => boolean | void) | undefined;
}

/** The stream of a call. */
export function readRng(rng: number | Generator | null | undefined): Generator {
  return rng instanceof Generator ? rng : defaultRng(rng ?? 0);
}

/** The options without those named; what is left goes to the solver. */
export function without(options: CommonOptions, names: readonly string[]): Record<string, unknown> {
  const taken = new Set([...names, 'args', 'rng', 'onIterate', 'callback']);
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => !taken.has(name) && value !== undefined));
}

/** Drives a run whose objective answers at once. */
export function runGlobal(run: GlobalRun): OptimizeResult {
  return runSync(run.search, run.problem.evaluator as Evaluator, { onIterate: listener(run) });
}

/** Drives a run whose objective may return promises. */
export function runGlobalAsync(run: GlobalRun): Promise<OptimizeResult> {
  return runAsync(run.search, run.problem.evaluator, { onIterate: listener(run) });
}

// Pictures between iterations go to `onIterate` alone.
function listener({ options, callback }: GlobalRun): (iterate: Iterate) => boolean {
  return (iterate) => {
    options.onIterate?.(iterate);
    return callback && !iterate.quiet ? callback(iterate) === true : false;
  };
}
