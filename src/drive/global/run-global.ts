/** What the six global functions share: the options that are not the solver's, and the run itself. */
import { defaultRng, Generator } from '../../math/random/generator';
import type { Setup } from '../../solve/method';
import type { Iterate, Search } from '../../solve/protocol';
import type { OptimizeResult } from '../../solve/result';
import type { Evaluator } from '../evaluator';
import { runBare } from '../run-sync';

/** Options that every global function takes besides SciPy's. */
export interface CommonOptions {
  /** a seed of NumPy's default_rng, or a generator; default 0 (SciPy draws a fresh seed, which cannot be repeated) */
  readonly rng?: number | Generator;
  /** sees every iterate with its trace event, also those that SciPy's callback does not see */
  readonly onIterate?: (iterate: Iterate) => void;
  /** SciPy's further keyword arguments of the function, under SciPy's names */
  readonly [option: string]: unknown;
}

/** The stream of a call. */
export function readRng(rng: number | Generator | undefined | null): Generator {
  return rng instanceof Generator ? rng : defaultRng(rng ?? 0);
}

/** The options without those named; what is left goes to the solver. */
export function without(options: CommonOptions, names: readonly string[]): Record<string, unknown> {
  const taken = new Set([...names, 'rng', 'onIterate', 'callback']);
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => !taken.has(name) && value !== undefined));
}

/** A setup with nothing in it but n variables. */
export function bareSetup(n: number): Setup {
  return {
    x0: new Float64Array(n),
    jac: null,
    hess: null,
    hessp: false,
    bounds: null,
    constraints: [],
    tol: null,
    options: {},
    seed: null,
  };
}

/** Drives the search; pictures between iterations go to `onIterate` alone.
 *  @param callback  SciPy's callback; true stops the run */
export function runGlobal(
  search: Search<OptimizeResult>,
  evaluator: Evaluator,
  options: CommonOptions,
  callback: ((iterate: Iterate) => boolean | void) | undefined,
): OptimizeResult {
  return runBare(search, evaluator, (iterate) => {
    options.onIterate?.(iterate);
    return callback && !iterate.quiet ? callback(iterate) === true : false;
  });
}
