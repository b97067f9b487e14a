/**
 * DIRECT: divides the box into ever smaller rectangles, always those that could hold the minimum at some scale.
 *
 * Source: D. R. Jones, C. D. Perttunen, B. E. Stuckman, "Lipschitzian optimization without the Lipschitz constant", JOTA 79
 * (1993); locally biased: J. M. Gablonsky and C. T. Kelley, J. Global Optim. 21 (2001). Order, ties, counting and stopping
 * tests are those of SciPy 1.17.1. Differs: the points of one iteration are asked for as one batch; a callback's true stops
 * the run; where SciPy gives up for lack of room, the best point is still returned.
 */
import type { Setup } from '../../method';
import { reportIterate, type Search } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { pythonNumber } from '../numpy-order';
import { type Choice, potentiallyOptimal } from './choose';
import { type DirectOptions, readDirectOptions } from './options';
import { Rectangles } from './rectangles';

// Sizes of SciPy's work arrays; they decide when a run ends for lack of room.
const SPARE_RECTANGLES = 1000;
const SPARE_LEVELS = 1000;
const LARGEST_SELECTION = 5000;

const enum Status {
  NoRoom = -4,
  TooDeep = -6,
  Stopped = -102,
  MaxFun = 1,
  MaxIter = 2,
  NearMinimum = 3,
  SmallVolume = 4,
  SmallLength = 5,
}

/** Minimizes over setup.bounds.
 *  @throws OptionError where SciPy raises ValueError, before the first request */
export function* direct(setup: Setup): Search<OptimizeResult> {
  const run = new DirectRun(readDirectOptions(setup));
  yield* run.start();
  const { maxiter } = run;
  for (let nit = 2; nit < maxiter; nit++) {
    const chosen = run.choose();
    const status = chosen ? yield* run.divideAll(chosen) : Status.TooDeep;
    if (status !== null) return run.finish(status, nit);
    const ended = run.termination();
    if (ended !== null) return run.finish(ended, nit);
    if (yield* run.report(nit)) return run.finish(Status.Stopped, nit);
  }
  return run.finish(Status.MaxIter, Math.max(2, maxiter));
}

class DirectRun {
  readonly maxiter: number;
  private readonly n: number;
  private readonly rectangles: Rectangles;
  private readonly width: Float64Array;
  private readonly shift: Float64Array;
  /** side by number of cuts */
  private readonly thirds: Float64Array;
  /** size by level: the longest side, or half the diagonal */
  private readonly sizes: Float64Array;
  private readonly maxfun: number;
  private readonly depth: number;
  private eps: number;
  private best = Infinity;
  private bestAt = 1;
  private nfev = 0;
  private touched: number[] = [];

  constructor(private readonly options: DirectOptions) {
    const { bounds, maxfun, maxiter, isLocallyBiased } = options;
    this.n = bounds.lb.length;
    const capacity = maxfun === 0 ? 101000 : maxfun + SPARE_RECTANGLES + Math.floor(maxfun / 2);
    this.maxfun = maxfun === 0 ? capacity - 1000 : maxfun;
    this.depth = maxiter === 0 ? Math.floor(capacity / 5) : maxiter + SPARE_LEVELS;
    this.maxiter = maxiter === 0 ? this.depth : maxiter;
    this.eps = Math.abs(options.eps);
    this.rectangles = new Rectangles(this.n, Math.max(capacity, 2 * this.n + 2), isLocallyBiased);
    this.width = bounds.ub.map((high, k) => high - bounds.lb[k]);
    this.shift = bounds.lb.map((low, k) => low / this.width[k]);
    this.thirds = powersOfThird(this.depth);
    this.sizes = isLocallyBiased ? this.thirds : halfDiagonals(this.n, this.depth);
  }

  /** Samples the center and its 2n neighbors, and makes the first division. */
  *start(): Search<void> {
    const { rectangles, n } = this;
    rectangles.count = 1;
    rectangles.center.fill(0.5, n, 2 * n);
    const directions = rectangles.longestSides(1);
    const start = rectangles.addNeighbors(1, directions, this.thirds[1]);
    yield* this.sample(1, 2 * n + 1);
    rectangles.divide(1, directions, start);
    this.touched = Array.from({ length: 2 * n + 1 }, (_, i) => i + 1);
    yield* this.report(1);
  }

  /** The rectangles of this iteration; null when there are more than SciPy has room for. */
  choose(): Choice[] | null {
    const { rectangles, options } = this;
    const chosen = potentiallyOptimal(rectangles, this.sizes, this.best, this.eps);
    if (options.isLocallyBiased) return chosen;
    const equals = chosen.flatMap(({ level }) =>
      rectangles.equalsOfFirst(level).map((rectangle): Choice => ({ rectangle, level })),
    );
    return chosen.length + equals.length > LARGEST_SELECTION ? null : [...chosen, ...equals];
  }

  /** Samples around all chosen rectangles at once, then divides one after the other. */
  *divideAll(chosen: readonly Choice[]): Search<Status | null> {
    const { rectangles } = this;
    const first = rectangles.count + 1;
    const plans: { parent: number; level: number; directions: number[]; start: number }[] = [];
    let failure: Status | null = null;
    for (const { rectangle, level } of chosen) {
      const directions = rectangles.longestSides(rectangle);
      if (level + 1 >= this.depth) failure = Status.TooDeep;
      else if (!rectangles.hasRoom(2 * directions.length)) failure = Status.NoRoom;
      if (failure !== null) break;
      const delta = this.thirds[rectangles.fewestCuts(rectangle) + 1];
      plans.push({
        parent: rectangle,
        level,
        directions,
        start: rectangles.addNeighbors(rectangle, directions, delta),
      });
    }
    yield* this.sample(first, rectangles.count - first + 1);
    const made = Array.from({ length: rectangles.count - first + 1 }, (_, i) => first + i);
    // New rectangles last: SciPy's callback is given the point that was sampled last.
    this.touched = [...plans.map(({ parent }) => parent), ...made];
    for (const { parent, level, directions, start } of plans) {
      rectangles.remove(parent, level);
      rectangles.divide(parent, directions, start);
    }
    return failure;
  }

  /** SciPy's tests after an iteration, in its order. */
  termination(): Status | null {
    const { rectangles, options, bestAt, best } = this;
    if (options.eps < 0) this.eps = Math.max(1e-4 * Math.abs(best), -options.eps);
    const volume = this.thirds[rectangles.level(bestAt, false)];
    if (options.volTol > 0 && volume <= options.volTol) return Status.SmallVolume;
    if (options.lenTol > 0 && this.sizes[rectangles.level(bestAt)] <= options.lenTol) return Status.SmallLength;
    const scale = options.fMin === 0 ? 1 : Math.abs(options.fMin);
    const tolerance = options.fMin === -Infinity ? 0 : options.fMinRtol;
    if ((best - options.fMin) / scale <= tolerance) return Status.NearMinimum;
    return this.nfev >= this.maxfun ? Status.MaxFun : null;
  }

  /** The picture of an iteration: the rectangles that it made or cut. The first is a picture only. */
  *report(nit: number): Search<boolean> {
    const { n, rectangles, thirds, width } = this;
    const made = this.touched;
    const centers = new Float64Array(made.length * n);
    const halfSides = new Float64Array(made.length * n);
    made.forEach((rectangle, i) => {
      for (let k = 0; k < n; k++) {
        centers[i * n + k] = this.toBox(rectangle, k);
        halfSides[i * n + k] = 0.5 * thirds[rectangles.cuts[rectangle * n + k]] * width[k];
      }
    });
    const fun = Float64Array.from(made, (rectangle) => rectangles.fun[rectangle]);
    return yield* reportIterate({
      x: this.bestPoint(),
      fun: this.best,
      nit,
      event: { type: 'rectangles', centers, halfSides, fun },
      ...(nit === 1 ? { quiet: true } : {}),
    });
  }

  finish(status: Status, nit: number): OptimizeResult {
    return {
      x: this.bestPoint(),
      fun: this.best,
      nfev: this.nfev,
      nit,
      status,
      success: status > 2,
      message: this.message(status),
      warnings: this.options.warnings,
    };
  }

  private *sample(first: number, count: number): Search<void> {
    if (count === 0) return;
    const { n, rectangles } = this;
    const points = new Float64Array(count * n);
    for (let i = 0; i < count; i++) for (let k = 0; k < n; k++) points[i * n + k] = this.toBox(first + i, k);
    const values = (yield { kind: 'batch', points, count }) as Float64Array;
    this.nfev += count;
    rectangles.fun.set(values, first);
    // The center's value stands even if it is NaN; others must be lower.
    if (first === 1) this.best = values[0];
    for (let i = 0; i < count; i++) {
      if (values[i] < this.best) {
        this.best = values[i];
        this.bestAt = first + i;
      }
    }
  }

  private toBox(rectangle: number, k: number): number {
    return (this.rectangles.center[rectangle * this.n + k] + this.shift[k]) * this.width[k];
  }

  // Rounded as SciPy rounds its answer, which is not as it rounds the point that was sampled.
  private bestPoint(): Float64Array {
    const { n, rectangles, width, shift, bestAt } = this;
    return Float64Array.from(
      { length: n },
      (_, k) => rectangles.center[bestAt * n + k] * width[k] + width[k] * shift[k],
    );
  }

  private message(status: Status): string {
    const { options, maxfun, maxiter } = this;
    switch (status) {
      case Status.MaxFun:
        return `Number of function evaluations done is larger than maxfun=${maxfun}`;
      case Status.MaxIter:
        return `Number of iterations is larger than maxiter=${maxiter}`;
      case Status.NearMinimum:
        return `The best function value found is within a relative error=${pythonNumber(options.fMinRtol)} of the (known) global optimum f_min`;
      case Status.SmallVolume:
        return `The volume of the hyperrectangle containing the lowest function value found is below vol_tol=${pythonNumber(options.volTol)}`;
      case Status.SmallLength:
        return `The side length measure of the hyperrectangle containing the lowest function value found is below len_tol=${pythonNumber(options.lenTol)}`;
      case Status.NoRoom:
        return 'There was an error in the creation of the sample points';
      case Status.TooDeep:
        return 'Maximum number of levels has been reached.';
      case Status.Stopped:
        return 'Forced stop';
      default:
        return status satisfies never;
    }
  }
}

function powersOfThird(count: number): Float64Array {
  const powers = new Float64Array(count + 2);
  for (let k = 0, power = 1; k < powers.length; k++, power *= 3) powers[k] = 1 / power;
  return powers;
}

/** Half diagonal by level: p sides of 3^−(k+1) and n − p of 3^−k at level k·n + p. */
function halfDiagonals(n: number, depth: number): Float64Array {
  const sizes = new Float64Array((Math.floor(depth / n) + 1) * n);
  for (let k = 0, power = 1; k * n < sizes.length; k++, power *= 3) {
    for (let p = 0; p < n; p++) sizes[k * n + p] = (Math.sqrt(n - p + p / 9) * 0.5) / power;
  }
  return sizes;
}
