/**
 * A run on the curve of a loss of one variable, at an instant: where it has been, the step that it is taking, the
 * tangent, and the point that slides along the curve. Derivatives are the worker's: at an iterate the trace's own,
 * between two of them those of the landscape's grid. Nothing here evaluates or differences a loss.
 */
import type { Landscape, Run, TraceEvent } from '../types';
import { withAlpha } from './color';
import { readoutOf, type Readout } from './events/readout';
import { countUntil, type EventScene } from './events/scene';
import { gridValue } from './grid';
import { drawMarker } from './markers';
import type { RunStyle } from './palette';
import type { Plane } from './plane';
import { buildPolyline, countUpTo } from './polyline';
import { coordinateAt, rowAt } from './trace';
import type { PlaneRun, RunFrame } from './trajectory';

/** Past points that are drawn, and how many of them fade. */
const TRAIL = 400;
const FADING = 40;
const TANGENT_PIXELS = 62;

/** Where a run is at an instant. */
export interface CurvePoint {
  readonly x: number;
  readonly fun: number;
  /** f′ there; NaN when unknown */
  readonly slope: number;
}

/** A run as points (x, f). */
export function projectOnCurve(run: Run, style: RunStyle, plane: Plane): PlaneRun {
  const { trace } = run;
  const line = buildPolyline(trace.count, (i, out) => {
    out[0] = plane.x.toPixel(trace.x[i]!);
    out[1] = plane.y.toPixel(trace.fun[i]!);
  });
  return { run, style, line };
}

/** The point at a fractional row of a trace in one variable: on the curve, also between two iterates. */
export function curvePointAt({ trace }: Pick<Run, 'trace'>, row: number, landscape: Landscape): CurvePoint {
  const k = Math.floor(row);
  if (row === k) return { x: trace.x[k]!, fun: trace.fun[k]!, slope: trace.slope?.[k] ?? Number.NaN };
  const x = coordinateAt(trace, row, 0);
  const onGrid = gridValue(landscape, x, 0);
  const straight = trace.fun[k]! + (trace.fun[k + 1]! - trace.fun[k]!) * (row - k);
  return { x, fun: Number.isNaN(onGrid) ? straight : onGrid, slope: slopeAt(landscape, x) };
}

/** f′ between the points of the grid; NaN outside, and where the worker gave none. */
export function slopeAt(landscape: Landscape, x: number): number {
  const { slopes } = landscape;
  return slopes ? gridValue({ ...landscape, values: slopes }, x, 0) : Number.NaN;
}

/** Draws the run up to the frame's position.
 *  @returns what the method is doing, in words; null when there is nothing to say */
export function drawCurveRun(
  frame: RunFrame,
  item: PlaneRun,
  landscape: Landscape,
  name: string,
  emphasis: 'normal' | 'strong' | 'dim',
): Readout | null {
  const { context, plane, colors, tally, position } = frame;
  const { run, style } = item;
  const { trace } = run;
  const row = rowAt(trace, position);
  if (row < 0) return null;
  const here = curvePointAt(run, row, landscape);
  const at = { x: plane.x.toPixel(here.x), y: plane.y.toPixel(here.fun) };
  context.save();
  context.globalAlpha = emphasis === 'dim' ? 0.28 : 1;
  drawSamples(frame, item, row);
  drawTrail(frame, item, Math.floor(row));
  const origin = row > Math.floor(row) ? Math.floor(row) : row - 1;
  if (origin >= 0) drawStep(frame, style, pixelOf(run, origin, plane), at);
  drawTangent(frame, style, here.slope, at);
  if (Number.isFinite(at.x + at.y)) {
    drawMarker(context, style.marker, at.x, at.y, emphasis === 'strong' ? 8 : 6.5, style.color, colors.halo);
    tally.add('points');
  }
  context.restore();
  const scene: EventScene = { context, trace, row, plane, style, colors, tally };
  return readoutOf(scene, name);
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

const pixelOf = ({ trace }: Run, row: number, plane: Plane): Pixel => ({
  x: plane.x.toPixel(trace.x[row]!),
  y: plane.y.toPixel(trace.fun[row]!),
});

/** Past points: the newest strong, older ones paler. */
function drawTrail({ context, tally }: RunFrame, { line, style }: PlaneRun, row: number): void {
  const upTo = countUpTo(line, row);
  const alpha = context.globalAlpha;
  context.fillStyle = style.color;
  for (let k = Math.max(0, upTo - TRAIL); k < upTo; k++) {
    const age = upTo - 1 - k;
    context.globalAlpha = alpha * (0.14 + 0.5 * Math.max(0, 1 - age / FADING));
    dot(context, line.px[k]!, line.py[k]!, 3);
  }
  context.globalAlpha = alpha;
  tally.add('trail', upTo);
}

/** The step: along the axis as far as x went, then up or down to where f is now. */
function drawStep({ context, colors, tally }: RunFrame, style: RunStyle, from: Pixel, to: Pixel): void {
  const length = to.x - from.x;
  if (!Number.isFinite(length + to.y) || Math.hypot(length, to.y - from.y) < 3) return;
  const head = Math.sign(length) * Math.min(6, Math.abs(length));
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const [color, width] of [
    [withAlpha(colors.halo, 0.8), 4],
    [style.color, 1.75],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, from.y);
    context.moveTo(to.x - head, from.y - 3.5);
    context.lineTo(to.x, from.y);
    context.lineTo(to.x - head, from.y + 3.5);
    context.stroke();
    context.beginPath();
    context.moveTo(to.x, from.y);
    context.lineTo(to.x, to.y);
    context.setLineDash([1.5, 4]);
    context.stroke();
    context.setLineDash([]);
  }
  tally.add('steps');
}

function drawTangent({ context, plane, colors, tally }: RunFrame, style: RunStyle, slope: number, at: Pixel): void {
  const dx = plane.x.toPixel(1) - plane.x.toPixel(0);
  const dy = (plane.y.toPixel(1) - plane.y.toPixel(0)) * slope;
  const reach = TANGENT_PIXELS / Math.hypot(dx, dy);
  if (!Number.isFinite(reach * (at.x + at.y))) return;
  context.beginPath();
  context.moveTo(at.x - dx * reach, at.y - dy * reach);
  context.lineTo(at.x + dx * reach, at.y + dy * reach);
  context.lineCap = 'round';
  context.strokeStyle = withAlpha(colors.halo, 0.7);
  context.lineWidth = 4.5;
  context.stroke();
  context.strokeStyle = style.color;
  context.lineWidth = 2;
  context.stroke();
  tally.add('tangents');
}

/** The points that the method holds besides its best: members, vertices, samples; of many starts, all that were done. */
function drawSamples({ context, plane, tally }: RunFrame, { run, style }: PlaneRun, row: number): void {
  const { events } = run.trace;
  const count = countUntil(events, row);
  const isJumping = events[count - 1]?.event.type === 'jump';
  context.fillStyle = withAlpha(style.color, 0.6);
  for (const { event } of events.slice(isJumping ? 0 : Math.max(0, count - 1), count)) {
    const [points, values] = samplesOf(event);
    for (let k = 0; k < points.length; k++) dot(context, plane.x.toPixel(points[k]!), plane.y.toPixel(values[k]!), 2.2);
    tally.add('samples', points.length);
  }
}

function samplesOf(event: TraceEvent): readonly [points: ArrayLike<number>, values: ArrayLike<number>] {
  switch (event.type) {
    case 'simplex':
    case 'population':
    case 'annealing':
    case 'complex':
    case 'gaussian':
      return [event.points, event.fun];
    case 'rectangles':
      return [event.centers, event.fun];
    case 'jump':
      return [event.to, [event.fun]];
    default:
      return event satisfies never;
  }
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  if (!Number.isFinite(x + y)) return;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
