/** `brute(fun, ranges, opts)`: scipy.optimize.brute. */
import { brute as search, type GridRange } from '../../solve/global/brute/solve';
import { OptionError } from '../../solve/errors';
import type { OptimizeResult } from '../../solve/result';
import { isNumberList } from '../user-loss';
import { type ObjectiveLike, readProblem } from './inputs';
import { type CommonOptions, type GlobalRun, readCallOptions, runGlobal, runGlobalAsync, without } from './run-global';

/** SciPy's keyword arguments. */
export interface BruteOptions extends CommonOptions {
  readonly Ns?: number;
  /** a local method by its name, or SciPy's ('fmin', 'fmin_bfgs', …); null: none. Default 'fmin' */
  readonly finish?: string | null;
  readonly full_output?: boolean;
}

/** Minimizes `fun` over a grid and polishes the best point.
 *  @param ranges  for each variable `[lo, hi]` with Ns points, or `[start, stop, step]`
 *  @returns       `x`, `fun`, and SciPy's full output: `grid` (one axis per variable), `grid_shape`, `Jout` (C order)
 *  @throws        OptionError on bad ranges or an unknown finish */
export function brute(fun: ObjectiveLike, ranges: readonly GridRange[], options: BruteOptions = {}): OptimizeResult {
  return runGlobal(prepare(fun, ranges, options, false));
}

/** The same for an objective that returns promises; the grid is one batch. */
export async function bruteAsync(
  fun: ObjectiveLike,
  ranges: readonly GridRange[],
  options: BruteOptions = {},
): Promise<OptimizeResult> {
  return runGlobalAsync(prepare(fun, ranges, options, true));
}

function prepare(
  fun: ObjectiveLike,
  ranges: readonly GridRange[],
  rawOptions: BruteOptions | null,
  isAsync: boolean,
): GlobalRun {
  const options = readCallOptions(rawOptions);
  if (!Array.isArray(ranges) || ranges.length === 0 || ranges.some((range) => !isNumberList(range))) {
    throw new OptionError(
      'brute needs ranges, one for each variable: [lo, hi] with Ns points, or [start, stop, step].',
      'ranges',
    );
  }
  if (options.finish && typeof options.finish !== 'string') {
    throw new OptionError('"finish" must be the name of a local method, or null for none.', 'finish');
  }
  // To the solver null means "the default"; here it means "no finish", as in SciPy.
  const finish = options.finish === undefined ? 'fmin' : (options.finish ?? '');
  const solverOptions = { ...without(options, []), ranges, finish };
  const problem = readProblem({ fun, n: ranges.length, options: solverOptions }, isAsync);
  return { search: search(problem.setup), problem, options, callback: undefined };
}
