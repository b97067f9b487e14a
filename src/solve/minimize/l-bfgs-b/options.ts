/** Options of L-BFGS-B under SciPy's names and with SciPy's defaults. */
import { OptionError } from '../../errors';
import type { OptionSpec } from '../../method';
import type { Options } from '../../options';

/** SciPy's options of `method='L-BFGS-B'`. */
export const lbfgsbOptions: readonly OptionSpec[] = [
  {
    name: 'maxcor',
    kind: 'integer',
    default: 10,
    description: 'Number of correction pairs that approximate the Hessian; 3 to 20 are usual.',
    min: 1,
  },
  {
    name: 'ftol',
    kind: 'number',
    default: 2.220446049250313e-9,
    description: 'Stops when (fₖ − fₖ₊₁)/max(|fₖ|, |fₖ₊₁|, 1) ≤ ftol.',
    min: 0,
  },
  {
    name: 'gtol',
    kind: 'number',
    default: 1e-5,
    description: 'Stops when the largest component of the projected gradient is ≤ gtol.',
    min: 0,
  },
  {
    name: 'eps',
    kind: 'number',
    default: 1e-8,
    description: 'Absolute step of the forward differences, in force when no gradient is given.',
    min: 0,
  },
  {
    name: 'maxfun',
    kind: 'integer',
    default: 15000,
    description: 'Evaluations of f; tested after each iteration, so that it may be exceeded.',
    min: 0,
  },
  { name: 'maxiter', kind: 'integer', default: 15000, description: 'Number of iterations.', min: 0 },
  { name: 'maxls', kind: 'integer', default: 20, description: 'Evaluations in each line search.', min: 1 },
  {
    name: 'finite_diff_rel_step',
    kind: 'vector',
    default: null,
    description: 'Relative step of a finite-difference gradient; none: chosen by the scheme.',
  },
  { name: 'workers', kind: 'integer', default: null, description: 'Accepted for SciPy’s sake; stencils are batches.' },
  { name: 'disp', kind: 'boolean', default: null, description: 'Deprecated by SciPy; nothing is printed.' },
  { name: 'iprint', kind: 'integer', default: null, description: 'Deprecated by SciPy; nothing is printed.' },
];

const DEPRECATED =
  'scipy.optimize: The `disp` and `iprint` options of the L-BFGS-B solver are deprecated and will be removed in SciPy 1.18.0.';

/** The options of one run. */
export interface LimitedMemoryLimits {
  readonly maxcor: number;
  readonly ftol: number;
  readonly gtol: number;
  readonly maxfun: number;
  readonly maxiter: number;
  readonly maxls: number;
}

/** Reads the options and warns of the deprecated ones.
 *  @throws OptionError on a value of the wrong type, or maxls < 1 */
export function readLimits(options: Options): LimitedMemoryLimits {
  const maxls = options.number('maxls');
  if (!(maxls > 0)) {
    throw new OptionError(
      `maxls must be positive, got ${maxls}. Give the evaluations allowed in a line search.`,
      'maxls',
    );
  }
  for (const name of ['disp', 'iprint']) if (options.raw(name) !== null) options.warnings.push(DEPRECATED);
  return {
    maxcor: Math.trunc(options.number('maxcor')),
    ftol: options.number('ftol'),
    gtol: options.number('gtol'),
    maxfun: options.number('maxfun'),
    maxiter: options.number('maxiter'),
    maxls,
  };
}
