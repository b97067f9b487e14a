/**
 * Steps that improve the interpolation set: they make a Lagrange polynomial large in absolute value inside the trust
 * region and the bounds, along a constrained Cauchy direction or along lines through the other points.
 *
 * Source: Powell (2009), "The BOBYQA algorithm", section 3; Ragonneau (2022), section 6.5.
 */
import { kernelDot as dot, stridedDot } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
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
      const room = Math.sqrt(radius * radius - inner(step, step, fixed));
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
  return { step: clip(scaled, lower, upper), value: length * slope + 0.5 * (length * length) * bend };
}

/** Approximately maximizes |gᵀs + ½ sᵀHs| along some lines through the origin.
 *  @param curvature  vᵀHv
 *  @param lines      their directions, row-major (n·count): direction j is column j
 *  @returns          step (n) with ‖step‖ ≤ radius inside the bounds */
export function spiderGeometryStep(
  g: Float64Array,
  curvature: (v: Float64Array) => number,
  lines: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  radius: number,
): Float64Array {
  const n = g.length;
  const count = lines.length / n;
  const low = lower.map((value) => Math.min(value, 0));
  const high = upper.map((value) => Math.max(value, 0));
  const backwards = backwardLimit(lines, low, high);
  const direction = new Float64Array(n);
  let [bestLine, bestLength, bestValue] = [-1, 0, 0];
  for (let j = 0; j < count; j++) {
    let square = 0;
    for (let i = 0; i < n; i++) {
      direction[i] = lines[i * count + j];
      square += direction[i] * direction[i];
    }
    const size = Math.sqrt(square);
    if (!(size > TINY * radius)) continue;
    const found = longest(stridedDot(g, lines, j, count), curvature(direction), Math.max(radius / size, 0), backwards);
    if (Math.abs(found.value) > Math.abs(bestValue)) [bestLine, bestLength, bestValue] = [j, found.length, found.value];
  }
  if (bestLine < 0) return new Float64Array(n);
  return clip(
    direction.map((_, i) => bestLength * lines[i * count + bestLine]),
    low,
    high,
  );
}

// The multiple of a line where |t·slope + ½ t²·bend| is largest: at either end, or at the vertex.
function longest(
  slope: number,
  bend: number,
  toSphere: number,
  farthestBack: number,
): { readonly length: number; readonly value: number } {
  const value = (t: number): number => t * slope + 0.5 * (t * t) * bend;
  const bendsForward = (slope >= 0 && bend < -TINY * slope) || (slope <= 0 && bend > -TINY * slope);
  const bendsBackward = (slope >= 0 && bend > TINY * slope) || (slope <= 0 && bend < TINY * slope);
  const vertexAhead = bendsForward ? Math.max(-slope / bend, 0) : Infinity;
  const vertexBehind = bendsBackward ? Math.min(-slope / bend, 0) : -Infinity;
  let ahead = toSphere;
  if (vertexAhead < ahead && Math.abs(value(vertexAhead)) > Math.abs(value(ahead))) ahead = vertexAhead;
  let behind = Math.max(-toSphere, farthestBack);
  if (vertexBehind > behind && Math.abs(value(vertexBehind)) > Math.abs(value(behind))) behind = vertexBehind;
  const length = Math.abs(value(ahead)) >= Math.abs(value(behind)) ? ahead : behind;
  return { length, value: value(length) };
}

// How far the lines may be followed backwards inside the bounds: as in SciPy one limit for all of them, and none
// forwards, where clipping keeps the step inside.
function backwardLimit(lines: Float64Array, lower: Float64Array, upper: Float64Array): number {
  const n = lower.length;
  const count = lines.length / n;
  let nearest = -Infinity;
  for (let i = 0; i < n; i++) {
    for (let j = i * count; j < (i + 1) * count; j++) {
      if (lower[i] > -Infinity && lines[j] > -TINY * lower[i]) nearest = Math.max(nearest, lower[i] / lines[j]);
      if (upper[i] < Infinity && lines[j] < -TINY * upper[i]) nearest = Math.max(nearest, upper[i] / lines[j]);
    }
  }
  return Math.min(nearest, 0);
}
