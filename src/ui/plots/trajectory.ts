/** What one run draws on the landscape at a playback position: its path, its simplex or population, its present point. */
import type { Run } from '../types';
import { drawEvents } from './events/draw';
import { readoutOf, type Readout } from './events/readout';
import type { EventScene, Tally } from './events/scene';
import { drawMarker } from './markers';
import type { PlotColors, RunStyle } from './palette';
import type { Plane } from './plane';
import { buildPolyline, countUpTo, tracePath, type Polyline } from './polyline';
import { coordinateAt, rowAt } from './trace';
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

/** A frame in the making: where it is drawn, and what has been drawn. */
export interface RunFrame {
  readonly context: CanvasRenderingContext2D;
  readonly plane: Plane;
  readonly position: number;
  readonly colors: PlotColors;
  readonly tally: Tally;
}

/** Draws the run up to the frame's position.
 *  @param name      how the run is called in the readout
 *  @param emphasis  'dim' when another run is hovered
 *  @returns         what the method is doing, in words; null when there is nothing to say */
export function drawRun(
  { context, plane, position, colors, tally }: RunFrame,
  item: PlaneRun,
  name: string,
  emphasis: 'normal' | 'strong' | 'dim',
): Readout | null {
  const { run, style } = item;
  const { trace } = run;
  if (trace.count === 0) return null;
  const [ax, ay] = plane.axes;
  const row = rowAt(trace, position);
  const x = plane.x.toPixel(coordinateAt(trace, row, ax));
  const y = plane.y.toPixel(coordinateAt(trace, row, ay));
  const scene: EventScene = { context, trace, row, plane, style, colors, tally };
  context.save();
  context.globalAlpha = emphasis === 'dim' ? 0.28 : 1;
  const from = drawEvents(scene, item.line);
  if (from !== null && from < row) {
    drawPath(context, item, from, row, x, y, colors, emphasis === 'strong' ? 3 : 2);
    tally.add('paths');
  }
  if (Number.isFinite(x + y))
    drawMarker(context, style.marker, x, y, emphasis === 'strong' ? 7.5 : 6, style.color, colors.halo);
  context.restore();
  return readoutOf(scene, name);
}

function drawPath(
  context: CanvasRenderingContext2D,
  { line, style }: PlaneRun,
  from: number,
  row: number,
  x: number,
  y: number,
  colors: PlotColors,
  width: number,
): void {
  context.beginPath();
  const upTo = countUpTo(line, row);
  tracePath(context, line, upTo, from > 0 ? countUpTo(line, from) - 1 : 0);
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
