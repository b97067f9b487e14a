/** Options that several first-order methods share, and the checks that PyTorch makes of their values. */
import { OptionError } from '../errors';
import type { OptionSpec } from '../method';
import type { Options } from '../options';

export const weightDecayOption = (value = 0): OptionSpec => ({
  name: 'weight_decay',
  kind: 'number',
  default: value,
  min: 0,
  description: 'Pull towards zero: weight_decay·x is added to the gradient (or, where decoupled, taken off x).',
});

export const epsOption = (value: number): OptionSpec => ({
  name: 'eps',
  kind: 'number',
  default: value,
  min: 0,
  description: 'Added to the denominator, so that it never vanishes.',
});

export const betasOption = (beta1 = 0.9, beta2 = 0.999): OptionSpec => ({
  name: 'betas',
  kind: 'vector',
  default: [beta1, beta2],
  description: 'How much of the running means of the gradient and of its square is kept at each step.',
});

/** The loop's own options, which every first-order method has. */
export const loopOptions = (lr: number): readonly OptionSpec[] => [
  { name: 'lr', kind: 'number', default: lr, min: 0, description: 'Learning rate.' },
  { name: 'maxiter', kind: 'integer', default: 1000, min: 0, description: 'Number of steps.' },
  {
    name: 'gtol',
    kind: 'number',
    default: 0,
    min: 0,
    description: 'Stop when no component of the gradient is larger. 0: take all steps, as a training loop does.',
  },
];

/** A number ≥ `min` (and < `below`).
 *  @throws OptionError */
export function numberIn(options: Options, name: string, min: number, below = Infinity): number {
  const value = options.number(name);
  if (value >= min && value < below) return value;
  const range = below === Infinity ? `a number ≥ ${min}` : `a number in [${min}, ${below})`;
  throw new OptionError(`Option "${name}" expects ${range}, got ${value}.`, name);
}

/** The pair of `betas`, each in [0, 1).
 *  @throws OptionError */
export function readBetas(options: Options): { beta1: number; beta2: number } {
  const [beta1, beta2] = readPair(options, 'betas');
  for (const beta of [beta1, beta2]) {
    if (!(beta >= 0 && beta < 1))
      throw new OptionError(`Option "betas" expects numbers in [0, 1), got ${beta}.`, 'betas');
  }
  return { beta1, beta2 };
}

/** Two numbers.
 *  @throws OptionError */
export function readPair(options: Options, name: string): readonly [number, number] {
  const pair = options.vector(name, 2);
  if (pair === null) throw new OptionError(`Option "${name}" expects two numbers, got none.`, name);
  return [pair[0], pair[1]];
}
