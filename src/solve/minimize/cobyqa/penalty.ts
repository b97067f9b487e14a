/**
 * How large the penalty of COBYQA's merit function must be, and how small it may be.
 *
 * Source: Ragonneau (2022), equations (5.11) and (5.13).
 */
import { applyRows } from '../../../math/linalg/kernels';
import { TINY } from './boundaries';
import { violationAfter } from './linearization';
import type { LinearSystem } from './linear-system';
import type { Models } from './models';
import type { Linearization } from './normal';

const CONSTRAINT_RATIO = 2;

/** The least penalty for which a step promises to lower the merit function.
 *  @param change           of the quadratic model of f along the step
 *  @param multipliersNorm  Euclidean norm of all multipliers */
export function penaltyThreshold(
  system: Linearization,
  step: Float64Array,
  change: number,
  multipliersNorm: number,
): number {
  const gain = Math.max(violationAfter(system, null) - violationAfter(system, step), 0);
  return gain > TINY * Math.abs(change) ? Math.max(multipliersNorm, change / gain) : multipliersNorm;
}

/** The ratio of the typical change of f to that of the constraints, over the interpolation points. */
export function lowPenalty(linear: LinearSystem, models: Models): number {
  const { npt, found } = models;
  const size = linear.bub.length + linear.beq.length + found[0].cub.length + found[0].ceq.length;
  if (size === 0) return 0;
  const columns = Array.from({ length: npt }, (_, k) => constraintValues(linear, models, k));
  let leastChange = Infinity;
  for (let j = 0; j < columns[0].length; j++) {
    let low = Infinity;
    let high = -Infinity;
    for (const column of columns) {
      low = Math.min(low, column[j]);
      high = Math.max(high, column[j]);
    }
    if (low < CONSTRAINT_RATIO * high) leastChange = Math.min(leastChange, high - Math.min(0, low));
  }
  if (leastChange === Infinity) return 0;
  const funs = found.map(({ fun }) => fun);
  const range = Math.max(...funs) - Math.min(...funs);
  return leastChange > TINY * range ? range / leastChange : Infinity;
}

// Values that should not be positive, equalities from both sides.
function constraintValues(linear: LinearSystem, { interpolation, found }: Models, k: number): number[] {
  const { aub, bub, aeq, beq } = linear;
  const { n } = interpolation;
  const x = interpolation.point(k);
  const ub = applyRows(aub, x, new Float64Array(bub.length), bub.length, n).map((value, j) => value - bub[j]);
  const eq = applyRows(aeq, x, new Float64Array(beq.length), beq.length, n).map((value, j) => value - beq[j]);
  const { cub, ceq } = found[k];
  return [...ub, ...cub, ...eq, ...eq.map((value) => -value), ...ceq, ...ceq.map((value) => -value)];
}
