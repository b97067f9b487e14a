/**
 * The strong Wolfe line search of SciPy's BFGS, CG and Newton-CG: Moré and Thuente's first, and where that fails,
 * bracketing and zoom.
 *
 * Source: Nocedal & Wright (2006), conditions (3.7), Algorithms 3.5 and 3.6; first trial step after (3.60).
 * Each trial point is a fresh array, which the objective keeps.
 */
import { dot } from '../../math/linalg/sums';
import { OptionError } from '../errors';
import type { Objective } from '../objective';
import type { Search } from '../protocol';
import { cubicMinimizer, quadraticMinimizer } from './interpolation';
import { MoreThuente, type MoreThuenteState } from './more-thuente';

/** SciPy's parameters of the search. */
export interface WolfeOptions {
  /** sufficient decrease */
  readonly c1: number;
  /** curvature */
  readonly c2: number;
  readonly amin: number;
  readonly amax: number;
  /** whether bracketing respects `amax` too: SciPy passes it on only where its caller named it */
  readonly boundsBracketing: boolean;
}

/** A further condition on a step that satisfies strong Wolfe, e.g. CG's sufficient descent. */
export type StepCondition = (alpha: number, fun: number, grad: Float64Array) => boolean;

const MAX_TRIALS = 100;
const MAX_BRACKETS = 10;
const MAX_ZOOMS = 10;
const XTOL = 1e-14;

/** Where a search starts; `previousFun` is null in the first iteration of Newton-CG. */
export interface WolfeStart {
  x: Float64Array;
  direction: Float64Array;
  grad: Float64Array;
  fun: number;
  previousFun: number | null;
}

/** One search per run; the fields below hold the outcome of the last `search`. */
export class WolfeSearch {
  alpha = 0;
  /** f at the step */
  fun = 0;
  /** f at the start, as SciPy hands it on to the next search */
  startFun = 0;
  /** ∇f at the step, or null where only f was evaluated there */
  grad: Float64Array | null = null;

  /** whether f and ∇f are wanted at `trial` */
  isTrying = false;
  isFound = false;
  /** the point to evaluate (n), a fresh array for each step */
  trial: Float64Array;

  private readonly inner: MoreThuente;
  private start!: WolfeStart;
  private first = 0;
  private slope0 = 0;
  private trials = 0;

  /** @throws OptionError unless 0 < c1 < c2 < 1 */
  constructor(
    private readonly objective: Objective,
    private readonly options: WolfeOptions,
    private readonly condition: StepCondition | null = null,
  ) {
    const { c1, c2, amin, amax } = options;
    this.inner = new MoreThuente({ ftol: c1, gtol: c2, xtol: XTOL, stepMin: amin, stepMax: amax });
    this.trial = objective.x;
  }

  /** Finds a step.
   *  @returns  whether one was found; read it from the fields */
  *search(start: WolfeStart): Search<boolean> {
    this.begin(start);
    const { objective } = this;
    while (this.isTrying) {
      const both = objective.requestBoth(this.trial);
      if (both === null) yield* objective.funAndGrad(this.trial);
      else objective.takeBoth((yield both) as number, both);
      this.advance();
    }
    return this.isFound || (yield* this.fallBack());
  }

  /** Begins a search for callers that evaluate themselves, without a generator per search: while `isTrying`, have
   *  `objective` evaluate f and ∇f at `trial`, then `advance`. If not `isFound` at the end, `fallBack` goes on.
   *  @param slope  of the direction, for callers that know it */
  begin(start: WolfeStart, slope = dot(start.grad, start.direction)): void {
    this.start = start;
    this.trials = 0;
    this.isFound = false;
    this.slope0 = slope;
    this.first = firstStep(start.fun, start.previousFun, this.slope0);
    this.next(this.inner.start(this.first, start.fun, this.slope0));
  }

  /** Takes f and ∇f at `trial` from the objective. */
  advance(): void {
    const { f, g } = this.objective;
    const { start } = this;
    if (++this.trials === MAX_TRIALS) {
      this.isTrying = false;
      return;
    }
    const state = this.inner.advance(f, dot(g, start.direction));
    this.next(state);
    if (state !== 'converged') return;
    const alpha = this.inner.step;
    if (this.condition !== null && !this.condition(alpha, f, g)) return;
    this.isFound = true;
    this.accept(alpha, f, g, start.fun);
  }

  /** Brackets and zooms, after the first search found nothing.
   *  @returns  whether a step was found; read it from the fields */
  *fallBack(): Search<boolean> {
    return yield* this.bracket(this.start, this.first, this.slope0);
  }

  private next(state: MoreThuenteState): void {
    this.isTrying = state === 'evaluate' && Number.isFinite(this.inner.step);
    if (this.isTrying) this.moveTo(this.start, this.inner.step);
  }

  private accept(alpha: number, fun: number, grad: Float64Array | null, startFun: number): void {
    this.alpha = alpha;
    this.fun = fun;
    this.grad = grad;
    this.startFun = startFun;
  }

  private moveTo(start: WolfeStart, alpha: number): void {
    const { x, direction } = start;
    const trial = new Float64Array(x.length);
    this.trial = trial;
    for (let i = 0; i < trial.length; i++) trial[i] = x[i] + alpha * direction[i];
  }

  private *valueAt(start: WolfeStart, alpha: number): Search<number> {
    this.moveTo(start, alpha);
    return yield* this.objective.fun(this.trial);
  }

  private *slopeAt(start: WolfeStart, alpha: number): Search<number> {
    this.moveTo(start, alpha);
    this.grad = yield* this.objective.grad(this.trial);
    return dot(this.grad, start.direction);
  }

  private meetsCondition(alpha: number, fun: number): boolean {
    return this.condition === null || this.condition(alpha, fun, this.grad!);
  }

  // Algorithm 3.5.
  private *bracket(start: WolfeStart, first: number, slope0: number): Search<boolean> {
    const { c1, c2, boundsBracketing } = this.options;
    const amax = boundsBracketing ? this.options.amax : Infinity;
    let alphaBefore = 0;
    let funBefore = start.fun;
    let slopeBefore = slope0;
    let alpha = amax < first ? amax : first;
    let fun = yield* this.valueAt(start, alpha);

    for (let i = 0; i < MAX_BRACKETS; i++) {
      if (alpha === 0 || alphaBefore > amax) return false;
      if (fun > start.fun + c1 * alpha * slope0 || (fun >= funBefore && i > 0)) {
        return yield* this.zoom(start, slope0, alphaBefore, alpha, funBefore, fun, slopeBefore);
      }
      const slope = yield* this.slopeAt(start, alpha);
      if (Math.abs(slope) <= -c2 * slope0 && this.meetsCondition(alpha, fun)) {
        this.accept(alpha, fun, this.grad, start.fun);
        return true;
      }
      if (slope >= 0) return yield* this.zoom(start, slope0, alpha, alphaBefore, fun, funBefore, slope);
      alphaBefore = alpha;
      alpha = amax < 2 * alpha ? amax : 2 * alpha;
      funBefore = fun;
      fun = yield* this.valueAt(start, alpha);
      slopeBefore = slope;
    }
    // Out of trials: SciPy takes the longest step, whose gradient is not known yet.
    this.accept(alpha, fun, null, start.fun);
    return true;
  }

  // Algorithm 3.6.
  private *zoom(
    start: WolfeStart,
    slope0: number,
    low: number,
    high: number,
    funLow: number,
    funHigh: number,
    slopeLow: number,
  ): Search<boolean> {
    const { c1, c2 } = this.options;
    let recent = 0;
    let funRecent = start.fun;
    for (let i = 0; i <= MAX_ZOOMS; i++) {
      const width = high - low;
      const left = width < 0 ? high : low;
      const right = width < 0 ? low : high;
      let alpha: number | null = null;
      if (i > 0) {
        const margin = 0.2 * width;
        alpha = cubicMinimizer(low, funLow, slopeLow, high, funHigh, recent, funRecent);
        if (alpha !== null && (alpha > right - margin || alpha < left + margin)) alpha = null;
      }
      if (alpha === null) {
        const margin = 0.1 * width;
        alpha = quadraticMinimizer(low, funLow, slopeLow, high, funHigh);
        if (alpha === null || alpha > right - margin || alpha < left + margin) alpha = low + 0.5 * width;
      }

      const fun = yield* this.valueAt(start, alpha);
      if (fun > start.fun + c1 * alpha * slope0 || fun >= funLow) {
        funRecent = funHigh;
        recent = high;
        high = alpha;
        funHigh = fun;
        continue;
      }
      const slope = yield* this.slopeAt(start, alpha);
      if (Math.abs(slope) <= -c2 * slope0 && this.meetsCondition(alpha, fun)) {
        this.accept(alpha, fun, this.grad, start.fun);
        return true;
      }
      if (slope * (high - low) >= 0) {
        funRecent = funHigh;
        recent = high;
        high = low;
        funHigh = funLow;
      } else {
        funRecent = funLow;
        recent = low;
      }
      low = alpha;
      funLow = fun;
      slopeLow = slope;
    }
    return false;
  }
}

/** Refuses Wolfe parameters out of order.
 *  @throws OptionError unless 0 < c1 < c2 < 1 */
export function requireWolfeParameters(c1: number, c2: number): void {
  if (0 < c1 && c1 < c2 && c2 < 1) return;
  throw new OptionError(
    `'c1' and 'c2' do not satisfy '0 < c1 < c2 < 1': c1 is ${c1}, c2 is ${c2}. The defaults are c1 = 1e-4 and c2 = 0.9 (CG: 0.4).`,
    'c1',
  );
}

// As long as the last decrease suggests, at most 1.
function firstStep(fun: number, previousFun: number | null, slope0: number): number {
  if (previousFun === null || slope0 === 0) return 1;
  const guess = (1.01 * 2 * (fun - previousFun)) / slope0;
  const step = guess < 1 ? guess : 1;
  return step < 0 ? 1 : step;
}
