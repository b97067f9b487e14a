/**
 * The start of COBYLA under linear constraints: the nearest point that satisfies them and the bounds.
 *
 * Equalities without bounds are projected upon directly. Otherwise the projection is a least-distance quadratic
 * program, which SLSQP solves, as in SciPy 1.17.1; its objective is known here, so its requests are answered on the
 * spot and never reach the driver.
 */
import { applyRows } from '../../../math/linalg/kernels';
import { leastSquares } from '../../../math/linalg/least-squares';
import type { ConstraintInfo, Setup } from '../../method';
import { slsqp } from '../slsqp';

const EPS = 2 ** -52;
const MOST_REQUESTS = 10_000;
const AS_GOOD_AS_UNBOUNDED = 1e20;

/** The projection of x0 (n); x0 itself where it satisfies the bounds and the linear constraints already. */
export function projectOntoLinear(setup: Setup): Float64Array {
  const { x0, bounds } = setup;
  const n = x0.length;
  const rows = linearRows(setup);
  const isUnbounded =
    bounds === null ||
    (bounds.lb.every((low) => low <= -AS_GOOD_AS_UNBOUNDED) && bounds.ub.every((high) => high >= AS_GOOD_AS_UNBOUNDED));
  if (isUnbounded && rows.every(({ low, high }) => Math.abs(high - low) <= EPS)) return ontoEqualities(rows, x0);
  if (satisfies(setup)) return x0;
  const constraints = [
    asConstraint(
      rows.filter(({ low, high }) => low !== high),
      n,
    ),
    asConstraint(
      rows.filter(({ low, high }) => low === high),
      n,
    ),
  ].filter((constraint) => constraint.A!.length > 0);
  const search = slsqp.solve({ ...setup, constraints, jac: 'exact', hess: null, tol: null, options: {} });
  let step = search.next();
  for (let request = 0; request < MOST_REQUESTS && !step.done; request++) {
    const asked = step.value;
    if (asked.kind === 'fun') step = search.next(halfSquaredDistance(asked.x, x0));
    else if (asked.kind === 'grad') step = search.next(asked.x.map((value, i) => value - x0[i]));
    else step = search.next(false);
  }
  return step.done ? step.value.x : x0;
}

interface Row {
  readonly a: Float64Array;
  readonly low: number;
  readonly high: number;
}

function linearRows({ x0, constraints }: Setup): Row[] {
  const n = x0.length;
  const limit = (limits: Float64Array | undefined, k: number, absent: number): number =>
    limits === undefined ? absent : limits[Math.min(k, limits.length - 1)];
  return constraints.flatMap(({ A, lb, ub }) =>
    A === undefined
      ? []
      : Array.from({ length: A.length / n }, (_, k) => ({
          a: A.subarray(k * n, (k + 1) * n),
          low: limit(lb, k, -Infinity),
          high: limit(ub, k, Infinity),
        })),
  );
}

function asConstraint(rows: readonly Row[], n: number): ConstraintInfo {
  const A = new Float64Array(rows.length * n);
  rows.forEach(({ a }, k) => A.set(a, k * n));
  const lb = Float64Array.from(rows, ({ low }) => low);
  const ub = Float64Array.from(rows, ({ high }) => high);
  return { form: 'interval', m: rows.length, A, lb, ub, jac: 'exact', hess: 'BFGS' };
}

// x0 plus the shortest solution of A·d = b − A·x0.
function ontoEqualities(rows: readonly Row[], x0: Float64Array): Float64Array {
  const n = x0.length;
  const m = rows.length;
  const A = new Float64Array(m * n);
  rows.forEach(({ a }, k) => A.set(a, k * n));
  const rest = applyRows(A, x0, new Float64Array(m), m, n);
  rows.forEach(({ low, high }, k) => {
    rest[k] = (low + high) / 2 - rest[k];
  });
  const columns = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let k = 0; k < m; k++) columns[i * m + k] = A[k * n + i];
  const step = leastSquares(columns, n, m, rest);
  return step === null ? x0 : x0.map((value, i) => value + step[i]);
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
