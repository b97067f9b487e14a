/** `differentialEvolution(fun, bounds, opts)`: scipy.optimize.differential_evolution. */
import { differentialEvolution as search } from '../../solve/global/differential-evolution/solve';
import type { StrategyFunction } from '../../solve/global/differential-evolution/strategies';
import type { OptimizeResult } from '../../solve/result';
import { type BoundsLike, type ConstraintLike, type Numbers, type ObjectiveLike, readBounds } from './inputs';
import { readConstraints, readObjective } from './inputs';
import { bareSetup, type CommonOptions, readRng, runGlobal, without } from './run-global';

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
  readonly constraints?: ConstraintLike | readonly ConstraintLike[];
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
  const box = readBounds(bounds);
  const n = box.lb.length;
  const { infos, evaluator } = readConstraints(options.constraints);
  const setup = {
    ...bareSetup(n),
    bounds: box,
    constraints: infos,
    options: without(options, ['constraints', 'args']),
  };
  const objective = { ...readObjective(fun, n), ...evaluator };
  const { callback } = options;
  return runGlobal(
    search(setup, readRng(options.rng)),
    objective,
    options,
    callback && (({ x, fun: value, nit, extra }) => callback({ x, fun: value, nit, ...extra })),
  );
}
