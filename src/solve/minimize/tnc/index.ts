/** TNC as the registry, the public API and the method picker see it. */
import type { Method } from '../../method';
import { tncOptions } from './options';
import { solveTnc } from './solve';

/** SciPy's `method='TNC'`. */
export const tnc: Method = {
  name: 'TNC',
  family: 'minimize',
  summary:
    'Solves Newton’s equations only roughly, by conjugate gradients whose Hessian products are differences of the gradient, ' +
    'and searches along the direction found; bounds join and leave a set of active ones, and variables and function are ' +
    'rescaled on the way. Follows curved valleys with few iterations when the gradient is cheap, needs no Hessian, and ' +
    'holds bounds; the function must be smooth, and its smallest value should be near or above `minfev`.',
  source:
    'S. G. Nash, "Newton-type minimization via the Lanczos method", SIAM J. Numer. Anal. 21 (1984) 770–788; the form of ' +
    'J.-S. Roy’s TNC 1.3.',
  needs: { grad: 'used', hess: 'ignored', bounds: 'used', constraints: 'ignored' },
  options: tncOptions,
  solve: solveTnc,
};
