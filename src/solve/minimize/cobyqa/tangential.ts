/**
 * The tangential step without general constraints: truncated conjugate gradients inside the trust region and the
 * bounds, improved by turning on the boundary.
 *
 * Source: Powell (2009), "The BOBYQA algorithm", section 3; Ragonneau (2022), algorithm 6.1 and section 6.3.
 */
import { copyOf } from '../../../math/linalg/copy';
import { kernelDot as dot } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
import {
  allLeast,
  indexOfLeast,
  inner,
  least,
  lengthToSphere,
  lengthsToBounds,
  notAbove0,
  notBelow0,
  TINY,
  turnGrid,
  turnsToBounds,
  type HessianProduct,
} from './boundaries';

const EPS = 2 ** -52;
const SMALL_REDUCTION = 1e-8;

/** Approximately minimizes gᵀs + ½sᵀHs with ‖s‖ ≤ radius and lower ≤ s ≤ upper, where lower ≤ 0 ≤ upper.
 *  Cost: at most n products until each newly met bound */
export function tangentialStep(
  g: Float64Array,
  product: HessianProduct,
  lowerBounds: Float64Array,
  upperBounds: Float64Array,
  radius: number,
): Float64Array {
  const n = g.length;
  const lower = notAbove0(lowerBounds);
  const upper = notBelow0(upperBounds);
  const grad = copyOf(g);
  const isFree: boolean[] = [];
  for (let i = 0; i < n; i++) isFree.push((lower[i] < 0 || g[i] < 0) && (upper[i] > 0 || g[i] > 0));
  const step = new Float64Array(n);
  const direction = new Float64Array(n);
  for (let i = 0; i < n; i++) direction[i] = isFree[i] ? -g[i] : 0;
  const Hd = new Float64Array(n);
  let reduction = 0;
  let isOnBoundary = false;
  let k = 0;
  while (k < countTrue(isFree)) {
    const slope = dot(grad, direction);
    if (slope >= -10 * EPS * n * Math.max(1, norm2(grad))) break;
    const toSphere = lengthToSphere(step, direction, radius);
    if (toSphere === null || -toSphere * slope <= SMALL_REDUCTION * reduction) break;
    product(direction, Hd);
    const curvature = dot(direction, Hd);
    const toMinimum = curvature > TINY * Math.abs(slope) ? Math.max(-slope / curvature, 0) : Infinity;
    let length = Math.min(toSphere, toMinimum);
    if (-length * (slope + 0.5 * length * curvature) <= SMALL_REDUCTION * reduction) break;
    const { toLower, toUpper } = lengthsToBounds(step, direction, lower, upper);
    const nearestLower = least(toLower);
    const nearestUpper = least(toUpper);
    const toBounds = Math.min(nearestLower, nearestUpper);
    length = Math.min(length, toBounds);
    if (length > 0) {
      for (let i = 0; i < n; i++) {
        if (isFree[i]) step[i] = Math.min(Math.max(step[i] + length * direction[i], lower[i]), upper[i]);
        grad[i] += length * Hd[i];
      }
      reduction -= length * (slope + 0.5 * length * curvature);
    }
    if (length < Math.min(toSphere, toBounds)) {
      const beta = inner(grad, Hd, isFree) / curvature;
      for (let i = 0; i < n; i++) direction[i] = isFree[i] ? beta * direction[i] - grad[i] : 0;
      k++;
    } else if (length < toSphere) {
      const isLower = nearestLower <= length;
      const met = indexOfLeast(isLower ? toLower : toUpper);
      step[met] = isLower ? lower[met] : upper[met];
      isFree[met] = false;
      for (let i = 0; i < n; i++) direction[i] = isFree[i] ? -grad[i] : 0;
      k = 0;
    } else {
      if (nearestLower <= length) settle(allLeast(toLower), step, lower, isFree);
      if (nearestUpper <= length) settle(allLeast(toUpper), step, upper, isFree);
      isOnBoundary = true;
      break;
    }
  }
  return isOnBoundary ? turned(g, product, lower, upper, { step, grad, isFree, reduction }) : step;
}

function countTrue(flags: readonly boolean[]): number {
  let count = 0;
  for (const flag of flags) if (flag) count++;
  return count;
}

/** Puts coordinates on their bound and fixes them there. */
export function settle(indices: readonly number[], step: Float64Array, bound: Float64Array, isFree: boolean[]): void {
  for (const i of indices) {
    step[i] = bound[i];
    isFree[i] = false;
  }
}

// Turns the step on the boundary in the plane of step and gradient, while that lowers the model.
function turned(
  g: Float64Array,
  product: HessianProduct,
  lower: Float64Array,
  upper: Float64Array,
  state: { step: Float64Array; grad: Float64Array; isFree: boolean[]; reduction: number },
): Float64Array {
  const n = g.length;
  const { grad, isFree } = state;
  const step = copyOf(state.step);
  const direction = new Float64Array(n);
  const Hs = new Float64Array(n);
  const Hd = new Float64Array(n);
  let { reduction } = state;
  while (countTrue(isFree) > 0) {
    const stepSquare = inner(step, step, isFree);
    const gradStep = inner(grad, step, isFree);
    const slope = -Math.sqrt(Math.max(stepSquare * inner(grad, grad, isFree) - gradStep * gradStep, 0));
    for (let i = 0; i < n; i++) direction[i] = isFree[i] ? gradStep * step[i] - stepSquare * grad[i] : 0;
    let isTooFlat = false;
    for (let i = 0; i < n; i++) if (isFree[i] && slope >= -TINY * Math.abs(direction[i])) isTooFlat = true;
    if (slope >= -SMALL_REDUCTION * reduction || isTooFlat) break;
    for (let i = 0; i < n; i++) if (isFree[i]) direction[i] /= -slope;
    const { toLower, toUpper } = turnsToBounds(step, direction, lower, upper, isFree);
    const nearestLower = least(toLower);
    const nearestUpper = least(toUpper);
    const farthest = Math.min(nearestLower, nearestUpper);
    product(step, Hs);
    product(direction, Hd);
    const stepCurvature = dot(step, Hs);
    const directionCurvature = dot(direction, Hd);
    const mixedCurvature = dot(step, Hd);
    const { count, first, width } = turnGrid(farthest);
    let best = -1;
    let bestTurn = 0;
    let bestSine = 0;
    let bestGain = -Infinity;
    for (let j = 0; j < count; j++) {
      const t = j === count - 1 ? farthest : first + j * width;
      const sine = (2 * t) / (1 + t * t);
      const bend = t * mixedCurvature - 0.5 * (directionCurvature - stepCurvature);
      const gain = sine * (gradStep * t - slope - t * stepCurvature + sine * bend);
      if (!(gain > bestGain)) continue;
      best = j;
      bestTurn = t;
      bestSine = sine;
      bestGain = gain;
    }
    if (!(bestGain > 0)) break;
    const cosine = (1 - bestTurn * bestTurn) / (1 + bestTurn * bestTurn);
    for (let i = 0; i < n; i++) {
      if (isFree[i]) step[i] = cosine * step[i] + bestSine * direction[i];
      grad[i] += (cosine - 1) * Hs[i] + bestSine * Hd[i];
    }
    reduction += bestGain;
    if (!(farthest < 1 && best === count - 1)) break;
    if (nearestLower <= farthest) settle(allLeast(toLower), step, lower, isFree);
    if (nearestUpper <= farthest) settle(allLeast(toUpper), step, upper, isFree);
  }
  const turnedValue = dot(g, step) + 0.5 * dot(step, product(step, Hs));
  const straightValue = dot(g, state.step) + 0.5 * dot(state.step, product(state.step, Hs));
  return turnedValue > straightValue ? state.step : step;
}
