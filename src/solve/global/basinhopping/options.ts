/** The options of basin hopping, checked; names, defaults and messages are SciPy's. */
import { OptionError } from '../../errors';
import type { OptionSpec, Setup } from '../../method';
import { readOptions } from '../../options';
import { type LocalMinimizer, readLocalMinimizer } from '../minimizer-kwargs';

export const optionSpecs: readonly OptionSpec[] = [
  { name: 'niter', kind: 'integer', default: 100, min: 0, description: 'Number of jumps.' },
  {
    name: 'T',
    kind: 'number',
    default: 1,
    min: 0,
    description: 'Temperature of the acceptance test: about the usual difference in value between neighboring minima.',
  },
  { name: 'stepsize', kind: 'number', default: 0.5, min: 0, description: 'Largest move of a coordinate in one jump.' },
  {
    name: 'interval',
    kind: 'integer',
    default: 50,
    min: 1,
    description: 'Jumps between adjustments of the step size.',
  },
  {
    name: 'niter_success',
    kind: 'integer',
    default: null,
    description: 'Stops after this many jumps without a new best; default: never.',
  },
  {
    name: 'target_accept_rate',
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    description: 'The step size is adjusted towards this share of accepted jumps.',
  },
  {
    name: 'stepwise_factor',
    kind: 'number',
    default: 0.9,
    min: 0,
    max: 1,
    description: 'Factor by which the step size is adjusted.',
  },
  {
    name: 'minimizer_kwargs',
    kind: 'choice',
    default: null,
    description: 'Local method and its options: { method, tol, options }; default: what minimize would choose.',
  },
  { name: 'take_step', kind: 'choice', default: null, description: 'A function that makes a jump (library only).' },
  { name: 'accept_test', kind: 'choice', default: null, description: 'A further acceptance test (library only).' },
  { name: 'disp', kind: 'boolean', default: false, description: 'Accepted for compatibility; nothing is printed.' },
];

/** A user's jump: returns the new point for a copy of the current one; with `stepsize`, that is adapted. */
export interface TakeStep {
  (x: Float64Array): ArrayLike<number>;
  stepsize?: number;
}

/** A user's test: false rejects, 'force accept' accepts whatever the other tests say. */
export type AcceptTest = (step: {
  f_new: number;
  x_new: Float64Array;
  f_old: number;
  x_old: Float64Array;
}) => boolean | 'force accept';

/** The options of one run. */
export interface BasinOptions {
  readonly niter: number;
  readonly temperature: number;
  readonly stepsize: number;
  readonly interval: number;
  readonly niterSuccess: number;
  readonly targetRate: number;
  readonly factor: number;
  readonly takeStep: TakeStep | null;
  readonly acceptTest: AcceptTest | null;
  readonly local: LocalMinimizer;
  readonly warnings: string[];
}

/** @throws OptionError where SciPy raises ValueError or TypeError */
export function readBasinOptions(setup: Setup): BasinOptions {
  const options = readOptions({ ...setup, tol: null }, optionSpecs);
  const share = (name: string): number => {
    const value = options.number(name);
    if (!(value > 0 && value < 1)) throw new OptionError(`${name} has to be in range (0, 1)`, name);
    return value;
  };
  const callable = <F>(name: string): F | null => {
    const value = options.raw(name);
    if (value !== null && typeof value !== 'function') throw new OptionError(`${name} must be callable`, name);
    return value as F | null;
  };
  const niter = options.number('niter');
  const interval = options.number('interval');
  if (interval === 0)
    throw new OptionError('interval must not be zero: it counts jumps between adaptations.', 'interval');
  const stepsize = options.number('stepsize');
  if (stepsize < 0) throw new OptionError(`stepsize must not be negative; got ${stepsize}.`, 'stepsize');
  return {
    targetRate: share('target_accept_rate'),
    factor: share('stepwise_factor'),
    niter,
    temperature: options.number('T'),
    stepsize,
    interval,
    niterSuccess: options.numberOrNull('niter_success') ?? niter + 2,
    takeStep: callable<TakeStep>('take_step'),
    acceptTest: callable<AcceptTest>('accept_test'),
    local: readLocalMinimizer(setup, options.raw('minimizer_kwargs')),
    warnings: options.warnings,
  };
}
