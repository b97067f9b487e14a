/**
 * The methods of `minimize`, by name. A method that is not in this list does not exist for `minimize`, the
 * playground's picker or the parity table; adding one is adding its line here. Global, population and first-order
 * methods have lists of their own in their folders: some of them drive these.
 */
import { OptionError } from './errors';
import type { Method } from './method';
import { bfgs } from './minimize/bfgs';
import { cg } from './minimize/cg';
import { lbfgsb } from './minimize/l-bfgs-b';
import { nelderMead } from './minimize/nelder-mead';
import { newtonCg } from './minimize/newton-cg';
import { trustConstr } from './minimize/trust-constr';
import { powell } from './minimize/powell';
import { slsqp } from './minimize/slsqp';
import { tnc } from './minimize/tnc';
import { cobylaMethod } from './minimize/cobyla';
import { cobyqaMethod } from './minimize/cobyqa';
import { dogleg } from './minimize/dogleg';
import { trustExact } from './minimize/trust-exact';
import { trustKrylov } from './minimize/trust-krylov';
import { trustNcg } from './minimize/trust-ncg';
import { nearestName } from './options';

/** Every method of `minimize`, in the order in which the playground lists them. */
export const methods: readonly Method[] = [
  nelderMead,
  powell,
  cg,
  bfgs,
  lbfgsb,
  newtonCg,
  tnc,
  dogleg,
  trustNcg,
  trustKrylov,
  trustExact,
  cobylaMethod,
  cobyqaMethod,
  slsqp,
  trustConstr,
];

const byName: ReadonlyMap<string, Method> = new Map(methods.map((method) => [method.name.toLowerCase(), method]));

/** The method of this name, in any letter case, as SciPy accepts it.
 *  @throws OptionError naming the nearest method when there is none */
export function findMethod(name: string, among: readonly Method[] = methods): Method {
  const wanted = name.toLowerCase();
  const found = among === methods ? byName.get(wanted) : among.find((method) => method.name.toLowerCase() === wanted);
  if (found) return found;
  const names = among.map((method) => method.name);
  const nearest = nearestName(name, names);
  throw new OptionError(
    `Unknown solver ${name}. ${nearest ? `Did you mean "${nearest}"?` : `Choose one of ${names.join(', ')}.`}`,
    'method',
  );
}
