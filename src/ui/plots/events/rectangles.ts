/**
 * DIRECT's partition. An event has only the rectangles that an iteration made; they lie inside older ones, so that the outlines
 * of all of them, old and new, are the outlines of the partition. What has been drawn of them is kept from frame to frame.
 */
import type { Trace, TraceEvent } from '../../types';
import { withAlpha } from '../color';
import { GrowingLayer } from '../growing-layer';
import type { Plane } from '../plane';
import { countUntil, eventsOf, pixelOf, type EventOf, type EventScene } from './scene';

// A rectangle narrower than this many pixels has no inside to see.
const LEAST_PIXELS = 1.5;

/** Halos below, lines above: each a layer, or a new halo would cover older lines. */
interface Outlines {
  readonly halos: GrowingLayer<EventOf<'rectangles'>>;
  readonly lines: GrowingLayer<EventOf<'rectangles'>>;
}

// By the first event, which stays the same object while its trace grows.
const kept = new WeakMap<TraceEvent, Outlines>();

/** Draws the partition up to the present iteration, the rectangles that it made filled, a dot in the middle of each. */
export function drawRectangles(scene: EventScene): void {
  const { context, trace, row, plane, style, tally } = scene;
  const all = eventsOf(trace, 'rectangles');
  const count = countUntil(all, row);
  if (count === 0) return;
  drawOutlines(
    scene,
    all.map(({ event }) => event),
    count,
  );
  const present = all[count - 1]!.event;
  const fresh = outlinesOf([present], trace.n, plane);
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

function drawOutlines(
  { context, trace, plane, style, colors }: EventScene,
  events: readonly EventOf<'rectangles'>[],
  count: number,
): void {
  const first = events[0]!;
  let outlines = kept.get(first);
  if (!outlines) kept.set(first, (outlines = { halos: new GrowingLayer(), lines: new GrowingLayer() }));
  for (const [layer, color, alpha, width] of [
    [outlines.halos, colors.halo, 0.55, 2.5],
    [outlines.lines, style.color, 0.7, 1],
  ] as const) {
    layer.lay(context, events, count, [plane, color], alpha, (onto, fresh) => {
      onto.lineJoin = 'miter';
      onto.strokeStyle = color;
      onto.lineWidth = width;
      onto.stroke(outlinesOf(fresh, trace.n, plane));
    });
  }
}

function outlinesOf(events: readonly EventOf<'rectangles'>[], n: number, plane: Plane): Path2D {
  const path = new Path2D();
  for (const event of events) addOutlines(path, event, n, plane);
  return path;
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
