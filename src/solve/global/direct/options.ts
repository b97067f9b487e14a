/** The options of DIRECT, checked; names, defaults and messages are SciPy's. */
import { OptionError } from '../../errors';
import type { Bounds, OptionSpec, Setup } from '../../method';
import { readOptions } from '../../options';

export const optionSpecs: readonly OptionSpec[] = [
  {
    name: 'eps',
    kind: 'number',
    default: 1e-4,
    description:
      'Least relative improvement that a rectangle must promise; larger is more global. Negative: Jones’s rule.',
  },
  {
    name: 'maxfun',
    kind: 'integer',
    default: null,
    min: 0,
    description: 'Evaluations after which no new iteration begins; default 1000·n, 0: 100,000.',
  },
  {
    name: 'maxiter',
    kind: 'integer',
    default: 1000,
    min: 0,
    description: 'Largest number of iterations; 0: no limit.',
  },
  {
    name: 'locally_biased',
    kind: 'boolean',
    default: true,
    description: 'Gablonsky’s variant (fewer rectangles a round, quicker near one minimum), or Jones’s original.',
  },
  { name: 'f_min', kind: 'number', default: -Infinity, description: 'The global minimum’s value, where it is known.' },
  {
    name: 'f_min_rtol',
    kind: 'number',
    default: 1e-4,
    min: 0,
    max: 1,
    description: 'Stops when (f − f_min)/|f_min| is below this.',
  },
  {
    name: 'vol_tol',
    kind: 'number',
    default: 1e-16,
    min: 0,
    max: 1,
    description: 'Stops when the best rectangle’s share of the volume is below this.',
  },
  {
    name: 'len_tol',
    kind: 'number',
    default: 1e-6,
    min: 0,
    max: 1,
    description: 'Stops when the best rectangle’s size (side, or half diagonal) is below this.',
  },
];

/** The options of one run. */
export interface DirectOptions {
  readonly eps: number;
  readonly maxfun: number;
  readonly maxiter: number;
  readonly isLocallyBiased: boolean;
  readonly fMin: number;
  readonly fMinRtol: number;
  readonly volTol: number;
  readonly lenTol: number;
  readonly bounds: Bounds;
  readonly warnings: string[];
}

/** @throws OptionError where SciPy raises ValueError */
export function readDirectOptions(setup: Setup): DirectOptions {
  const options = readOptions({ ...setup, tol: null }, optionSpecs);
  const { bounds } = setup;
  if (!bounds) throw new OptionError('bounds must be a sequence or instance of Bounds class', 'bounds');
  if (!bounds.lb.every((low, k) => low < bounds.ub[k])) {
    throw new OptionError('Bounds are not consistent min < max', 'bounds');
  }
  if (![...bounds.lb, ...bounds.ub].every(Number.isFinite)) throw new OptionError('Bounds must not be inf.', 'bounds');
  const isBiased = options.raw('locally_biased');
  if (typeof isBiased !== 'boolean') throw new OptionError('locally_biased must be True or False.', 'locally_biased');
  const fraction = (name: string): number => {
    const value = options.number(name);
    if (value < 0 || value > 1) throw new OptionError(`${name} must be between 0 and 1.`, name);
    return value;
  };
  const whole = (name: string, value: number): number => {
    if (!Number.isInteger(value)) throw new OptionError(`${name} must be of type int.`, name);
    if (value < 0) throw new OptionError(`${name} must be > 0.`, name);
    return value;
  };
  return {
    volTol: fraction('vol_tol'),
    lenTol: fraction('len_tol'),
    fMinRtol: fraction('f_min_rtol'),
    maxfun: whole('maxfun', options.numberOrNull('maxfun') ?? 1000 * bounds.lb.length),
    maxiter: whole('maxiter', options.number('maxiter')),
    eps: options.number('eps'),
    isLocallyBiased: isBiased,
    fMin: options.number('f_min'),
    bounds,
    warnings: options.warnings,
  };
}
