/** The options of CMA-ES; names as in pycma where it has them. */
import type { OptionSpec } from '../../method';
import { maxfevOption, maxiterOption } from '../common';

export const cmaOptions: readonly OptionSpec[] = [
  {
    name: 'sigma0',
    kind: 'number',
    default: null,
    description: 'First step size, as a share of the bounds’ width (of 1 where there are none); default 0.3.',
  },
  {
    name: 'popsize',
    kind: 'integer',
    default: null,
    min: 4,
    description: 'Samples per generation; default 4 + 3·ln n.',
  },
  {
    name: 'restarts',
    kind: 'choice',
    default: 'none',
    choices: ['none', 'ipop', 'bipop'],
    description: 'What follows when the distribution has converged: nothing, or runs with growing populations.',
  },
  { name: 'max_restarts', kind: 'integer', default: 9, min: 0, description: 'Restarts with a doubled population.' },
  { name: 'tolfun', kind: 'number', default: 1e-12, description: 'Converged when recent best values differ by less.' },
  {
    name: 'tolx',
    kind: 'number',
    default: 1e-12,
    description: 'Converged when the spread is this share of the first.',
  },
  maxiterOption,
  maxfevOption,
];
