/**
 * Advice to scale: where the loss curves a million times more along one variable than along another, first-order steps
 * crawl and tolerances mean something else in each variable. Measured by the diagonal of the exact Hessian, since a
 * change of units x = s·z multiplies it by s² (Gill, Murray & Wright, Practical Optimization, 1981, section 8.7).
 */
import type { Loss } from '../emit/loss';

/** Curvatures this far apart are worth a word; a condition number of 10⁶ costs half the digits of a step. */
const worthSaying = 1e6;

/** Above this dimension the Hessian costs more than the advice is worth. */
const hessianLimit = 50;

/** One sentence of advice for a result's warnings.
 *  @param x  point (n) at which the curvature is measured: the end of a run
 *  @returns  null where the variables are comparable, or too many to ask, or the Hessian is not finite
 *  Cost: one Hessian. */
export function scalingAdvice(loss: Loss, x: Float64Array): string | null {
  const { n, names } = loss;
  if (n < 2 || n > hessianLimit || x.length !== n) return null;
  const hessian = loss.hess(x);
  const curvature = Array.from({ length: n }, (_, i) => Math.abs(hessian[i * n + i]!));
  if (!curvature.every(Number.isFinite)) return null;
  // A variable without curvature has no scale to be measured.
  const curved = curvature.flatMap((c, i) => (c > 0 ? [i] : [])).sort((i, j) => curvature[j]! - curvature[i]!);
  const [steep, flat] = [curved[0], curved.at(-1)];
  if (steep === undefined || flat === undefined) return null;
  const ratio = curvature[steep]! / curvature[flat]!;
  if (!(ratio >= worthSaying)) return null;
  const unit = (i: number): string => Number((1 / Math.sqrt(curvature[i]!)).toPrecision(1)).toString();
  return (
    `The loss curves ${Number(ratio.toPrecision(2)).toExponential()} times more along ${names[steep]} than along ${names[flat]}. ` +
    `Scale the variables: count ${names[steep]} in steps of about ${unit(steep)} and ${names[flat]} in steps of about ${unit(flat)}.`
  );
}
