/** `minimizeScalar`: SciPy's `minimize_scalar` with its dispatch, warnings and refusals. */
import { OptionError } from '../solve/errors';
import type { OptimizeResult } from '../solve/result';
import { findScalarMethod } from '../solve/scalar/methods';
import { describe } from '../solve/options';
import type { AsyncEvaluator, Evaluator } from './evaluator';
import { readArguments } from './minimize-arguments';
import type { RunOptions } from './run';
import { runAsync } from './run-async';
import { runSync } from './run-sync';
import { isNumberList, lossEvaluator, requireLoss, type Later, type LossLike } from './user-loss';

/** SciPy's keyword arguments of `minimize_scalar`, and limits of our own. */
export interface MinimizeScalarOptions extends Pick<RunOptions, 'budget' | 'signal'> {
  /** absent: 'bounded' with bounds, else 'brent' */
  readonly method?: 'brent' | 'bounded' | 'golden' | (string & {}) | null;
  /** two points to search a bracket from, or three bracketing points */
  readonly bracket?: ArrayLike<number> | null;
  readonly bounds?: ArrayLike<number> | null;
  readonly tol?: number | null;
  readonly options?: Readonly<Record<string, unknown>> | null;
}

/** SciPy's result; `x` is a number. (`Omit` would forget the named fields of a type that has an index signature.) */
export type ScalarResult = {
  [K in keyof OptimizeResult as string extends K ? never : K]: K extends 'x' ? number : OptimizeResult[K];
} & { readonly [field: string]: unknown };

/** A function of one number, or a compiled loss of one variable. */
export type ScalarLoss = ((x: number) => Later<number>) | LossLike;

/** Minimizes a function of one variable.
 *  @throws OptionError for mistakes in the arguments, with the remedy */
export function minimizeScalar(fun: ScalarLoss, options: MinimizeScalarOptions = {}): ScalarResult {
  const { search, evaluator, warnings, limits } = prepare(fun, options, false);
  return finish(runSync(search, evaluator as Evaluator, limits), warnings);
}

/** Minimizes a function of one variable that returns promises.
 *  @throws OptionError (as a rejection) for mistakes in the arguments */
export async function minimizeScalarAsync(fun: ScalarLoss, options: MinimizeScalarOptions = {}): Promise<ScalarResult> {
  const { search, evaluator, warnings, limits } = prepare(fun, options, true);
  return finish(await runAsync(search, evaluator, limits), warnings);
}

const KNOWN: ReadonlySet<string> = new Set(['method', 'bracket', 'bounds', 'tol', 'options', 'budget', 'signal']);

function prepare(fun: ScalarLoss, raw: MinimizeScalarOptions | null, isAsync: boolean) {
  const { options: given, warnings } = readArguments(raw, KNOWN);
  requireLoss(fun);
  if (typeof fun === 'object' && fun.n !== undefined && fun.n !== 1) {
    throw new OptionError(`minimizeScalar takes a loss of one variable; this one has ${fun.n}. Use minimize.`, 'fun');
  }
  const { bounds = null, bracket = null, tol = null } = given;
  for (const [name, list] of [
    ['bounds', bounds],
    ['bracket', bracket],
  ] as const) {
    if (list === null || (isNumberList(list) && Array.from(list).every((entry) => typeof entry === 'number'))) continue;
    throw new OptionError(`"${name}" must be an array of numbers, got ${describe(list)}.`, name);
  }
  const name: unknown = given.method;
  if (name !== undefined && name !== null && typeof name !== 'string') {
    throw new OptionError(`"method" must be a name, got ${describe(name)}.`, 'method');
  }
  const method = findScalarMethod(given.method ?? (bounds === null ? 'brent' : 'bounded'));
  if (bounds !== null && method.name !== 'bounded') {
    throw new OptionError(
      `Use of 'bounds' is incompatible with 'method=${method.name}'. Use method 'bounded', or give a bracket.`,
      'bounds',
    );
  }
  if (tol !== null && method.name === 'bounded' && given.options?.xatol === undefined) {
    warnings.push("Method 'bounded' does not support relative tolerance in x; defaulting to absolute tolerance.");
  }
  const loss = typeof fun === 'function' ? (x: Float64Array) => fun(x[0]!) : fun;
  const evaluator: AsyncEvaluator = lossEvaluator({ fun: loss, jac: null, hess: null, hessp: null }, 1, isAsync);
  const search = method.solve({ bracket, bounds, tol, options: given.options ?? {} });
  const { budget, signal } = given;
  return { search, evaluator, warnings, limits: { budget, signal } };
}

function finish(result: OptimizeResult, warnings: readonly string[]): ScalarResult {
  return { ...result, x: result.x[0] ?? NaN, warnings: [...warnings, ...result.warnings] };
}
