/**
 * What a caller may give as a loss, and the evaluator made of it: values are checked where they enter, so that a
 * loss that returns a vector or a string is refused with a remedy and never reaches a solver.
 */
import { copyOf, SHORT } from '../math/linalg/copy';
import { OptionError } from '../solve/errors';
import { describe } from '../solve/options';
import type { AsyncEvaluator } from './evaluator';

export type Vector = readonly number[] | Float64Array;
export type Matrix = readonly Vector[] | Float64Array;
/** A value now, or (for the async functions) later. */
export type Later<T> = T | Promise<T>;

/** A compiled loss, or anything shaped like one. */
export interface LossLike {
  readonly n?: number;
  fun(x: Float64Array): number;
  grad?(x: Float64Array, out?: Float64Array): Float64Array;
  /** returns f(x) and writes ∇f(x) into `out` */
  funGrad?(x: Float64Array, out: Float64Array): number;
  /** row-major (n·n) */
  hess?(x: Float64Array, out?: Float64Array): Float64Array;
  hessp?(x: Float64Array, p: Float64Array, out?: Float64Array): Float64Array;
  /** points row-major (m·n) → values (m) */
  funBatch?(points: Float64Array, out?: Float64Array): Float64Array;
}

/** f(x), or [f(x), ∇f(x)] with `jac: true`. */
export type LossFunction = (x: Float64Array) => Later<number> | Later<readonly [number, Vector]>;
export type JacFunction = (x: Float64Array) => Later<Vector | number>;
export type HessFunction = (x: Float64Array) => Later<Matrix | number>;
export type HesspFunction = (x: Float64Array, p: Float64Array) => Later<Vector | number>;

/** The functions that answer for the objective. */
export interface LossParts {
  readonly fun: LossFunction | LossLike;
  readonly jac: JacFunction | true | null;
  readonly hess: HessFunction | null;
  readonly hessp: HesspFunction | null;
}

/** @throws OptionError unless `fun` is a function, or an object with one */
export function requireLoss(fun: unknown): void {
  if (typeof fun === 'function') return;
  if (typeof fun === 'object' && fun !== null && 'fun' in fun && typeof fun.fun === 'function') return;
  throw new OptionError(
    `The loss must be a function of x, a compiled loss or source text, got ${describe(fun)}.`,
    'fun',
  );
}

/** Makes an evaluator of n variables; replies are promises where the caller's functions return promises.
 *  @param isAsync  whether promises are welcome; otherwise they are refused with a remedy */
export function lossEvaluator({ fun, jac, hess, hessp }: LossParts, n: number, isAsync: boolean): AsyncEvaluator {
  requireLoss(fun);
  if (typeof fun === 'object') return compiledEvaluator(fun, { jac, hess, hessp }, n, isAsync);
  const pair = jac === true ? rememberedPair(fun) : null;
  const value = pair ? pair.value : (x: Float64Array) => fun(copyOf(x)) as Later<number>;
  const slope = pair ? pair.slope : typeof jac === 'function' ? (x: Float64Array) => jac(copyOf(x)) : null;
  return {
    n,
    fun(x) {
      const f = value(x);
      return typeof f === 'number' ? f : settle(f, toScalar, isAsync);
    },
    grad: slope ? checkedGradient(slope, n, isAsync) : undefined,
    funGrad: typeof jac === 'function' && !isAsync ? sharedPoint(fun, jac, n) : undefined,
    hess: hess ? checkedHessian(hess, n, isAsync) : undefined,
    hessp: hessp ? checkedProduct(hessp, n, isAsync) : undefined,
    batch: undefined,
    constraint: undefined,
    constraintJac: undefined,
    constraintHess: undefined,
  };
}

function compiledEvaluator(
  loss: LossLike,
  { jac, hess, hessp }: Omit<LossParts, 'fun'>,
  n: number,
  isAsync: boolean,
): AsyncEvaluator {
  const ownGrad = typeof jac === 'function' ? checkedGradient((x) => jac(copyOf(x)), n, isAsync) : undefined;
  const ownHess = hess ? checkedHessian(hess, n, isAsync) : undefined;
  const ownHessp = hessp ? checkedProduct(hessp, n, isAsync) : undefined;
  return {
    n,
    fun: (x) => loss.fun(x),
    grad: ownGrad ?? (loss.grad && ((x, out) => loss.grad!(x, out))),
    funGrad: loss.funGrad && !ownGrad ? (x, out) => loss.funGrad!(x, out) : undefined,
    hess: ownHess ?? (loss.hess && ((x, out) => loss.hess!(x, out))),
    hessp: ownHessp ?? (loss.hessp && ((x, p, out) => loss.hessp!(x, p, out))),
    batch: loss.funBatch && ((points) => loss.funBatch!(points)),
    constraint: undefined,
    constraintJac: undefined,
    constraintHess: undefined,
  };
}

function checkedGradient(
  jac: (x: Float64Array) => Later<Vector | number>,
  n: number,
  isAsync: boolean,
): NonNullable<AsyncEvaluator['grad']> {
  const check = (g: Vector | number, out?: Float64Array): Float64Array => toVector(g, n, 'jac', out);
  return (x, out) => {
    const g = jac(x);
    return isPromise(g) ? settle(g, (later) => check(later, out), isAsync) : check(g, out);
  };
}

// Two plain functions at one point: the second is handed the first one's copy of it, unless that was written.
function sharedPoint(fun: LossFunction, jac: JacFunction, n: number): (x: Float64Array, out: Float64Array) => number {
  return (x, out) => {
    const copy = copyOf(x);
    const f = fun(copy);
    const value = typeof f === 'number' ? f : (settle(f, toScalar, false) as number);
    let isUntouched = true;
    for (let i = 0; i < n; i++) if (copy[i] !== x[i]) isUntouched = false;
    const g = jac(isUntouched ? copy : copyOf(x));
    if (isPromise(g)) throw refusedPromise();
    toVector(g, n, 'jac', out);
    return value;
  };
}

function checkedHessian(hess: HessFunction, n: number, isAsync: boolean): NonNullable<AsyncEvaluator['hess']> {
  const check = (H: Matrix | number, out?: Float64Array): Float64Array => toMatrix(H, n, n, 'hess', out);
  return (x, out) => {
    const H = hess(copyOf(x));
    return isPromise(H) ? settle(H, (later) => check(later, out), isAsync) : check(H, out);
  };
}

function checkedProduct(hessp: HesspFunction, n: number, isAsync: boolean): NonNullable<AsyncEvaluator['hessp']> {
  const check = (v: Vector | number, out?: Float64Array): Float64Array => toVector(v, n, 'hessp', out);
  return (x, p, out) => {
    const v = hessp(copyOf(x), copyOf(p));
    return isPromise(v) ? settle(v, (later) => check(later, out), isAsync) : check(v, out);
  };
}

// `jac: true`: one call gives both; the pair of the last point is remembered, as SciPy does.
function rememberedPair(fun: LossFunction): {
  value: (x: Float64Array) => Later<number>;
  slope: (x: Float64Array) => Later<Vector>;
} {
  let at: Float64Array | null = null;
  let pair: Later<readonly [number, Vector]> = [NaN, []];
  const evaluate = (x: Float64Array): Later<readonly [number, Vector]> => {
    if (at === null || at.some((component, i) => component !== x[i])) {
      at = x.slice();
      pair = fun(x.slice()) as Later<readonly [number, Vector]>;
    }
    return pair;
  };
  const part = <K extends 0 | 1>(x: Float64Array, index: K): Later<(readonly [number, Vector])[K]> => {
    const both = evaluate(x);
    if (isPromise(both)) return both.then((result) => requirePair(result)[index]);
    return requirePair(both)[index];
  };
  return { value: (x) => part(x, 0), slope: (x) => part(x, 1) };
}

function requirePair(pair: readonly [number, Vector]): readonly [number, Vector] {
  if (Array.isArray(pair) && pair.length === 2) return pair;
  throw new OptionError(`With jac: true the loss must return [value, gradient], got ${describe(pair)}.`, 'jac');
}

function isPromise<T>(value: Later<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** Applies `check` to a value now or later.
 *  @throws OptionError for a promise where none is welcome */
export function settle<T, R>(value: Later<T>, check: (value: T) => R, isAsync: boolean): Later<R> {
  if (!isPromise(value)) return check(value);
  if (isAsync) return value.then(check);
  throw refusedPromise();
}

function refusedPromise(): OptionError {
  return new OptionError('The loss returned a promise. Use the async function, such as minimizeAsync.', 'fun');
}

function toScalar(value: unknown): number {
  if (typeof value === 'number') return value;
  if ((Array.isArray(value) || value instanceof Float64Array) && value.length === 1 && typeof value[0] === 'number') {
    return value[0];
  }
  throw new OptionError(
    `The user-provided objective function must return a scalar value, got ${describe(value)}. Return one number.`,
    'fun',
  );
}

/** A caller's vector as Float64Array (n), written into `out` when given.
 *  @throws OptionError naming `what` when the length is wrong */
export function toVector(value: Vector | number, n: number | null, what: string, out?: Float64Array): Float64Array {
  if (value instanceof Float64Array && (n === null || value.length === n))
    return out ? write(value, out) : copyOf(value);
  const vector = typeof value === 'number' ? [value] : value;
  if (!isNumberList(vector)) {
    throw new OptionError(`"${what}" must be an array of numbers, got ${describe(value)}.`, what);
  }
  if (n !== null && vector.length !== n) {
    throw new OptionError(`"${what}" must be ${n} numbers, got ${vector.length}. Give one per variable.`, what);
  }
  requireNumbers(vector, what);
  return write(vector, out ?? new Float64Array(vector.length));
}

/** Whether a value is an array or a typed array of doubles or smaller numbers; its entries are not looked at. */
export function isNumberList(value: unknown): value is Vector {
  if (Array.isArray(value)) return true;
  if (!ArrayBuffer.isView(value) || !('length' in value)) return false;
  return !(value instanceof BigInt64Array || value instanceof BigUint64Array);
}

// JavaScript would read null as 0 and text as NaN.
function requireNumbers(given: Vector, what: string): void {
  if (!Array.isArray(given)) return;
  for (let i = 0; i < given.length; i++) {
    if (typeof given[i] === 'number') continue;
    throw new OptionError(`"${what}" must be numbers, got ${describe(given[i])} at index ${i}.`, what);
  }
}

function write(vector: Vector, out: Float64Array): Float64Array {
  if (vector.length > SHORT) out.set(vector);
  else for (let i = 0; i < vector.length; i++) out[i] = vector[i]!;
  return out;
}

/** A caller's matrix, nested or flat, as a row-major Float64Array (rows·cols); a bare vector is one row.
 *  @param rows  null: any number
 *  @throws OptionError naming `what` when the shape is wrong */
export function toMatrix(
  value: Matrix | Vector | number,
  rows: number | null,
  cols: number,
  what: string,
  out?: Float64Array,
): Float64Array {
  // Flat already, as a compiled or careful loss gives it: nothing to unpack.
  if (value instanceof Float64Array && value.length === (rows ?? 1) * cols) {
    return out ? write(value, out) : copyOf(value);
  }
  if (typeof value !== 'number' && !isNumberList(value)) {
    throw new OptionError(`"${what}" must be ${rows ?? 'm'} × ${cols} numbers, got ${describe(value)}.`, what);
  }
  const flat =
    typeof value === 'number' ? [value] : Array.from(value).flatMap((row) => (isNumberList(row) ? [...row] : row));
  const isNested = Array.isArray(value) && value.length > 0 && typeof value[0] !== 'number';
  const isRagged = isNested && (value as readonly Vector[]).some((row) => row.length !== cols);
  if (isRagged || flat.length % cols !== 0 || (rows !== null && flat.length !== rows * cols)) {
    throw new OptionError(
      `"${what}" must be ${rows ?? 'm'} × ${cols} numbers, got ${flat.length}. Give ${rows ?? 'm'} rows of ${cols}.`,
      what,
    );
  }
  requireNumbers(flat, what);
  if (!out) return Float64Array.from(flat);
  out.set(flat);
  return out;
}
