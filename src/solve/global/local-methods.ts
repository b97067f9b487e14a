/** The local methods that a global one may call to polish a point or to descend from it. */
import { OptionError } from '../errors';
import type { Method } from '../method';
import { bfgs } from '../minimize/bfgs';
import { cg } from '../minimize/cg';
import { cobylaMethod } from '../minimize/cobyla';
import { cobyqaMethod } from '../minimize/cobyqa';
import { dogleg } from '../minimize/dogleg';
import { lbfgsb } from '../minimize/l-bfgs-b';
import { nelderMead } from '../minimize/nelder-mead';
import { newtonCg } from '../minimize/newton-cg';
import { powell } from '../minimize/powell';
import { slsqp } from '../minimize/slsqp';
import { tnc } from '../minimize/tnc';
import { trustConstr } from '../minimize/trust-constr';
import { trustExact } from '../minimize/trust-exact';
import { trustKrylov } from '../minimize/trust-krylov';
import { trustNcg } from '../minimize/trust-ncg';
import { nearestName } from '../options';

// Not the registry, which lists the global methods too and would close a circle.
const localMethods: readonly Method[] = [
  nelderMead,
  powell,
  cg,
  bfgs,
  newtonCg,
  lbfgsb,
  tnc,
  slsqp,
  cobylaMethod,
  cobyqaMethod,
  trustConstr,
  dogleg,
  trustNcg,
  trustExact,
  trustKrylov,
];

/** Whether the local method of this name exists. */
export function hasLocalMethod(name: string): boolean {
  return localMethods.some((method) => method.name.toLowerCase() === name.toLowerCase());
}

/** The local method of this name, in any letter case.
 *  @throws OptionError with SciPy's message when there is none */
export function localMethod(name: string): Method {
  const found = localMethods.find((method) => method.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = localMethods.map((method) => method.name);
  const nearest = nearestName(name, names);
  throw new OptionError(
    `Unknown solver ${name}. ${nearest ? `Did you mean "${nearest}"?` : `Choose one of ${names.join(', ')}.`}`,
    'method',
  );
}
