/**
 * Success rates of the population methods: seeded runs on five functions of ten variables to f* + 1e-8 within 1e5 evaluations,
 * and CMA-ES on the sphere beside its author's implementation.
 *
 * Functions and boxes are those of the literature. Every evaluation of f counts, those of finite differences too; a run
 * ends at the first value that reaches the target. A method's stopping tests are switched off where they can be, since a run that
 * gives up early is a failure here. Medians are over the runs that succeeded.
 */
import { resolve } from 'node:path';
import { runSync } from '../src/drive/run-sync';
import { defaultRng } from '../src/math/random/generator';
import { differentialEvolutionMethod } from '../src/solve/global/differential-evolution/differential-evolution';
import type { Method } from '../src/solve/method';
import { cmaEsMethod } from '../src/solve/population/cma-es/cma-es';
import { multiStartMethod } from '../src/solve/population/multi-start';
import { spso2011Method } from '../src/solve/population/spso-2011';
import { twoPointsDeMethod } from '../src/solve/population/two-points-de';

const N = 10;
const BUDGET = 1e5;
const ACCURACY = 1e-8;

interface Problem {
  readonly name: string;
  readonly box: readonly [number, number];
  readonly fun: (x: Float64Array) => number;
}

interface Contestant {
  readonly name: string;
  readonly method: Method;
  readonly options: Readonly<Record<string, unknown>>;
}

/** How one method fared on one function. */
export interface PopulationRow {
  readonly problem: string;
  readonly method: string;
  readonly runs: number;
  readonly successes: number;
  /** evaluations of the runs that succeeded; NaN when none did */
  readonly medianEvaluations: number;
}

const problems: readonly Problem[] = [
  { name: 'Rastrigin', box: [-5.12, 5.12], fun: rastrigin },
  { name: 'Rosenbrock', box: [-5, 10], fun: rosenbrock },
  { name: 'Ackley', box: [-32.768, 32.768], fun: ackley },
  { name: 'Schwefel', box: [-500, 500], fun: schwefel },
  { name: 'Griewank', box: [-600, 600], fun: griewank },
];

const contestants: readonly Contestant[] = [
  { name: 'CMA-ES, IPOP', method: cmaEsMethod, options: { restarts: 'ipop', maxfev: BUDGET } },
  { name: 'CMA-ES, BIPOP', method: cmaEsMethod, options: { restarts: 'bipop', maxfev: BUDGET } },
  { name: 'SPSO-2011', method: spso2011Method, options: { maxfev: BUDGET } },
  { name: 'TwoPointsDE', method: twoPointsDeMethod, options: { maxfev: BUDGET } },
  {
    name: 'differential_evolution',
    method: differentialEvolutionMethod,
    options: { maxiter: BUDGET, tol: 0, polish: false },
  },
  { name: 'multi-start L-BFGS-B', method: multiStartMethod, options: { n_iter: BUDGET / 10 } },
];

/** CMA-ES on the sphere in ten variables, population 10. The reference is pycma 4.5.0 by N. Hansen: its own median over seeds
 *  1 … 51 in the same setting, with active covariance updates and only the target as a stopping test. */
const sphereSettings = [
  { name: 'x0 = 1, sigma 1, to 1e-8', half: 0, sigma: 1, target: 1e-8, published: 1335 },
  { name: 'x0 in [−100, 100], sigma 100, to 1e-6', half: 100, sigma: 100, target: 1e-6, published: 1587 },
] as const;

/** Runs everything and prints two tables.
 *  @param full  51 seeds (minutes) instead of 11
 *  @returns     the rows of the first table */
export function benchPopulation({ full = false }: { readonly full?: boolean } = {}): PopulationRow[] {
  const seeds = Array.from({ length: full ? 51 : 11 }, (_, i) => i + 1);
  console.log(
    `\nReaching f* + 1e-8 in ${N} variables within 1e5 evaluations: of ${seeds.length} seeded runs, and median cost`,
  );
  console.log(
    line(
      'method',
      problems.map(({ name }) => name),
    ),
  );
  const rows = contestants.map((contestant) => {
    const found = problems.map((problem) => score(contestant, problem, seeds));
    console.log(line(contestant.name, found.map(cell)));
    return found;
  });
  printSphere(seeds);
  return rows.flat();
}

function score({ name, method, options }: Contestant, problem: Problem, seeds: readonly number[]): PopulationRow {
  const [lo, hi] = problem.box;
  const bounds = { lb: new Float64Array(N).fill(lo), ub: new Float64Array(N).fill(hi) };
  const costs = seeds.map((seed) => {
    const x0 = Float64Array.from(
      { length: N },
      (() => {
        const rng = defaultRng(1000 + seed);
        return () => rng.uniform(lo, hi);
      })(),
    );
    return cost(method, { x0, bounds, options, seed }, problem.fun, ACCURACY);
  });
  const reached = costs.filter(Number.isFinite);
  return {
    problem: problem.name,
    method: name,
    runs: seeds.length,
    successes: reached.length,
    medianEvaluations: median(reached),
  };
}

interface Beginning {
  readonly x0: Float64Array;
  readonly bounds: { readonly lb: Float64Array; readonly ub: Float64Array } | null;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
}

/** Evaluations until f ≤ target; Infinity when that did not happen. */
function cost(method: Method, beginning: Beginning, fun: (x: Float64Array) => number, target: number): number {
  const setup = { ...beginning, jac: null, hess: null, hessp: false, constraints: [], tol: null };
  const limits = { evaluations: BUDGET, target };
  const result = runSync(method.solve(setup), { n: N, fun }, { budget: limits });
  return result.fun <= target ? result.nfev : Infinity;
}

function printSphere(seeds: readonly number[]): void {
  console.log(`\nCMA-ES, population 10, sphere in ${N} variables: median evaluations beside pycma 4.5.0`);
  for (const { name, half, sigma, target, published } of sphereSettings) {
    const costs = seeds.map((seed) => {
      const rng = defaultRng(seed);
      const x0 = Float64Array.from({ length: N }, () => (half > 0 ? rng.uniform(-half, half) : 1));
      const options = { popsize: 10, sigma0: sigma, tolfun: 0, tolx: 0 };
      return cost(cmaEsMethod, { x0, bounds: null, options, seed }, sphere, target);
    });
    const ours = median(costs);
    console.log(line(name, [ours, published, `${(100 * (ours / published - 1)).toFixed(1)} %`], 40));
  }
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[sorted.length >> 1]!;
};

const cell = ({ successes, runs, medianEvaluations }: PopulationRow): string =>
  successes === 0 ? '0 %' : `${Math.round((100 * successes) / runs)} %  ${Math.round(medianEvaluations)}`;

const line = (name: string, cells: readonly (string | number)[], width = 24): string =>
  name.padEnd(width) + cells.map((text) => String(text).padStart(14)).join('');

function sphere(x: Float64Array): number {
  let sum = 0;
  for (const v of x) sum += v * v;
  return sum;
}

function rastrigin(x: Float64Array): number {
  let sum = 10 * x.length;
  for (const v of x) sum += v * v - 10 * Math.cos(2 * Math.PI * v);
  return sum;
}

function rosenbrock(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  return sum;
}

function ackley(x: Float64Array): number {
  let [squares, cosines] = [0, 0];
  for (const v of x) {
    squares += v * v;
    cosines += Math.cos(2 * Math.PI * v);
  }
  return 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(squares / x.length)) - Math.exp(cosines / x.length);
}

function schwefel(x: Float64Array): number {
  let sum = 418.9828872724338 * x.length;
  for (const v of x) sum -= v * Math.sin(Math.sqrt(Math.abs(v)));
  return sum;
}

function griewank(x: Float64Array): number {
  let [sum, product] = [1, 1];
  for (let i = 0; i < x.length; i++) {
    sum += x[i]! ** 2 / 4000;
    product *= Math.cos(x[i]! / Math.sqrt(i + 1));
  }
  return sum - product;
}

if (process.argv[1] === resolve('bench/population.ts')) benchPopulation({ full: process.argv.includes('--full') });
