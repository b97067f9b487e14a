/**
 * Brute force: evaluates a grid, and polishes its best point.
 *
 * Grid values are rounded as numpy.mgrid rounds them. The grid is asked for in batches, in C order.
 * Differs from SciPy: the whole answer comes in one result (`x`, `fun`, `grid`, `Jout`); `finish` names a method.
 */
import { OptionError } from '../../errors';
import type { Setup } from '../../method';
import { readOptions } from '../../options';
import { reportIterate, type Search, type TraceEvent } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { localMethod } from '../local-methods';
import { minimizeLocally } from '../local-search';
import { argmin } from '../numpy-order';
import { optionSpecs } from './options';

/** `[lo, hi]`: Ns points, ends included; `[start, stop, step]`: a slice, stop excluded. */
export type GridRange = readonly [number, number] | readonly [number, number, number];

// One batch is about this many numbers.
const BATCH_NUMBERS = 1 << 16;
// The values of the grid stay in memory: 800 MB of them.
const MOST_POINTS = 1e8;

// SciPy's finishing functions and the methods that they are.
const finishers: Readonly<Record<string, string>> = {
  fmin: 'Nelder-Mead',
  fmin_powell: 'Powell',
  fmin_cg: 'CG',
  fmin_bfgs: 'BFGS',
  fmin_ncg: 'Newton-CG',
  fmin_l_bfgs_b: 'L-BFGS-B',
  fmin_tnc: 'TNC',
  fmin_slsqp: 'SLSQP',
};

/** Minimizes over a grid: options.ranges, or setup.bounds with Ns points a side.
 *  @throws OptionError on bad ranges or an unknown finish, before the first request */
export function* brute(setup: Setup): Search<OptimizeResult> {
  const options = readOptions({ ...setup, tol: null }, optionSpecs);
  const ranges = (options.raw('ranges') as readonly GridRange[] | null) ?? rangesOf(setup);
  const axes = gridAxes(ranges, options.number('Ns'));
  const finish = options.raw('finish');
  const method = typeof finish === 'string' && finish !== '' ? localMethod(finishers[finish] ?? finish) : null;

  const Jout = yield* evaluateGrid(axes);
  const index = argmin(Jout);
  const result: OptimizeResult = {
    x: gridPoint(axes, index),
    fun: Jout[index],
    nfev: Jout.length,
    nit: 0,
    status: 0,
    success: Number.isFinite(Jout[index]),
    message: 'The grid was evaluated.',
    warnings: options.warnings,
    grid: axes,
    grid_shape: axes.map((axis) => axis.length),
    Jout,
  };
  yield* reportIterate({ x: result.x, fun: result.fun, nit: 0, ...gridPicture(axes, Jout, index) });
  if (!method) return result;
  const local = { ...setup, x0: result.x, bounds: null, constraints: [], tol: null, options: {} };
  const polished = yield* minimizeLocally(method, local, (iterate) => reportIterate(iterate));
  return {
    ...result,
    x: polished.x,
    fun: polished.fun,
    nfev: result.nfev + polished.nfev,
    nit: polished.nit,
    status: polished.status,
    success: polished.success,
    message: polished.message,
    warnings: [...result.warnings, ...polished.warnings],
  };
}

function rangesOf({ bounds }: Setup): GridRange[] {
  if (!bounds)
    throw new OptionError('brute needs ranges: [lo, hi] or [start, stop, step] for each variable.', 'ranges');
  return Array.from(bounds.lb, (low, k): GridRange => [low, bounds.ub[k]]);
}

function gridAxes(ranges: readonly GridRange[], Ns: number): Float64Array[] {
  if (ranges.length > 40) {
    throw new OptionError('Brute Force not possible with more than 40 variables.', 'ranges');
  }
  const axes = ranges.map((range) => axisValues(range, Ns, ranges.length === 1));
  const empty = axes.findIndex((axis) => axis.length === 0);
  if (empty >= 0) throw new OptionError(`Range ${empty} holds no point: ${JSON.stringify(ranges[empty])}.`, 'ranges');
  const points = axes.reduce((product, axis) => product * axis.length, 1);
  if (points > MOST_POINTS) {
    throw new OptionError(`The grid has ${points} points, and at most ${MOST_POINTS} fit. Give a smaller Ns.`, 'Ns');
  }
  return axes;
}

function axisValues(range: GridRange, Ns: number, isOnly: boolean): Float64Array {
  const [start, stop] = range;
  if (![...range].every(Number.isFinite) || range.length < 2) {
    throw new OptionError(`A range is [lo, hi] or [start, stop, step]; got ${JSON.stringify(range)}.`, 'ranges');
  }
  if (range.length === 2) {
    if (!(Ns >= 0)) throw new OptionError(`Ns must not be negative; got ${Ns}.`, 'Ns');
    const count = Math.trunc(Ns);
    const step = count === 1 ? 1 : (stop - start) / (count - 1);
    return Float64Array.from({ length: count }, (_, i) => i * step + start);
  }
  const step = range[2];
  if (step === 0)
    throw new OptionError(`The step of a range must not be zero; got ${JSON.stringify(range)}.`, 'ranges');
  const count = Math.max(0, Math.ceil((stop - start) / step));
  // A single axis comes from numpy.arange, which steps by (start + step) − start.
  const stride = isOnly ? start + step - start : step;
  return Float64Array.from({ length: count }, (_, i) => (isOnly ? start + i * stride : i * stride + start));
}

function* evaluateGrid(axes: readonly Float64Array[]): Search<Float64Array> {
  const n = axes.length;
  const total = axes.reduce((product, axis) => product * axis.length, 1);
  const Jout = new Float64Array(total);
  const chunk = Math.max(1, Math.floor(BATCH_NUMBERS / n));
  for (let start = 0; start < total; start += chunk) {
    const count = Math.min(chunk, total - start);
    const points = new Float64Array(count * n);
    for (let i = 0; i < count; i++) points.set(gridPoint(axes, start + i), i * n);
    Jout.set((yield { kind: 'batch', points, count }) as Float64Array, start);
  }
  return Jout;
}

/** The whole grid as a population, unless it is too large to be looked at. */
function gridPicture(axes: readonly Float64Array[], fun: Float64Array, best: number): { event?: TraceEvent } {
  const n = axes.length;
  if (fun.length * n > BATCH_NUMBERS) return {};
  const points = new Float64Array(fun.length * n);
  for (let i = 0; i < fun.length; i++) points.set(gridPoint(axes, i), i * n);
  return { event: { type: 'population', points, fun: fun.slice(), best } };
}

function gridPoint(axes: readonly Float64Array[], index: number): Float64Array {
  const point = new Float64Array(axes.length);
  let rest = index;
  for (let k = axes.length - 1; k >= 0; k--) {
    point[k] = axes[k][rest % axes[k].length];
    rest = Math.floor(rest / axes[k].length);
  }
  return point;
}
