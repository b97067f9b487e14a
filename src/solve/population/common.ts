/** What the population methods share: their search box, their stream, their common options, and how a run ends. */
import { defaultRng, type Generator } from '../../math/random/generator';
import { OptionError } from '../errors';
import type { Bounds, OptionSpec, Setup } from '../method';
import { type Options, readOptions } from '../options';
import type { OptimizeResult } from '../result';

export const maxiterOption: OptionSpec = {
  name: 'maxiter',
  kind: 'integer',
  default: null,
  min: 0,
  description: 'Largest number of generations; default: no limit but maxfev.',
};

export const maxfevOption: OptionSpec = {
  name: 'maxfev',
  kind: 'integer',
  default: null,
  min: 1,
  description: 'Evaluations after which no new generation begins; default 10,000·n.',
};

/** Limits of one run. */
export interface Limits {
  readonly maxiter: number;
  readonly maxfev: number;
}

/** A run's beginning: options, limits and stream. */
export interface Beginning {
  readonly n: number;
  readonly options: Options;
  readonly limits: Limits;
  readonly rng: Generator;
  readonly bounds: Bounds | null;
}

/** Reads what every method here needs.
 *  @param needsBounds  whether to insist on finite bounds
 *  @throws OptionError when bounds are missing, infinite where they must not be, or crossed */
export function begin(setup: Setup, specs: readonly OptionSpec[], needsBounds: boolean): Beginning {
  const options = readOptions({ ...setup, tol: null }, specs);
  const { bounds } = setup;
  const n = bounds?.lb.length ?? setup.x0.length;
  if (n === 0) throw new OptionError('There is no variable to optimize. Give x0 or bounds.', 'x0');
  if (needsBounds && (!bounds || ![...bounds.lb, ...bounds.ub].every(Number.isFinite))) {
    throw new OptionError('This method needs finite bounds: one [lo, hi] for each variable.', 'bounds');
  }
  if (bounds && !bounds.lb.every((low, k) => low <= bounds.ub[k])) {
    throw new OptionError('A lower bound is greater than its upper bound. Swap the two.', 'bounds');
  }
  const limit = (name: string, fallback: number): number => {
    const value = options.numberOrNull(name) ?? fallback;
    if (!(value >= 0)) throw new OptionError(`${name} must not be negative; got ${value}.`, name);
    return value;
  };
  return {
    n,
    options,
    bounds,
    limits: { maxiter: limit('maxiter', Infinity), maxfev: limit('maxfev', 10000 * n) },
    rng: defaultRng(setup.seed ?? 0),
  };
}

/** A whole number option of at least `least`, or the fallback where it is not given.
 *  @throws OptionError when it is too small or no whole number */
export function wholeOption(options: Options, name: string, least: number, fallback: number): number {
  const value = options.numberOrNull(name) ?? fallback;
  if (!Number.isInteger(value) || value < least) {
    throw new OptionError(`${name} must be a whole number of at least ${least}; got ${value}.`, name);
  }
  return value;
}

/** `count` points spread uniformly over the box, row-major; drawn as NumPy's uniform(lb, ub, (count, n)). */
export function uniformPoints({ lb, ub }: Bounds, count: number, rng: Generator): Float64Array {
  const n = lb.length;
  const points = new Float64Array(count * n);
  for (let i = 0; i < points.length; i++) points[i] = rng.uniform(lb[i % n], ub[i % n]);
  return points;
}

/** Moves a coordinate into its bounds. */
export function clip(value: number, k: number, bounds: Bounds | null): number {
  return bounds ? Math.min(Math.max(value, bounds.lb[k]), bounds.ub[k]) : value;
}

/** The best point of a run; a NaN stays only until anything else comes. */
export class Best {
  fun = NaN;
  x: Float64Array;
  nfev = 0;

  constructor(n: number) {
    this.x = new Float64Array(n).fill(NaN);
  }

  /** Counts a batch and takes its best row.
   *  @returns whether it is a new best */
  see(points: Float64Array, values: Float64Array): boolean {
    const n = this.x.length;
    let row = -1;
    for (let i = 0; i < values.length; i++) {
      if (values[i] < this.fun || Number.isNaN(this.fun)) {
        this.fun = values[i];
        row = i;
      }
    }
    this.nfev += values.length;
    if (row >= 0) this.x = points.slice(row * n, (row + 1) * n);
    return row >= 0;
  }

  /** The result of the run. A method that ends as it should has still found nothing where f is not finite. */
  result(nit: number, status: number, message: string, warnings: string[]): OptimizeResult {
    const { x, fun, nfev } = this;
    if (status !== 0 || Number.isFinite(fun)) {
      return { x, fun, nfev, nit, status, success: status === 0, message, warnings };
    }
    const complaint = `${message} The best value found is ${fun}: no finite minimum was seen.`;
    return { x, fun, nfev, nit, status: NOT_FINITE, success: false, message: complaint, warnings };
  }
}

const NOT_FINITE = 4;
export const MAXFEV_REACHED = 'Maximum number of function evaluations has been exceeded.';
export const MAXITER_REACHED = 'Maximum number of iterations has been exceeded.';
export const STOPPED = 'The callback asked to stop.';

/** Why a run at its limits ends, or null. */
export function limitReached(nit: number, nfev: number, { maxiter, maxfev }: Limits): [number, string] | null {
  if (nfev >= maxfev) return [1, MAXFEV_REACHED];
  return nit >= maxiter ? [2, MAXITER_REACHED] : null;
}
