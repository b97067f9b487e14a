/**
 * Steps that improve the interpolation set: they make a Lagrange polynomial large in absolute value inside the trust
 * region and the bounds, along a constrained Cauchy direction or along lines through the other points.
 *
 * Source: Powell (2009), "The BOBYQA algorithm", section 3; Ragonneau (2022), section 6.5.
 */
import { dot, norm2 } from '../../../math/linalg/sums';
import { clip, inner, TINY } from './boundaries';

/** Approximately maximizes |gᵀs + ½ sᵀHs| along the Cauchy step up or the Cauchy step down.
 *  @param curvature  vᵀHv
 *  @returns          step (n) with ‖step‖ ≤ radius inside the bounds */
export function cauchyGeometryStep(
  g: Float64Array,
  curvature: (v: Float64Array) => number,
  lower: Float64Array,
  upper: Float64Array,
  radius: number,
): Float64Array {
  const low = lower.map((value) => Math.min(value, 0));
  const high = upper.map((value) => Math.max(value, 0));
  const up = ascend(g, curvature, low, high, radius);
  const down = ascend(
    g.map((value) => -value),
    (v) => -curvature(v),
    low,
    high,
    radius,
  );
  return Math.abs(up.value) >= Math.abs(down.value) ? up.step : down.step;
}

function ascend(
  g: Float64Array,
  curvature: (v: Float64Array) => number,
  lower: Float64Array,
  upper: Float64Array,
  radius: number,
): { readonly step: Float64Array; readonly value: number } {
  const n = g.length;
  // SciPy's first step goes against the gradient's sign to the far bound, then shrinks into the ball.
  const step = g.map((slope, i) => (lower[i] < 0 && slope > 0 ? lower[i] : upper[i] > 0 && slope < 0 ? upper[i] : 0));
  if (norm2(step) > radius) {
    let working = Array.from(g, (slope, i) => (lower[i] < 0 && slope > 0) || (upper[i] > 0 && slope < 0));
    for (let round = 0; round <= n; round++) {
      const length = Math.sqrt(inner(g, g, working));
      const fixed = working.map((isWorking) => !isWorking);
      const room = Math.sqrt(radius ** 2 - inner(step, step, fixed));
      if (!(length > TINY * Math.abs(room))) break;
      const mu = Math.max(room / length, 0);
      const hit: boolean[] = working.map((isWorking, i) => {
        if (!isWorking) return false;
        step[i] = mu * g[i];
        return step[i] < lower[i] || step[i] > upper[i];
      });
      if (!hit.some(Boolean)) break;
      hit.forEach((isHit, i) => {
        if (isHit) step[i] = step[i] < lower[i] ? lower[i] : upper[i];
      });
      working = working.map((isWorking, i) => isWorking && !hit[i]);
    }
  }
  const slope = dot(g, step);
  if (!(slope >= 0)) return { step: new Float64Array(n), value: 0 };
  const size = norm2(step);
  const bend = curvature(step);
  let length = size > TINY * radius ? Math.max(radius / size, 0) : 0;
  if (bend < -TINY * slope) length = Math.min(length, Math.max(-slope / bend, 0));
  for (let i = 0; i < n; i++) {
    if (lower[i] > -Infinity && step[i] < TINY * lower[i]) length = Math.min(length, lower[i] / step[i]);
    if (upper[i] < Infinity && step[i] > TINY * upper[i]) length = Math.min(length, upper[i] / step[i]);
  }
  const scaled = step.map((value) => length * value);
  return { step: clip(scaled, lower, upper), value: length * slope + 0.5 * length ** 2 * bend };
}

/** Approximately maximizes |gᵀs + ½ sᵀHs| along the lines through the given displacements. */
export function spiderGeometryStep(
  g: Float64Array,
  curvature: (v: Float64Array) => number,
  displacements: readonly Float64Array[],
  lower: Float64Array,
  upper: Float64Array,
  radius: number,
): Float64Array {
  const low = lower.map((value) => Math.min(value, 0));
  const high = upper.map((value) => Math.max(value, 0));
  let best: Float64Array = new Float64Array(g.length);
  let bestValue = 0;
  const farthestBack = backwardLimit(displacements, low, high);
  for (const line of displacements) {
    const size = norm2(line);
    if (!(size > TINY * radius)) continue;
    const toSphere = Math.max(radius / size, 0);
    const slope = dot(g, line);
    const bend = curvature(line);
    const value = (t: number): number => t * slope + 0.5 * t ** 2 * bend;
    const forward = toSphere;
    const backward = Math.max(-toSphere, farthestBack);
    const bendsForward = (slope >= 0 && bend < -TINY * slope) || (slope <= 0 && bend > -TINY * slope);
    const bendsBackward = (slope >= 0 && bend > TINY * slope) || (slope <= 0 && bend < TINY * slope);
    const vertexForward = bendsForward ? Math.max(-slope / bend, 0) : Infinity;
    const vertexBackward = bendsBackward ? Math.min(-slope / bend, 0) : -Infinity;
    const ahead = vertexForward < forward && Math.abs(value(vertexForward)) > Math.abs(value(forward));
    const behind = vertexBackward > backward && Math.abs(value(vertexBackward)) > Math.abs(value(backward));
    const tAhead = ahead ? vertexForward : forward;
    const tBehind = behind ? vertexBackward : backward;
    const isAhead = Math.abs(value(tAhead)) >= Math.abs(value(tBehind));
    const t = isAhead ? tAhead : tBehind;
    if (Math.abs(value(t)) > Math.abs(bestValue)) {
      bestValue = value(t);
      best = clip(
        line.map((entry) => t * entry),
        low,
        high,
      );
    }
  }
  return best;
}

// How far the lines may be followed backwards inside the bounds: as in SciPy one limit for all of them, and none
// forwards, where clipping keeps the step inside.
function backwardLimit(displacements: readonly Float64Array[], lower: Float64Array, upper: Float64Array): number {
  let nearest = -Infinity;
  for (const line of displacements) {
    for (let i = 0; i < line.length; i++) {
      if (lower[i] > -Infinity && line[i] > -TINY * lower[i]) nearest = Math.max(nearest, lower[i] / line[i]);
      if (upper[i] < Infinity && line[i] < -TINY * upper[i]) nearest = Math.max(nearest, upper[i] / line[i]);
    }
  }
  return Math.min(nearest, 0);
}
