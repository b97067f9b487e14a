/** `direct(fun, bounds, opts)`: scipy.optimize.direct. */
import { direct as search } from '../../solve/global/direct/solve';
import type { OptimizeResult } from '../../solve/result';
import { type BoundsLike, type ObjectiveLike, readBox, readProblem } from './inputs';
import { type CommonOptions, type GlobalRun, readCallOptions, runGlobal, runGlobalAsync, without } from './run-global';

/** SciPy's keyword arguments. */
export interface DirectOptions extends CommonOptions {
  readonly eps?: number;
  readonly maxfun?: number | null;
  readonly maxiter?: number;
  readonly locally_biased?: boolean;
  readonly f_min?: number;
  readonly f_min_rtol?: number;
  readonly vol_tol?: number;
  readonly len_tol?: number;
  /** SciPy's `callback(xk)`: the point sampled last; true stops (in SciPy nothing does) */
  readonly callback?: (xk: Float64Array) => boolean | void;
}

/** Minimizes `fun` over finite bounds with the DIRECT algorithm; deterministic.
 *  @throws OptionError where SciPy raises ValueError */
export function direct(fun: ObjectiveLike, bounds: BoundsLike, options: DirectOptions = {}): OptimizeResult {
  return runGlobal(prepare(fun, bounds, options, false));
}

/** The same for an objective that returns promises; an iteration is one batch. */
export async function directAsync(
  fun: ObjectiveLike,
  bounds: BoundsLike,
  options: DirectOptions = {},
): Promise<OptimizeResult> {
  return runGlobalAsync(prepare(fun, bounds, options, true));
}

function prepare(fun: ObjectiveLike, given: BoundsLike, rawOptions: DirectOptions | null, isAsync: boolean): GlobalRun {
  const options = readCallOptions(rawOptions);
  const bounds = readBox(given);
  const n = bounds.lb.length;
  const problem = readProblem({ fun, n, bounds, options: without(options, []) }, isAsync);
  const { callback } = options;
  return {
    search: search(problem.setup),
    problem,
    options,
    callback: callback && (({ x, event }) => callback(event?.type === 'rectangles' ? event.centers.slice(-n) : x)),
  };
}
