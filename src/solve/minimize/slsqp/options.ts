/** Options of SLSQP under SciPy's names and with SciPy's defaults. */
import type { OptionSpec } from '../../method';
import { DEFAULT_EPSILON } from '../../objective';

/** SciPy's options of `method='SLSQP'`. */
export const slsqpOptions: readonly OptionSpec[] = [
  { name: 'maxiter', kind: 'integer', default: 100, description: 'Number of iterations.', min: 0 },
  {
    name: 'ftol',
    kind: 'number',
    default: 1e-6,
    description: 'Precision asked of f, of the step and of the sum of constraint violations.',
    min: 0,
  },
  {
    name: 'eps',
    kind: 'number',
    default: DEFAULT_EPSILON,
    description: 'Absolute step of the forward differences, in force when no gradient or constraint Jacobian is given.',
    min: 0,
  },
  {
    name: 'finite_diff_rel_step',
    kind: 'vector',
    default: null,
    description: 'Relative step of finite differences; none: chosen by the scheme.',
  },
  { name: 'disp', kind: 'boolean', default: false, description: 'Accepted for SciPy’s sake; nothing is printed.' },
  { name: 'iprint', kind: 'integer', default: 1, description: 'Accepted for SciPy’s sake; nothing is printed.' },
  { name: 'workers', kind: 'integer', default: null, description: 'Accepted for SciPy’s sake; stencils are batches.' },
];
