/**
 * DIRECT's partition. An event has only the rectangles that an iteration made; they lie inside older ones, so that the outlines
 * of all of them, old and new, are the outlines of the partition. The path of the older ones is kept from frame to frame.
 */
import type { Trace } from '../../types';
import { withAlpha } from '../color';
import type { Plane } from '../plane';
import { countUntil, eventsOf, pixelOf, type EventOf, type EventScene } from './scene';

// A rectangle narrower than this many pixels has no inside to see.
const LEAST_PIXELS = 1.5;

interface Kept {
  readonly plane: Plane;
  readonly path: Path2D;
  events: number;
}

const kept = new WeakMap<Trace, Kept>();

/** Draws the partition up to the present iteration, the rectangles that it made filled, a dot in the middle of each. */
export function drawRectangles(scene: EventScene): void {
  const { context, trace, row, plane, style, colors, tally } = scene;
  const all = eventsOf(trace, 'rectangles');
  const count = countUntil(all, row);
  if (count === 0) return;
  const path = outlines(scene, count);
  context.lineJoin = 'miter';
  context.strokeStyle = withAlpha(colors.halo, 0.55);
  context.lineWidth = 2.5;
  context.stroke(path);
  context.strokeStyle = withAlpha(style.color, 0.7);
  context.lineWidth = 1;
  context.stroke(path);
  const present = all[count - 1]!.event;
  const fresh = new Path2D();
  addOutlines(fresh, present, trace.n, plane);
  context.fillStyle = withAlpha(style.color, 0.25);
  context.fill(fresh);
  context.strokeStyle = style.color;
  context.lineWidth = 1.5;
  context.stroke(fresh);
  drawCenters(scene, present);
  tally.add('rectangles', rectanglesAt(trace, all[count - 1]!.at));
  tally.add('divided', present.fun.length);
}

/** How many rectangles there are: one for each evaluation. */
export const rectanglesAt = (trace: Trace, row: number): number => trace.nfev[row] ?? 0;

function outlines({ trace, plane }: EventScene, count: number): Path2D {
  const all = eventsOf(trace, 'rectangles');
  let held = kept.get(trace);
  if (!held || held.plane !== plane || held.events > count) {
    held = { plane, path: new Path2D(), events: 0 };
    kept.set(trace, held);
  }
  for (; held.events < count; held.events++) addOutlines(held.path, all[held.events]!.event, trace.n, plane);
  return held.path;
}

function addOutlines(path: Path2D, { centers, halfSides }: EventOf<'rectangles'>, n: number, plane: Plane): void {
  const [ax, ay] = plane.axes;
  for (let k = 0; k * n < centers.length; k++) {
    const [cx, cy] = [centers[k * n + ax]!, centers[k * n + ay]!];
    const [hx, hy] = [halfSides[k * n + ax]!, halfSides[k * n + ay]!];
    const left = plane.x.toPixel(cx - hx);
    const top = plane.y.toPixel(cy + hy);
    const width = plane.x.toPixel(cx + hx) - left;
    const height = plane.y.toPixel(cy - hy) - top;
    if (Math.abs(width) >= LEAST_PIXELS && Math.abs(height) >= LEAST_PIXELS) path.rect(left, top, width, height);
  }
}

function drawCenters({ context, trace, plane, style, colors }: EventScene, present: EventOf<'rectangles'>): void {
  context.beginPath();
  for (let k = 0; k < present.fun.length; k++) {
    const [x, y] = pixelOf(present.centers, k, trace.n, plane);
    context.moveTo(x + 2.25, y);
    context.arc(x, y, 2.25, 0, 2 * Math.PI);
  }
  context.strokeStyle = colors.halo;
  context.lineWidth = 2;
  context.stroke();
  context.fillStyle = style.color;
  context.fill();
}
