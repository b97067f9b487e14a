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
import { createObjective, type Objective } from '../../objective';
import { readOptions } from '../../options';
import type { Search } from '../../protocol';
import { markStoppedByCallback, type OptimizeResult } from '../../result';
import { ActiveSet } from './active-set';
import { DirectionSolver } from './direction';
import { type LinePosition, searchLine } from './line-search';
import { readLimits, tncOptions, type TncLimits } from './options';
import { Preconditioner } from './preconditioner';
import { chooseScaling, scaledNorm } from './scaling';

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

interface TncEnd {
  readonly status: TncStatus;
  /** last point in the user's coordinates (n) */
  readonly x: Float64Array;
  readonly nit: number;
}

/** Runs TNC.
 *  @throws OptionError on a bad option, before the first request */
export function* solveTnc(setup: Setup): Search<OptimizeResult> {
  const n = setup.x0.length;
  const options = readOptions(setup, tncOptions, ['ftol', 'xtol', 'gtol']);
  const limits = readLimits(options, n);
  const epsilon = options.vector('eps', n) ?? undefined;
  const relStep = options.vector('finite_diff_rel_step', n);
  const { x0, jac, bounds } = setup;
  const objective = yield* createObjective({ x0, jac, epsilon, relStep, bounds });
  const end = yield* iterate(objective, x0, bounds, limits);
  // The scaled iterate is only nearly the last evaluated point: f and its gradient are brought to it.
  yield* objective.funAndGrad(end.x);
  let { status } = end;
  if (!Number.isFinite(objective.f) && isConverged(status)) status = 'no-progress';
  const result: OptimizeResult = {
    x: end.x,
    fun: objective.f,
    jac: objective.g,
    nit: end.nit,
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

/** The outer iteration, and the ends that need none. */
function* iterate(objective: Objective, x0: Float64Array, bounds: Bounds | null, limits: TncLimits): Search<TncEnd> {
  const n = x0.length;
  const lb = bounds ? bounds.lb : new Float64Array(n).fill(-Infinity);
  const ub = bounds ? bounds.ub : new Float64Array(n).fill(Infinity);
  const x = x0.slice();
  if (n === 0) return { status: 'constant', x, nit: 0 };
  for (let i = 0; i < n; i++) if (lb[i] > ub[i]) return { status: 'infeasible', x, nit: 0 };
  for (let i = 0; i < n; i++) {
    if (x[i] < lb[i]) x[i] = lb[i];
    else if (x[i] > ub[i]) x[i] = ub[i];
  }
  if (limits.maxfun < 1) return { status: 'max-evaluations', x, nit: 0 };
  yield* objective.funAndGrad(x);
  let held = 0;
  for (let i = 0; i < n; i++) if (lb[i] === ub[i] || limits.scale?.[i] === 0) held++;
  if (held === n) return { status: 'constant', x, nit: 0 };

  const scaling = chooseScaling(x, lb, ub, limits.scale, limits.offset);
  const active = new ActiveSet(scaling);
  const preconditioner = new Preconditioner(n);
  const direction = new DirectionSolver(objective, scaling, active, preconditioner, limits);
  const g = new Float64Array(n);
  const previousG = new Float64Array(n);
  const projected = new Float64Array(n);
  const p = new Float64Array(n);
  const u = x.slice();
  scaling.toScaled(u);
  const position: LinePosition = { u, f: objective.f, g: objective.g, evaluations: 1, step: 0 };
  scaling.scaleGradient(position.g, g);
  active.start(u, g);
  active.project(g);

  let nit = 0;
  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  let gNorm = scaledNorm(g);
  let { stepmx } = limits;
  let fAtConstraint = position.f;
  let fAtReset = position.f;
  let decrease = 0;
  let expectedReduction = 0.05;
  let cycle = n - 1;
  let isConstraintNew = true;
  const finish = (status: TncStatus): TncEnd => {
    scaling.toUser(u);
    scaling.coerce(u);
    return { status, x: u, nit };
  };

  for (;;) {
    let size = scaledNorm(g);
    if (size <= limits.gtol * scaling.factor) return finish('local-minimum');
    if (position.evaluations >= limits.maxfun) return finish('max-evaluations');

    if (size > EPSILON && Math.abs(Math.log10(size)) > limits.rescale) {
      size = 1 / size;
      position.f *= size;
      scaling.factor *= size;
      gNorm *= size;
      fAtConstraint *= size;
      fAtReset *= size;
      decrease *= size;
      for (let i = 0; i < n; i++) g[i] *= size;
      preconditioner.forget();
      cycle = n - 1;
      isConstraintNew = true;
    }

    const evaluationsBefore = position.evaluations;
    position.evaluations = yield* direction.solve(u, g, gNorm, position.evaluations, p);
    if (!isConstraintNew) {
      if (preconditioner.isReset) {
        copyInto(preconditioner.s, preconditioner.sSum);
        copyInto(preconditioner.y, preconditioner.ySum);
        fAtReset = position.f;
        cycle = 1;
      } else {
        preconditioner.accumulate();
        cycle++;
      }
    }
    copyInto(g, previousG);
    const previousF = position.f;
    const slope = dot(p, g);
    const pSize = scaledNorm(p);
    const freeLimit = stepmx / (pSize + EPSILON);
    const limit = active.longestStep(freeLimit, u, p);
    if (limit > 0) {
      const first = firstStep(position.f, limits.minfev / scaling.factor, slope, limit);
      const outcome = yield* searchLine(objective, scaling, active, position, p, first, limit, limits);
      if (outcome === 'failed') return finish('line-search-failed');
      if (position.step >= 0.9 * freeLimit) stepmx *= 100;
      isConstraintNew = position.step - limit >= -EPSILON * 10;
      if (!isConstraintNew && outcome === 'out-of-evaluations') return finish('max-evaluations');
    } else {
      isConstraintNew = true;
    }
    if (isConstraintNew) {
      const found = active.add(u, p);
      if (!found && position.evaluations === evaluationsBefore) return finish('no-progress');
      fAtConstraint = position.f;
    }
    nit++;
    if (isWatched) {
      const xUser = copyOf(u);
      scaling.toUser(xUser);
      const iterate = { x: xUser, fun: position.f / scaling.factor, nit };
      const reply = (yield { kind: 'iterate', iterate }) as boolean | undefined;
      if (reply === true) return finish('user-abort');
      isWatched = reply !== undefined;
    }

    const previousDecrease = decrease;
    decrease = previousF - position.f;
    if (cycle === 1) {
      if (decrease > previousDecrease * 2) expectedReduction += expectedReduction;
      if (decrease < previousDecrease * 0.5) expectedReduction *= 0.5;
    }
    scaling.scaleGradient(position.g, g);
    gNorm = projectedNorm(active, g, projected);
    const mayRelease = !(fAtConstraint - position.f <= slope * -0.5 && gNorm > limits.gtol * scaling.factor);
    const isReleased = mayRelease && active.release(g);
    if (isReleased) {
      gNorm = projectedNorm(active, g, projected);
      fAtConstraint = position.f;
    } else if (!isConstraintNew) {
      if (Math.abs(decrease) <= limits.ftol * scaling.factor) return finish('f-converged');
      if (position.step * pSize <= limits.xtol) return finish('x-converged');
    }
    active.project(g);
    if (!isConstraintNew) {
      const isCycleOver = cycle === n - 1 || decrease < expectedReduction * (fAtReset - position.f);
      preconditioner.remember(position.step, p, g, previousG, isCycleOver);
    }
  }
}

function projectedNorm(active: ActiveSet, g: Float64Array, projected: Float64Array): number {
  copyInto(g, projected);
  active.project(projected);
  return scaledNorm(projected);
}

/** First step to try: 1, unless the estimate of the smallest value says that f cannot fall so far. */
function firstStep(f: number, fLowest: number, slope: number, limit: number): number {
  const gap = Math.abs(f - fLowest);
  const step = gap * 2 <= -slope && gap >= EPSILON ? (gap * -2) / slope : 1;
  return step >= limit ? limit : step;
}
