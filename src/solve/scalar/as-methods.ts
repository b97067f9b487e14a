/**
 * The methods of one variable in the shape that every other method of the playground has: the start takes the place of
 * SciPy's bracket (0, 1), and every evaluation is one iterate, so that the search can be watched.
 */
import type { Method, OptionSpec, Setup } from '../method';
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { scalarMethods, type ScalarMethod } from './methods';

const bracketOption: OptionSpec = {
  name: 'bracket',
  kind: 'vector',
  default: null,
  description:
    'Two points to search a bracket from, or three with the lowest in the middle. Empty: the start and the start + 1.',
};

/** brent, bounded and golden as methods of losses with one variable. */
export const scalarStudyMethods: readonly Method[] = scalarMethods.map((method) => ({
  name: method.name,
  family: 'scalar',
  summary: method.summary,
  source: method.source,
  needs: {
    grad: 'ignored',
    hess: 'ignored',
    bounds: isBounded(method) ? 'required' : 'ignored',
    constraints: 'ignored',
  },
  variables: 1,
  options: isBounded(method) ? method.options : [bracketOption, ...method.options],
  solve: (setup) => watched(method.solve(scalarSetup(method, setup))),
}));

function isBounded({ name }: ScalarMethod): boolean {
  return name === 'bounded';
}

function scalarSetup(method: ScalarMethod, { x0, bounds, tol, options }: Setup) {
  const { bracket, ...others } = options;
  if (isBounded(method)) return { bracket: null, bounds: bounds && [bounds.lb[0], bounds.ub[0]], tol, options };
  const isGiven = Array.isArray(bracket) && bracket.length > 0;
  return { bracket: isGiven ? (bracket as number[]) : [x0[0], x0[0] + 1], bounds: null, tol, options: others };
}

/** Passes a search on, and reports the best point so far after each evaluation. */
function* watched(search: Search<OptimizeResult>): Search<OptimizeResult> {
  let best: { x: Float64Array; fun: number } = { x: Float64Array.of(NaN), fun: Infinity };
  let step = search.next();
  for (let nit = 1; !step.done; nit++) {
    const request = step.value;
    const reply = yield request;
    if (request.kind === 'fun') {
      const fun = reply as number;
      if (!(fun >= best.fun)) best = { x: request.x, fun };
      yield* reportIterate({ x: best.x, fun: best.fun, nit, quiet: true });
    }
    step = search.next(reply);
  }
  return step.value;
}
