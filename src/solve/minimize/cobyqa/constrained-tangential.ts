/**
 * The tangential step with linear constraints A·s ≤ b and E·s = 0: truncated conjugate gradients in the null space
 * of the active ones, improved by turning on the boundary.
 *
 * Source: Powell (2015), "On fast trust region methods for quadratic models with linear constraints", Math. Program.
 * Comput. 7; Ragonneau (2022), section 6.4.
 */
import { applyRows, kernelDot as dot } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
import {
  allLeast,
  clip,
  indexOfLeast,
  least,
  lengthToSphere,
  lengthsToBounds,
  nullSpaceOf,
  TINY,
  turnSamples,
  unit,
  type HessianProduct,
  type NullSpace,
} from './boundaries';
import { settle } from './tangential';

const EPS = 2 ** -52;
const SMALL_REDUCTION = 1e-8;

/** The subproblem; matrices are row-major (rows·n). */
export interface ConstrainedModel {
  readonly g: Float64Array;
  readonly product: HessianProduct;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly aub: Float64Array;
  readonly bub: Float64Array;
  readonly aeq: Float64Array;
  readonly radius: number;
}

interface FreeSets {
  readonly lower: boolean[];
  readonly upper: boolean[];
  readonly ub: boolean[];
}

/** The null space of the constraints that are not free. */
export function activeNullSpace(aub: Float64Array, aeq: Float64Array, n: number, free: FreeSets): NullSpace {
  const rows: Float64Array[] = [];
  for (let k = 0; k * n < aeq.length; k++) rows.push(aeq.subarray(k * n, (k + 1) * n));
  free.ub.forEach((isFree, k) => {
    if (!isFree) rows.push(aub.subarray(k * n, (k + 1) * n));
  });
  free.lower.forEach((isFree, i) => {
    if (!isFree) rows.push(unit(i, n, -1));
  });
  free.upper.forEach((isFree, i) => {
    if (!isFree) rows.push(unit(i, n, 1));
  });
  return nullSpaceOf(rows, n);
}

/** Approximately minimizes the model; see the header. Cost: a QR factorization for each newly met constraint. */
export function constrainedTangentialStep(model: ConstrainedModel): Float64Array {
  const { g, product, aub, aeq, radius } = model;
  const n = g.length;
  const m = model.bub.length;
  const lower = model.lower.map((value) => Math.min(value, 0));
  const upper = model.upper.map((value) => Math.max(value, 0));
  const bub = model.bub.map((value) => Math.max(value, 0));
  const grad = g.slice();
  const Ag = applyRows(aub, grad, new Float64Array(m), m, n);
  const free: FreeSets = {
    lower: Array.from(grad, (slope, i) => lower[i] < 0 || slope < 0),
    upper: Array.from(grad, (slope, i) => upper[i] > 0 || slope > 0),
    ub: Array.from(bub, (room, k) => room > 0 || Ag[k] > 0),
  };
  let space = activeNullSpace(aub, aeq, n, free);
  let step: Float64Array = new Float64Array(n);
  let direction = space.project(grad).map((value) => -value);
  let residual: Float64Array = bub.slice();
  let reduction = 0;
  let isOnBoundary = false;
  let k = 0;
  while (k < n - space.active) {
    const slope = dot(grad, direction);
    if (slope >= -10 * EPS * n * Math.max(1, norm2(grad))) break;
    const toSphere = lengthToSphere(step, direction, radius);
    if (toSphere === null || -toSphere * slope <= SMALL_REDUCTION * reduction) break;
    const Hd = product(direction, new Float64Array(n));
    const curvature = dot(direction, Hd);
    const toMinimum = curvature > TINY * Math.abs(slope) ? Math.max(-slope / curvature, 0) : Infinity;
    let length = Math.min(toSphere, toMinimum);
    if (-length * (slope + 0.5 * length * curvature) <= SMALL_REDUCTION * reduction) break;
    const { toLower, toUpper } = lengthsToBounds(step, direction, lower, upper);
    for (let i = 0; i < n; i++) {
      if (!free.lower[i]) toLower[i] = Infinity;
      if (!free.upper[i]) toUpper[i] = Infinity;
    }
    const Ad = applyRows(aub, direction, new Float64Array(m), m, n);
    const toRows = residual.map((room, j) => (free.ub[j] && Ad[j] > TINY * Math.abs(room) ? room / Ad[j] : Infinity));
    const nearestLower = least(toLower);
    const nearestUpper = least(toUpper);
    const nearestRow = least(toRows);
    const toConstraints = Math.min(nearestLower, nearestUpper, nearestRow);
    length = Math.min(length, toConstraints);
    if (length > 0) {
      step = clip(
        step.map((value, i) => value + length * direction[i]),
        lower,
        upper,
      );
      for (let i = 0; i < n; i++) grad[i] += length * Hd[i];
      residual = residual.map((room, j) => Math.max(0, room - length * Ad[j]));
      reduction -= length * (slope + 0.5 * length * curvature);
    }
    if (length < Math.min(toSphere, toConstraints)) {
      const projected = space.project(grad);
      const beta = dot(projected, Hd) / curvature;
      direction = direction.map((value, i) => beta * value - projected[i]);
      k++;
    } else if (length < toSphere) {
      if (nearestLower <= length) settle([indexOfLeast(toLower)], step, lower, free.lower);
      else if (nearestUpper <= length) settle([indexOfLeast(toUpper)], step, upper, free.upper);
      else free.ub[indexOfLeast(toRows)] = false;
      space = activeNullSpace(aub, aeq, n, free);
      direction = space.project(grad).map((value) => -value);
      k = 0;
    } else {
      if (nearestLower <= length) settle(allLeast(toLower), step, lower, free.lower);
      if (nearestUpper <= length) settle(allLeast(toUpper), step, upper, free.upper);
      if (nearestRow <= length) for (const j of allLeast(toRows)) free.ub[j] = false;
      space = activeNullSpace(aub, aeq, n, free);
      isOnBoundary = true;
      break;
    }
  }
  if (!isOnBoundary || space.active >= n) return step;
  return turned(model, { lower, upper, free, space, step, grad, residual, reduction });
}

interface TurnState {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly free: FreeSets;
  space: NullSpace;
  step: Float64Array;
  readonly grad: Float64Array;
  residual: Float64Array;
  reduction: number;
}

function turned(model: ConstrainedModel, state: TurnState): Float64Array {
  const { g, product, aub, aeq } = model;
  const { lower, upper, free, grad } = state;
  const n = g.length;
  const m = model.bub.length;
  const start = state.step.slice();
  while (state.space.active < n) {
    const { space, step } = state;
    const along = space.project(step);
    const slopeProjected = space.project(grad);
    const stepSquare = dot(along, along);
    const gradStep = dot(slopeProjected, along);
    const slope = -Math.sqrt(Math.max(stepSquare * dot(slopeProjected, slopeProjected) - gradStep * gradStep, 0));
    const direction = space.project(step.map((value, i) => gradStep * value - stepSquare * grad[i]));
    const isTooFlat = direction.some((value) => slope >= -TINY * Math.abs(value));
    if (slope >= -SMALL_REDUCTION * state.reduction || isTooFlat) break;
    for (let i = 0; i < n; i++) direction[i] /= -slope;
    const { toLower, toUpper } = turnsInside(step, along, direction, state);
    const As = applyRows(aub, along, new Float64Array(m), m, n);
    const Ad = applyRows(aub, direction, new Float64Array(m), m, n);
    const toRows = state.residual.map((room, j) => {
      const square = free.ub[j] ? Ad[j] * Ad[j] - room * (room + 2 * As[j]) : 0;
      const speed = square > 0 ? Math.sqrt(square) + Ad[j] : square;
      return speed > TINY * room ? Math.min(1, room / speed) : 1;
    });
    const nearestLower = least(toLower);
    const nearestUpper = least(toUpper);
    const nearestRow = least(toRows, 1);
    const farthest = Math.min(nearestLower, nearestUpper, nearestRow);
    const Hs = product(along, new Float64Array(n));
    const Hd = product(direction, new Float64Array(n));
    const stepCurvature = dot(along, Hs);
    const directionCurvature = dot(direction, Hd);
    const mixedCurvature = dot(along, Hd);
    const samples = turnSamples(farthest);
    const sines = samples.map((t) => (2 * t) / (1 + t * t));
    const gains = samples.map((t, j) => {
      const bend = 0.5 * (t * t) * stepCurvature - 2 * t * mixedCurvature + 0.5 * directionCurvature;
      return sines[j] * (gradStep * t - slope - sines[j] * bend);
    });
    if (gains.every((gain) => gain <= 0)) break;
    const best = gains.reduce((top, gain, j) => (gain > gains[top] ? j : top), 0);
    const cosine = (1 - samples[best] * samples[best]) / (1 + samples[best] * samples[best]);
    const sine = sines[best];
    state.step = clip(
      step.map((value, i) => value + (cosine - 1) * along[i] + sine * direction[i]),
      lower,
      upper,
    );
    for (let i = 0; i < n; i++) grad[i] += (cosine - 1) * Hs[i] + sine * Hd[i];
    state.residual = state.residual.map((room, j) => Math.max(0, room - (cosine - 1) * As[j] - sine * Ad[j]));
    state.reduction += gains[best];
    if (!(farthest < 1 && best === samples.length - 1)) break;
    if (nearestLower <= farthest) settle(allLeast(toLower), state.step, lower, free.lower);
    // As in SciPy 1.17, which takes the lower bounds of these coordinates for active.
    if (nearestUpper <= farthest) settle(allLeast(toUpper), state.step, upper, free.lower);
    if (nearestRow <= farthest) for (const j of allLeast(toRows)) free.ub[j] = false;
    state.space = activeNullSpace(aub, aeq, n, free);
  }
  const value = (s: Float64Array): number => dot(g, s) + 0.5 * dot(s, product(s, new Float64Array(n)));
  return value(state.step) > value(start) ? start : state.step;
}

function turnsInside(
  step: Float64Array,
  along: Float64Array,
  direction: Float64Array,
  { lower, upper, free }: TurnState,
): { toLower: Float64Array; toUpper: Float64Array } {
  const turn = (distance: number, reach: number, toward: number, isFree: boolean): number => {
    const square = isFree ? toward * toward - distance * (distance + 2 * reach) : 0;
    const speed = square > 0 ? Math.sqrt(square) + toward : square;
    return speed > TINY * distance ? Math.min(1, distance / speed) : 1;
  };
  return {
    toLower: step.map((value, i) => turn(Math.max(value - lower[i], 0), -along[i], -direction[i], free.lower[i])),
    toUpper: step.map((value, i) => turn(Math.max(upper[i] - value, 0), along[i], direction[i], free.upper[i])),
  };
}
