/**
 * `minimize` and `minimizeAsync`: SciPy's front door. Chooses the method, checks arguments, warns where SciPy warns,
 * removes variables that bounds fix, drives the search and returns SciPy's result.
 *
 * Differs: a stopped TNC run is a result (SciPy lets StopIteration escape); unknown options name the nearest known
 * one; trust-constr warns about them like every other method. A compiled loss brings its derivatives: with up to
 * 200 variables the Hessian, above that Hessian-vector products.
 */
import { OptionError } from '../solve/errors';
import type { Bounds, ConstraintInfo, Method, Setup } from '../solve/method';
import type { Iterate, Search } from '../solve/protocol';
import { markStoppedByCallback, type OptimizeResult } from '../solve/result';
import { audit, type Audit } from './audit';
import type { AsyncEvaluator, Evaluator } from './evaluator';
import { removeFixed, type ReducedProblem } from './fixed-variables';
import {
  chooseDerivatives,
  chooseMethod,
  ignoredArguments,
  listConstraints,
  readArguments,
  readStart,
  type MinimizeOptions,
} from './minimize-arguments';
import type { RunOptions } from './run';
import { runAsync } from './run-async';
import { runBare, runSync } from './run-sync';
import { readBounds } from './user-bounds';
import { fixedVariables, largestViolation, readConstraints } from './user-constraints';
import { lossEvaluator, requireLoss, type LossFunction, type LossLike, type Vector } from './user-loss';

export type { Intermediate, MinimizeOptions } from './minimize-arguments';

const NEEDS_FREE_VARIABLES = ['TNC', 'SLSQP', 'L-BFGS-B'];
// These end with a status and message of their own when the callback stops them.
const KEEPS_OWN_STOP = ['COBYLA', 'COBYQA', 'trust-constr'];

/** Minimizes a function of several variables, as `scipy.optimize.minimize`.
 *  @param fun  a plain function of x, or a compiled loss
 *  @param x0   starting point (n)
 *  @throws OptionError for mistakes in the arguments, with the remedy; a failure to converge is a result */
export function minimize(
  fun: LossFunction | LossLike,
  x0: Vector | number,
  given: MinimizeOptions = {},
): OptimizeResult {
  const { options, warnings } = readArguments(given);
  const prepared = prepare(fun, x0, options, warnings, false);
  const { search, problem } = prepared;
  const evaluator = problem.evaluator as Evaluator;
  const watcher = watch(prepared, options);
  const driven = drivenBy(options, watcher);
  let result: OptimizeResult;
  if (search === null) result = allFixedSync(problem);
  else result = driven === null ? runBare(search, evaluator) : runSync(search, evaluator, driven);
  const finished = finish(prepared, watcher === null ? result : watcher.settle(result));
  if (options.audit) finished.audit = audit(prepared.whole, finished) as Audit;
  return finished;
}

/** Minimizes a function that returns promises: same methods, same paths, as `minimize`.
 *  @throws OptionError (as a rejection) for mistakes in the arguments */
export async function minimizeAsync(
  fun: LossFunction | LossLike,
  x0: Vector | number,
  given: MinimizeOptions = {},
): Promise<OptimizeResult> {
  const { options, warnings } = readArguments(given);
  const prepared = prepare(fun, x0, options, warnings, true);
  const { search, problem } = prepared;
  const watcher = watch(prepared, options);
  const result =
    search === null
      ? await allFixedAsync(problem)
      : await runAsync(search, problem.evaluator, drivenBy(options, watcher) ?? {});
  const finished = finish(prepared, watcher === null ? result : watcher.settle(result));
  if (options.audit) finished.audit = await audit(prepared.whole, finished);
  return finished;
}

/** What a method is to minimize. */
interface Problem {
  readonly x0: Float64Array;
  readonly bounds: Bounds | null;
  readonly constraints: readonly ConstraintInfo[];
  readonly evaluator: AsyncEvaluator;
}

/** How to go back from a problem without its fixed variables. */
type Reduction = Pick<ReducedProblem, 'restoreIterate' | 'restoreResult'>;

/** A problem that is ready to be driven. */
interface Prepared {
  readonly problem: Problem;
  /** the same with its fixed variables */
  readonly whole: Problem;
  readonly method: Method;
  /** null: bounds fix every variable */
  readonly search: Search<OptimizeResult> | null;
  /** null: nothing was taken out */
  readonly reduction: Reduction | null;
  readonly warnings: readonly string[];
}

const NO_OPTIONS = {};

function prepare(
  fun: LossFunction | LossLike,
  start: Vector | number,
  given: MinimizeOptions,
  unknown: readonly string[],
  isAsync: boolean,
): Prepared {
  requireLoss(fun);
  const x0 = readStart(start);
  const n = x0.length;
  if (typeof fun === 'object' && fun.n !== undefined && fun.n !== n) {
    throw new OptionError(`The loss has ${fun.n} variables, but x0 has ${n}. Give one start value per variable.`, 'x0');
  }
  const userConstraints = listConstraints(given.constraints);
  const method = chooseMethod(given, userConstraints.length > 0);
  const warnings = ignoredArguments(method, given, userConstraints.length > 0);
  if (unknown.length > 0) warnings.unshift(...unknown);

  const derivatives = chooseDerivatives(method, fun, given, n, warnings);
  const evaluator = lossEvaluator({ fun, ...derivatives.functions }, n, isAsync);
  let infos: readonly ConstraintInfo[] = [];
  if (userConstraints.length > 0 && method.needs.constraints !== 'ignored') {
    const read = readConstraints(userConstraints, n, isAsync);
    infos = read.infos;
    Object.assign(evaluator, read.evaluator);
  }
  // SciPy checks bounds even where the method will ignore them.
  const checked = given.bounds ? readBounds(given.bounds, n) : null;
  const bounds = method.needs.bounds === 'ignored' ? null : checked;

  const whole: Problem = { x0, bounds, constraints: infos, evaluator };
  let problem = whole;
  let reduction: Reduction | null = null;
  if (bounds !== null && NEEDS_FREE_VARIABLES.includes(method.name)) {
    const isFixed = fixedVariables(bounds);
    if (isFixed.every(Boolean))
      return { problem: { ...problem, x0: bounds.lb.slice() }, method, search: null, reduction, warnings, whole };
    if (isFixed.some(Boolean) && (method.name === 'TNC' || needsDifferences(derivatives.setup.jac, infos))) {
      const reduced = removeFixed(isFixed, { ...problem, bounds });
      problem = reduced;
      reduction = reduced;
    }
  }
  const search = method.solve({
    x0: problem.x0,
    jac: derivatives.setup.jac,
    hess: derivatives.setup.hess,
    hessp: derivatives.setup.hessp,
    bounds: problem.bounds,
    constraints: problem.constraints,
    tol: given.tol ?? null,
    options: given.options ?? NO_OPTIONS,
    seed: null,
  });
  return { problem, whole, method, search, reduction, warnings };
}

/** Puts fixed variables back and adds warnings. */
function finish({ reduction, warnings }: Prepared, result: OptimizeResult): OptimizeResult {
  const restored = reduction === null ? result : reduction.restoreResult(result);
  if (warnings.length > 0) restored.warnings = [...warnings, ...restored.warnings];
  return restored;
}

function needsDifferences(jac: Setup['jac'], constraints: readonly ConstraintInfo[]): boolean {
  return jac !== 'exact' || constraints.some((info) => info.jac !== 'exact');
}

// null: no limits and nobody who watches.
function drivenBy({ budget, signal, constraints }: MinimizeOptions, watcher: Watcher | null): RunOptions | null {
  if (!budget && !signal) return watcher === null ? null : { onIterate: watcher.onIterate };
  const isConstrained = listConstraints(constraints).length > 0;
  return { budget, signal, isConstrained, onIterate: watcher?.onIterate };
}

/** What a caller sees of a run, and what that does to its result. */
interface Watcher {
  readonly onIterate: (iterate: Iterate) => boolean;
  readonly settle: (result: OptimizeResult) => OptimizeResult;
}

// SciPy overrules most methods' own verdict when the callback stopped them.
function watch({ method, reduction }: Prepared, { callback, trace: wantsTrace }: MinimizeOptions): Watcher | null {
  if (!callback && !wantsTrace) return null;
  const trace: Iterate[] = [];
  let hasStopped = false;
  return {
    onIterate(iterate) {
      const shown = reduction === null ? iterate : reduction.restoreIterate(iterate);
      if (wantsTrace) trace.push(shown);
      if (callback) hasStopped ||= callback({ ...shown, ...shown.extra }) === true;
      return hasStopped;
    },
    settle(result) {
      if (wantsTrace) result.trace = trace;
      const isOverruled = hasStopped && !KEEPS_OWN_STOP.includes(method.name) && result.stopped === undefined;
      return isOverruled ? markStoppedByCallback(result) : result;
    },
  };
}

function allFixedSync(problem: Problem): OptimizeResult {
  const evaluator = problem.evaluator as Evaluator;
  const values = problem.constraints.map((_, index) => evaluator.constraint!(index, problem.x0));
  return allFixed(problem, evaluator.fun(problem.x0), values);
}

async function allFixedAsync(problem: Problem): Promise<OptimizeResult> {
  const { evaluator, x0 } = problem;
  const values = await Promise.all(
    problem.constraints.map((_, index) => Promise.resolve(evaluator.constraint!(index, x0))),
  );
  return allFixed(problem, await evaluator.fun(x0), values);
}

function allFixed({ x0, constraints }: Problem, fun: number, values: readonly Float64Array[]): OptimizeResult {
  const violation = largestViolation(constraints, values);
  const satisfied = 'All independent variables were fixed by bounds';
  let message = `${satisfied}.`;
  if (constraints.length > 0) message = `${satisfied} at values that satisfy the constraints.`;
  if (violation > 0) {
    message =
      `${satisfied}, but the independent variables do not satisfy the constraints exactly. ` +
      `(Maximum violation: ${violation}).`;
  }
  const success = violation === 0 && Number.isFinite(fun);
  return { x: x0, fun, nit: 0, nfev: 1, njev: 0, nhev: 0, status: success ? 0 : 1, success, message, warnings: [] };
}
