/**
 * How often the population methods find the minimum: seeded runs on five functions of ten variables, to 1e-8 within
 * 1e5 evaluations, with the median evaluations of the runs that did; and CMA-ES on the sphere against the tutorial.
 *
 * Methods run as a person would set them for the job: CMA-ES with BIPOP restarts inside the box; multi-start of
 * L-BFGS-B with exact gradients, which are counted as evaluations too, as many starts as the budget allows.
 */
import { runSync } from '../../src/drive/run-sync';
import type { Method, Setup } from '../../src/solve/method';
import { differentialEvolutionMethod } from '../../src/solve/global/differential-evolution/differential-evolution';
import { populationMethods } from '../../src/solve/population';
import { median } from '../timing';
import { testFunctions, type TestFunction } from './test-functions';

const N = 10;
const BUDGET = 1e5;
const TARGET = 1e-8;

const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'CMA-ES': { restarts: 'bipop', max_restarts: 1000, maxfev: BUDGET },
  'SPSO-2011': { maxfev: BUDGET },
  TwoPointsDE: { maxfev: BUDGET },
  'multi-start': { n_iter: 5000 },
  differential_evolution: { maxiter: 100000, tol: 0, polish: false },
};

/** The evaluations that a run needed, or null where it failed. */
function evaluationsOf(method: Method, problem: TestFunction, seed: number): number | null {
  const { fun, grad, reach } = problem;
  const needsGradient = method.name === 'multi-start';
  const bounds = { lb: new Float64Array(N).fill(-reach), ub: new Float64Array(N).fill(reach) };
  const setup: Setup = {
    x0: new Float64Array(N),
    jac: needsGradient ? 'exact' : null,
    hess: null,
    hessp: false,
    bounds,
    constraints: [],
    tol: null,
    options: OPTIONS[method.name] ?? {},
    seed,
  };
  let count = 0;
  const evaluator = {
    n: N,
    fun: (x: Float64Array) => (count++, fun(x)),
    grad: (x: Float64Array, out: Float64Array = new Float64Array(N)) => (count++, grad(x, out)),
  };
  const result = runSync(method.solve(setup), evaluator, { budget: { evaluations: BUDGET, target: TARGET } });
  return result.fun <= TARGET && count <= BUDGET ? count : null;
}

/** The table.
 *  @param runs  runs of each method on each function; 51 is the project's promise */
export function successTable(runs: number): string {
  const methods = [...populationMethods, differentialEvolutionMethod].filter(({ name }) => name in OPTIONS);
  const title = `solved of ${runs}, median evaluations`;
  const head = title.padEnd(34) + testFunctions.map(({ name }) => name.padStart(17)).join('');
  const rows = methods.map((method) => {
    const cells = testFunctions.map((problem) => {
      const needed = Array.from({ length: runs }, (_, seed) => evaluationsOf(method, problem, seed));
      const solved = needed.filter((count) => count !== null);
      return `${solved.length}${solved.length > 0 ? ` (${Math.round(median(solved))})` : ''}`.padStart(17);
    });
    return method.name.padEnd(34) + cells.join('');
  });
  return [head, '-'.repeat(head.length), ...rows].join('\n');
}
