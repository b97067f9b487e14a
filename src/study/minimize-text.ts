/** The public minimizers, which also take a loss as source text: it is compiled for as many variables as they have. */
import * as drive from '../drive/minimize';
import * as driveScalar from '../drive/minimize-scalar';
import type { LossFunction, LossLike, Vector } from '../drive/user-loss';
import type { OptimizeResult } from '../solve/result';
import { compileLoss } from './compile';

/** A compiled loss, a function of x, or source text in JavaScript, Python or as a formula. */
export type Objective = LossFunction | LossLike | string;

/** Variables of a start. */
export const countOf = (x0: Vector | number): number => (typeof x0 === 'number' ? 1 : (x0?.length ?? 0));

/** Turns source text into a loss of n variables; anything else is passed through. */
export function objectiveOf<T>(fun: T | string, n: number): T | LossLike {
  // Without variables there is nothing to compile for: what is wrong with the start is for the minimizer to say.
  return typeof fun === 'string' && n > 0 ? compileLoss(fun, { n }) : (fun as T);
}

/** Minimizes a function of several variables, as `scipy.optimize.minimize`.
 *  @param fun  source text, a compiled loss, or a function of x. The first two bring exact derivatives
 *  @param x0   starting point (n)
 *  @returns    SciPy's result; a failure to converge is a result, never an exception
 *  @throws     OptionError for mistakes in the arguments, LossSyntaxError for mistakes in the text */
export function minimize(fun: Objective, x0: Vector | number, options: drive.MinimizeOptions = {}): OptimizeResult {
  return drive.minimize(objectiveOf(fun, countOf(x0)), x0, options);
}

/** As `minimize`, for a function that returns promises.
 *  @throws OptionError, LossSyntaxError, as rejections */
export async function minimizeAsync(
  fun: Objective,
  x0: Vector | number,
  options: drive.MinimizeOptions = {},
): Promise<OptimizeResult> {
  return drive.minimizeAsync(objectiveOf(fun, countOf(x0)), x0, options);
}

/** Minimizes a function of one variable, as `scipy.optimize.minimize_scalar`.
 *  @throws OptionError, LossSyntaxError */
export function minimizeScalar(
  fun: driveScalar.ScalarLoss | string,
  options: driveScalar.MinimizeScalarOptions = {},
): driveScalar.ScalarResult {
  return driveScalar.minimizeScalar(objectiveOf(fun, 1), options);
}

/** As `minimizeScalar`, for a function that returns promises.
 *  @throws OptionError, LossSyntaxError, as rejections */
export async function minimizeScalarAsync(
  fun: driveScalar.ScalarLoss | string,
  options: driveScalar.MinimizeScalarOptions = {},
): Promise<driveScalar.ScalarResult> {
  return driveScalar.minimizeScalarAsync(objectiveOf(fun, 1), options);
}
