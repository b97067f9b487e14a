/**
 * Powell's method of conjugate directions: line minimizations along a set of directions that learns.
 *
 * Source: Powell (1964), Computer J. 7, 155–162, with the rule for replacing the direction of largest decrease as in
 * Press et al., Numerical Recipes, §10.7. Lines are searched by Brent's method; between two bounds by its bounded
 * form, and with a bound on one side by the bounded form in arctan of the step.
 */
import { copyOf } from '../../math/linalg/copy';
import { OptionError } from '../errors';
import type { Bounds, Method, OptionSpec, Setup } from '../method';
import { readOptions, type Options } from '../options';
import type { FunRequest, Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { bounded } from '../scalar/bounded';
import { brent } from '../scalar/brent';
import { EvaluationsSpent, type AskableLine, type LineMinimum } from '../scalar/line';
import * as common from './common-options';
import { messages } from './messages';
import { hasNaN } from './vector-norm';

const options: readonly OptionSpec[] = [
  {
    name: 'xtol',
    kind: 'number',
    default: 1e-4,
    description: 'Relative tolerance in x of the line searches (100 times this).',
  },
  {
    name: 'ftol',
    kind: 'number',
    default: 1e-4,
    description: 'Stop when an iteration lowers f by less than this, relatively.',
  },
  { ...common.maxiterPerDimension, description: 'Largest number of iterations. Empty: 1000 per coordinate.' },
  {
    name: 'maxfev',
    kind: 'integer',
    default: null,
    min: 0,
    description: 'Largest number of evaluations. Empty: 1000 per coordinate, or no limit when maxiter is given.',
  },
  {
    name: 'direc',
    kind: 'vector',
    default: null,
    description: 'First set of directions, n rows of n. Empty: the coordinate axes.',
  },
  common.disp,
  common.returnAll,
];

const tolOptions = ['xtol', 'ftol'] as const;
const LINE_MAXITER = 500;

export const powell: Method = {
  name: 'Powell',
  family: 'minimize',
  summary:
    'Minimizes along one direction after another and replaces directions by the progress made, so that they become conjugate. ' +
    'Needs values only and is exact on quadratics; often the best choice without gradients for smooth functions of a few ' +
    'to some dozen variables. Takes bounds.',
  source: 'Powell, Computer J. 7, 155–162 (1964)',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'used', constraints: 'ignored' },
  options,
  tolOptions,
  solve: (setup) => solve(setup, readOptions(setup, options, tolOptions)),
};

function* solve(setup: Setup, read: Options): Search<OptimizeResult> {
  const n = setup.x0.length;
  const { bounds } = setup;
  const xtol = 100 * read.number('xtol');
  const ftol = read.number('ftol');
  const { maxiter, maxfev } = limits(read, n);
  const warnings = [...read.warnings];
  const directions = firstDirections(read, n, warnings);
  if (bounds && isOutside(setup.x0, bounds)) warnings.push('Initial guess is not within the specified bounds');

  const walker = new Walker(setup.x0, bounds, xtol, maxfev);
  walker.fun = (yield walker.askStart()) as number;
  let x1 = walker.x;
  let nit = 0;
  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  const visited = read.boolean('return_all') ? [walker.x] : null;

  try {
    for (;;) {
      const before = walker.fun;
      let largest = 0;
      let largestDecrease = 0;
      for (let i = 0; i < n; i++) {
        const funBefore = walker.fun;
        if (walker.aim(directions[i])) walker.move(yield* walker.minimum());
        if (funBefore - walker.fun > largestDecrease) {
          largestDecrease = funBefore - walker.fun;
          largest = i;
        }
      }
      nit++;
      visited?.push(walker.x);
      const { x, fun } = walker;
      if (isWatched) {
        const reply = (yield { kind: 'iterate', iterate: { x, fun, nit } }) as boolean | undefined;
        if (reply === true) break;
        isWatched = reply !== undefined;
      }
      if (2 * (before - fun) <= ftol * (Math.abs(before) + Math.abs(fun)) + 1e-20) break;
      if (walker.nfev >= maxfev || nit >= maxiter) break;
      if (Number.isNaN(before) && Number.isNaN(fun)) break;

      // Would the direction of this iteration's progress serve better than its most successful direction?
      const progress = x.map((component, i) => component - x1[i]);
      x1 = x;
      const extrapolated = (yield walker.askBeyond(progress)) as number;
      if (before > extrapolated) {
        const bend = before - fun - largestDecrease;
        const drop = before - extrapolated;
        const gain = 2 * (before + extrapolated - 2 * fun) * (bend * bend) - largestDecrease * drop * drop;
        if (gain < 0) {
          const moved = walker.aim(progress) ? walker.move(yield* walker.minimum()) : progress;
          if (moved.some((component) => component !== 0)) {
            directions[largest] = directions[n - 1];
            directions[n - 1] = moved;
          }
        }
      }
    }
  } catch (error) {
    if (!(error instanceof EvaluationsSpent)) throw error;
  }

  const { x, fun, nfev } = walker;
  return {
    ...verdict(
      bounds !== null && isOutside(x, bounds),
      nfev >= maxfev,
      nit >= maxiter,
      !Number.isFinite(fun) || hasNaN(x),
    ),
    x,
    fun,
    nit,
    nfev,
    warnings,
    direc: flatten(directions),
    ...(visited && { allvecs: visited }),
  };
}

function verdict(
  isOutOfBounds: boolean,
  isOutOfEvaluations: boolean,
  isOutOfIterations: boolean,
  isNaN: boolean,
): Pick<OptimizeResult, 'status' | 'success' | 'message'> {
  if (isOutOfBounds) return { status: 4, success: false, message: messages.outOfBounds };
  if (isOutOfEvaluations) return { status: 1, success: false, message: messages.maxfev };
  if (isOutOfIterations) return { status: 2, success: false, message: messages.maxiter };
  if (isNaN) return { status: 3, success: false, message: messages.nan };
  return { status: 0, success: true, message: messages.success };
}

// SciPy's rule: a limit that is not given is infinite when the other one is finite.
function limits(read: Options, n: number): { maxiter: number; maxfev: number } {
  const maxiter = read.numberOrNull('maxiter');
  const maxfev = read.numberOrNull('maxfev');
  const usual = 1000 * n;
  if (maxiter === null && maxfev === null) return { maxiter: usual, maxfev: usual };
  if (maxiter === null) return { maxiter: maxfev === Infinity ? usual : Infinity, maxfev: maxfev! };
  if (maxfev === null) return { maxiter, maxfev: maxiter === Infinity ? usual : Infinity };
  return { maxiter, maxfev };
}

function isOutside(x: Float64Array, { lb, ub }: Bounds): boolean {
  return x.some((component, i) => lb[i] > component || component > ub[i]);
}

function firstDirections(read: Options, n: number, warnings: string[]): Float64Array[] {
  const given = read.matrix('direc', n);
  if (given === null) return Array.from({ length: n }, (_, i) => new Float64Array(n).fill(1, i, i + 1));
  if (given.rows !== n || given.cols !== n) {
    throw new OptionError(
      `'direc' is ${given.rows} × ${given.cols}, but x0 has ${n} coordinates. Give n rows of n.`,
      'direc',
    );
  }
  const rows = Array.from({ length: n }, (_, i) => given.data.slice(i * n, (i + 1) * n));
  if (rank(rows) < n) warnings.push('direc input is not full rank, some parameters may not be optimized');
  return rows;
}

// Gaussian elimination with full pivoting; NumPy's tolerance in spirit: n·ε relative to the largest entry.
function rank(matrix: readonly Float64Array[]): number {
  const n = matrix.length;
  const rows = matrix.map((row) => row.slice());
  const size = Math.max(...rows.map((row) => row.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)));
  let found = 0;
  const free = new Set(Array.from({ length: n }, (_, j) => j));
  for (let step = 0; step < n; step++) {
    let pivotRow = -1;
    let pivotCol = -1;
    let pivot = n * 2 ** -52 * size;
    for (let i = found; i < n; i++) {
      for (const j of free) {
        if (Math.abs(rows[i][j]) > pivot) [pivot, pivotRow, pivotCol] = [Math.abs(rows[i][j]), i, j];
      }
    }
    if (pivotRow < 0) break;
    [rows[found], rows[pivotRow]] = [rows[pivotRow], rows[found]];
    free.delete(pivotCol);
    for (let i = found + 1; i < n; i++) {
      const factor = rows[i][pivotCol] / rows[found][pivotCol];
      for (const j of free) rows[i][j] -= factor * rows[found][j];
    }
    found++;
  }
  return found;
}

function flatten(rows: readonly Float64Array[]): Float64Array {
  const n = rows.length;
  const flat = new Float64Array(n * n);
  rows.forEach((row, i) => flat.set(row, i * n));
  return flat;
}

/** Stands at a point and moves to the minimum along given directions; counts evaluations. As a line it is f along the
 *  direction that it aims in. */
class Walker implements AskableLine {
  x: Float64Array;
  fun = NaN;
  nfev = 0;
  private direction: Float64Array;
  private reach = UNBOUNDED;
  /** bounded on one side only: the line is then followed as the tangent of an angle */
  private isTilted = false;

  constructor(
    start: Float64Array,
    private readonly bounds: Bounds | null,
    private readonly xtol: number,
    private readonly maxfev: number,
  ) {
    this.x = copyOf(start);
    this.direction = this.x;
  }

  askStart(): FunRequest {
    this.nfev++;
    return { kind: 'fun', x: this.x };
  }

  /** f one more step along `direction`, or as far as the bounds allow. */
  askBeyond(direction: Float64Array): FunRequest {
    if (this.nfev >= this.maxfev) throw new EvaluationsSpent();
    this.nfev++;
    const reach = this.bounds === null ? 1 : this.interval(direction, this.bounds).high;
    return { kind: 'fun', x: along(this.x, reach > 1 ? 1 : reach, direction) };
  }

  ask(alpha: number): FunRequest {
    if (this.nfev >= this.maxfev) throw new EvaluationsSpent();
    this.nfev++;
    return { kind: 'fun', x: along(this.x, this.isTilted ? Math.tan(alpha) : alpha, this.direction) };
  }

  /** Turns to a direction.
   *  @returns  false where it is zero */
  aim(direction: Float64Array): boolean {
    this.direction = direction;
    this.reach = this.bounds === null ? UNBOUNDED : this.interval(direction, this.bounds);
    this.isTilted = (this.reach.low === -Infinity) !== (this.reach.high === Infinity);
    for (let i = 0; i < direction.length; i++) if (direction[i] !== 0) return true;
    return false;
  }

  /** The search for the minimum along the direction, for its owner to drive. */
  minimum(): Search<LineMinimum> {
    const { low, high } = this.reach;
    if (low === -Infinity && high === Infinity) return brent(this, null, this.xtol, LINE_MAXITER);
    if (!this.isTilted) return bounded(this, low, high, this.xtol / 100, LINE_MAXITER);
    return bounded(this, Math.atan(low), Math.atan(high), this.xtol / 100, LINE_MAXITER);
  }

  /** Goes to the minimum found.
   *  @returns  the move (n) */
  move(found: LineMinimum): Float64Array {
    const length = this.isTilted ? Math.tan(found.x) : found.x;
    const move = new Float64Array(this.x.length);
    for (let i = 0; i < move.length; i++) move[i] = length * this.direction[i];
    this.x = along(this.x, 1, move);
    this.fun = found.fun;
    return move;
  }

  // The steps that stay inside the bounds; none but 0 when x is outside and no step leads back.
  private interval(direction: Float64Array, { lb, ub }: Bounds): { low: number; high: number } {
    let low = -Infinity;
    let high = Infinity;
    for (let i = 0; i < direction.length; i++) {
      if (direction[i] === 0) continue;
      const toLower = (lb[i] - this.x[i]) / direction[i];
      const toUpper = (ub[i] - this.x[i]) / direction[i];
      low = Math.max(low, direction[i] > 0 ? toLower : toUpper);
      high = Math.min(high, direction[i] > 0 ? toUpper : toLower);
    }
    return high >= low ? { low, high } : { low: 0, high: 0 };
  }
}

// x + alpha·direction, fresh.
function along(x: Float64Array, alpha: number, direction: Float64Array): Float64Array {
  const point = new Float64Array(x.length);
  for (let i = 0; i < point.length; i++) point[i] = x[i] + alpha * direction[i];
  return point;
}

const UNBOUNDED = { low: -Infinity, high: Infinity };
