/**
 * What the global functions accept, turned into a solver's setup and an evaluator: bounds in SciPy's two forms,
 * constraints in its four, and the objective with its derivatives.
 */
import { OptionError } from '../../solve/errors';
import type { Bounds, ConstraintInfo } from '../../solve/method';
import type { Evaluator } from '../evaluator';

export type Numbers = ArrayLike<number>;
type Matrix = readonly Numbers[] | Float64Array;

/** A compiled loss, or anything shaped like one. */
export interface LossLike {
  readonly n: number;
  fun(x: Float64Array): number;
  grad?(x: Float64Array, out?: Float64Array): Float64Array;
  hess?(x: Float64Array, out?: Float64Array): Float64Array;
  hessp?(x: Float64Array, p: Float64Array, out?: Float64Array): Float64Array;
  funBatch?(points: Float64Array, out?: Float64Array): Float64Array;
}

/** The objective of the global functions: a plain function or a loss. */
export type ObjectiveLike = ((x: Float64Array) => number) | LossLike;

/** `[lo, hi]` pairs, null for none on that side; or SciPy's Bounds. */
export type BoundsLike = readonly (readonly (number | null)[])[] | { readonly lb: Numbers; readonly ub: Numbers };

/** SciPy's constraint forms. `form: 'ineq'` means c(x) ≥ 0. */
export type ConstraintLike =
  | { readonly type: 'eq' | 'ineq'; readonly fun: ConstraintFun; readonly jac?: JacobianFun | string | null }
  | {
      readonly fun: ConstraintFun;
      readonly lb: number | Numbers;
      readonly ub: number | Numbers;
      readonly jac?: JacobianFun | '2-point' | '3-point';
      readonly hess?: ((x: Float64Array, v: Float64Array) => Matrix) | '2-point' | '3-point' | 'BFGS' | 'SR1';
      readonly keep_feasible?: boolean | readonly boolean[];
    }
  | { readonly A: readonly Numbers[] | Numbers; readonly lb: number | Numbers; readonly ub: number | Numbers };
type ConstraintFun = (x: Float64Array) => number | Numbers;
type JacobianFun = (x: Float64Array) => Numbers | Matrix;

const vector = (value: number | Numbers): Float64Array =>
  typeof value === 'number' ? Float64Array.of(value) : Float64Array.from(value);
const isMatrix = (value: Numbers | Matrix): value is readonly Numbers[] => typeof value[0] === 'object';
const flatten = (value: Numbers | Matrix): Float64Array =>
  isMatrix(value) ? Float64Array.from(value.flatMap((row) => Array.from(row))) : Float64Array.from(value);

/** @throws OptionError when an entry is not a pair */
export function readBounds(bounds: BoundsLike): Bounds {
  if ('lb' in bounds) return { lb: vector(bounds.lb), ub: vector(bounds.ub) };
  if (bounds.length === 0 || bounds.some((pair) => pair.length !== 2)) {
    throw new OptionError(
      'bounds should be a sequence containing finite real valued (min, max) pairs for each value in x',
      'bounds',
    );
  }
  return {
    lb: Float64Array.from(bounds, (pair) => pair[0] ?? -Infinity),
    ub: Float64Array.from(bounds, (pair) => pair[1] ?? Infinity),
  };
}

/** @returns what a solver is told about the constraints, and what answers its questions
 *  @throws OptionError when a constraint has none of the known forms */
export function readConstraints(given: ConstraintLike | readonly ConstraintLike[] | null | undefined): {
  infos: ConstraintInfo[];
  evaluator: Pick<Evaluator, 'constraint' | 'constraintJac' | 'constraintHess'>;
} {
  const list: readonly ConstraintLike[] = !given ? [] : Array.isArray(given) ? given : [given as ConstraintLike];
  if (list.length === 0) return { infos: [], evaluator: {} };
  return {
    infos: list.map(describeConstraint),
    evaluator: {
      constraint: (index, x) => constraintValue(list[index]!, x),
      constraintJac(index, x) {
        const constraint = list[index]!;
        if ('A' in constraint) return flatten(constraint.A);
        return flatten((constraint.jac as JacobianFun)(x));
      },
      constraintHess(index, x, v) {
        const { hess } = list[index] as { hess?: unknown };
        return flatten((hess as (x: Float64Array, v: Float64Array) => Matrix)(x, v));
      },
    },
  };
}

function describeConstraint(constraint: ConstraintLike): ConstraintInfo {
  if ('A' in constraint) {
    const A = flatten(constraint.A);
    const m = isMatrix(constraint.A) ? constraint.A.length : 1;
    return {
      form: 'interval',
      m,
      lb: vector(constraint.lb),
      ub: vector(constraint.ub),
      A,
      jac: 'exact',
      hess: 'exact',
    };
  }
  if (typeof constraint?.fun !== 'function') {
    throw new OptionError(
      'A constraint is { type: "eq" | "ineq", fun, jac? }, { fun, lb, ub } or { A, lb, ub }; got something else.',
      'constraints',
    );
  }
  if ('type' in constraint) {
    const jac = typeof constraint.jac === 'function' ? 'exact' : '2-point';
    return { form: constraint.type, m: null, jac, hess: 'BFGS' };
  }
  const { lb, ub, jac = '2-point', hess = 'BFGS' } = constraint;
  return {
    form: 'interval',
    m: null,
    lb: vector(lb),
    ub: vector(ub),
    jac: typeof jac === 'function' ? 'exact' : jac,
    hess: typeof hess === 'function' ? 'exact' : hess,
  };
}

function constraintValue(constraint: ConstraintLike, x: Float64Array): Float64Array {
  if (!('A' in constraint)) return vector(constraint.fun(x));
  const A = flatten(constraint.A);
  const n = x.length;
  return Float64Array.from({ length: A.length / n }, (_, row) =>
    x.reduce((total, value, k) => total + A[row * n + k]! * value, 0),
  );
}

/** Derivatives that a call brings besides the objective's own, as `minimizer_kwargs` may. */
export interface Derivatives {
  readonly jac?: unknown;
  readonly hess?: unknown;
  readonly hessp?: unknown;
}

/** An evaluator of an objective in n variables.
 *  @throws OptionError (from `fun`) when the objective does not return a number */
export function readObjective(fun: ObjectiveLike, n: number, derivatives: Derivatives = {}): Evaluator {
  const own: Partial<LossLike> = typeof fun === 'function' ? {} : fun;
  const value = typeof fun === 'function' ? fun : (x: Float64Array): number => fun.fun(x);
  const { jac, hess, hessp } = derivatives;
  return {
    n,
    fun: (x) => requireNumber(value(x)),
    grad: typeof jac === 'function' ? (x) => flatten((jac as JacobianFun)(x)) : own.grad?.bind(fun),
    hess: typeof hess === 'function' ? (x) => flatten((hess as JacobianFun)(x)) : own.hess?.bind(fun),
    hessp:
      typeof hessp === 'function'
        ? (x, p) => flatten((hessp as (x: Float64Array, p: Float64Array) => Numbers)(x, p))
        : own.hessp?.bind(fun),
    batch: own.funBatch ? (points) => own.funBatch!(points) : undefined,
  };
}

function requireNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new OptionError('func(x, *args) must return a scalar value: the objective must return one number.', 'fun');
}
