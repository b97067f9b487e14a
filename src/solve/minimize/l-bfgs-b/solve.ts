/**
 * L-BFGS-B 3.0: a limited-memory quasi-Newton method for smooth functions of many variables inside a box.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), "A limited memory algorithm for bound constrained optimization", the algorithm
 * of §6; Zhu, Byrd, Lu & Nocedal (1997), Algorithm 778; Morales & Nocedal (2011), the remark on it. The line search is
 * Moré & Thuente (1994). Counting, stopping tests and messages are those of SciPy 1.17.1.
 * Differs: an end that SciPy calls converged, but at which f is not finite, is reported as ABNORMAL; after a bad `maxcor`
 * or `ftol`, `fun` and `jac` are those of x0 and not zeros.
 */
import { copyOf } from '../../../math/linalg/copy';
import { Workspace } from '../../../math/workspace';
import { MoreThuente, type MoreThuenteState } from '../../line-search/more-thuente';
import type { Setup } from '../../method';
import { Objective } from '../../objective';
import { readOptions } from '../../options';
import type { Iterate, Search } from '../../protocol';
import { markStoppedByCallback, type OptimizeResult } from '../../result';
import { hasNaN } from '../vector-norm';
import { type Box, clampInto, longestStep, makeBox, projectedGradientNorm } from './box';
import { CompactModel } from './compact-model';
import { denseInverseHessian } from './inverse-hessian';
import { blasDot, norm } from './kernels';
import type { Model } from './model';
import { lbfgsbOptions, type LimitedMemoryLimits, readLimits } from './options';
import { stepKernel } from './step-kernel';
import { fitsKernel, UnrolledModel } from './unrolled-model';

const EPSILON = 2 ** -52;
/** Largest step where nothing is bounded. */
const STEP_LIMIT = 1e10;
const SEARCH = { ftol: 1e-3, gtol: 0.9, xtol: 0.1, stepMin: 0, stepMax: STEP_LIMIT } as const;
/** Largest n for which the inverse Hessian is written out. */
const DENSE_LIMIT = 64;

/** Why a run ended, and SciPy's words for it. */
type LbfgsbEnd = keyof typeof MESSAGES;
const MESSAGES = {
  'gradient-converged': 'CONVERGENCE: NORM OF PROJECTED GRADIENT <= PGTOL',
  'f-converged': 'CONVERGENCE: RELATIVE REDUCTION OF F <= FACTR*EPSMCH',
  'callback-stopped': 'STOP: CALLBACK REQUESTED HALT',
  'max-evaluations': 'STOP: TOTAL NO. OF F,G EVALUATIONS EXCEEDS LIMIT',
  'max-iterations': 'STOP: TOTAL NO. OF ITERATIONS REACHED LIMIT',
  abnormal: 'ABNORMAL: ',
  'bad-memory': 'ERROR: M <= 0',
  'bad-tolerance': 'ERROR: FACTR < 0',
} as const;

/** Runs L-BFGS-B. It asks, and nothing else: everything between two requests is the run's own, whose state a generator would have
 *  to save and restore each time.
 *  @throws OptionError on a bad option, before the first request */
export function* solveLbfgsb(setup: Setup): Search<OptimizeResult> {
  const n = setup.x0.length;
  const options = readOptions(setup, lbfgsbOptions, ['ftol', 'gtol']);
  const limits = readLimits(options);
  const { jac, bounds } = setup;
  const epsilon = options.vector('eps', n) ?? undefined;
  const relStep = options.vector('finite_diff_rel_step', n);
  const box = makeBox(n, bounds);
  const x0 = clip(setup.x0, box);
  const objective = new Objective({ x0, jac, epsilon, relStep, bounds });
  const atStart = objective.requestStart();
  if (atStart === null) yield* objective.start();
  else objective.takeBoth((yield atStart) as number, atStart);
  const workspace = new Workspace();
  const run = new Run(box, objective, limits, workspace);
  let goesOn = run.mayBegin();
  // SciPy asks again here; what it remembers answers, unless x0 holds a NaN, and the counts show it.
  if (goesOn && hasNaN(x0)) yield* objective.funAndGrad(x0);
  goesOn = goesOn && run.begin();
  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  while (goesOn) {
    while (run.isTrying) {
      const both = objective.requestBoth(run.trial);
      if (both === null) yield* objective.funAndGrad(run.trial);
      else objective.takeBoth((yield both) as number, both);
      run.advance();
    }
    if (!run.hasFound) {
      goesOn = run.startAgain();
      continue;
    }
    run.move();
    if (isWatched) {
      const reply = (yield { kind: 'iterate', iterate: run.iterate() }) as boolean | undefined;
      run.wasStopped = reply === true;
      isWatched = reply !== undefined;
    }
    goesOn = run.goOn();
  }
  const result = run.result(options.warnings);
  workspace.release();
  return run.wasStopped ? markStoppedByCallback(result) : result;
}

// NaN stays NaN, as in np.clip.
function clip(x0: Float64Array, { lb, ub }: Box): Float64Array {
  const x = copyOf(x0);
  for (let i = 0; i < x.length; i++) {
    if (x[i] < lb[i]) x[i] = lb[i];
    else if (x[i] > ub[i]) x[i] = ub[i];
  }
  return x;
}

/** A run between its requests: the iterate, and everything that carries over from one iteration to the next. Fields that hold
 *  numbers start as NaN: a field that was ever undefined holds each number in a box of its own. */
class Run {
  /** whether the line search wants an evaluation at `trial` (n), which is fresh */
  isTrying = false;
  trial: Float64Array;
  /** whether the callback asked to stop */
  wasStopped = false;

  private end: LbfgsbEnd = 'abnormal';
  private x: Float64Array;
  private f = NaN;
  private g: Float64Array;
  private nit = 0;
  /** ‖P(x − g) − x‖∞ at the iterate */
  private projected = NaN;

  private readonly model: Model;
  // The minimizer of the model, the direction to it, and the change of the gradient.
  private readonly z: Float64Array;
  private readonly d: Float64Array;
  private readonly y: Float64Array;
  private dNorm = NaN;

  private readonly search = new MoreThuente(SEARCH);
  private state: MoreThuenteState = 'error';
  private evaluations = 0;
  // f before the search, and the slopes along d before and after it.
  private startF = NaN;
  private startSlope = NaN;
  private slope = NaN;

  constructor(
    private readonly box: Box,
    private readonly objective: Objective,
    private readonly limits: LimitedMemoryLimits,
    workspace: Workspace,
  ) {
    const { n } = box;
    this.x = this.trial = objective.x;
    this.f = objective.f;
    this.g = objective.g;
    this.model = modelFor(box, Math.max(0, limits.maxcor), workspace);
    this.z = new Float64Array(n);
    this.d = new Float64Array(n);
    this.y = new Float64Array(n);
  }

  /** Whether the options let the run begin. */
  mayBegin(): boolean {
    const { ftol, maxcor } = this.limits;
    if (ftol < 0) this.end = 'bad-tolerance';
    else if (maxcor <= 0) this.end = 'bad-memory';
    return !(ftol < 0 || maxcor <= 0);
  }

  /** Takes the start and begins the first search.
   *  @returns  whether there is anything to do */
  begin(): boolean {
    this.takePoint();
    if (this.projected <= this.limits.gtol) return this.stop('gradient-converged');
    this.aim();
    return true;
  }

  /** Takes value and gradient at `trial`. */
  advance(): void {
    const { d, objective, search } = this;
    this.slope = blasDot(objective.g, 0, d, 0, d.length);
    this.state = search.advance(objective.f, this.slope);
    this.propose();
  }

  /** Whether the line search ended at a point to go on from. */
  get hasFound(): boolean {
    return this.state !== 'error' && this.state !== 'evaluate';
  }

  /** Forgets the curvature, once, where no better point was found on the line.
   *  @returns  whether the run goes on */
  startAgain(): boolean {
    if (this.model.size === 0) return this.stop('abnormal');
    this.model.reset();
    this.aim();
    return true;
  }

  /** Takes the point that the search found. */
  move(): void {
    const { g, y } = this;
    this.takePoint();
    for (let i = 0; i < y.length; i++) y[i] = this.g[i] - g[i];
    // A step too short to change x leaves the gradient where it was.
    if (g !== this.g) this.objective.recycle(g);
    this.nit++;
  }

  iterate(): Iterate {
    return { x: this.x, fun: this.f, nit: this.nit };
  }

  /** Tests for the end, else learns from the step and begins the next search.
   *  @returns  whether the run goes on */
  goOn(): boolean {
    const { f, limits, nit, objective, startF } = this;
    if (nit >= limits.maxiter) return this.stop('max-iterations');
    if (objective.nfev > limits.maxfun) return this.stop('max-evaluations');
    if (this.wasStopped) return this.stop('callback-stopped');
    if (this.projected <= limits.gtol) return this.stop('gradient-converged');
    if (startF - f <= limits.ftol * Math.max(Math.abs(startF), Math.abs(f), 1)) return this.stop('f-converged');
    this.learn();
    this.aim();
    return true;
  }

  /** The result as SciPy words it. */
  result(warnings: string[]): OptimizeResult {
    const { end, limits, objective, x, f, g, nit } = this;
    const hasConverged = end === 'gradient-converged' || end === 'f-converged';
    const success = hasConverged && Number.isFinite(f);
    const isAtLimit = objective.nfev > limits.maxfun || nit >= limits.maxiter;
    const pairs = this.model.pairs();
    return {
      x,
      fun: f,
      jac: g,
      hess_inv: x.length <= DENSE_LIMIT ? denseInverseHessian(pairs) : undefined,
      sk: pairs.sk,
      yk: pairs.yk,
      nit,
      nfev: objective.nfev,
      njev: objective.njev,
      status: success ? 0 : isAtLimit ? 1 : 2,
      success,
      message: hasConverged && !success ? `${MESSAGES.abnormal}F IS NOT FINITE` : MESSAGES[end],
      warnings,
    };
  }

  private stop(end: LbfgsbEnd): false {
    this.end = end;
    return false;
  }

  /** Begins the search along the model's direction. */
  private aim(): void {
    const { box, d, f, g, model, nit, search, x, z } = this;
    model.aim(x, g, this.projected, nit === 0, z, d);
    const dNorm = (this.dNorm = nit === 0 || model.needsLength ? norm(d) : NaN);
    const slope = (this.slope = this.startSlope = blasDot(g, 0, d, 0, d.length));
    this.startF = f;
    const stepMax = !box.isConstrained ? STEP_LIMIT : nit === 0 ? 1 : longestStep(box, x, d, STEP_LIMIT);
    const first = nit > 0 || box.isBoxed ? 1 : 1 / dNorm < stepMax ? 1 / dNorm : stepMax;
    this.evaluations = 0;
    this.state = slope >= 0 ? 'error' : search.start(first, f, slope, stepMax);
    this.propose();
  }

  // Lays out the next trial while the search wants one.
  private propose(): void {
    const { limits, search } = this;
    this.isTrying = this.state === 'evaluate' && ++this.evaluations <= limits.maxls;
    if (!this.isTrying) return;
    // The search hands NaN back as its smallest step.
    if (search.step !== search.step) search.step = 0;
    this.trial = this.pointAt(search.step);
  }

  private takePoint(): void {
    this.x = this.objective.x;
    this.f = this.objective.f;
    this.g = this.objective.g;
    this.projected = projectedGradientNorm(this.box, this.x, this.g);
  }

  /** The trial point x + step·d (n), fresh, inside the box; at full length exactly z. */
  private pointAt(step: number): Float64Array {
    const { box, x, d, z } = this;
    if (step === 1) return copyOf(z);
    const point = new Float64Array(x.length);
    for (let i = 0; i < point.length; i++) point[i] = step * d[i] + x[i];
    if (box.isConstrained) clampInto(box, point);
    return point;
  }

  /** Stores the pair of the step just taken, unless its curvature is lost in rounding. */
  private learn(): void {
    const { model, d, y, dNorm, startSlope, slope } = this;
    const { step } = this.search;
    const yNorm = norm(y);
    let sy = slope - startSlope;
    let decrease = -startSlope;
    let ss = dNorm * dNorm;
    if (step !== 1) {
      sy *= step;
      decrease *= step;
      ss *= step * step;
      for (let i = 0; i < d.length; i++) d[i] *= step;
    }
    if (sy <= EPSILON * decrease) model.skip();
    else model.push(d, y, yNorm * yNorm, sy, ss);
  }
}

function modelFor(box: Box, m: number, workspace: Workspace): Model {
  const kernel = !box.isConstrained && fitsKernel(box.n, m) ? stepKernel() : null;
  return kernel === null ? new CompactModel(box, m, workspace) : new UnrolledModel(box.n, m, kernel);
}
