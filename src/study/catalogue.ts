/** The methods that the playground offers: those of minimize and minimize_scalar, the global and population ones, PyTorch's rules. */
import { firstOrderMethods } from '../solve/first-order';
import { globalMethods } from '../solve/global';
import type { Method } from '../solve/method';
import { populationMethods } from '../solve/population';
import { methods } from '../solve/registry';
import { scalarStudyMethods } from '../solve/scalar/as-methods';

/** Every method, in the order in which the picker lists them; names are unique. */
export const studyMethods: readonly Method[] = [
  ...methods,
  ...scalarStudyMethods,
  ...globalMethods,
  ...populationMethods,
  ...firstOrderMethods,
];

/** A method without its functions: what crosses to the page. */
export type MethodDescription = Omit<Method, 'solve' | 'tolOptions'>;

/** What the picker shows of each method. */
export const describeMethods = (): MethodDescription[] =>
  studyMethods.map(({ name, family, summary, source, needs, variables, options }) => ({
    name,
    family,
    summary,
    source,
    needs,
    ...(variables !== undefined && { variables }),
    options,
  }));
