/** The global methods, in the order in which the playground lists them. */
import type { Method } from '../method';
import { differentialEvolutionMethod } from './differential-evolution/differential-evolution';

export const globalMethods: readonly Method[] = [differentialEvolutionMethod];
