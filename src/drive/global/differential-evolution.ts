/** `differentialEvolution(fun, bounds, opts)`: scipy.optimize.differential_evolution. */
import { differentialEvolution as search } from '../../solve/global/differential-evolution/solve';
import type { StrategyFunction } from '../../solve/global/differential-evolution/strategies';
import { OptionError } from '../../solve/errors';
import type { Bounds } from '../../solve/method';
import type { OptimizeResult } from '../../solve/result';
import type { UserConstraint } from '../user-constraints';
import { type BoundsLike, type Numbers, type ObjectiveLike, readBox, readProblem } from './inputs';
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
export interface DifferentialEvolutionOptions extends CommonOptions {
  readonly strategy?: string | StrategyFunction;
  readonly maxiter?: number;
  readonly popsize?: number;
  readonly tol?: number;
  readonly atol?: number;
  readonly mutation?: number | readonly number[];
  readonly recombination?: number;
  readonly polish?: boolean;
  readonly init?: string | readonly Numbers[];
  readonly updating?: 'immediate' | 'deferred';
  readonly x0?: Numbers | null;
  readonly integrality?: boolean | readonly (boolean | number)[] | null;
  readonly constraints?: UserConstraint | readonly UserConstraint[] | null;
  readonly workers?: number;
  readonly vectorized?: boolean;
  /** SciPy's `callback(intermediate_result)`: x, fun, nit, convergence; true stops */
  readonly callback?: (intermediate: Record<string, unknown>) => boolean | void;
}

/** Minimizes `fun` over finite bounds with differential evolution; same seed, same path as SciPy.
 *  @returns  SciPy's fields, with `population` (row-major) and `population_energies`
 *  @throws   OptionError where SciPy raises ValueError */
export function differentialEvolution(
  fun: ObjectiveLike,
  bounds: BoundsLike,
  options: DifferentialEvolutionOptions = {},
): OptimizeResult {
  return runGlobal(prepare(fun, bounds, options, false));
}

/** The same for an objective that returns promises; with updating='deferred' a generation is one batch. */
export async function differentialEvolutionAsync(
  fun: ObjectiveLike,
  bounds: BoundsLike,
  options: DifferentialEvolutionOptions = {},
): Promise<OptimizeResult> {
  return runGlobalAsync(prepare(fun, bounds, options, true));
}

function prepare(
  fun: ObjectiveLike,
  given: BoundsLike,
  rawOptions: DifferentialEvolutionOptions | null,
  isAsync: boolean,
): GlobalRun {
  const options = readCallOptions(rawOptions);
  const bounds = readBox(given);
  checkArguments(bounds, options);
  const { constraints, callback } = options;
  const parts = { fun, n: bounds.lb.length, bounds, constraints, options: without(options, ['constraints']) };
  const problem = readProblem(parts, isAsync);
  return {
    search: search(problem.setup, readRng(options.rng)),
    problem,
    options,
    callback: callback && (({ x, fun: value, nit, extra }) => callback({ x, fun: value, nit, ...extra })),
  };
}

// What SciPy notices late, or by an error of Python's.
function checkArguments({ lb, ub }: Bounds, { polish, maxiter, integrality }: DifferentialEvolutionOptions): void {
  if (polish !== false && lb.some((low, k) => low > ub[k]!)) {
    throw new OptionError('An upper bound is less than the corresponding lower bound. Swap the two.', 'bounds');
  }
  if (typeof maxiter === 'number' && !Number.isInteger(maxiter) && Number.isFinite(maxiter)) {
    throw new OptionError(`maxiter must be an integer; got ${maxiter}.`, 'maxiter');
  }
  const isList = Array.isArray(integrality) || ArrayBuffer.isView(integrality);
  if (integrality !== undefined && integrality !== null && typeof integrality !== 'boolean' && !isList) {
    throw new OptionError(
      'integrality must be true, false, or a list with one of them for each variable.',
      'integrality',
    );
  }
}
