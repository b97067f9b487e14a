/** `basinhopping(fun, x0, opts)`: scipy.optimize.basinhopping. */
import type { AcceptTest, TakeStep } from '../../solve/global/basinhopping/options';
import { basinhopping as search } from '../../solve/global/basinhopping/solve';
import type { OptimizeResult } from '../../solve/result';
import { readStart } from '../minimize-arguments';
import { readBounds, type UserBounds } from '../user-bounds';
import type { Vector } from '../user-loss';
import { type MinimizerKwargs, type Numbers, type ObjectiveLike, readProblem, solverKwargs } from './inputs';
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
export interface BasinhoppingOptions extends CommonOptions {
  readonly niter?: number;
  readonly T?: number;
  readonly stepsize?: number;
  readonly minimizer_kwargs?: MinimizerKwargs | null;
  /** makes a jump; with a `stepsize` of its own, that is adapted */
  readonly take_step?: TakeStep | null;
  readonly accept_test?: AcceptTest | null;
  readonly interval?: number;
  readonly niter_success?: number | null;
  readonly target_accept_rate?: number;
  readonly stepwise_factor?: number;
  /** SciPy's `callback(x, f, accept)`: every minimum that was reached; true stops */
  readonly callback?: (x: Float64Array, f: number, accept: boolean) => boolean | void;
}

/** Minimizes `fun` from x0 by jumps and local descents; same seed, same path as SciPy.
 *  @throws OptionError where SciPy raises ValueError or TypeError */
export function basinhopping(
  fun: ObjectiveLike,
  x0: Numbers | number,
  options: BasinhoppingOptions = {},
): OptimizeResult {
  return runGlobal(prepare(fun, x0, options, false));
}

/** The same for an objective that returns promises. */
export async function basinhoppingAsync(
  fun: ObjectiveLike,
  x0: Numbers | number,
  options: BasinhoppingOptions = {},
): Promise<OptimizeResult> {
  return runGlobalAsync(prepare(fun, x0, options, true));
}

function prepare(
  fun: ObjectiveLike,
  start: Numbers | number,
  rawOptions: BasinhoppingOptions | null,
  isAsync: boolean,
): GlobalRun {
  const options = readCallOptions(rawOptions);
  const x0 = readStart(start as Vector | number);
  const { minimizer_kwargs: local, callback } = options;
  const bounds = local?.bounds ? readBounds(local.bounds as UserBounds, x0.length) : null;
  const solverOptions = { ...without(options, []), minimizer_kwargs: solverKwargs(local) };
  const problem = readProblem({ fun, n: x0.length, x0, bounds, local, options: solverOptions }, isAsync);
  return {
    search: search(problem.setup, readRng(options.rng)),
    problem,
    options,
    callback: callback && (({ x, fun: value, accept }) => callback(x, value, accept === true)),
  };
}
