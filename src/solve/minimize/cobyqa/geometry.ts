/**
 * Steps that improve the interpolation set: they make a Lagrange polynomial large in absolute value inside the trust
 * region and the bounds, along a constrained Cauchy direction or along lines through the other points.
 *
 * Source: Powell (2009), "The BOBYQA algorithm", section 3; Ragonneau (2022), section 6.5.
 */
import { kernelDot as dot, stridedDot } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
import { clip, inner, notAbove0, notBelow0, TINY } from './boundaries';

/** What is made large: gᵀs + ½ sᵀHs with gradient g (n) and this vᵀHv. */
interface Curved {
  curvature(v: Float64Array): number;
}

/** Approximately maximizes |gᵀs + ½ sᵀHs| along the Cauchy step up or the Cauchy step down.
 *  @returns  step (n) with ‖step‖ ≤ radius inside the bounds */
export function cauchyGeometryStep(
  g: Float64Array,
  model: Curved,
  lower: Float64Array,
  upper: Float64Array,
  radius: number,
): Float64Array {
  const low = notAbove0(lower);
  const high = notBelow0(upper);
  const up = ascend(g, model, 1, low, high, radius);
  const down = ascend(g, model, -1, low, high, radius);
  return Math.abs(up.value) >= Math.abs(down.value) ? up.step : down.step;
}

// Maximizes sign·(gᵀs + ½ sᵀHs).
function ascend(
  gradient: Float64Array,
  model: Curved,
  sign: 1 | -1,
  lower: Float64Array,
  upper: Float64Array,
  radius: number,
): { readonly step: Float64Array; readonly value: number } {
  const n = gradient.length;
  const g = new Float64Array(n);
  const step = new Float64Array(n);
  // SciPy's first step goes against the gradient's sign to the far bound, then shrinks into the ball.
  for (let i = 0; i < n; i++) {
    g[i] = sign * gradient[i];
    if (lower[i] < 0 && g[i] > 0) step[i] = lower[i];
    else if (upper[i] > 0 && g[i] < 0) step[i] = upper[i];
  }
  if (norm2(step) > radius) shrink(step, g, lower, upper, radius);
  const slope = dot(g, step);
  if (!(slope >= 0)) return { step: new Float64Array(n), value: 0 };
  const size = norm2(step);
  const bend = sign * model.curvature(step);
  let length = size > TINY * radius ? Math.max(radius / size, 0) : 0;
  if (bend < -TINY * slope) length = Math.min(length, Math.max(-slope / bend, 0));
  for (let i = 0; i < n; i++) {
    if (lower[i] > -Infinity && step[i] < TINY * lower[i]) length = Math.min(length, lower[i] / step[i]);
    if (upper[i] < Infinity && step[i] > TINY * upper[i]) length = Math.min(length, upper[i] / step[i]);
  }
  for (let i = 0; i < n; i++) step[i] = Math.min(Math.max(length * step[i], lower[i]), upper[i]);
  return { step, value: length * slope + 0.5 * (length * length) * bend };
}

// Along the gradient to the sphere in the coordinates that can move; those that meet a bound on the way stay there.
function shrink(step: Float64Array, g: Float64Array, lower: Float64Array, upper: Float64Array, radius: number): void {
  const n = g.length;
  const isWorking: boolean[] = [];
  const isFixed: boolean[] = [];
  for (let i = 0; i < n; i++) {
    isWorking.push((lower[i] < 0 && g[i] > 0) || (upper[i] > 0 && g[i] < 0));
    isFixed.push(!isWorking[i]);
  }
  for (let round = 0; round <= n; round++) {
    const length = Math.sqrt(inner(g, g, isWorking));
    const room = Math.sqrt(radius * radius - inner(step, step, isFixed));
    if (!(length > TINY * Math.abs(room))) return;
    const mu = Math.max(room / length, 0);
    let hasMetBound = false;
    for (let i = 0; i < n; i++) {
      if (!isWorking[i]) continue;
      step[i] = mu * g[i];
      if (!(step[i] < lower[i] || step[i] > upper[i])) continue;
      step[i] = step[i] < lower[i] ? lower[i] : upper[i];
      isWorking[i] = false;
      isFixed[i] = true;
      hasMetBound = true;
    }
    if (!hasMetBound) return;
  }
}

/** Approximately maximizes |gᵀs + ½ sᵀHs| along some lines through the origin.
 *  @param lines  their directions, row-major (n·count): direction j is column j
 *  @returns      step (n) with ‖step‖ ≤ radius inside the bounds */
export function spiderGeometryStep(
  g: Float64Array,
  model: Curved,
  lines: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  radius: number,
): Float64Array {
  const n = g.length;
  const count = lines.length / n;
  const low = notAbove0(lower);
  const high = notBelow0(upper);
  const backwards = backwardLimit(lines, low, high);
  const direction = new Float64Array(n);
  let bestLine = -1;
  let bestLength = 0;
  let bestValue = 0;
  for (let j = 0; j < count; j++) {
    let square = 0;
    for (let i = 0; i < n; i++) {
      direction[i] = lines[i * count + j];
      square += direction[i] * direction[i];
    }
    const size = Math.sqrt(square);
    if (!(size > TINY * radius)) continue;
    const slope = stridedDot(g, lines, j, count);
    const bend = model.curvature(direction);
    const length = farthestLength(slope, bend, Math.max(radius / size, 0), backwards);
    const value = parabola(length, slope, bend);
    if (!(Math.abs(value) > Math.abs(bestValue))) continue;
    bestLine = j;
    bestLength = length;
    bestValue = value;
  }
  if (bestLine < 0) return new Float64Array(n);
  for (let i = 0; i < n; i++) direction[i] = bestLength * lines[i * count + bestLine];
  return clip(direction, low, high);
}

// The multiple of a line where |t·slope + ½ t²·bend| is largest: at either end, or at the vertex.
function farthestLength(slope: number, bend: number, toSphere: number, farthestBack: number): number {
  const bendsForward = (slope >= 0 && bend < -TINY * slope) || (slope <= 0 && bend > -TINY * slope);
  const bendsBackward = (slope >= 0 && bend > TINY * slope) || (slope <= 0 && bend < TINY * slope);
  const vertexAhead = bendsForward ? Math.max(-slope / bend, 0) : Infinity;
  const vertexBehind = bendsBackward ? Math.min(-slope / bend, 0) : -Infinity;
  const size = (t: number): number => Math.abs(parabola(t, slope, bend));
  let ahead = toSphere;
  if (vertexAhead < ahead && size(vertexAhead) > size(ahead)) ahead = vertexAhead;
  let behind = Math.max(-toSphere, farthestBack);
  if (vertexBehind > behind && size(vertexBehind) > size(behind)) behind = vertexBehind;
  return size(ahead) >= size(behind) ? ahead : behind;
}

function parabola(t: number, slope: number, bend: number): number {
  return t * slope + 0.5 * (t * t) * bend;
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
