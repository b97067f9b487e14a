/**
 * The tangential step without general constraints: truncated conjugate gradients inside the trust region and the
 * bounds, improved by turning on the boundary.
 *
 * Source: Powell (2009), "The BOBYQA algorithm", section 3; Ragonneau (2022), algorithm 6.1 and section 6.3.
 */
import { kernelDot as dot } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
import {
  allLeast,
  indexOfLeast,
  inner,
  least,
  lengthToSphere,
  lengthsToBounds,
  TINY,
  turnSamples,
  turnsToBounds,
} from './boundaries';

const EPS = 2 ** -52;
const SMALL_REDUCTION = 1e-8;

/** Approximately minimizes gᵀs + ½sᵀHs with ‖s‖ ≤ radius and lower ≤ s ≤ upper, where lower ≤ 0 ≤ upper.
 *  @param product  H·v, fresh (n)
 *  Cost: at most n products until each newly met bound */
export function tangentialStep(
  g: Float64Array,
  product: (v: Float64Array) => Float64Array,
  lowerBounds: Float64Array,
  upperBounds: Float64Array,
  radius: number,
): Float64Array {
  const n = g.length;
  const lower = lowerBounds.map((value) => Math.min(value, 0));
  const upper = upperBounds.map((value) => Math.max(value, 0));
  const grad = g.slice();
  const isFree = Array.from(grad, (slope, i) => (lower[i] < 0 || slope < 0) && (upper[i] > 0 || slope > 0));
  const step = new Float64Array(n);
  const direction = grad.map((slope, i) => (isFree[i] ? -slope : 0));
  let reduction = 0;
  let isOnBoundary = false;
  let k = 0;
  while (k < countTrue(isFree)) {
    const slope = dot(grad, direction);
    if (slope >= -10 * EPS * n * Math.max(1, norm2(grad))) break;
    const toSphere = lengthToSphere(step, direction, radius);
    if (toSphere === null || -toSphere * slope <= SMALL_REDUCTION * reduction) break;
    const Hd = product(direction);
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
  product: (v: Float64Array) => Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  state: { step: Float64Array; grad: Float64Array; isFree: boolean[]; reduction: number },
): Float64Array {
  const n = g.length;
  const { grad, isFree } = state;
  const step = state.step.slice();
  let { reduction } = state;
  const model = (s: Float64Array): number => dot(g, s) + 0.5 * dot(s, product(s));
  while (countTrue(isFree) > 0) {
    const stepSquare = inner(step, step, isFree);
    const gradStep = inner(grad, step, isFree);
    const slope = -Math.sqrt(Math.max(stepSquare * inner(grad, grad, isFree) - gradStep * gradStep, 0));
    const direction = grad.map((value, i) => (isFree[i] ? gradStep * step[i] - stepSquare * value : 0));
    const isTooFlat = direction.some((value, i) => isFree[i] && slope >= -TINY * Math.abs(value));
    if (slope >= -SMALL_REDUCTION * reduction || isTooFlat) break;
    for (let i = 0; i < n; i++) if (isFree[i]) direction[i] /= -slope;
    const { toLower, toUpper } = turnsToBounds(step, direction, lower, upper, isFree);
    const nearestLower = least(toLower);
    const nearestUpper = least(toUpper);
    const farthest = Math.min(nearestLower, nearestUpper);
    const Hs = product(step);
    const Hd = product(direction);
    const stepCurvature = dot(step, Hs);
    const directionCurvature = dot(direction, Hd);
    const mixedCurvature = dot(step, Hd);
    const samples = turnSamples(farthest);
    const sines = new Float64Array(samples.length);
    let best = -1;
    let bestGain = -Infinity;
    for (let j = 0; j < samples.length; j++) {
      const t = samples[j];
      const sine = (2 * t) / (1 + t * t);
      const bend = t * mixedCurvature - 0.5 * (directionCurvature - stepCurvature);
      const gain = sine * (gradStep * t - slope - t * stepCurvature + sine * bend);
      sines[j] = sine;
      if (gain > bestGain) [best, bestGain] = [j, gain];
    }
    if (!(bestGain > 0)) break;
    const cosine = (1 - samples[best] * samples[best]) / (1 + samples[best] * samples[best]);
    for (let i = 0; i < n; i++) {
      if (isFree[i]) step[i] = cosine * step[i] + sines[best] * direction[i];
      grad[i] += (cosine - 1) * Hs[i] + sines[best] * Hd[i];
    }
    reduction += bestGain;
    if (!(farthest < 1 && best === samples.length - 1)) break;
    if (nearestLower <= farthest) settle(allLeast(toLower), step, lower, isFree);
    if (nearestUpper <= farthest) settle(allLeast(toUpper), step, upper, isFree);
  }
  return model(step) > model(state.step) ? state.step : step;
}
