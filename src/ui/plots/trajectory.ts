/** What one run draws on the landscape at a playback position: its path, its simplex or population, its present point. */
import type { Run } from '../types';
import { drawEvent } from './events';
import { drawMarker } from './markers';
import type { PlotColors, RunStyle } from './palette';
import type { Plane } from './plane';
import { buildPolyline, countUpTo, tracePath, type Polyline } from './polyline';
import { coordinateAt, eventAt, rowAt } from './trace';
import { withAlpha } from './color';

/** A run in the plane of the two shown axes. */
export interface PlaneRun {
  readonly run: Run;
  readonly style: RunStyle;
  readonly line: Polyline;
}

/** Projects a run on the plane. */
export function projectRun(run: Run, style: RunStyle, plane: Plane): PlaneRun {
  const { trace } = run;
  const [ax, ay] = plane.axes;
  const line = buildPolyline(trace.count, (i, out) => {
    out[0] = plane.x.toPixel(trace.x[i * trace.n + ax]!);
    out[1] = plane.y.toPixel(trace.x[i * trace.n + ay]!);
  });
  return { run, style, line };
}

/** Draws the run up to `position`. `emphasis`: 'dim' when another run is hovered. */
export function drawRun(
  context: CanvasRenderingContext2D,
  item: PlaneRun,
  plane: Plane,
  position: number,
  colors: PlotColors,
  emphasis: 'normal' | 'strong' | 'dim',
): void {
  const { run, style } = item;
  const { trace } = run;
  if (trace.count === 0) return;
  const [ax, ay] = plane.axes;
  const row = rowAt(trace, position);
  const x = plane.x.toPixel(coordinateAt(trace, row, ax));
  const y = plane.y.toPixel(coordinateAt(trace, row, ay));
  const event = eventAt(trace, row);
  context.save();
  context.globalAlpha = emphasis === 'dim' ? 0.28 : 1;
  if (event) drawEvent(context, event, trace.n, plane, style, colors);
  drawPath(context, item, row, x, y, colors, emphasis === 'strong' ? 3 : 2);
  if (Number.isFinite(x + y))
    drawMarker(context, style.marker, x, y, emphasis === 'strong' ? 7.5 : 6, style.color, colors.halo);
  context.restore();
}

function drawPath(
  context: CanvasRenderingContext2D,
  { line, style }: PlaneRun,
  row: number,
  x: number,
  y: number,
  colors: PlotColors,
  width: number,
): void {
  context.beginPath();
  const upTo = countUpTo(line, row);
  tracePath(context, line, upTo);
  if (upTo > 0 && Number.isFinite(x + y) && !Number.isNaN(line.px[upTo - 1]!)) context.lineTo(x, y);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.strokeStyle = withAlpha(colors.halo, 0.75);
  context.lineWidth = width + 2.5;
  context.stroke();
  context.setLineDash([...style.dash]);
  context.strokeStyle = style.color;
  context.lineWidth = width;
  context.stroke();
  context.setLineDash([]);
}
