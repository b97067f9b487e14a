/** Dual annealing as an entry of the registry. */
import type { Method } from '../../method';
import { optionSpecs } from './options';
import { dualAnnealing } from './solve';

export const dualAnnealingMethod: Method = {
  name: 'dual_annealing',
  family: 'global',
  summary:
    'Moves at random, far while the temperature is high and nearer as it falls, takes worse states now and then, and descends ' +
    'with a local method wherever it finds a new best. When it is cold it starts again. For losses with very many minima in a box; ' +
    'it finds good values quickly and has no test of being done, so it runs for maxiter steps.',
  source:
    'C. Tsallis and D. A. Stariolo, "Generalized Simulated Annealing", Physica A 233 (1996) 395–406; Y. Xiang, S. Gubian, ' +
    'B. Suomela and J. Hoeng, "Generalized Simulated Annealing for Global Optimization", The R Journal 5 (2013) 13–28.',
  needs: { grad: 'used', hess: 'ignored', bounds: 'required', constraints: 'ignored' },
  options: optionSpecs,
  solve: (setup) => dualAnnealing(setup),
};
