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
import { describe } from '../solve/options';
import type { Iterate, Search } from '../solve/protocol';
import { findMethod } from '../solve/registry';
import { markStoppedByCallback, type OptimizeResult } from '../solve/result';
import type { AsyncEvaluator, Evaluator } from './evaluator';
import { removeFixed, type ReducedProblem } from './fixed-variables';
import type { Budget, RunOptions } from './run';
import { runAsync } from './run-async';
import { runBare, runSync } from './run-sync';
import { readBounds, type UserBounds } from './user-bounds';
import { fixedVariables, largestViolation, readConstraints, type UserConstraint } from './user-constraints';
import {
  lossEvaluator,
  toVector,
  type HessFunction,
  type HesspFunction,
  type JacFunction,
  type LossFunction,
  type LossLike,
  type Vector,
} from './user-loss';

type HessName = '2-point' | '3-point' | 'BFGS' | 'SR1';

/** SciPy's keyword arguments of `minimize`, and limits of our own. */
export interface MinimizeOptions {
  /** any letter case; absent: SLSQP with constraints, L-BFGS-B with bounds, else BFGS */
  readonly method?: string | null;
  readonly jac?: JacFunction | '2-point' | '3-point' | boolean | null;
  readonly hess?: HessFunction | HessName | null;
  readonly hessp?: HesspFunction | null;
  readonly bounds?: UserBounds | null;
  readonly constraints?: UserConstraint | readonly UserConstraint[] | null;
  readonly tol?: number | null;
  /** `true` stops the run with SciPy's status for StopIteration */
  readonly callback?: ((intermediate: Iterate) => boolean | void) | null;
  readonly options?: Readonly<Record<string, unknown>> | null;
  /** puts every iterate into the result as `trace` */
  readonly trace?: boolean;
  /** ends the run early, with an honest status above 100 */
  readonly budget?: Budget;
  readonly signal?: AbortSignal;
}

const HESSIAN_LIMIT = 200;
const NEEDS_FREE_VARIABLES = ['TNC', 'SLSQP', 'L-BFGS-B'];
const DIFFERENCES_ALLOWED = ['trust-constr', 'BFGS', 'CG', 'L-BFGS-B', 'TNC', 'SLSQP'];
const WITHOUT_RETURN_ALL = ['L-BFGS-B', 'TNC', 'COBYLA', 'COBYQA', 'SLSQP'];
// These end with a status and message of their own when the callback stops them.
const KEEPS_OWN_STOP = ['COBYLA', 'COBYQA', 'trust-constr'];
const TAKES_HESSP = ['Newton-CG', 'trust-ncg', 'trust-constr', 'trust-krylov'];

/** Minimizes a function of several variables, as `scipy.optimize.minimize`.
 *  @param fun  a plain function of x, or a compiled loss
 *  @param x0   starting point (n)
 *  @throws OptionError for mistakes in the arguments, with the remedy; a failure to converge is a result */
export function minimize(
  fun: LossFunction | LossLike,
  x0: Vector | number,
  options: MinimizeOptions = {},
): OptimizeResult {
  const prepared = prepare(fun, x0, options, false);
  const { search, problem } = prepared;
  if (search === null) return finish(prepared, allFixedSync(problem));
  const evaluator = problem.evaluator as Evaluator;
  const watcher = watch(prepared, options);
  const driven = drivenBy(options, watcher);
  const result = driven === null ? runBare(search, evaluator) : runSync(search, evaluator, driven);
  return finish(prepared, watcher === null ? result : watcher.settle(result));
}

/** Minimizes a function that returns promises: same methods, same paths, as `minimize`.
 *  @throws OptionError (as a rejection) for mistakes in the arguments */
export async function minimizeAsync(
  fun: LossFunction | LossLike,
  x0: Vector | number,
  options: MinimizeOptions = {},
): Promise<OptimizeResult> {
  const prepared = prepare(fun, x0, options, true);
  const { search, problem } = prepared;
  if (search === null) return finish(prepared, await allFixedAsync(problem));
  const watcher = watch(prepared, options);
  const result = await runAsync(search, problem.evaluator, drivenBy(options, watcher) ?? {});
  return finish(prepared, watcher === null ? result : watcher.settle(result));
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
  isAsync: boolean,
): Prepared {
  const x0 = readStart(start);
  const n = x0.length;
  if (typeof fun === 'object' && fun.n !== undefined && fun.n !== n) {
    throw new OptionError(`The loss has ${fun.n} variables, but x0 has ${n}. Give one start value per variable.`, 'x0');
  }
  const userConstraints = listConstraints(given.constraints);
  const method = chooseMethod(given, userConstraints.length > 0);
  const warnings = ignoredArguments(method, given, userConstraints.length > 0);

  const derivatives = chooseDerivatives(method, fun, given, n);
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

  let problem: Problem = { x0, bounds, constraints: infos, evaluator };
  let reduction: Reduction | null = null;
  if (bounds !== null && NEEDS_FREE_VARIABLES.includes(method.name)) {
    const isFixed = fixedVariables(bounds);
    if (isFixed.every(Boolean))
      return { problem: { ...problem, x0: bounds.lb.slice() }, method, search: null, reduction, warnings };
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
  return { problem, method, search, reduction, warnings };
}

/** Puts fixed variables back and adds warnings. */
function finish({ reduction, warnings }: Prepared, result: OptimizeResult): OptimizeResult {
  const restored = reduction === null ? result : reduction.restoreResult(result);
  if (warnings.length > 0) restored.warnings = [...warnings, ...restored.warnings];
  return restored;
}

function readStart(start: Vector | number): Float64Array {
  if (typeof start === 'number') return Float64Array.of(start);
  if (Array.isArray(start) && start.some((entry) => typeof entry !== 'number')) {
    throw new OptionError("'x0' must only have one dimension. Give an array of numbers, one per variable.", 'x0');
  }
  if (!Array.isArray(start) && !ArrayBuffer.isView(start)) {
    throw new OptionError(`'x0' must be an array of numbers, got ${describe(start)}.`, 'x0');
  }
  if (start.length === 0) throw new OptionError("'x0' is empty. Give one start value per variable.", 'x0');
  return toVector(start, null, 'x0');
}

function listConstraints(given: MinimizeOptions['constraints']): readonly UserConstraint[] {
  if (given === null || given === undefined) return [];
  return Array.isArray(given) ? given : [given as UserConstraint];
}

function chooseMethod({ method, bounds }: MinimizeOptions, hasConstraints: boolean): Method {
  const name = method ?? (hasConstraints ? 'SLSQP' : bounds ? 'L-BFGS-B' : 'BFGS');
  if (typeof name !== 'string') throw new OptionError(`"method" must be a name, got ${describe(name)}.`, 'method');
  return findMethod(name);
}

function ignoredArguments(method: Method, given: MinimizeOptions, hasConstraints: boolean): string[] {
  const { name, needs } = method;
  const warnings: string[] = [];
  if (needs.grad === 'ignored' && given.jac) warnings.push(`Method ${name} does not use gradient information (jac).`);
  if (needs.hess === 'ignored' && given.hess) warnings.push(`Method ${name} does not use Hessian information (hess).`);
  if (!TAKES_HESSP.includes(name) && given.hessp) {
    warnings.push(`Method ${name} does not use Hessian-vector product information (hessp).`);
  }
  if (needs.constraints === 'ignored' && hasConstraints) warnings.push(`Method ${name} cannot handle constraints.`);
  if (needs.bounds === 'ignored' && given.bounds) warnings.push(`Method ${name} cannot handle bounds.`);
  if (WITHOUT_RETURN_ALL.includes(name) && given.options?.return_all) {
    warnings.push(`Method ${name} does not support the return_all option.`);
  }
  return warnings;
}

interface Derivatives {
  readonly setup: Pick<Setup, 'jac' | 'hess' | 'hessp'>;
  readonly functions: { jac: JacFunction | true | null; hess: HessFunction | null; hessp: HesspFunction | null };
}

function chooseDerivatives(
  method: Method,
  fun: LossFunction | LossLike,
  given: MinimizeOptions,
  n: number,
): Derivatives {
  const { jac, hess, hessp } = given;
  const loss: Partial<LossLike> = typeof fun === 'object' ? fun : {};
  const isDifference = jac === '2-point' || jac === '3-point';
  let jacSource: Setup['jac'] = null;
  if (typeof jac === 'function' || jac === true) jacSource = 'exact';
  else if (isDifference) jacSource = DIFFERENCES_ALLOWED.includes(method.name) ? jac : null;
  else if (loss.grad && (jac === undefined || jac === null)) jacSource = 'exact';
  else if (method.name === 'trust-constr') jacSource = '2-point';
  if (jac === true && typeof fun === 'object') throw new OptionError('jac: true is for plain functions.', 'jac');

  const takesHess = method.needs.hess !== 'ignored';
  const takesProducts = TAKES_HESSP.includes(method.name);
  let hessSource: Setup['hess'] = null;
  if (typeof hess === 'function') hessSource = 'exact';
  else if (hess) hessSource = hess;
  else if (!hessp && loss.hess && !(takesProducts && loss.hessp && n > HESSIAN_LIMIT)) hessSource = 'exact';
  return {
    setup: {
      jac: jacSource,
      hess: takesHess ? hessSource : null,
      hessp: takesProducts && (typeof hessp === 'function' || loss.hessp !== undefined),
    },
    functions: {
      jac: typeof jac === 'function' || jac === true ? jac : null,
      hess: typeof hess === 'function' ? hess : null,
      hessp: hessp ?? null,
    },
  };
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
      if (callback) hasStopped ||= callback(shown) === true;
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
