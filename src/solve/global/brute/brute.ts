/** Brute force as an entry of the registry. */
import type { Method } from '../../method';
import { optionSpecs } from './options';
import { brute } from './solve';

export const bruteMethod: Method = {
  name: 'brute',
  family: 'global',
  summary:
    'Evaluates the loss on a regular grid and starts a local method from the best point. It sees everything that the grid ' +
    'is fine enough to show and nothing else; its cost is Ns to the power of the number of variables, so it is for one, two or three.',
  source: 'scipy.optimize.brute; a grid search needs no paper.',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'required', constraints: 'ignored' },
  options: optionSpecs,
  solve: brute,
};
