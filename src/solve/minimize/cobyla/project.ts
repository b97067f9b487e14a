/**
 * The start of COBYLA under linear constraints: the nearest point that satisfies them and the bounds.
 *
 * The projection is a least-distance quadratic program; SLSQP solves it, as in SciPy 1.17.1. Its objective is
 * known here, so its requests are answered on the spot and never reach the driver.
 */
import type { Setup } from '../../method';
import { slsqp } from '../slsqp';

const MOST_REQUESTS = 10_000;

/** The projection of x0 (n); x0 itself where it satisfies the bounds and the linear constraints already. */
export function projectOntoLinear(setup: Setup): Float64Array {
  const { x0 } = setup;
  if (satisfies(setup)) return x0;
  const search = slsqp.solve({ ...setup, jac: 'exact', hess: null, tol: null, options: {} });
  let step = search.next();
  for (let request = 0; request < MOST_REQUESTS && !step.done; request++) {
    const asked = step.value;
    if (asked.kind === 'fun') step = search.next(halfSquaredDistance(asked.x, x0));
    else if (asked.kind === 'grad') step = search.next(asked.x.map((value, i) => value - x0[i]));
    else step = search.next(false);
  }
  return step.done ? step.value.x : x0;
}

function satisfies({ x0, bounds, constraints }: Setup): boolean {
  const n = x0.length;
  if (bounds !== null && x0.some((value, i) => !(value >= bounds.lb[i] && value <= bounds.ub[i]))) return false;
  return constraints.every(({ A, lb, ub }) => {
    if (A === undefined) return true;
    for (let k = 0; k * n < A.length; k++) {
      let value = 0;
      for (let i = 0; i < n; i++) value += A[k * n + i] * x0[i];
      const low = lb === undefined ? -Infinity : lb[Math.min(k, lb.length - 1)];
      const high = ub === undefined ? Infinity : ub[Math.min(k, ub.length - 1)];
      if (!(value >= low && value <= high)) return false;
    }
    return true;
  });
}

function halfSquaredDistance(x: Float64Array, x0: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - x0[i]) ** 2;
  return sum / 2;
}
