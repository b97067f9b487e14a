/** Options that many methods of `minimize` share; what each means is said once. */
import type { OptionSpec, Setup } from '../method';
import { DEFAULT_EPSILON, type ObjectiveSpec } from '../objective';
import type { Options } from '../options';

export const disp: OptionSpec = {
  name: 'disp',
  kind: 'boolean',
  default: false,
  description: 'SciPy prints convergence messages; here the result carries them, and nothing is printed.',
};

export const returnAll: OptionSpec = {
  name: 'return_all',
  kind: 'boolean',
  default: false,
  description: 'Put the best point of every iteration into the result as `allvecs`.',
};

export const workers: OptionSpec = {
  name: 'workers',
  kind: 'integer',
  default: null,
  description:
    'Accepted so that scripts carry over; finite differences are one batch here, and who evaluates it decides.',
};

/** Absolute finite-difference step of gradient methods. */
export const eps: OptionSpec = {
  name: 'eps',
  kind: 'vector',
  default: DEFAULT_EPSILON,
  description:
    'Absolute step of the finite-difference gradient, used when no `jac` is named. One number or one per coordinate.',
};

export const finiteDiffRelStep: OptionSpec = {
  name: 'finite_diff_rel_step',
  kind: 'vector',
  default: null,
  description:
    "Relative step of the finite differences with jac '2-point' or '3-point'. Empty: chosen from machine precision.",
};

export const maxiterPerDimension: OptionSpec = {
  name: 'maxiter',
  kind: 'integer',
  default: null,
  min: 0,
  description: 'Largest number of iterations. Empty: 200 per coordinate.',
};

/** The order of the gradient norm that `gtol` is compared with. */
export const norm: OptionSpec = {
  name: 'norm',
  kind: 'number',
  default: Infinity,
  description:
    'Order of the gradient norm that is compared with gtol: Infinity is the largest component, −Infinity the smallest, 2 Euclidean.',
};

const NO_DIFFERENCES = {};

/** Reads `eps` and `finite_diff_rel_step` where finite differences will need them. */
export function readDifferences(read: Options, { jac, x0 }: Setup): Pick<ObjectiveSpec, 'epsilon' | 'relStep'> {
  if (jac === 'exact') return NO_DIFFERENCES;
  return {
    epsilon: read.vector('eps', x0.length) ?? undefined,
    relStep: read.vector('finite_diff_rel_step', x0.length),
  };
}
