/**
 * An honest end: what a method says of itself is corrected where the loss itself is the trouble. SciPy's simplex
 * method, for one, reports success on a loss that is NaN everywhere. Codes above 100 are ours, as in `drive/stop.ts`.
 */
import type { BestPoint } from '../drive/stop';
import type { OptimizeResult } from './types';

/** f below this is taken for unbounded: no loss that anybody minimizes has such a minimum. */
const unboundedBelow = -1e100;

const status = { notFinite: 111, unbounded: 112, infeasible: 113 } as const;

/** A success that breaks a constraint by more than this is none; methods' own tolerances are well below. */
const tolerableViolation = 1e-3;

const everywhere = (points: number): string =>
  points === 1 ? 'at the only point evaluated' : `at every one of the ${points} points evaluated`;

/** The result, with status, success and message corrected where f is not finite or has no lower bound, or where x
 *  breaks the constraints.
 *  @param best  lowest comparable point that was evaluated; null when every value was NaN */
export function verdict(result: OptimizeResult, best: BestPoint | null, x0: Float64Array): OptimizeResult {
  const x = result.x.length > 0 ? result.x : x0;
  const correct = (code: number, message: string): OptimizeResult => ({
    ...result,
    x,
    status: code,
    success: false,
    message,
    warnings: [...result.warnings, `The method's own message: ${result.message}`],
  });
  if (best === null && result.nfev > 0) {
    return correct(
      status.notFinite,
      `The loss is NaN ${everywhere(result.nfev)}. Check the formula, or start elsewhere.`,
    );
  }
  if (Number.isNaN(result.fun)) {
    const seen = best ? ` The lowest value seen on the way was ${best.fun}.` : '';
    return correct(status.notFinite, `The run ended at a point where the loss is NaN.${seen}`);
  }
  if (result.fun === Infinity) {
    return correct(status.notFinite, `The loss is +Infinity wherever it was evaluated. Start elsewhere.`);
  }
  const lowest = Math.min(result.fun, best?.fun ?? result.fun);
  if (lowest < unboundedBelow) {
    const value = lowest === -Infinity ? '−Infinity' : lowest.toExponential(2).replace('-', '−');
    return correct(status.unbounded, `The loss looks unbounded below: f reached ${value}. Bound it, or add bounds.`);
  }
  if (result.success && (result.maxcv ?? 0) > tolerableViolation) {
    const amount = Number(result.maxcv!.toPrecision(3));
    return correct(
      status.infeasible,
      `The run ended where the constraints are broken by ${amount}. Start nearer to the feasible set, or elsewhere.`,
    );
  }
  return result.x === x ? result : { ...result, x };
}
