/** `dualAnnealing(fun, bounds, opts)`: scipy.optimize.dual_annealing. */
import { dualAnnealing as search } from '../../solve/global/dual-annealing/solve';
import type { OptimizeResult } from '../../solve/result';
import {
  type BoundsLike,
  type MinimizerKwargs,
  type Numbers,
  type ObjectiveLike,
  readBox,
  readProblem,
  solverKwargs,
} from './inputs';
import {
  type CommonOptions,
  type GlobalRun,
  readCallOptions,
  readRng,
  runGlobal,
  runGlobalAsync,
  without,
} from './run-global';

/** SciPy's keyword arguments. */
export interface DualAnnealingOptions extends CommonOptions {
  readonly maxiter?: number;
  readonly minimizer_kwargs?: MinimizerKwargs | null;
  readonly initial_temp?: number;
  readonly restart_temp_ratio?: number;
  readonly visit?: number;
  readonly accept?: number;
  readonly maxfun?: number;
  readonly no_local_search?: boolean;
  readonly x0?: Numbers | null;
  /** SciPy's `callback(x, f, context)` at every new best: 0 annealing, 1 and 2 local search; true stops */
  readonly callback?: (x: Float64Array, f: number, context: number) => boolean | void;
}

/** Minimizes `fun` over finite bounds with dual annealing; same seed, same path as SciPy.
 *  @throws OptionError where SciPy raises ValueError or TypeError */
export function dualAnnealing(
  fun: ObjectiveLike,
  bounds: BoundsLike,
  options: DualAnnealingOptions = {},
): OptimizeResult {
  return runGlobal(prepare(fun, bounds, options, false));
}

/** The same for an objective that returns promises. */
export async function dualAnnealingAsync(
  fun: ObjectiveLike,
  bounds: BoundsLike,
  options: DualAnnealingOptions = {},
): Promise<OptimizeResult> {
  return runGlobalAsync(prepare(fun, bounds, options, true));
}

function prepare(
  fun: ObjectiveLike,
  given: BoundsLike,
  rawOptions: DualAnnealingOptions | null,
  isAsync: boolean,
): GlobalRun {
  const options = readCallOptions(rawOptions);
  const bounds = readBox(given);
  const { minimizer_kwargs: local, callback } = options;
  const solverOptions = { ...without(options, []), minimizer_kwargs: solverKwargs(local) };
  const problem = readProblem({ fun, n: bounds.lb.length, bounds, local, options: solverOptions }, isAsync);
  return {
    search: search(problem.setup, readRng(options.rng)),
    problem,
    options,
    callback: callback && (({ x, fun: value, extra }) => callback(x, value, extra?.['context'] as number)),
  };
}
