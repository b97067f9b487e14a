/**
 * COBYLA: constrained optimization by linear approximation, without derivatives.
 *
 * Source: M. J. D. Powell (1994), and the reference implementation PRIMA by Z. Zhang (2023), which SciPy 1.17.1
 * runs. The parts: `problem` (what is evaluated), `simplex` (the linear models), `linear-step` on `active-set`
 * (the subproblem), `filter` (what is returned), `search` (the loop).
 */
import { OptionError } from '../../errors';
import type { Method, OptionSpec, Setup } from '../../method';
import { readOptions, type Options } from '../../options';
import type { Search } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { CobylaProblem, fixedVariables } from './problem';
import { projectOntoLinear } from './project';
import { cobyla, type CobylaEnd, type CobylaLimits } from './search';

const EPS = 2 ** -52;
const DEFAULT_RHOBEG = 1;
const DEFAULT_RHOEND = 1e-6;

const options: readonly OptionSpec[] = [
  { name: 'rhobeg', kind: 'number', default: 1, description: 'Reasonable first change to the variables.' },
  {
    name: 'tol',
    kind: 'number',
    default: 1e-4,
    description: 'Final accuracy of the variables: the smallest trust radius.',
  },
  { name: 'maxiter', kind: 'integer', default: 1000, description: 'Largest number of evaluations, at least n + 2.' },
  {
    name: 'catol',
    kind: 'number',
    default: null,
    description: 'Constraint violations up to this count as satisfied. Empty: √(machine epsilon).',
  },
  { name: 'f_target', kind: 'number', default: null, description: 'Stop at a feasible point with f ≤ this.' },
  {
    name: 'disp',
    kind: 'integer',
    default: 0,
    min: 0,
    max: 3,
    description: 'SciPy prints progress; here the result carries it, and nothing is printed.',
  },
];

const tolOptions = ['tol'] as const;

export const cobylaMethod: Method = {
  name: 'COBYLA',
  family: 'minimize',
  summary:
    'Models the objective and every constraint by linear interpolation on a simplex and solves a small linear program in a ' +
    'shrinking trust region. It needs values only and takes any constraints, feasible start or not; accuracy is modest, and ' +
    'it is slow on curved valleys.',
  source:
    'Powell, in Advances in Optimization and Numerical Analysis, 51–67 (1994); Zhang, PRIMA, doi:10.5281/zenodo.8052654 (2023)',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'used', constraints: 'used' },
  options,
  tolOptions,
  solve: (setup) => solve(setup, readOptions(setup, options, tolOptions)),
};

const endings: Record<CobylaEnd, { readonly status: number; readonly reason: string }> = {
  radius: { status: 0, reason: 'the trust region radius reaches its lower bound.' },
  target: { status: 1, reason: 'the target function value is achieved.' },
  evaluations: { status: 3, reason: 'the objective function has been evaluated MAXFUN times.' },
  iterations: { status: 20, reason: 'the maximal number of trust region iterations has been reached.' },
  'not-finite': { status: -1, reason: 'NaN or Inf occurs in x.' },
  rounding: { status: 7, reason: 'rounding errors are becoming damaging.' },
  callback: { status: 30, reason: 'the callback function requested termination' },
};

function* solve(setup: Setup, read: Options): Search<OptimizeResult> {
  const warnings = [...read.warnings];
  requireFree(setup);
  const limits = readLimits(setup, read, warnings);
  const start = startingPoint(setup);
  const problem = new CobylaProblem(setup, start);
  const outcome = yield* cobyla(problem, limits);
  const { point, end } = outcome;
  const isFeasible = !(point.violation > limits.tolerance);
  const { status, reason } = endings[end];
  return {
    x: problem.expand(point.x),
    fun: point.fun,
    nit: outcome.iterations,
    nfev: outcome.evaluations,
    status,
    success: isFeasible && (end === 'radius' || end === 'target'),
    message: isFeasible
      ? `Return from COBYLA because ${reason}`
      : 'Did not converge to a solution satisfying the constraints. See `maxcv` for the magnitude of the violation.',
    maxcv: point.violation,
    warnings,
  };
}

function requireFree(setup: Setup): void {
  if (fixedVariables(setup).size === setup.x0.length) {
    throw new OptionError('All variables are fixed by the bounds: there is nothing to minimize. Widen one.', 'bounds');
  }
}

// SciPy clips to the bounds unless a constraint is nonlinear, and projects onto the linear constraints.
function startingPoint(setup: Setup): Float64Array {
  const { x0, bounds, constraints } = setup;
  const hasNonlinear = constraints.some((constraint) => constraint.A === undefined);
  if (hasNonlinear) return x0.map((value) => (Number.isNaN(value) ? 0 : value));
  if (constraints.length > 0) return projectOntoLinear(setup);
  return x0.map((value, i) => {
    if (bounds === null) return Number.isNaN(value) ? 0 : value;
    const raised = Number.isNaN(value) ? bounds.lb[i] : Math.max(value, bounds.lb[i]);
    const clipped = Math.min(raised, bounds.ub[i]);
    return Number.isFinite(clipped) ? clipped : 0;
  });
}

function readLimits(setup: Setup, read: Options, warnings: string[]): CobylaLimits {
  const disp = Number(read.raw('disp') ?? 0);
  if (![0, 1, 2, 3].includes(disp)) {
    throw new OptionError(`Option "disp" must be 0, 1, 2 or 3, got ${disp}.`, 'disp');
  }
  const n = setup.x0.length - fixedVariables(setup).size;
  let maxfun = read.number('maxiter');
  if (!(maxfun >= n + 2)) {
    maxfun = n + 2;
    warnings.push(`COBYLA: Invalid MAXFUN; it should be at least num_vars + 2; it is set to ${maxfun}`);
  }
  let rhobeg = read.number('rhobeg');
  let rhoend = read.number('tol');
  if (Math.abs(rhobeg - rhoend) < 100 * EPS * Math.max(Math.abs(rhobeg), 1)) rhoend = rhobeg;
  if (!(rhobeg > 0) || rhobeg === Infinity) {
    rhobeg = rhoend > 0 && rhoend < Infinity ? Math.max(10 * rhoend, DEFAULT_RHOBEG) : DEFAULT_RHOBEG;
    warnings.push(`COBYLA: Invalid RHOBEG; it should be a positive number; it is set to ${rhobeg}`);
  }
  if (!(rhoend > 0) || rhobeg < rhoend || rhoend === Infinity) {
    rhoend = Math.max(EPS, Math.min(0.1 * rhobeg, DEFAULT_RHOEND));
    const shown = rhoend === 1e-6 ? '1e-06' : String(rhoend);
    warnings.push(`COBYLA: Invalid RHOEND; it should be a positive number and RHOEND <= RHOBEG; it is set to ${shown}`);
  }
  const tolerance = read.numberOrNull('catol') ?? Math.sqrt(EPS);
  return {
    rhobeg,
    rhoend,
    maxfun,
    tolerance: tolerance >= 0 ? tolerance : Math.sqrt(EPS),
    target: read.numberOrNull('f_target') ?? -Infinity,
  };
}
