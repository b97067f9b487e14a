/** The population methods, in the order in which the playground lists them. */
import type { Method } from '../method';
import { cmaEsMethod } from './cma-es/cma-es';
import { multiStartMethod } from './multi-start';
import { onePlusOneMethod } from './one-plus-one-es';
import { quasiRandomSearchMethod, randomSearchMethod } from './sampling';
import { spso2011Method } from './spso-2011';
import { twoPointsDeMethod } from './two-points-de';

export const populationMethods: readonly Method[] = [
  cmaEsMethod,
  spso2011Method,
  twoPointsDeMethod,
  onePlusOneMethod,
  randomSearchMethod,
  quasiRandomSearchMethod,
  multiStartMethod,
];
