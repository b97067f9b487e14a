/**
 * TNC: a truncated Newton method for smooth functions inside a box.
 *
 * Source: Nash (1984), "Newton-type minimization via the Lanczos method", SIAM J. Numer. Anal. 21, 770–778, in the form
 * of TNC 1.3 (Roy) that SciPy 1.17.1 wraps: active bounds, scaling of x and f, return codes and messages.
 * One evaluation is f with its gradient; `maxfun` counts those, `nfev` also the finite differences.
 * Differs: an end that SciPy calls converged, but at which f is not finite, is reported as "Unable to progress"; a
 * callback that stops ends the run as in every other method, where SciPy lets the exception out.
 */
import { copyInto, copyOf } from '../../../math/linalg/copy';
import { dot } from '../../../math/linalg/sums';
import type { Bounds, Setup } from '../../method';
import { Objective } from '../../objective';
import { readOptions } from '../../options';
import type { Iterate, Search } from '../../protocol';
import { markStoppedByCallback, type OptimizeResult } from '../../result';
import { ActiveSet } from './active-set';
import { DirectionSolver } from './direction';
import { type LinePosition, LineSearch } from './line-search';
import { readLimits, tncOptions, type TncLimits } from './options';
import { Preconditioner } from './preconditioner';
import { chooseScaling, scaledNorm, type Scaling } from './scaling';

const EPSILON = 2 ** -52;

/** Why a run ended. */
type TncStatus =
  | 'infeasible'
  | 'local-minimum'
  | 'f-converged'
  | 'x-converged'
  | 'max-evaluations'
  | 'line-search-failed'
  | 'constant'
  | 'no-progress'
  | 'user-abort';

const ENDS: Readonly<Record<TncStatus, { readonly code: number; readonly message: string }>> = {
  infeasible: { code: -1, message: 'Infeasible (lower bound > upper bound)' },
  'local-minimum': { code: 0, message: 'Local minimum reached (|pg| ~= 0)' },
  'f-converged': { code: 1, message: 'Converged (|f_n-f_(n-1)| ~= 0)' },
  'x-converged': { code: 2, message: 'Converged (|x_n-x_(n-1)| ~= 0)' },
  'max-evaluations': { code: 3, message: 'Max. number of function evaluations reached' },
  'line-search-failed': { code: 4, message: 'Linear search failed' },
  constant: { code: 5, message: 'All lower bounds are equal to the upper bounds' },
  'no-progress': { code: 6, message: 'Unable to progress' },
  'user-abort': { code: 7, message: 'User requested end of minimization' },
};

/** Runs TNC.
 *  @throws OptionError on a bad option, before the first request */
export function* solveTnc(setup: Setup): Search<OptimizeResult> {
  const { x0, jac, bounds } = setup;
  const n = x0.length;
  const options = readOptions(setup, tncOptions, ['ftol', 'xtol', 'gtol']);
  const limits = readLimits(options, n);
  const epsilon = options.vector('eps', n) ?? undefined;
  const relStep = options.vector('finite_diff_rel_step', n);
  const objective = new Objective({ x0, jac, epsilon, relStep, bounds });
  const atStart = objective.requestStart();
  if (atStart === null) yield* objective.start();
  else objective.takeBoth((yield atStart) as number, atStart);

  const start = chooseStart(x0, bounds, limits);
  let status = start.status;
  let { x } = start;
  let nit = 0;
  if (status === null) {
    yield* objective.funAndGrad(x);
    if (isHeld(start, limits.scale)) {
      status = 'constant';
    } else {
      const run = new Run(objective, start, limits);
      const { direction, search } = run;
      // A driver that replies nothing to a report wants no further ones.
      let isWatched = true;
      while (run.aim()) {
        while (direction.isTrying) {
          const both = objective.requestBoth(direction.trial);
          if (both === null) yield* objective.funAndGrad(direction.trial);
          else objective.takeBoth((yield both) as number, both);
          direction.advance();
        }
        run.beginSearch();
        while (search.isTrying) {
          const both = objective.requestBoth(search.trial);
          if (both === null) yield* objective.funAndGrad(search.trial);
          else objective.takeBoth((yield both) as number, both);
          search.advance();
        }
        if (!run.move()) break;
        if (isWatched) {
          const reply = (yield { kind: 'iterate', iterate: run.iterate() }) as boolean | undefined;
          if (reply === true) run.status = 'user-abort';
          if (reply === true) break;
          isWatched = reply !== undefined;
        }
        if (!run.learn()) break;
      }
      ({ status, x, nit } = run);
    }
  }
  // The scaled iterate is only nearly the last evaluated point: f and its gradient are brought to it.
  yield* objective.funAndGrad(x);
  if (!Number.isFinite(objective.f) && isConverged(status)) status = 'no-progress';
  const result: OptimizeResult = {
    x,
    fun: objective.f,
    jac: objective.g,
    nit,
    nfev: objective.nfev,
    status: ENDS[status].code,
    success: isConverged(status),
    message: ENDS[status].message,
    warnings: options.warnings,
  };
  return status === 'user-abort' ? markStoppedByCallback(result) : result;
}

function isConverged(status: TncStatus): boolean {
  return ENDS[status].code >= 0 && ENDS[status].code < 3;
}

/** Where a run starts, or why none does. */
interface Start {
  /** inside the bounds where there is a run (n) */
  readonly x: Float64Array;
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  /** null: there is a run */
  readonly status: TncStatus | null;
}

function chooseStart(x0: Float64Array, bounds: Bounds | null, { maxfun }: TncLimits): Start {
  const n = x0.length;
  const lb = bounds ? bounds.lb : new Float64Array(n).fill(-Infinity);
  const ub = bounds ? bounds.ub : new Float64Array(n).fill(Infinity);
  const x = copyOf(x0);
  if (n === 0) return { x, lb, ub, status: 'constant' };
  for (let i = 0; i < n; i++) if (lb[i] > ub[i]) return { x, lb, ub, status: 'infeasible' };
  for (let i = 0; i < n; i++) {
    if (x[i] < lb[i]) x[i] = lb[i];
    else if (x[i] > ub[i]) x[i] = ub[i];
  }
  return { x, lb, ub, status: maxfun < 1 ? 'max-evaluations' : null };
}

/** Whether bounds or the user's scales hold every variable. */
function isHeld({ lb, ub }: Start, scale: Float64Array | null): boolean {
  for (let i = 0; i < lb.length; i++) if (lb[i] !== ub[i] && scale?.[i] !== 0) return false;
  return true;
}

/** A run between its requests: the iterate, its direction and its search, and what the tests compare. Fields that hold
 *  numbers start as numbers: a field that was ever undefined holds each number in a box of its own. */
class Run {
  readonly direction: DirectionSolver;
  readonly search: LineSearch;
  /** why the run ended */
  status: TncStatus = 'no-progress';
  nit = 0;

  private readonly position: LinePosition;
  private readonly scaling: Scaling;
  private readonly active: ActiveSet;
  private readonly preconditioner: Preconditioner;
  // Projected scaled gradient now and before the step, and the direction.
  private readonly g: Float64Array;
  private readonly previousG: Float64Array;
  private readonly p: Float64Array;
  private readonly projected: Float64Array;

  /** norms of g and of the free part of the point */
  private gNorm = NaN;
  private uNorm = NaN;
  /** between these the norm of g is certainly not rescaled: a little inside 10^±rescale */
  private readonly nearOne: { readonly low: number; readonly high: number };
  private stepmx = NaN;
  private fAtConstraint = NaN;
  private fAtReset = NaN;
  private decrease = 0;
  private expectedReduction = 0.05;
  private cycle: number;
  private isConstraintNew = true;
  // Of the step under way: f and the evaluations before it, slope and length of its direction, and its limits.
  private previousF = NaN;
  private evaluationsBefore = 0;
  private slope = NaN;
  private pSize = NaN;
  private freeLimit = NaN;
  private limit = NaN;

  constructor(
    objective: Objective,
    { x, lb, ub }: Start,
    private readonly limits: TncLimits,
  ) {
    const n = x.length;
    this.scaling = chooseScaling(x, lb, ub, limits.scale, limits.offset);
    this.active = new ActiveSet(this.scaling);
    this.preconditioner = new Preconditioner(n);
    this.g = new Float64Array(n);
    this.previousG = new Float64Array(n);
    this.p = new Float64Array(n);
    this.projected = new Float64Array(n);
    const u = copyOf(x);
    this.scaling.toScaled(u);
    this.position = { u, f: objective.f, g: objective.g, evaluations: 1, step: NaN };
    const { active, g, p, position, preconditioner, scaling } = this;
    this.direction = new DirectionSolver(objective, scaling, active, preconditioner, position, g, p, limits);
    this.search = new LineSearch(objective, scaling, position, p, limits);
    scaling.scaleGradient(position.g, g);
    active.start(u, g);
    active.project(g);
    this.gNorm = scaledNorm(g);
    const far = 10 ** limits.rescale;
    this.nearOne = { low: (1 + 1e-9) / far, high: (1 - 1e-9) * far };
    this.stepmx = limits.stepmx;
    this.fAtConstraint = this.fAtReset = position.f;
    this.cycle = n - 1;
  }

  /** The iterate in the user's coordinates, fresh and inside the bounds. */
  get x(): Float64Array {
    const x = this.userPoint();
    this.scaling.coerce(x);
    return x;
  }

  iterate(): Iterate {
    return { x: this.userPoint(), fun: this.position.f / this.scaling.factor, nit: this.nit };
  }

  /** Begins the next direction, unless the run is at its end.
   *  @returns  whether it goes on */
  aim(): boolean {
    const { gNorm: size, limits, position, scaling } = this;
    if (size <= limits.gtol * scaling.factor) return this.end('local-minimum');
    if (position.evaluations >= limits.maxfun) return this.end('max-evaluations');
    const isFarFromOne = !(size > this.nearOne.low && size < this.nearOne.high);
    if (isFarFromOne && size > EPSILON && Math.abs(Math.log10(size)) > limits.rescale) this.rescale(1 / size);
    this.evaluationsBefore = position.evaluations;
    this.uNorm = this.projectedNorm(position.u);
    this.direction.begin(this.gNorm, this.uNorm);
    return true;
  }

  // Multiplies f and everything that goes with it.
  private rescale(size: number): void {
    const { g, position, preconditioner, scaling } = this;
    position.f *= size;
    scaling.factor *= size;
    this.gNorm *= size;
    this.fAtConstraint *= size;
    this.fAtReset *= size;
    this.decrease *= size;
    for (let i = 0; i < g.length; i++) g[i] *= size;
    preconditioner.forget();
    this.cycle = g.length - 1;
    this.isConstraintNew = true;
  }

  /** Begins the search along the direction just found. */
  beginSearch(): void {
    const { active, g, limits, p, position, preconditioner, scaling } = this;
    if (!this.isConstraintNew) {
      if (preconditioner.isReset) {
        copyInto(preconditioner.s, preconditioner.sSum);
        copyInto(preconditioner.y, preconditioner.ySum);
        this.fAtReset = position.f;
        this.cycle = 1;
      } else {
        preconditioner.accumulate();
        this.cycle++;
      }
    }
    copyInto(g, this.previousG);
    this.previousF = position.f;
    const slope = (this.slope = dot(p, g));
    const pSize = (this.pSize = scaledNorm(p));
    const freeLimit = (this.freeLimit = this.stepmx / (pSize + EPSILON));
    const limit = (this.limit = active.longestStep(freeLimit, position.u, p));
    if (!(limit > 0)) return;
    this.search.begin(this.uNorm, pSize, firstStep(position.f, limits.minfev / scaling.factor, slope, limit), limit);
  }

  /** Takes the step that the search found, and a bound that it met.
   *  @returns  whether the run goes on */
  move(): boolean {
    const { active, limit, p, position, search } = this;
    if (limit > 0) {
      const { outcome } = search;
      if (outcome === 'failed') return this.end('line-search-failed');
      if (position.step >= 0.9 * this.freeLimit) this.stepmx *= 100;
      this.isConstraintNew = position.step - limit >= -EPSILON * 10;
      if (!this.isConstraintNew && outcome === 'out-of-evaluations') return this.end('max-evaluations');
    } else {
      this.isConstraintNew = true;
    }
    if (this.isConstraintNew) {
      const found = active.add(position.u, p);
      if (!found && position.evaluations === this.evaluationsBefore) return this.end('no-progress');
      this.fAtConstraint = position.f;
    }
    this.nit++;
    return true;
  }

  /** Learns from the gradient at the new iterate: which bound to release, whether to stop, how to precondition.
   *  @returns  whether the run goes on */
  learn(): boolean {
    const { active, cycle, g, isConstraintNew, limits, p, position, preconditioner, scaling } = this;
    const previousDecrease = this.decrease;
    const decrease = (this.decrease = this.previousF - position.f);
    if (cycle === 1) {
      if (decrease > previousDecrease * 2) this.expectedReduction += this.expectedReduction;
      if (decrease < previousDecrease * 0.5) this.expectedReduction *= 0.5;
    }
    scaling.scaleGradient(position.g, g);
    this.gNorm = this.projectedNorm(g);
    const isFlat = !(this.fAtConstraint - position.f <= this.slope * -0.5 && this.gNorm > limits.gtol * scaling.factor);
    if (isFlat && active.release(g)) {
      this.gNorm = this.projectedNorm(g);
      this.fAtConstraint = position.f;
    } else if (!isConstraintNew) {
      if (Math.abs(decrease) <= limits.ftol * scaling.factor) return this.end('f-converged');
      if (position.step * this.pSize <= limits.xtol) return this.end('x-converged');
    }
    active.project(g);
    if (!isConstraintNew) {
      const isCycleOver = cycle === g.length - 1 || decrease < this.expectedReduction * (this.fAtReset - position.f);
      preconditioner.remember(position.step, p, g, this.previousG, isCycleOver);
    }
    return true;
  }

  private end(status: TncStatus): false {
    this.status = status;
    return false;
  }

  private userPoint(): Float64Array {
    const x = copyOf(this.position.u);
    this.scaling.toUser(x);
    return x;
  }

  private projectedNorm(v: Float64Array): number {
    const { active, projected } = this;
    copyInto(v, projected);
    active.project(projected);
    return scaledNorm(projected);
  }
}

/** First step to try: 1, unless the estimate of the smallest value says that f cannot fall so far. */
function firstStep(f: number, fLowest: number, slope: number, limit: number): number {
  const gap = Math.abs(f - fLowest);
  const step = gap * 2 <= -slope && gap >= EPSILON ? (gap * -2) / slope : 1;
  return step >= limit ? limit : step;
}
