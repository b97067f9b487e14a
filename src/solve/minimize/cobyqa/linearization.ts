/** All constraints linearized at a point: the linear ones as they are, the nonlinear ones by their models. */
import { applyRows, kernelDot } from '../../../math/linalg/kernels';
import type { LinearSystem } from './linear-system';
import type { Models } from './models';
import type { Linearization } from './normal';

/** A·s ≤ b and E·s = e for steps s from x (n). */
export function linearizationAt(x: Float64Array, linear: LinearSystem, models: Models): Linearization {
  const { aub, bub, aeq, beq } = linear;
  return {
    aub: join(aub, models.cubGrads(x)),
    bub: remaining(aub, bub, x, models.cubValues(x)),
    aeq: join(aeq, models.ceqGrads(x)),
    beq: remaining(aeq, beq, x, models.ceqValues(x)),
  };
}

function join(A: Float64Array, rows: readonly Float64Array[]): Float64Array {
  if (rows.length === 0) return A;
  const n = rows[0].length;
  const all = new Float64Array(A.length + rows.length * n);
  all.set(A);
  rows.forEach((row, k) => all.set(row, A.length + k * n));
  return all;
}

// b − A·x of the linear ones, −c of the nonlinear ones.
function remaining(A: Float64Array, b: Float64Array, x: Float64Array, values: Float64Array): Float64Array {
  const m = b.length;
  const rest = new Float64Array(m + values.length);
  applyRows(A, x, rest, m, x.length);
  for (let k = 0; k < m; k++) rest[k] = b[k] - rest[k];
  for (let k = 0; k < values.length; k++) rest[m + k] = -values[k];
  return rest;
}

/** How strongly a step violates a linearization: ‖((A·s − b)₊, E·s − e)‖; at no step where `step` is null. */
export function violationAfter({ aub, bub, aeq, beq }: Linearization, step: Float64Array | null): number {
  const m = bub.length;
  const violations = new Float64Array(m + beq.length);
  if (step === null) {
    for (let k = 0; k < m; k++) violations[k] = Math.max(0, -bub[k]);
    violations.set(beq, m);
    return Math.sqrt(kernelDot(violations, violations));
  }
  const n = step.length;
  const used = applyRows(aub, step, new Float64Array(m), m, n);
  const reached = applyRows(aeq, step, new Float64Array(beq.length), beq.length, n);
  for (let k = 0; k < m; k++) violations[k] = Math.max(0, used[k] - bub[k]);
  for (let k = 0; k < beq.length; k++) violations[m + k] = reached[k] - beq[k];
  return Math.sqrt(kernelDot(violations, violations));
}
