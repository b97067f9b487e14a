/** The global methods, in the order in which the playground lists them. */
import type { Method } from '../method';
import { basinhoppingMethod } from './basinhopping/basinhopping';
import { bruteMethod } from './brute/brute';
import { differentialEvolutionMethod } from './differential-evolution/differential-evolution';
import { directMethod } from './direct/direct';
import { dualAnnealingMethod } from './dual-annealing/dual-annealing';
import { shgoMethod } from './shgo/shgo';

export const globalMethods: readonly Method[] = [
  differentialEvolutionMethod,
  basinhoppingMethod,
  dualAnnealingMethod,
  shgoMethod,
  directMethod,
  bruteMethod,
];
