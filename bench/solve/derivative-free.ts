/**
 * COBYLA, COBYQA and trust-constr beside native SciPy (`python3` with scipy, else said to be absent): whole runs of
 * `minimize` on the Rosenbrock function of two variables, median processor time of several, each side warmed up.
 *
 * Run alone: node scripts/run-ts.mjs bench/solve/derivative-free.ts
 */
import { spawnSync } from 'node:child_process';
import { minimize, type MinimizeOptions } from '../../src/drive/minimize';

const GOAL = 0.05;
const ROUNDS = 9;

interface Contest {
  readonly name: string;
  readonly options: MinimizeOptions;
  /** keyword arguments of SciPy's `minimize` */
  readonly python: string;
}

const disk = {
  type: 'ineq',
  fun: (x: Float64Array): number => 1.5 - x[0]! * x[0]! - x[1]! * x[1]!,
} as const;

const contests: readonly Contest[] = [
  { name: 'COBYLA', options: { method: 'COBYLA' }, python: "method='COBYLA'" },
  {
    name: 'COBYLA in a disk',
    options: { method: 'COBYLA', constraints: disk },
    python: "method='COBYLA', constraints=disk",
  },
  { name: 'COBYQA', options: { method: 'COBYQA' }, python: "method='COBYQA'" },
  {
    name: 'COBYQA in a disk',
    options: { method: 'COBYQA', constraints: disk },
    python: "method='COBYQA', constraints=disk",
  },
  {
    name: 'trust-constr',
    options: { method: 'trust-constr', jac: gradient, hess: hessian },
    python: "method='trust-constr', jac=grad, hess=hess",
  },
  {
    name: 'trust-constr in a disk',
    options: { method: 'trust-constr', jac: gradient, hess: hessian, constraints: disk },
    python: "method='trust-constr', jac=grad, hess=hess, constraints=disk",
  },
];

function rosenbrock(x: Float64Array): number {
  const a = x[1]! - x[0]! * x[0]!;
  const b = 1 - x[0]!;
  return 100 * a * a + b * b;
}

function gradient(x: Float64Array): number[] {
  const a = x[1]! - x[0]! * x[0]!;
  return [-400 * x[0]! * a - 2 * (1 - x[0]!), 200 * a];
}

function hessian(x: Float64Array): number[][] {
  return [
    [1200 * x[0]! * x[0]! - 400 * x[1]! + 2, -400 * x[0]!],
    [-400 * x[0]!, 200],
  ];
}

const PYTHON = `
import json, sys, time, warnings
import numpy as np
from scipy.optimize import minimize
warnings.simplefilter('ignore')
def fun(x):
    x, y = x.tolist(); a = y - x*x; b = 1 - x
    return 100*a*a + b*b
def grad(x):
    x, y = x.tolist(); a = y - x*x
    return np.array([-400*x*a - 2*(1 - x), 200*a])
def hess(x):
    x, y = x.tolist()
    return np.array([[1200*x*x - 400*y + 2, -400*x], [-400*x, 200.0]])
disk = {'type': 'ineq', 'fun': lambda x: 1.5 - x[0]*x[0] - x[1]*x[1]}
runs = [${contests.map(({ python }) => `dict(${python})`).join(', ')}]
out = []
for kw in runs:
    times = []
    for k in range(${ROUNDS} + 1):
        t = time.process_time(); r = minimize(fun, np.array([-1.2, 1.0]), **kw); times.append(time.process_time() - t)
    out.append({'ms': 1e3*sorted(times[1:])[${Math.floor(ROUNDS / 2)}], 'nfev': int(r.nfev), 'fun': float(r.fun)})
print(json.dumps(out))
`;

/** One line: milliseconds of processor time of a run on each side. */
export interface ScipyRow {
  readonly name: string;
  readonly ours: number;
  /** null: python3 with scipy is absent */
  readonly scipy: number | null;
  readonly nfev: number;
  readonly scipyNfev: number | null;
  readonly goal: number;
}

function millisecondsPerRun(options: MinimizeOptions): { ms: number; nfev: number } {
  const run = (): number => minimize(rosenbrock, [-1.2, 1], options).nfev!;
  const repeats = 20;
  for (let k = 0; k < 3 * repeats; k++) run();
  const times: number[] = [];
  let nfev = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let k = 0; k < repeats; k++) nfev = run();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000 / repeats);
  }
  return { ms: times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!, nfev };
}

function scipyTimes(): { ms: number; nfev: number }[] | null {
  const { status, stdout } = spawnSync('python3', ['-c', PYTHON], {
    encoding: 'utf8',
    timeout: 120_000,
    // One thread: processor time is not to be spent on waiting for others.
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
  });
  return status === 0 ? (JSON.parse(stdout) as { ms: number; nfev: number }[]) : null;
}

/** All contests, ours and then SciPy's in one child process. */
export function benchDerivativeFree(): ScipyRow[] {
  const ours = contests.map(({ options }) => millisecondsPerRun(options));
  const scipy = scipyTimes();
  return contests.map(({ name }, k) => ({
    name: `${name}, Rosenbrock-2`,
    ours: ours[k]!.ms,
    scipy: scipy?.[k]?.ms ?? null,
    nfev: ours[k]!.nfev,
    scipyNfev: scipy?.[k]?.nfev ?? null,
    goal: GOAL,
  }));
}

/** The report, one line to a contest. */
export function describeScipyRow({ name, ours, scipy, nfev, scipyNfev, goal }: ScipyRow): string {
  const own = `${name.padEnd(36)} ${ours.toFixed(3).padStart(8)} ms (${nfev} evaluations)`;
  if (scipy === null) return `${own}; SciPy is absent`;
  const ratio = ours / scipy;
  const verdict = ratio <= goal ? 'met' : 'missed';
  return `${own}; SciPy ${scipy.toFixed(1)} ms (${scipyNfev}); ratio ${ratio.toFixed(4)}, goal ${goal}: ${verdict}`;
}

if (process.argv[1]?.endsWith('derivative-free.ts')) {
  for (const row of benchDerivativeFree()) console.log(describeScipyRow(row));
}
