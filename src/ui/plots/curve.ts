/** The landscape of a loss of one variable: the curve, its holes, and every run as a point that slides along it. */
import type { Landscape, Run } from '../types';
import { gridValue } from './grid';
import { drawMarker } from './markers';
import type { PlotColors, RunStyle } from './palette';
import { buildPolyline, tracePath, type Polyline } from './polyline';
import { linearScale, type Rect, type Scale } from './scale';
import { coordinateAt, rowAt } from './trace';
import { withAlpha } from './color';

export interface CurvePlane {
  readonly rect: Rect;
  readonly x: Scale;
  readonly y: Scale;
}

/** The box of a curve: f's finite range with a little air; walls above the 98th percentile of steep curves are cut. */
export function curvePlane(rect: Rect, landscape: Landscape, xRange: readonly [number, number]): CurvePlane {
  const finite = [...landscape.values].filter(Number.isFinite).sort((a, b) => a - b);
  const lo = finite[0] ?? 0;
  const hi = finite[finite.length - 1] ?? 1;
  const pad = (hi - lo) * 0.07 || 1;
  return {
    rect,
    x: linearScale(xRange, [rect.left, rect.left + rect.width]),
    y: linearScale([lo - pad, hi + pad], [rect.top + rect.height, rect.top]),
  };
}

/** Draws the curve itself, and a band at the foot where f is not finite. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  landscape: Landscape,
  plane: CurvePlane,
  colors: PlotColors,
): void {
  const { values, width, xRange } = landscape;
  const xAt = (i: number): number => xRange[0] + (i / Math.max(1, width - 1)) * (xRange[1] - xRange[0]);
  const line = buildPolyline(width, (i, out) => {
    out[0] = plane.x.toPixel(xAt(i));
    out[1] = Number.isFinite(values[i]) ? plane.y.toPixel(values[i]!) : Number.NaN;
  });
  const { rect } = plane;
  const bottom = rect.top + rect.height;
  context.save();
  context.beginPath();
  context.rect(rect.left, rect.top, rect.width, rect.height);
  context.clip();
  context.fillStyle = withAlpha(colors.hatch, 0.35);
  for (let i = 0; i < width; i++) {
    if (Number.isFinite(values[i])) continue;
    const x = plane.x.toPixel(xAt(i - 0.5));
    context.fillRect(x, rect.top, plane.x.toPixel(xAt(i + 0.5)) - x + 0.5, rect.height);
  }
  fillBelow(context, line, bottom, colors);
  context.beginPath();
  tracePath(context, line, line.count);
  context.lineJoin = 'round';
  context.strokeStyle = colors.contour;
  context.lineWidth = 2;
  context.stroke();
  context.restore();
}

function fillBelow(context: CanvasRenderingContext2D, line: Polyline, bottom: number, colors: PlotColors): void {
  context.beginPath();
  let from = Number.NaN;
  for (let k = 0; k <= line.count; k++) {
    const x = k < line.count ? line.px[k]! : Number.NaN;
    if (Number.isNaN(x)) {
      if (!Number.isNaN(from)) context.lineTo(line.px[k - 1]!, bottom);
    } else if (Number.isNaN(from)) {
      context.moveTo(x, bottom);
      context.lineTo(x, line.py[k]!);
    } else {
      context.lineTo(x, line.py[k]!);
    }
    from = x;
  }
  context.fillStyle = withAlpha(colors.ramp[0]!, 0.35);
  context.fill();
}

/** Draws one run at a playback position: its iterates on the curve, the tangent and the present point. */
export function drawCurveRun(
  context: CanvasRenderingContext2D,
  run: Run,
  style: RunStyle,
  plane: CurvePlane,
  landscape: Landscape,
  position: number,
  colors: PlotColors,
  isDim: boolean,
): void {
  const { trace } = run;
  const row = rowAt(trace, position);
  if (row < 0) return;
  const last = Math.floor(row);
  const height = (x: number): number => gridValue(landscape, x, 0);
  context.save();
  context.globalAlpha = isDim ? 0.28 : 1;
  const from = Math.max(0, last - 400);
  context.fillStyle = withAlpha(style.color, 0.55);
  for (let k = from; k < last; k++) {
    const y = plane.y.toPixel(trace.fun[k]!);
    context.beginPath();
    context.arc(plane.x.toPixel(trace.x[k * trace.n]!), y, 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  const x = coordinateAt(trace, row, 0);
  const fx = row === last ? trace.fun[last]! : height(x);
  const [px, py] = [plane.x.toPixel(x), plane.y.toPixel(fx)];
  drawTangent(context, x, px, py, plane, landscape, style);
  if (Number.isFinite(px + py)) drawMarker(context, style.marker, px, py, 6.5, style.color, colors.halo);
  context.restore();
}

function drawTangent(
  context: CanvasRenderingContext2D,
  x: number,
  px: number,
  py: number,
  plane: CurvePlane,
  landscape: Landscape,
  style: RunStyle,
): void {
  const step = (landscape.xRange[1] - landscape.xRange[0]) / Math.max(2, landscape.width - 1);
  const slope = (gridValue(landscape, x + step, 0) - gridValue(landscape, x - step, 0)) / (2 * step);
  const dx = plane.x.toPixel(1) - plane.x.toPixel(0);
  const dy = (plane.y.toPixel(1) - plane.y.toPixel(0)) * slope;
  const reach = 54 / Math.hypot(dx, dy);
  if (!Number.isFinite(reach * (px + py))) return;
  context.beginPath();
  context.moveTo(px - dx * reach, py - dy * reach);
  context.lineTo(px + dx * reach, py + dy * reach);
  context.strokeStyle = withAlpha(style.color, 0.8);
  context.lineWidth = 1.5;
  context.setLineDash([...style.dash]);
  context.stroke();
}
