/** What the global functions accept, turned into a solver's setup and an evaluator. */
import { OptionError } from '../../solve/errors';
import type { Bounds, Setup } from '../../solve/method';
import type { AsyncEvaluator } from '../evaluator';
import { readConstraints, type UserConstraint } from '../user-constraints';
import {
  type HessFunction,
  type HesspFunction,
  type JacFunction,
  type LossFunction,
  type LossLike,
  lossEvaluator,
} from '../user-loss';

export type Numbers = ArrayLike<number>;

/** The objective of the global functions: a plain function or a compiled loss. */
export type ObjectiveLike = LossFunction | LossLike;

/** `[lo, hi]` pairs, null for none on that side; or SciPy's Bounds. */
export type BoundsLike = readonly (readonly (number | null)[])[] | { readonly lb: Numbers; readonly ub: Numbers };

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

/** Unlike those of `minimize`, these bounds may cross: which function minds is for it to say.
 *  @throws OptionError when an entry is not a pair */
export function readBox(bounds: BoundsLike): Bounds {
  if ('lb' in bounds) return { lb: Float64Array.from(bounds.lb), ub: Float64Array.from(bounds.ub) };
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
