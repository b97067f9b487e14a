/** Differential evolution as an entry of the registry. */
import type { Method } from '../../method';
import { optionSpecs } from './options';
import { differentialEvolution } from './solve';

export const differentialEvolutionMethod: Method = {
  name: 'differential_evolution',
  family: 'global',
  summary:
    'Keeps a population of points inside the bounds. Each one is challenged by a mix of itself and of differences between ' +
    'other members, and the better one stays. Needs no derivatives, tolerates noise, integer variables and many minima; ' +
    'costs many evaluations. A good first choice for a global minimum in up to a few dozen dimensions.',
  source:
    'R. Storn and K. Price, "Differential Evolution: a Simple and Efficient Heuristic for Global Optimization over ' +
    'Continuous Spaces", J. Global Optimization 11 (1997) 341–359.',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'required', constraints: 'used' },
  options: optionSpecs,
  solve: (setup) => differentialEvolution(setup),
};
