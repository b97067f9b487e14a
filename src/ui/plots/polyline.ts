/**
 * Polylines ready for the screen. A long trace is thinned once per view to the points that the eye can tell apart,
 * so that a frame costs what is visible, not what was computed.
 */
import { upperBound } from './trace';

/** Pixels of the kept points and the index of each in its trace, ascending. */
export interface Polyline {
  readonly px: Float64Array;
  readonly py: Float64Array;
  readonly index: Float64Array;
  readonly count: number;
}

/**
 * Maps `count` points to pixels and drops those nearer than half a pixel to the last kept one.
 * A point that is not finite breaks the line: it is kept as NaN.
 * @param at  writes the pixel of point i into `out`
 */
export function buildPolyline(count: number, at: (i: number, out: Float64Array) => void): Polyline {
  const px: number[] = [];
  const py: number[] = [];
  const index: number[] = [];
  const out = new Float64Array(2);
  let lastX = Infinity;
  let lastY = Infinity;
  for (let i = 0; i < count; i++) {
    at(i, out);
    const x = clampPixel(out[0]!);
    const y = clampPixel(out[1]!);
    const isBreak = Number.isNaN(x + y);
    const isSame = isBreak ? Number.isNaN(lastX) : Math.abs(x - lastX) < 0.5 && Math.abs(y - lastY) < 0.5;
    if (isSame) continue;
    px.push(isBreak ? Number.NaN : x);
    py.push(isBreak ? Number.NaN : y);
    index.push(i);
    lastX = isBreak ? Number.NaN : x;
    lastY = isBreak ? Number.NaN : y;
  }
  return { px: Float64Array.from(px), py: Float64Array.from(py), index: Float64Array.from(index), count: px.length };
}

/** How many kept points have a row ≤ `row`. */
export function countUpTo(line: Polyline, row: number): number {
  return upperBound(line.count, (k) => line.index[k]!, row);
}

/** Consecutive kept points, both ends included, and how long the line is before them since it was last broken. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

// A frame draws at most so many segments beside the layer of whole stretches.
const stretchPoints = 128;

/** The line in stretches of equal numbers of segments, each beginning where the one before ends; the last may be shorter. */
export function stretchesOf({ px, py, count }: Polyline): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let length = 0;
  for (let from = 0; from < count - 1; from += stretchPoints) {
    const to = Math.min(count - 1, from + stretchPoints);
    stretches.push({ from, to, length });
    for (let k = from + 1; k <= to; k++) {
      const segment = Math.hypot(px[k]! - px[k - 1]!, py[k]! - py[k - 1]!);
      length = Number.isNaN(segment) ? 0 : length + segment;
    }
  }
  return stretches;
}

/** Adds kept points `from` … `upTo` − 1 to the context's path, lifting the pen over breaks. */
export function tracePath(context: CanvasRenderingContext2D, line: Polyline, upTo: number, from = 0): void {
  let penDown = false;
  for (let k = Math.max(0, from); k < upTo; k++) {
    const x = line.px[k]!;
    if (Number.isNaN(x)) penDown = false;
    else if (penDown) context.lineTo(x, line.py[k]!);
    else {
      context.moveTo(x, line.py[k]!);
      penDown = true;
    }
  }
}

/** The kept point nearest to (x, y) among the first `upTo`, or null when none is within `radius`. */
export function nearestPoint(
  line: Polyline,
  upTo: number,
  x: number,
  y: number,
  radius: number,
): { readonly index: number; readonly distance: number } | null {
  let best = radius * radius;
  let found = -1;
  for (let k = 0; k < upTo; k++) {
    const d = (line.px[k]! - x) ** 2 + (line.py[k]! - y) ** 2;
    if (d <= best) {
      best = d;
      found = k;
    }
  }
  return found < 0 ? null : { index: line.index[found]!, distance: Math.sqrt(best) };
}

/** Canvas paths misbehave beyond 16 bits: far points stay on their side of the box, just out of sight. */
function clampPixel(v: number): number {
  return Math.max(-16_000, Math.min(16_000, v));
}
