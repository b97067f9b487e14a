/** The norm that BFGS and CG compare with `gtol`. */
import { maxAbs, minAbs, sum } from '../../math/linalg/sums';

/** ‖x‖ of any order: Infinity is the largest magnitude, −Infinity the smallest, p the usual p-norm.
 *  Cost: O(n); allocates only for finite orders. */
export function vectorNorm(x: Float64Array, order: number): number {
  if (order === Infinity) return maxAbs(x);
  if (order === -Infinity) return minAbs(x);
  const powers = x.map((value) => (order === 2 ? value * value : Math.abs(value) ** order));
  const total = sum(powers);
  return order === 2 ? Math.sqrt(total) : total ** (1 / order);
}

/** Whether any component is NaN. */
export function hasNaN(x: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (x[i] !== x[i]) return true;
  return false;
}
