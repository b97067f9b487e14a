/**
 * The feasible box of L-BFGS-B: which bounds each variable has, the projected gradient, and how far a direction may go.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), §2 and the stopping test (6.1).
 */
import { maxAbs } from '../../../math/linalg/sums';
import type { Bounds } from '../../method';

/** Which bounds a variable has. */
export const NO_BOUNDS = 0;
export const LOWER_ONLY = 1;
export const BOTH_BOUNDS = 2;
export const UPPER_ONLY = 3;

/** The bounds of a problem in n variables; entries of an absent bound are ∓Infinity. */
export interface Box {
  readonly n: number;
  /** one of the four kinds above (n) */
  readonly kind: Uint8Array;
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  /** whether any variable has a bound */
  readonly isConstrained: boolean;
  /** whether every variable has both bounds */
  readonly isBoxed: boolean;
}

/** Classifies the bounds of each variable; `null` means none at all. */
export function makeBox(n: number, bounds: Bounds | null): Box {
  const kind = new Uint8Array(n);
  const lb = bounds ? bounds.lb : new Float64Array(n).fill(-Infinity);
  const ub = bounds ? bounds.ub : new Float64Array(n).fill(Infinity);
  let isConstrained = false;
  let isBoxed = true;
  for (let i = 0; i < n; i++) {
    const below = Number.isFinite(lb[i]);
    const above = Number.isFinite(ub[i]);
    kind[i] = below ? (above ? BOTH_BOUNDS : LOWER_ONLY) : above ? UPPER_ONLY : NO_BOUNDS;
    if (kind[i] !== NO_BOUNDS) isConstrained = true;
    if (kind[i] !== BOTH_BOUNDS) isBoxed = false;
  }
  return { n, kind, lb, ub, isConstrained, isBoxed };
}

/** x moved into the box, in place; a NaN coordinate of a bounded variable becomes the bound. */
export function clampInto(box: Box, x: Float64Array): void {
  const { n, kind, lb, ub } = box;
  for (let i = 0; i < n; i++) {
    if (kind[i] === NO_BOUNDS) continue;
    if (kind[i] <= BOTH_BOUNDS && !(x[i] >= lb[i])) x[i] = lb[i];
    if (kind[i] >= BOTH_BOUNDS && !(x[i] <= ub[i])) x[i] = ub[i];
  }
}

/** ‖P(x − g) − x‖∞, the largest component of the projected gradient; NaN as soon as one component of g is NaN. */
export function projectedGradientNorm(box: Box, x: Float64Array, g: Float64Array): number {
  const { n, kind, lb, ub } = box;
  if (!box.isConstrained) return maxAbs(g);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    let gi = g[i];
    if (gi !== gi) return gi;
    if (kind[i] !== NO_BOUNDS) {
      if (gi < 0) {
        if (kind[i] >= BOTH_BOUNDS && x[i] - ub[i] > gi) gi = x[i] - ub[i];
      } else if (kind[i] <= BOTH_BOUNDS && x[i] - lb[i] < gi) {
        gi = x[i] - lb[i];
      }
    }
    const magnitude = Math.abs(gi);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** Longest step along d from x that stays in the box, at most `limit`; 0 when d leaves from a bound at once. */
export function longestStep(box: Box, x: Float64Array, d: Float64Array, limit: number): number {
  const { n, kind, lb, ub } = box;
  let step = limit;
  for (let i = 0; i < n; i++) {
    const slope = d[i];
    if (slope < 0 && (kind[i] === LOWER_ONLY || kind[i] === BOTH_BOUNDS)) {
      const room = lb[i] - x[i];
      if (room >= 0) step = 0;
      else if (slope * step < room) step = room / slope;
    } else if (slope > 0 && kind[i] >= BOTH_BOUNDS) {
      const room = ub[i] - x[i];
      if (room <= 0) step = 0;
      else if (slope * step > room) step = room / slope;
    }
  }
  return step;
}
