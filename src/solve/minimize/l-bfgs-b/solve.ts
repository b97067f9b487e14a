/**
 * L-BFGS-B 3.0: a limited-memory quasi-Newton method for smooth functions of many variables inside a box.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), "A limited memory algorithm for bound constrained optimization", the algorithm
 * of §6; Zhu, Byrd, Lu & Nocedal (1997), Algorithm 778; Morales & Nocedal (2011), the remark on it. The line search is
 * Moré & Thuente (1994). Counting, stopping tests and messages are those of SciPy 1.17.1.
 * Differs: an end that SciPy calls converged, but at which f is not finite, is reported as ABNORMAL; after a bad `maxcor`
 * or `ftol`, `fun` and `jac` are those of x0 and not zeros.
 */
import { copyInto, copyOf } from '../../../math/linalg/copy';
import { Workspace } from '../../../math/workspace';
import { MoreThuente } from '../../line-search/more-thuente';
import type { Setup } from '../../method';
import { createObjective, type Objective } from '../../objective';
import { readOptions } from '../../options';
import type { Search } from '../../protocol';
import { markStoppedByCallback, type OptimizeResult } from '../../result';
import { type Box, clampInto, longestStep, makeBox, projectedGradientNorm } from './box';
import { CauchySearch } from './cauchy';
import { type CorrectionPairs, denseInverseHessian } from './inverse-hessian';
import { blasDot, EXACT_ORDER_LIMIT, norm } from './kernels';
import { CompactMemory } from './memory';
import { lbfgsbOptions, type LimitedMemoryLimits, readLimits } from './options';
import { SubspaceSolver } from './subspace';
import { TwoLoop } from './two-loop';
import { WorkingSet } from './working-set';

const EPSILON = 2 ** -52;
/** Largest step where nothing is bounded. */
const STEP_LIMIT = 1e10;
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

/** Runs L-BFGS-B.
 *  @throws OptionError on a bad option, before the first request */
export function* solveLbfgsb(setup: Setup): Search<OptimizeResult> {
  const n = setup.x0.length;
  const options = readOptions(setup, lbfgsbOptions, ['ftol', 'gtol']);
  const limits = readLimits(options);
  const epsilon = options.vector('eps', n) ?? undefined;
  const relStep = options.vector('finite_diff_rel_step', n);
  const box = makeBox(n, setup.bounds);
  const x0 = clip(setup.x0, box);
  const objective = yield* createObjective({ x0, jac: setup.jac, epsilon, relStep, bounds: setup.bounds });
  const workspace = new Workspace();
  const run = new Run(box, objective, Math.max(0, limits.maxcor), workspace);
  const end = limits.ftol < 0 ? 'bad-tolerance' : limits.maxcor <= 0 ? 'bad-memory' : yield* run.iterate(limits);
  const result = run.result(end, limits, options.warnings);
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

/** One run: the iterate, and everything that carries over from one iteration to the next. */
class Run {
  /** whether the callback asked to stop */
  wasStopped = false;
  private x: Float64Array;
  private f: number;
  private g: Float64Array;
  private nit = 0;
  private readonly memory: CompactMemory;
  private readonly set: WorkingSet;
  private readonly cauchy: CauchySearch;
  private readonly subspace: SubspaceSolver;
  private readonly search = new MoreThuente({ ftol: 1e-3, gtol: 0.9, xtol: 0.1, stepMin: 0, stepMax: STEP_LIMIT });
  /** long vectors without bounds need no more than this */
  private readonly twoLoop: TwoLoop | null;
  // The minimizer of the model, the direction to it, and the change of the gradient.
  private readonly z: Float64Array;
  private readonly d: Float64Array;
  private readonly y: Float64Array;
  /** whether the matrix changed since the subspace was last factored */
  private isUpdated = false;
  /** ‖P(x − g) − x‖∞ at the iterate */
  private projected = NaN;

  constructor(
    private readonly box: Box,
    private readonly objective: Objective,
    m: number,
    workspace: Workspace,
  ) {
    const { n } = box;
    this.x = objective.x;
    this.f = objective.f;
    this.g = objective.g;
    this.memory = new CompactMemory(n, m, box.isConstrained || n <= EXACT_ORDER_LIMIT, workspace);
    this.set = new WorkingSet(box);
    this.cauchy = new CauchySearch(box, this.memory, this.set, workspace);
    this.twoLoop = !box.isConstrained && n > EXACT_ORDER_LIMIT ? new TwoLoop(this.memory) : null;
    this.subspace = new SubspaceSolver(box, this.memory, this.set, workspace);
    this.z = new Float64Array(n);
    this.d = new Float64Array(n);
    this.y = new Float64Array(n);
  }

  /** The algorithm of §6, to its end. */
  *iterate(limits: LimitedMemoryLimits): Search<LbfgsbEnd> {
    const { box, objective, memory, d, search } = this;
    yield* objective.funAndGrad(this.x);
    this.takePoint();
    if (this.projected <= limits.gtol) return 'gradient-converged';
    // A driver that replies nothing to a report wants no further ones.
    let isWatched = true;

    for (;;) {
      this.chooseDirection();
      // Only the first step and the middle matrix need the direction's length.
      const dNorm = this.nit === 0 || memory.needsMiddle ? norm(d) : NaN;
      const startF = this.f;
      const startSlope = blasDot(this.g, 0, d, 0, d.length);
      const stepMax = !box.isConstrained ? STEP_LIMIT : this.nit === 0 ? 1 : longestStep(box, this.x, d, STEP_LIMIT);
      const first = this.nit > 0 || box.isBoxed ? 1 : 1 / dNorm < stepMax ? 1 / dNorm : stepMax;
      let state = startSlope >= 0 ? 'error' : search.start(first, startF, startSlope, stepMax);
      let slope = startSlope;
      let evaluations = 0;
      while (state === 'evaluate') {
        // The search hands NaN back as its smallest step.
        if (search.step !== search.step) search.step = 0;
        if (++evaluations > limits.maxls) break;
        const point = this.pointAt(search.step);
        const both = objective.requestBoth(point);
        if (both === null) yield* objective.funAndGrad(point);
        else objective.takeBoth((yield both) as number, both);
        slope = blasDot(objective.g, 0, d, 0, d.length);
        state = search.advance(objective.f, slope);
      }
      if (state === 'error' || state === 'evaluate') {
        // No better point on this line: forget the curvature once, then give up.
        if (memory.size === 0) return 'abnormal';
        this.forget();
        continue;
      }
      const previousG = this.g;
      this.takePoint();
      this.nit++;

      if (isWatched) {
        const iterate = { x: this.x, fun: this.f, nit: this.nit };
        const reply = (yield { kind: 'iterate', iterate }) as boolean | undefined;
        this.wasStopped = reply === true;
        isWatched = reply !== undefined;
      }
      if (this.nit >= limits.maxiter) return 'max-iterations';
      if (objective.nfev > limits.maxfun) return 'max-evaluations';
      if (this.wasStopped) return 'callback-stopped';
      if (this.projected <= limits.gtol) return 'gradient-converged';
      if (startF - this.f <= limits.ftol * Math.max(Math.abs(startF), Math.abs(this.f), 1)) return 'f-converged';
      this.learn(search.step, dNorm, startSlope, slope, previousG);
      if (previousG !== this.g) objective.recycle(previousG);
    }
  }

  private takePoint(): void {
    this.x = this.objective.x;
    this.f = this.objective.f;
    this.g = this.objective.g;
    this.projected = projectedGradientNorm(this.box, this.x, this.g);
  }

  private forget(): void {
    this.memory.reset();
    this.isUpdated = false;
  }

  /** Sets z to the model's minimizer and d to the direction there. */
  private chooseDirection(): void {
    const { memory, x, d, z } = this;
    if (this.twoLoop !== null && memory.size > 0) {
      this.stepWithoutBounds(this.twoLoop);
      return;
    }
    this.minimizeModel();
    for (let i = 0; i < d.length; i++) d[i] = z[i] - x[i];
  }

  /** z := the minimizer of the quadratic model inside the box: Cauchy point, then the free variables. */
  private minimizeModel(): void {
    const { box, memory, set, cauchy, subspace, z } = this;
    for (;;) {
      let mustFactor = this.isUpdated;
      if (!box.isConstrained && memory.size > 0) {
        copyInto(this.x, z);
      } else {
        if (!cauchy.search(this.x, this.g, this.projected, z)) {
          this.forget();
          continue;
        }
        set.refresh(this.nit > 0 && box.isConstrained);
        mustFactor ||= set.hasChanged;
      }
      if (set.freeCount === 0 || memory.size === 0) return;
      if (subspace.step(this.x, this.g, cauchy.c, z, mustFactor, this.isUpdated)) return;
      // The matrix lost definiteness to rounding: start again from the identity.
      this.forget();
    }
  }

  // Long vectors without bounds: z and the direction to it in one loop.
  private stepWithoutBounds(twoLoop: TwoLoop): void {
    const { x, d, z, memory } = this;
    twoLoop.solveScaled(this.g, d);
    const scale = -1 / memory.theta;
    for (let i = 0; i < z.length; i++) {
      const xi = x[i];
      const zi = xi + scale * d[i];
      z[i] = zi;
      d[i] = zi - xi;
    }
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
  private learn(step: number, dNorm: number, startSlope: number, slope: number, previousG: Float64Array): void {
    const { memory, d, y, g } = this;
    for (let i = 0; i < y.length; i++) y[i] = g[i] - previousG[i];
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
    this.isUpdated = !(sy <= EPSILON * decrease);
    if (this.isUpdated && !memory.push(d, y, yNorm * yNorm, sy, ss)) this.forget();
  }

  /** The result as SciPy words it. */
  result(end: LbfgsbEnd, limits: LimitedMemoryLimits, warnings: string[]): OptimizeResult {
    const { objective, x, f, g, nit } = this;
    const hasConverged = end === 'gradient-converged' || end === 'f-converged';
    const success = hasConverged && Number.isFinite(f);
    const isAtLimit = objective.nfev > limits.maxfun || nit >= limits.maxiter;
    const pairs = this.pairs();
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

  private pairs(): CorrectionPairs {
    const { n, m, updates, S, Y } = this.memory;
    const count = Math.min(updates, m);
    return { n, count, sk: S.slice(0, count * n), yk: Y.slice(0, count * n) };
  }
}
