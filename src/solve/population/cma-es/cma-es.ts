/** CMA-ES as an entry of the registry. */
import type { Method } from '../../method';
import { cmaOptions } from './options';
import { cmaEs } from './solve';

export const cmaEsMethod: Method = {
  name: 'CMA-ES',
  family: 'population',
  summary:
    'Samples from a normal distribution and moves, stretches and turns it towards the better samples, so that it learns the shape of ' +
    'the landscape from the ranking alone. No derivatives, hardly a parameter; strong on ill-conditioned and rugged losses of ' +
    'up to a hundred variables. With restarts (IPOP, BIPOP) also on losses with many minima.',
  source: 'N. Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772 (2016).',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'used', constraints: 'ignored' },
  options: cmaOptions,
  solve: cmaEs,
};
