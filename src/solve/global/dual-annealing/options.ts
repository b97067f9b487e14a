/** The options of dual annealing, checked; names, defaults and messages are SciPy's. */
import { OptionError } from '../../errors';
import type { Bounds, OptionSpec, Setup } from '../../method';
import { readOptions } from '../../options';
import { type LocalMinimizer, readLocalMinimizer } from '../minimizer-kwargs';

export const optionSpecs: readonly OptionSpec[] = [
  { name: 'maxiter', kind: 'integer', default: 1000, min: 0, description: 'Largest number of temperature steps.' },
  {
    name: 'initial_temp',
    kind: 'number',
    default: 5230,
    min: 0.01,
    max: 50000,
    description: 'First temperature; higher means longer moves.',
  },
  {
    name: 'restart_temp_ratio',
    kind: 'number',
    default: 2e-5,
    min: 0,
    max: 1,
    description: 'At this share of the first temperature the annealing starts again from a random point.',
  },
  {
    name: 'visit',
    kind: 'number',
    default: 2.62,
    min: 1,
    max: 3,
    description: 'Shape of the distribution of moves; higher: heavier tails.',
  },
  {
    name: 'accept',
    kind: 'number',
    default: -5,
    min: -10000,
    max: -5,
    description: 'Shape of the acceptance test; lower: fewer worse states are taken.',
  },
  { name: 'maxfun', kind: 'integer', default: 1e7, description: 'Evaluations after which the run ends.' },
  { name: 'no_local_search', kind: 'boolean', default: false, description: 'Classical annealing only.' },
  { name: 'x0', kind: 'vector', default: null, description: 'First state; default: a random one.' },
  {
    name: 'minimizer_kwargs',
    kind: 'choice',
    default: null,
    description: 'Local method and its options: { method, tol, options }; default: L-BFGS-B inside the bounds.',
  },
];

/** The options of one run. */
export interface AnnealingOptions {
  readonly bounds: Bounds;
  readonly x0: Float64Array | null;
  readonly maxiter: number;
  readonly initialTemperature: number;
  readonly restartRatio: number;
  readonly visit: number;
  readonly accept: number;
  readonly maxfun: number;
  readonly searchesLocally: boolean;
  readonly local: LocalMinimizer;
  readonly warnings: string[];
}

/** @throws OptionError where SciPy raises ValueError or TypeError */
export function readAnnealingOptions(setup: Setup): AnnealingOptions {
  const options = readOptions({ ...setup, tol: null }, optionSpecs);
  const { bounds } = setup;
  if (!bounds) throw new OptionError('dual_annealing needs bounds: one [lo, hi] for each variable.', 'bounds');
  const n = bounds.lb.length;
  const given = options.raw('x0') as ArrayLike<number> | null;
  if (typeof given === 'string') throw new OptionError('x0 must be an array of numbers.', 'x0');
  if (given !== null && given.length !== n) throw new OptionError('Bounds size does not match x0', 'x0');
  const restartRatio = options.number('restart_temp_ratio');
  if (!(restartRatio > 0 && restartRatio < 1)) {
    throw new OptionError('Restart temperature ratio has to be in range (0, 1)', 'restart_temp_ratio');
  }
  // SciPy restarts for ever below zero, and divides by zero at visit = 1.
  const initialTemperature = options.number('initial_temp');
  if (initialTemperature < 0) {
    throw new OptionError(`initial_temp must not be negative; got ${initialTemperature}.`, 'initial_temp');
  }
  if (options.number('visit') === 1)
    throw new OptionError('visit must not be 1. SciPy has 2.62; it is in (1, 3].', 'visit');
  if (![...bounds.lb, ...bounds.ub].every(Number.isFinite)) {
    throw new OptionError('Some bounds values are inf values or nan values', 'bounds');
  }
  if (!bounds.lb.every((low, k) => low < bounds.ub[k])) {
    throw new OptionError('Bounds are not consistent min < max', 'bounds');
  }
  return {
    bounds,
    x0: given && Float64Array.from(given),
    maxiter: options.number('maxiter'),
    initialTemperature,
    restartRatio,
    visit: options.number('visit'),
    accept: options.number('accept'),
    maxfun: options.number('maxfun'),
    searchesLocally: !options.boolean('no_local_search'),
    local: readAnnealingLocal(setup, options.raw('minimizer_kwargs'), n),
    warnings: options.warnings,
  };
}

// Without minimizer_kwargs: a short L-BFGS-B inside the bounds. With them the local method has only what they name.
function readAnnealingLocal(setup: Setup, given: unknown, n: number): LocalMinimizer {
  const isGiven = typeof given === 'object' && given !== null && Object.keys(given).length > 0;
  if (isGiven) {
    const localBounds = (given as { bounds?: Bounds }).bounds ?? null;
    return readLocalMinimizer({ ...setup, bounds: localBounds }, given);
  }
  const maxiter = Math.min(Math.max(6 * n, 100), 1000);
  return readLocalMinimizer(setup, { method: 'L-BFGS-B', options: { maxiter } });
}
