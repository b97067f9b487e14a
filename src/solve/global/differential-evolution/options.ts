/** The options of differential evolution, checked; names, defaults and messages are SciPy's. */
import { defaultRng, type Generator } from '../../../math/random/generator';
import { OptionError } from '../../errors';
import type { OptionSpec, Setup } from '../../method';
import { readOptions } from '../../options';
import { isStrategy, type Strategy, type StrategyFunction, strategyNames } from './strategies';

export const optionSpecs: readonly OptionSpec[] = [
  {
    name: 'strategy',
    kind: 'choice',
    default: 'best1bin',
    choices: strategyNames,
    description: 'How a mutant is made: base member, number of differences, binomial or exponential crossover.',
  },
  { name: 'maxiter', kind: 'integer', default: 1000, min: 0, description: 'Largest number of generations.' },
  {
    name: 'popsize',
    kind: 'integer',
    default: 15,
    min: 0,
    description: 'Members per free variable; at least 5 members in all.',
  },
  { name: 'tol', kind: 'number', default: 0.01, min: 0, description: 'Stops when std(f) ≤ atol + tol·|mean(f)|.' },
  { name: 'atol', kind: 'number', default: 0, min: 0, description: 'Absolute part of the same test.' },
  {
    name: 'mutation',
    kind: 'vector',
    default: [0.5, 1],
    min: 0,
    max: 2,
    description: 'F, the weight of a difference: a number in [0, 2), or a range from which each generation draws.',
  },
  {
    name: 'recombination',
    kind: 'number',
    default: 0.7,
    min: 0,
    max: 1,
    description: 'CR, the probability that a coordinate comes from the mutant.',
  },
  { name: 'polish', kind: 'boolean', default: true, description: 'Ends with L-BFGS-B (trust-constr if constrained).' },
  {
    name: 'init',
    kind: 'choice',
    default: 'latinhypercube',
    choices: ['latinhypercube', 'sobol', 'halton', 'random'],
    description: 'How the first population is spread; or an array of members.',
  },
  {
    name: 'updating',
    kind: 'choice',
    default: 'immediate',
    choices: ['immediate', 'deferred'],
    description: 'A better member counts at once, or from the next generation: then a generation is one batch.',
  },
  { name: 'x0', kind: 'vector', default: null, description: 'A first guess; it replaces the first member.' },
  {
    name: 'integrality',
    kind: 'vector',
    default: null,
    description: 'For each variable, whether it takes integer values only.',
  },
  { name: 'workers', kind: 'integer', default: 1, description: "Other than 1: as updating='deferred'." },
  { name: 'vectorized', kind: 'boolean', default: false, description: "As updating='deferred'; a batch counts once." },
  { name: 'disp', kind: 'boolean', default: false, description: 'Accepted for compatibility; nothing is printed.' },
];

/** The options of one run, ready to use. */
export interface EvolutionOptions {
  readonly strategy: Strategy | StrategyFunction;
  readonly maxiter: number;
  readonly popsize: number;
  readonly tol: number;
  readonly atol: number;
  /** F, or the range to draw it from each generation */
  readonly mutation: number | readonly [number, number];
  readonly recombination: number;
  readonly polish: boolean;
  readonly init: string | readonly ArrayLike<number>[];
  readonly isDeferred: boolean;
  readonly isVectorized: boolean;
  readonly x0: ArrayLike<number> | null;
  readonly integrality: readonly boolean[] | null;
  readonly rng: Generator;
  readonly warnings: string[];
}

const MUTATION_MESSAGE =
  'The mutation constant must be a float in U[0, 2), or specified as a tuple(min, max) where min < max and min, max are in U[0, 2).';

/** @throws OptionError where SciPy raises ValueError, and on an unknown `updating` */
export function readEvolutionOptions(setup: Setup, rng?: Generator): EvolutionOptions {
  const options = readOptions({ ...setup, tol: null }, optionSpecs);
  const n = setup.bounds?.lb.length ?? setup.x0.length;
  const warnings = [...options.warnings];
  const workers = options.number('workers');
  const isVectorized = options.boolean('vectorized') && workers === 1;
  const updating = options.raw('updating');
  if (updating !== 'immediate' && updating !== 'deferred') {
    throw new OptionError(`updating must be 'immediate' or 'deferred'; got ${String(updating)}.`, 'updating');
  }
  const overridden = workers !== 1 ? 'workers' : isVectorized ? 'vectorized' : null;
  if (overridden && updating === 'immediate') {
    warnings.push(
      `differential_evolution: the '${overridden}' keyword has overridden updating='immediate' to updating='deferred'`,
    );
  }
  return {
    strategy: readStrategy(options.raw('strategy')),
    maxiter: options.number('maxiter'),
    popsize: options.number('popsize'),
    tol: options.number('tol'),
    atol: options.number('atol'),
    mutation: readMutation(options.raw('mutation')),
    recombination: options.number('recombination'),
    polish: options.boolean('polish'),
    init: options.raw('init') as string | readonly ArrayLike<number>[],
    isDeferred: updating === 'deferred' || overridden !== null,
    isVectorized,
    x0: readGuess(options.raw('x0'), n),
    integrality: readIntegrality(options.raw('integrality'), n),
    rng: rng ?? defaultRng(setup.seed ?? 0),
    warnings,
  };
}

function readStrategy(value: unknown): Strategy | StrategyFunction {
  if (typeof value === 'function') return value as StrategyFunction;
  if (typeof value === 'string' && isStrategy(value)) return value;
  throw new OptionError(
    `Please select a valid mutation strategy: one of ${strategyNames.join(', ')}; got ${String(value)}.`,
    'strategy',
  );
}

function readMutation(value: unknown): number | readonly [number, number] {
  const given = typeof value === 'number' ? [value] : Array.from(value as ArrayLike<number>);
  if (given.length === 0 || given.some((F) => !(F >= 0 && F < 2))) throw new OptionError(MUTATION_MESSAGE, 'mutation');
  if (given.length === 1) return given[0];
  return given[0] <= given[1] ? [given[0], given[1]] : [given[1], given[0]];
}

function readGuess(value: unknown, n: number): ArrayLike<number> | null {
  if (value === null) return null;
  const guess = value as ArrayLike<number>;
  if (guess.length !== n)
    throw new OptionError(`x0 must have ${n} numbers, as the bounds do; got ${guess.length}.`, 'x0');
  return guess;
}

function readIntegrality(value: unknown, n: number): boolean[] | null {
  if (value === null || value === false) return null;
  const given = typeof value === 'object' ? Array.from(value as ArrayLike<unknown>, Boolean) : [Boolean(value)];
  if (!given.includes(true)) return null;
  if (given.length !== 1 && given.length !== n) {
    throw new OptionError(`integrality must have one entry or ${n}; got ${given.length}.`, 'integrality');
  }
  return Array.from({ length: n }, (_, k) => given[given.length === 1 ? 0 : k]);
}
