/** Draws the convergence plot: the whole curves faintly, what playback has reached in full, a marker at its head. */
import type { Hover, Run } from '../types';
import { plotFont } from './canvas';
import { columnOf, measureAt, type ConvergenceX, type Extent, type Reference } from './convergence-data';
import { GrowingLayer } from './growing-layer';
import { drawMarker } from './markers';
import type { PlotColors, RunStyle } from './palette';
import { buildPolyline, countUpTo, stretchesOf, tracePath, type Polyline, type Stretch } from './polyline';
import { linearScale, logScale, type Rect, type Scale } from './scale';
import { rowAt } from './trace';
import { withAlpha } from './color';

export interface ConvergencePlane {
  readonly rect: Rect;
  readonly x: Scale;
  readonly y: Scale;
}

export interface Curve {
  readonly run: Run;
  readonly style: RunStyle;
  readonly line: Polyline;
}

/** The axes of the plot. */
export function convergencePlane(rect: Rect, extent: Extent, isLog: boolean): ConvergencePlane {
  const vertical: [number, number] = [rect.top + rect.height, rect.top];
  return {
    rect,
    x: linearScale(extent.x, [rect.left, rect.left + rect.width]),
    y: isLog ? logScale(extent.y, vertical) : linearScale(extent.y, vertical),
  };
}

/** A run as a polyline of the plot; values that are not finite break the line. */
export function convergenceCurve(
  run: Run,
  style: RunStyle,
  plane: ConvergencePlane,
  kind: ConvergenceX,
  reference: Reference,
): Curve {
  const column = columnOf(run, kind);
  const isLog = plane.y.kind === 'log';
  const line = buildPolyline(run.trace.count, (k, out) => {
    const value = measureAt(run, k, isLog, reference);
    out[0] = plane.x.toPixel(column(k));
    out[1] = Number.isFinite(value) ? plane.y.toPixel(value) : Number.NaN;
  });
  return { run, style, line };
}

/** Draws the whole curves faintly. */
export function drawWholeCurves(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  plane: ConvergencePlane,
): void {
  clipTo(context, plane);
  for (const { line, style } of curves) {
    context.beginPath();
    tracePath(context, line, line.count);
    context.strokeStyle = withAlpha(style.color, 0.2);
    context.lineWidth = 1.25;
    context.stroke();
  }
  context.restore();
}

/** Draws what the curves have reached at a playback position. */
export function drawReachedCurves(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  plane: ConvergencePlane,
  position: number,
  hover: Hover,
  colors: PlotColors,
): void {
  clipTo(context, plane);
  const hovered = hover?.runId;
  for (const curve of curves) {
    const isDim = hovered !== undefined && hovered !== curve.run.spec.id;
    drawReached(context, curve, position, colors, isDim, hovered === curve.run.spec.id);
  }
  context.restore();
}

function clipTo(context: CanvasRenderingContext2D, { rect }: ConvergencePlane): void {
  context.save();
  context.beginPath();
  context.rect(rect.left - 8, rect.top - 8, rect.width + 16, rect.height + 16);
  context.clip();
  context.lineJoin = 'round';
}

/** The stretches of a line that playback has passed, as they were painted. */
interface Passed {
  readonly stretches: readonly Stretch[];
  readonly layer: GrowingLayer<Stretch>;
}

const passed = new WeakMap<Polyline, Passed>();

function passedOf(line: Polyline): Passed {
  let kept = passed.get(line);
  if (!kept) passed.set(line, (kept = { stretches: stretchesOf(line), layer: new GrowingLayer() }));
  return kept;
}

function drawReached(
  context: CanvasRenderingContext2D,
  { run, style, line }: Curve,
  position: number,
  colors: PlotColors,
  isDim: boolean,
  isStrong: boolean,
): void {
  const row = rowAt(run.trace, position);
  const upTo = countUpTo(line, row);
  if (upTo === 0) return;
  const width = isStrong ? 2.75 : 1.9;
  const prepare = (onto: CanvasRenderingContext2D, { length }: Stretch): void => {
    onto.beginPath();
    onto.lineJoin = 'round';
    onto.setLineDash([...style.dash]);
    onto.lineDashOffset = length;
    onto.strokeStyle = style.color;
    onto.lineWidth = width;
  };
  const { stretches, layer } = passedOf(line);
  const whole = stretches.findIndex(({ to }) => to > upTo - 1);
  const count = whole < 0 ? stretches.length : whole;
  context.save();
  context.globalAlpha = isDim ? 0.25 : 1;
  layer.lay(context, stretches, count, [style, width], 1, (onto, fresh) => {
    for (const stretch of fresh) {
      prepare(onto, stretch);
      tracePath(onto, line, stretch.to + 1, stretch.from);
      onto.stroke();
    }
  });
  const head = headAt(line, upTo, row);
  const isSeen = Number.isFinite(head[0] + head[1]);
  const rest = stretches[count];
  if (rest) {
    prepare(context, rest);
    tracePath(context, line, upTo, rest.from);
    if (isSeen) context.lineTo(...head);
    context.stroke();
  }
  if (isSeen) {
    drawMarker(context, style.marker, head[0], head[1], isStrong ? 6 : 4.75, style.color, colors.halo);
  }
  context.restore();
}

/** The moving end of a curve, linear between kept points. */
function headAt(line: Polyline, upTo: number, row: number): [number, number] {
  const k = upTo - 1;
  if (upTo >= line.count) return [line.px[k]!, line.py[k]!];
  const span = line.index[upTo]! - line.index[k]!;
  const t = Math.min(1, Math.max(0, (row - line.index[k]!) / span));
  const mix = (a: number, b: number): number => (Number.isNaN(b) ? a : a + (b - a) * t);
  return [mix(line.px[k]!, line.px[upTo]!), mix(line.py[k]!, line.py[upTo]!)];
}

/** A ring around the hovered iterate. */
export function drawHoverRing(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  color: string,
  colors: PlotColors,
): void {
  if (!Number.isFinite(x + y)) return;
  context.beginPath();
  context.arc(x, y, 9, 0, 2 * Math.PI);
  context.lineWidth = 4;
  context.strokeStyle = colors.halo;
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.stroke();
}

/** One line of explanation in the middle of an empty plot. */
export function drawEmpty(context: CanvasRenderingContext2D, rect: Rect, text: string, colors: PlotColors): void {
  context.font = plotFont(13);
  context.fillStyle = colors.inkSoft;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, rect.left + rect.width / 2, rect.top + rect.height / 2, rect.width - 24);
}
