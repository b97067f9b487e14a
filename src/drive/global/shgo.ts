/** `shgo(fun, bounds, opts)`: scipy.optimize.shgo. */
import { shgo as search } from '../../solve/global/shgo/solve';
import type { OptimizeResult } from '../../solve/result';
import type { UserConstraint } from '../user-constraints';
import {
  type BoundsLike,
  type MinimizerKwargs,
  type ObjectiveLike,
  readBox,
  readProblem,
  solverKwargs,
} from './inputs';
import { type CommonOptions, type GlobalRun, readCallOptions, runGlobal, runGlobalAsync, without } from './run-global';

/** SciPy's keyword arguments. */
export interface ShgoOptions extends CommonOptions {
  readonly constraints?: UserConstraint | readonly UserConstraint[] | null;
  /** sampling points per iteration; null: refine every cell */
  readonly n?: number | null;
  readonly iters?: number | null;
  /** SciPy's `callback(xk)`: after each iteration of the local method; true ends that local search */
  readonly callback?: (xk: Float64Array) => boolean | void;
  readonly minimizer_kwargs?: MinimizerKwargs | null;
  /** maxiter, maxfev, maxev, f_min, f_tol, minhgrd, minimize_every_iter, local_iter, infty_constraints, ftol */
  readonly options?: Readonly<Record<string, unknown>> | null;
  readonly sampling_method?: 'simplicial' | 'sobol' | 'halton';
}

/** Minimizes `fun` over a box and returns all local minima found.
 *  @returns  SciPy's fields: `xl` and `funl` hold the minima, lowest first
 *  @throws   OptionError where SciPy raises ValueError */
export function shgo(fun: ObjectiveLike, bounds: BoundsLike, options: ShgoOptions = {}): OptimizeResult {
  return runGlobal(prepare(fun, bounds, options, false));
}

/** The same for an objective that returns promises; the samples of an iteration are one batch. */
export async function shgoAsync(
  fun: ObjectiveLike,
  bounds: BoundsLike,
  options: ShgoOptions = {},
): Promise<OptimizeResult> {
  return runGlobalAsync(prepare(fun, bounds, options, true));
}

function prepare(fun: ObjectiveLike, given: BoundsLike, rawOptions: ShgoOptions | null, isAsync: boolean): GlobalRun {
  const options = readCallOptions(rawOptions);
  const bounds = readBox(given);
  const { minimizer_kwargs: local, constraints } = options;
  const solverOptions = { ...without(options, ['constraints']), minimizer_kwargs: solverKwargs(local) };
  const parts = { fun, n: bounds.lb.length, bounds, constraints, local, options: solverOptions };
  const problem = readProblem(parts, isAsync);
  const callback = options.callback ?? local?.callback;
  return { search: search(problem.setup), problem, options, callback: callback && (({ x }) => callback(x)) };
}
