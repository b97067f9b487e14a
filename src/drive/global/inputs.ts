/** What the global functions accept, turned into a solver's setup and an evaluator. */
import { OptionError } from '../../solve/errors';
import type { Bounds, Setup } from '../../solve/method';
import { describe, nearestName } from '../../solve/options';
import type { AsyncEvaluator } from '../evaluator';
import { readConstraints, type UserConstraint } from '../user-constraints';
import {
  type HessFunction,
  type HesspFunction,
  type JacFunction,
  type LossFunction,
  type LossLike,
  isNumberList,
  lossEvaluator,
} from '../user-loss';

export type Numbers = ArrayLike<number>;

/** The objective of the global functions: a plain function or a compiled loss. */
export type ObjectiveLike = LossFunction | LossLike;

/** `[lo, hi]` pairs, null for none on that side; or SciPy's Bounds. */
export type BoundsLike =
  readonly (readonly (number | null)[])[] | { readonly lb: Numbers | number; readonly ub: Numbers | number };

/** SciPy's `minimizer_kwargs`: the local method, its derivatives, bounds and options. */
export interface MinimizerKwargs {
  readonly method?: string;
  readonly jac?: JacFunction | '2-point' | '3-point' | boolean | null;
  readonly hess?: HessFunction | '2-point' | '3-point' | 'BFGS' | 'SR1' | null;
  readonly hessp?: HesspFunction | null;
  readonly bounds?: BoundsLike | null;
  readonly constraints?: UserConstraint | readonly UserConstraint[] | null;
  readonly tol?: number | null;
  readonly options?: Readonly<Record<string, unknown>>;
  /** shgo only: called after each iteration of the local method */
  readonly callback?: (xk: Float64Array) => boolean | void;
}

const PAIRS =
  'bounds should be a sequence containing finite real valued (min, max) pairs for each value in x. ' +
  'Give [[lo, hi], …], or an object { lb, ub }';

/** Unlike those of `minimize`, these bounds may cross: which function minds is for it to say.
 *  @throws OptionError when an entry is not a pair of numbers, or lb and ub are not equally many */
export function readBox(bounds: BoundsLike): Bounds {
  if (typeof bounds === 'object' && bounds !== null && 'lb' in bounds) return boxOf(bounds);
  if (!Array.isArray(bounds)) throw new OptionError(`${PAIRS}; got ${describe(bounds)}.`, 'bounds');
  const pairs: readonly unknown[] = bounds;
  if (pairs.length === 0) throw new OptionError(`${PAIRS}; got none.`, 'bounds');
  const wrong = pairs.findIndex((pair) => !isNumberList(pair) || pair.length !== 2);
  if (wrong >= 0) throw new OptionError(`${PAIRS}; entry ${wrong} is no pair.`, 'bounds');
  const end = (pair: readonly unknown[], side: 0 | 1): number => oneEnd(pair[side], side);
  return {
    lb: Float64Array.from(bounds as number[][], (pair) => end(pair, 0)),
    ub: Float64Array.from(bounds as number[][], (pair) => end(pair, 1)),
  };
}

function boxOf({ lb, ub }: { readonly lb: Numbers | number; readonly ub: Numbers | number }): Bounds {
  const listed = (side: unknown): readonly unknown[] => (isNumberList(side) ? Array.from(side) : [side]);
  const [low, high] = [listed(lb), listed(ub)];
  const n = Math.max(low.length, high.length);
  if ([low, high].some((side) => side.length !== n && side.length !== 1)) {
    throw new OptionError(`bounds need as many lb as ub; got ${low.length} and ${high.length}.`, 'bounds');
  }
  const spread = (side: readonly unknown[], which: 0 | 1): Float64Array =>
    Float64Array.from({ length: n }, (_, k) => oneEnd(side[side.length === 1 ? 0 : k], which));
  return { lb: spread(low, 0), ub: spread(high, 1) };
}

function oneEnd(value: unknown, side: 0 | 1): number {
  if (value === null || value === undefined) return side === 0 ? -Infinity : Infinity;
  if (typeof value === 'number') return value;
  throw new OptionError(`${PAIRS}; a bound is ${describe(value)}.`, 'bounds');
}

/** A problem that is ready for a global search. */
export interface GlobalProblem {
  readonly setup: Setup;
  readonly evaluator: AsyncEvaluator;
}

/** Everything that a global function may be given about its problem. */
export interface ProblemParts {
  readonly fun: ObjectiveLike;
  readonly n: number;
  readonly x0?: Float64Array;
  readonly bounds?: Bounds | null;
  readonly constraints?: UserConstraint | readonly UserConstraint[] | null;
  readonly local?: MinimizerKwargs | null;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Puts a problem together. A compiled loss brings its derivatives to the local method.
 *  @param isAsync  whether the objective may return promises */
export function readProblem(parts: ProblemParts, isAsync: boolean): GlobalProblem {
  const { fun, n, local } = parts;
  if (local) checkKwargs(local);
  if (typeof fun === 'object' && fun !== null && fun.n !== undefined && fun.n !== n) {
    throw new OptionError(`The loss has ${fun.n} variables, but there are ${n} here. Give a range for each.`, 'fun');
  }
  const jac = typeof local?.jac === 'function' || local?.jac === true ? local.jac : null;
  const hess = typeof local?.hess === 'function' ? local.hess : null;
  const hessp = local?.hessp ?? null;
  const evaluator = lossEvaluator({ fun, jac, hess, hessp }, n, isAsync);
  const given = parts.constraints ?? local?.constraints;
  const list = !given ? [] : Array.isArray(given) ? (given as readonly UserConstraint[]) : [given];
  const constraints = readConstraints(list, n, isAsync);
  return {
    evaluator: { ...evaluator, ...(list.length > 0 && constraints.evaluator) },
    setup: {
      x0: parts.x0 ?? new Float64Array(n),
      jac: evaluator.grad ? 'exact' : namedDifference(local?.jac),
      hess: evaluator.hess ? 'exact' : ((local?.hess as Setup['hess']) ?? null),
      hessp: evaluator.hessp !== undefined,
      bounds: parts.bounds ?? null,
      constraints: constraints.infos,
      tol: null,
      options: parts.options,
      seed: null,
    },
  };
}

const KWARGS = ['method', 'jac', 'hess', 'hessp', 'bounds', 'constraints', 'tol', 'options', 'callback', 'args'];

function checkKwargs(local: unknown): void {
  if (typeof local !== 'object' || local === null || Array.isArray(local)) {
    throw new OptionError(
      `minimizer_kwargs must be an object such as { method, options }, got ${describe(local)}.`,
      'minimizer_kwargs',
    );
  }
  for (const name of Object.keys(local)) {
    if (KWARGS.includes(name)) continue;
    const nearest = nearestName(name, KWARGS);
    const hint = nearest ? `Did you mean "${nearest}"?` : `It has ${KWARGS.join(', ')}.`;
    throw new OptionError(`minimizer_kwargs got an unexpected "${name}". ${hint}`, 'minimizer_kwargs');
  }
}

function namedDifference(jac: MinimizerKwargs['jac']): Setup['jac'] {
  return jac === '2-point' || jac === '3-point' ? jac : null;
}

/** `minimizer_kwargs` as the solver takes it: what is not about the problem. */
export function solverKwargs(local: MinimizerKwargs | null | undefined): Record<string, unknown> | null {
  if (!local) return null;
  const { method, tol, options, bounds } = local;
  const kept = { method, tol, options, bounds: bounds ? readBox(bounds) : undefined };
  const entries = Object.entries(kept).filter(([, value]) => value !== undefined);
  // An empty object means "no kwargs" to dual annealing; derivatives alone are kwargs too.
  return Object.keys(local).length === 0 ? {} : { given: true, ...Object.fromEntries(entries) };
}
