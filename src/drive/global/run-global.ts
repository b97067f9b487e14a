/** What the six global functions share: the options that are not the solver's, and the run itself. */
import { defaultRng, Generator } from '../../math/random/generator';
import { OptionError } from '../../solve/errors';
import { describe } from '../../solve/options';
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
  /** puts every iterate into the result as `trace` */
  readonly trace?: boolean;
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

/** The stream of a call.
 *  @throws OptionError unless it is a generator or a seed that NumPy would take */
export function readRng(rng: number | Generator | null | undefined): Generator {
  if (rng instanceof Generator) return rng;
  const seed: unknown = rng ?? 0;
  if (typeof seed === 'bigint' ? seed >= 0n : Number.isSafeInteger(seed) && (seed as number) >= 0) {
    return defaultRng(seed as number);
  }
  throw new OptionError(`"rng" must be a seed (an integer, 0 or more) or a Generator, got ${describe(seed)}.`, 'rng');
}

/** A call's options; null is none.
 *  @throws OptionError unless they are an object, and their callback a function */
export function readCallOptions<T extends CommonOptions>(given: T | null): T {
  const options = (given ?? {}) as T;
  if (typeof options !== 'object' || Array.isArray(options)) {
    throw new OptionError(`Options come in an object such as { maxiter: 100 }, got ${describe(given)}.`);
  }
  const callback = options['callback'];
  if (callback && typeof callback !== 'function') {
    throw new OptionError(`"callback" must be a function, got ${describe(callback)}.`, 'callback');
  }
  return options;
}

/** The options without those named; what is left goes to the solver. */
export function without(options: CommonOptions, names: readonly string[]): Record<string, unknown> {
  const taken = new Set([...names, 'args', 'rng', 'onIterate', 'callback', 'trace']);
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => !taken.has(name) && value !== undefined));
}

/** Drives a run whose objective answers at once. */
export function runGlobal(run: GlobalRun): OptimizeResult {
  const trace: Iterate[] = [];
  return traced(
    run,
    runSync(run.search, run.problem.evaluator as Evaluator, { onIterate: listener(run, trace) }),
    trace,
  );
}

/** Drives a run whose objective may return promises. */
export async function runGlobalAsync(run: GlobalRun): Promise<OptimizeResult> {
  const trace: Iterate[] = [];
  return traced(run, await runAsync(run.search, run.problem.evaluator, { onIterate: listener(run, trace) }), trace);
}

function traced({ options }: GlobalRun, result: OptimizeResult, trace: Iterate[]): OptimizeResult {
  return options.trace ? { ...result, trace } : result;
}

// Pictures between iterations go to `onIterate` alone. Without anyone to tell, a search need not report at all.
function listener({ options, callback }: GlobalRun, trace: Iterate[]): ((iterate: Iterate) => boolean) | undefined {
  if (!options.onIterate && !callback && !options.trace) return undefined;
  return (iterate) => {
    if (options.trace) trace.push(iterate);
    options.onIterate?.(iterate);
    return callback && !iterate.quiet ? callback(iterate) === true : false;
  };
}
