/**
 * The arguments of `minimize`, checked where they enter: what a start, a method, a derivative may be, and what SciPy
 * would warn about. A mistake is an OptionError; what SciPy passes over in silence (an argument that does not exist,
 * a difference scheme that it does not know) is a warning that names the nearest or the remedy.
 */
import { OptionError } from '../solve/errors';
import type { Method, Setup } from '../solve/method';
import { describe, nearestName } from '../solve/options';
import type { Iterate } from '../solve/protocol';
import { findMethod } from '../solve/registry';
import type { Budget } from './run';
import type { UserBounds } from './user-bounds';
import type { UserConstraint } from './user-constraints';
import {
  isNumberList,
  toVector,
  type HessFunction,
  type HesspFunction,
  type JacFunction,
  type LossFunction,
  type LossLike,
  type Vector,
} from './user-loss';

type HessName = '2-point' | '3-point' | 'BFGS' | 'SR1';

/** An iterate with the method's further fields beside x and fun, as in SciPy. */
export type Intermediate = Iterate & { readonly [field: string]: unknown };

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
  /** sees SciPy's `intermediate_result`: x, fun, and what the method adds (`tr_radius`, `maxcv`, …); `true` stops the run
   *  with SciPy's status for StopIteration */
  readonly callback?: ((intermediate: Intermediate) => boolean | void) | null;
  readonly options?: Readonly<Record<string, unknown>> | null;
  /** puts every iterate into the result as `trace` */
  readonly trace?: boolean;
  /** evaluates the loss at the result once more and puts what it finds into the result as `audit` */
  readonly audit?: boolean;
  /** ends the run early, with an honest status above 100 */
  readonly budget?: Budget;
  readonly signal?: AbortSignal;
}

const SCIPYS = ['method', 'jac', 'hess', 'hessp', 'bounds', 'constraints', 'tol', 'callback', 'options'];
const KNOWN: ReadonlySet<string> = new Set([...SCIPYS, 'trace', 'audit', 'budget', 'signal']);
const HESSIAN_LIMIT = 200;
const DIFFERENCES_ALLOWED = ['trust-constr', 'BFGS', 'CG', 'L-BFGS-B', 'TNC', 'SLSQP'];
const WITHOUT_RETURN_ALL = ['L-BFGS-B', 'TNC', 'COBYLA', 'COBYQA', 'SLSQP'];
const TAKES_HESSP = ['Newton-CG', 'trust-ncg', 'trust-constr', 'trust-krylov'];

type AnyArguments = Pick<MinimizeOptions, 'callback' | 'options' | 'tol'>;

/** A call's arguments, none for null, and warnings that name the nearest of `known` for those that do not exist.
 *  @throws OptionError when one has a type that cannot be what is meant */
export function readArguments<T extends AnyArguments>(
  given: T | null,
  known = KNOWN,
): { options: T; warnings: string[] } {
  const options = (given ?? {}) as T;
  if (!isRecord(options)) {
    throw new OptionError(`Arguments come in an object such as { method: 'BFGS' }, got ${describe(given)}.`);
  }
  const { callback, options: own, tol } = options;
  if (callback && typeof callback !== 'function') {
    throw new OptionError(`"callback" must be a function, got ${describe(callback)}.`, 'callback');
  }
  if (own && !isRecord(own)) {
    throw new OptionError(`"options" must be an object such as { maxiter: 100 }, got ${describe(own)}.`, 'options');
  }
  if (tol !== null && tol !== undefined && typeof tol !== 'number') {
    throw new OptionError(`"tol" must be a number, got ${describe(tol)}.`, 'tol');
  }
  const warnings: string[] = [];
  for (const name of Object.keys(options)) if (!known.has(name)) warnings.push(unknownArgument(name, known));
  return { options, warnings };
}

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

function unknownArgument(name: string, known: ReadonlySet<string>): string {
  const nearest = nearestName(name, [...known]);
  const hint = nearest ? `Did you mean "${nearest}"?` : `A method's own options go into "options".`;
  return `Unknown argument "${name}". ${hint}`;
}

/** The start as a vector (n).
 *  @throws OptionError unless it is a number, or an array of at least one */
export function readStart(start: Vector | number): Float64Array {
  if (typeof start === 'number') return Float64Array.of(start);
  if (!isNumberList(start)) {
    throw new OptionError(`'x0' must be an array of numbers, got ${describe(start)}. Give one per variable.`, 'x0');
  }
  if (Array.isArray(start) && start.some((entry) => isNumberList(entry))) {
    throw new OptionError("'x0' must only have one dimension. Give an array of numbers, one per variable.", 'x0');
  }
  if (start.length === 0) throw new OptionError("'x0' is empty. Give one start value per variable.", 'x0');
  return toVector(start, null, 'x0');
}

/** Constraints as a list. */
export function listConstraints(given: MinimizeOptions['constraints']): readonly UserConstraint[] {
  if (given === null || given === undefined) return [];
  return Array.isArray(given) ? given : [given as UserConstraint];
}

/** The method named, or SciPy's choice when none is.
 *  @throws OptionError naming the nearest for an unknown name */
export function chooseMethod({ method, bounds }: MinimizeOptions, hasConstraints: boolean): Method {
  const name = method ?? (hasConstraints ? 'SLSQP' : bounds ? 'L-BFGS-B' : 'BFGS');
  if (typeof name !== 'string') throw new OptionError(`"method" must be a name, got ${describe(name)}.`, 'method');
  return findMethod(name);
}

/** SciPy's warnings about arguments that the method does not use. */
export function ignoredArguments(method: Method, given: MinimizeOptions, hasConstraints: boolean): string[] {
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

/** Where derivatives come from, for the solver and for the evaluator. */
export interface Derivatives {
  readonly setup: Pick<Setup, 'jac' | 'hess' | 'hessp'>;
  readonly functions: { jac: JacFunction | true | null; hess: HessFunction | null; hessp: HesspFunction | null };
}

/** Chooses the source of every derivative, as SciPy does; adds what it passes over in silence to `warnings`.
 *  @throws OptionError for a Hessian that is neither a function nor a scheme */
export function chooseDerivatives(
  method: Method,
  fun: LossFunction | LossLike,
  given: MinimizeOptions,
  n: number,
  warnings: string[],
): Derivatives {
  const { hessp } = given;
  const jac = readJac(given.jac, method, warnings);
  const hess = method.needs.hess === 'ignored' ? null : readHess(given.hess, warnings);
  const loss: Partial<LossLike> = typeof fun === 'object' ? fun : {};
  const isDifference = jac === '2-point' || jac === '3-point';
  let jacSource: Setup['jac'] = null;
  if (typeof jac === 'function' || jac === true) jacSource = 'exact';
  else if (isDifference) jacSource = DIFFERENCES_ALLOWED.includes(method.name) ? jac : null;
  else if (loss.grad && given.jac !== false) jacSource = 'exact';
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

type Scheme = '2-point' | '3-point';
const SCHEMES: readonly unknown[] = ['2-point', '3-point'];
const NO_COMPLEX = "'cs' needs a loss that takes complex numbers: '3-point' differences are used instead.";

function readJac(
  given: MinimizeOptions['jac'],
  method: Method,
  warnings: string[],
): JacFunction | Scheme | true | null {
  const jac: unknown = given;
  if (jac === null || jac === undefined || jac === false) return null;
  if (typeof jac === 'function' || jac === true || SCHEMES.includes(jac)) return jac as JacFunction | Scheme | true;
  if (method.needs.grad === 'ignored') return null;
  if (jac === 'cs') {
    warnings.push(NO_COMPLEX);
    return '3-point';
  }
  warnings.push(`Unknown "jac" ${describe(jac)}: give a function, true, '2-point' or '3-point'. The default is used.`);
  return null;
}

function readHess(given: MinimizeOptions['hess'], warnings: string[]): HessFunction | HessName | null {
  const hess: unknown = given;
  if (hess === null || hess === undefined || hess === false) return null;
  if (typeof hess === 'function' || SCHEMES.includes(hess) || hess === 'BFGS' || hess === 'SR1') {
    return hess as HessFunction | HessName;
  }
  if (hess === 'cs') {
    warnings.push(NO_COMPLEX);
    return '3-point';
  }
  throw new OptionError(
    `"hess" must be a function or one of '2-point', '3-point', 'BFGS', 'SR1', got ${describe(hess)}.`,
    'hess',
  );
}
