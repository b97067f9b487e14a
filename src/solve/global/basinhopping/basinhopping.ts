/** Basin hopping as an entry of the registry. */
import type { Method } from '../../method';
import { optionSpecs } from './options';
import { basinhopping } from './solve';

export const basinhoppingMethod: Method = {
  name: 'basinhopping',
  family: 'global',
  summary:
    'Jumps at random, slides down to the nearest minimum with a local method, and takes that minimum if it is lower, or, with ' +
    'a probability that falls with the difference, if it is not. The length of jumps adapts. For smooth losses whose many ' +
    'minima lie on a funnel, such as clusters of atoms; it needs a start and a fair guess of the step size.',
  source:
    'D. J. Wales and J. P. K. Doye, "Global Optimization by Basin-Hopping and the Lowest Energy Structures of Lennard-Jones ' +
    'Clusters Containing up to 110 Atoms", J. Phys. Chem. A 101 (1997) 5111–5116.',
  needs: { grad: 'used', hess: 'used', bounds: 'used', constraints: 'used' },
  options: optionSpecs,
  solve: (setup) => basinhopping(setup),
};
