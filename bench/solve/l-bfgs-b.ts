/**
 * L-BFGS-B on Rosenbrock-1000 against native SciPy, when `python3` with scipy is present.
 * node scripts/run-ts.mjs bench/solve/l-bfgs-b.ts
 *
 * Two ratios: whole solves, SciPy with NumPy's rosen and rosen_der; and whole solves at the same derivative cost, where
 * each side's own evaluations are subtracted and ours are added to both.
 */
import { execFileSync } from 'node:child_process';
import type { Evaluator } from '../../src/drive/evaluator';
import { runBare } from '../../src/drive/run-sync';
import type { Setup } from '../../src/solve/method';
import { lbfgsb } from '../../src/solve/minimize/l-bfgs-b';

const N = 1000;
const GOAL = 0.7;
const ROUNDS = 15;

/** Times of one side: microseconds of a whole solve and of one evaluation of f with its gradient, each the
 *  fastest of its rounds: the two sides run one after the other, and other work on the machine only adds time. */
export interface SolveTiming {
  readonly solve: number;
  readonly evaluation: number;
  readonly nfev: number;
  readonly nit: number;
}

function rosenbrock(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < N - 1; i++) {
    const a = x[i + 1]! - x[i]! * x[i]!;
    const b = 1 - x[i]!;
    sum += 100 * (a * a) + b * b;
  }
  return sum;
}

function rosenbrockGrad(x: Float64Array, out: Float64Array = new Float64Array(N)): Float64Array {
  let carry = 0;
  for (let i = 0; i < N - 1; i++) {
    const a = x[i + 1]! - x[i]! * x[i]!;
    out[i] = carry - 400 * x[i]! * a - 2 * (1 - x[i]!);
    carry = 200 * a;
  }
  out[N - 1] = carry;
  return out;
}

const start = (): Float64Array => Float64Array.from({ length: N }, (_, i) => (i % 2 === 0 ? -1.2 : 1));

/** Our side. */
export function timeOurs(): SolveTiming {
  const evaluator: Evaluator = { n: N, fun: rosenbrock, grad: rosenbrockGrad };
  const setup: Setup = {
    x0: start(),
    jac: 'exact',
    hess: null,
    hessp: false,
    bounds: null,
    constraints: [],
    tol: null,
    options: {},
    seed: null,
  };
  let last = runBare(lbfgsb.solve(setup), evaluator);
  const solves: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    last = runBare(lbfgsb.solve(setup), evaluator);
    solves.push((performance.now() - begun) * 1000);
  }
  const x = start();
  const out = new Float64Array(N);
  const evaluations: number[] = [];
  let sink = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    for (let k = 0; k < 200; k++) sink += rosenbrock(x) + rosenbrockGrad(x, out)[k]!;
    evaluations.push((performance.now() - begun) * 5);
  }
  if (!Number.isFinite(sink)) throw new Error('A benchmarked evaluation is not finite.');
  return { solve: Math.min(...solves), evaluation: Math.min(...evaluations), nfev: last.nfev, nit: last.nit };
}

const PYTHON = `
import json, time, numpy as np
from scipy.optimize import minimize, rosen, rosen_der
x0 = np.where(np.arange(${N}) % 2 == 0, -1.2, 1.0)
def clock(run, count):
    begun = time.perf_counter()
    for _ in range(count): run()
    return (time.perf_counter() - begun) * 1e6 / count
solve = lambda: minimize(rosen, x0, jac=rosen_der, method='L-BFGS-B')
r = solve()
print(json.dumps({
    'solve': min(clock(solve, 1) for _ in range(${ROUNDS})),
    'evaluation': min(clock(lambda: (rosen(x0), rosen_der(x0)), 200) for _ in range(${ROUNDS})),
    'nfev': int(r.nfev), 'nit': int(r.nit)}))
`;

/** SciPy's side; null where there is no python3 with scipy. */
export function timeSciPy(): SolveTiming | null {
  try {
    return JSON.parse(
      execFileSync('python3', ['-c', PYTHON], { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
    ) as SolveTiming;
  } catch {
    return null;
  }
}

/** The report, one line for each ratio. */
export function lbfgsbReport(): string {
  const ours = timeOurs();
  const scipy = timeSciPy();
  const line = `L-BFGS-B, Rosenbrock-${N}: ${ours.solve.toFixed(0)} µs, ${ours.nit} iterations, ${ours.nfev} evaluations`;
  if (!scipy) return `${line}; SciPy is absent`;
  const atOurCost = scipy.solve - scipy.nfev * scipy.evaluation + scipy.nfev * ours.evaluation;
  return [
    line,
    `  SciPy ${scipy.solve.toFixed(0)} µs, ${scipy.nit} iterations, ${scipy.nfev} evaluations: ratio ${(ours.solve / scipy.solve).toFixed(2)}`,
    `  at the same derivative cost ${atOurCost.toFixed(0)} µs: ratio ${(ours.solve / atOurCost).toFixed(2)} (goal ≤ ${GOAL})`,
  ].join('\n');
}

if (process.argv[1]?.endsWith('l-bfgs-b.ts')) {
  console.log(lbfgsbReport());
}
