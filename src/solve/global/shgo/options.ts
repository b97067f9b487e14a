/** The options of SHGO, checked; names, defaults and messages are SciPy's. */
import { OptionError } from '../../errors';
import type { Bounds, Method, OptionSpec, Setup } from '../../method';
import { readOptions } from '../../options';
import { localMethod } from '../local-methods';

export const optionSpecs: readonly OptionSpec[] = [
  {
    name: 'n',
    kind: 'integer',
    default: 100,
    min: 1,
    description: 'Sampling points per iteration; simplicial: 100 means 2^dim + 1, empty means refining every cell.',
  },
  { name: 'iters', kind: 'integer', default: 1, min: 1, description: 'Iterations of sampling and local searches.' },
  {
    name: 'sampling_method',
    kind: 'choice',
    default: 'simplicial',
    choices: ['simplicial', 'sobol', 'halton'],
    description: 'A growing simplicial complex, or quasi-random points and their Delaunay triangulation.',
  },
  { name: 'maxiter', kind: 'integer', default: null, description: 'Stops after this many iterations.' },
  { name: 'maxfev', kind: 'integer', default: null, description: 'Stops after this many sampling evaluations.' },
  { name: 'maxev', kind: 'integer', default: null, description: 'Stops after this many sampling points.' },
  { name: 'f_min', kind: 'number', default: null, description: 'The global minimum’s value, where it is known.' },
  { name: 'f_tol', kind: 'number', default: 1e-4, description: 'Relative tolerance of the test against f_min.' },
  {
    name: 'minhgrd',
    kind: 'integer',
    default: null,
    description: 'Stops when an iteration finds at most this many new local minima.',
  },
  {
    name: 'minimize_every_iter',
    kind: 'boolean',
    default: true,
    description: 'Starts local searches in every iteration, or at the end only.',
  },
  {
    name: 'local_iter',
    kind: 'integer',
    default: null,
    description: 'Largest number of local searches per iteration; default: one for each minimizer of the complex.',
  },
  {
    name: 'infty_constraints',
    kind: 'boolean',
    default: true,
    description: 'Keeps infeasible sampling points with an infinite value, or leaves them out (sobol, halton).',
  },
  { name: 'ftol', kind: 'number', default: null, description: 'Handed to the local method.' },
  {
    name: 'minimizer_kwargs',
    kind: 'choice',
    default: null,
    description: 'Local method: { method, options: { ftol } }; default SLSQP with ftol 1e-12.',
  },
  { name: 'options', kind: 'choice', default: null, description: 'SciPy’s dictionary of the options above.' },
  { name: 'disp', kind: 'boolean', default: false, description: 'Accepted for compatibility; nothing is printed.' },
  { name: 'workers', kind: 'integer', default: 1, description: 'Accepted for compatibility; sampling is one batch.' },
];

/** Largest coordinate that stands for "no bound". */
const UNBOUNDED = 1e50;

// What of minimizer_kwargs each method may be given; SciPy drops the rest.
const takesBounds = new Set(['l-bfgs-b', 'tnc', 'cobyqa', 'slsqp']);
const takesConstraints = new Set(['cobyla', 'cobyqa', 'slsqp', 'trust-constr']);

/** The options of one run. */
export interface ShgoOptions {
  readonly bounds: Bounds;
  readonly sampling: 'simplicial' | 'sobol' | 'halton';
  /** null: refine every cell */
  readonly n: number | null;
  /** null: another stopping test is in force */
  readonly iters: number | null;
  readonly maxiter: number | null;
  readonly maxfev: number | null;
  readonly maxev: number | null;
  readonly fMin: number | null;
  readonly fTol: number;
  readonly minhgrd: number | null;
  readonly minimizesEveryIteration: boolean;
  readonly localIterations: number;
  readonly keepsInfeasible: boolean;
  readonly method: Method;
  /** the local problem; bounds are put in for each start if `localTakesBounds` */
  readonly local: Setup;
  readonly localTakesBounds: boolean;
  readonly warnings: string[];
}

/** @throws OptionError where SciPy raises ValueError */
export function readShgoOptions(setup: Setup): ShgoOptions {
  const nested = (setup.options['options'] ?? {}) as Record<string, unknown>;
  const options = readOptions({ options: { ...setup.options, ...nested }, tol: null }, optionSpecs);
  const bounds = readBounds(setup);
  const dim = bounds.lb.length;
  const sampling = options.raw('sampling_method');
  if (sampling !== 'simplicial' && sampling !== 'sobol' && sampling !== 'halton') {
    throw new OptionError(
      'Unknown sampling_method specified. Valid methods: halton, sobol, simplicial',
      'sampling_method',
    );
  }
  const limits = {
    maxiter: options.numberOrNull('maxiter'),
    maxfev: options.numberOrNull('maxfev'),
    maxev: options.numberOrNull('maxev'),
    minhgrd: options.numberOrNull('minhgrd'),
    fMin: options.numberOrNull('f_min'),
  };
  const hasLimit = Object.values(limits).some((limit) => limit !== null);
  const kwargs = options.raw('minimizer_kwargs') as { method?: string; options?: Record<string, unknown> } | null;
  const method = localMethod(kwargs?.method ?? 'SLSQP');
  const name = method.name.toLowerCase();
  const ftol = options.numberOrNull('ftol') ?? (kwargs ? kwargs.options?.ftol : 1e-12);
  const local: Setup = {
    ...setup,
    bounds: null,
    constraints: takesConstraints.has(name) ? setup.constraints : [],
    tol: null,
    options: ftol === undefined || !method.options.some((spec) => spec.name === 'ftol') ? {} : { ftol },
  };
  return {
    bounds,
    sampling,
    n: sampleSize(
      setup.options['n'] === null ? null : options.number('n'),
      sampling,
      dim,
      options.numberOrNull('iters'),
    ),
    iters: hasLimit ? null : (options.numberOrNull('iters') ?? 1),
    ...limits,
    fTol: options.number('f_tol'),
    minimizesEveryIteration: options.boolean('minimize_every_iter'),
    localIterations: options.numberOrNull('local_iter') ?? 0,
    keepsInfeasible: options.boolean('infty_constraints'),
    method,
    local,
    localTakesBounds: takesBounds.has(name),
    warnings: options.warnings,
  };
}

function readBounds({ bounds }: Setup): Bounds {
  if (!bounds) throw new OptionError('shgo needs bounds: one [lo, hi] for each variable; null for none.', 'bounds');
  const lb = bounds.lb.map((value) => (Number.isFinite(value) ? value : -UNBOUNDED));
  const ub = bounds.ub.map((value) => (Number.isFinite(value) ? value : UNBOUNDED));
  const crossed = Array.from(lb, (value, k) => value > ub[k]);
  if (crossed.includes(true)) {
    const list = crossed.map((isCrossed) => (isCrossed ? 'True' : 'False')).join(', ');
    throw new OptionError(`Error: lb > ub in bounds ${list}.`, 'bounds');
  }
  return { lb, ub };
}

function sampleSize(n: number | null, sampling: string, dim: number, iters: number | null): number | null {
  if (sampling === 'simplicial') return n === 100 || (n === null && iters === null) ? 2 ** dim + 1 : n;
  const size = n ?? 100;
  return sampling === 'sobol' ? 2 ** Math.ceil(Math.log2(size)) : size;
}
