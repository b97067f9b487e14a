/** The options of brute, under SciPy's names. */
import type { OptionSpec } from '../../method';

export const optionSpecs: readonly OptionSpec[] = [
  {
    name: 'Ns',
    kind: 'integer',
    default: 20,
    min: 1,
    description: 'Points along each axis without a step of its own.',
  },
  {
    name: 'ranges',
    kind: 'vector',
    default: null,
    description: '[lo, hi] or [start, stop, step] for each variable; default: the bounds.',
  },
  {
    name: 'finish',
    kind: 'choice',
    default: 'fmin',
    choices: ['fmin', 'fmin_powell', 'fmin_cg', 'fmin_bfgs', 'fmin_ncg', 'fmin_l_bfgs_b', 'fmin_tnc', 'fmin_slsqp'],
    description: 'Local method that starts from the best grid point; empty: none. fmin is Nelder–Mead.',
  },
  {
    name: 'full_output',
    kind: 'boolean',
    default: false,
    description: 'Accepted for compatibility; the grid always comes.',
  },
  { name: 'workers', kind: 'integer', default: 1, description: 'Accepted for compatibility; the grid is one batch.' },
  { name: 'disp', kind: 'boolean', default: false, description: 'Accepted for compatibility; nothing is printed.' },
];
