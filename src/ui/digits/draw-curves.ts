/** Draws loss curves on a canvas. */
import { drawAxes } from '../plots/axes';
import { prepareCanvas } from '../plots/canvas';
import { drawEmpty } from '../plots/convergence';
import { drawMarker } from '../plots/markers';
import { plotColors, runStyle, type PlotColors, type Theme } from '../plots/palette';
import { buildPolyline, tracePath } from '../plots/polyline';
import { insetRect, linearScale, logScale, type Scale } from '../plots/scale';
import type { DigitsRun } from '../types';

/** What a curve is drawn against. */
export type CurveX = 'iteration' | 'seconds';

/** The loss of weights that are zero: every digit is as likely as any other. */
const untrained = Math.log(10);

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly runs: readonly DigitsRun[];
  /** id of the run that stands out */
  readonly shown: number | null;
  readonly kind: CurveX;
  readonly theme: Theme;
}

/** Paints all runs; each begins at the loss of zero weights. */
export function drawCurves(canvas: HTMLCanvasElement, { width, height, runs, shown, kind, theme }: Picture): void {
  const context = prepareCanvas(canvas, width, height);
  const colors = plotColors(theme);
  const rect = insetRect(width, height, { left: 58, right: 14, top: 10, bottom: 44 });
  const rows = runs.flatMap((run) => run.rows).filter(({ loss }) => Number.isFinite(loss) && loss > 0);
  if (rows.length === 0) {
    drawEmpty(context, rect, runs.length === 0 ? 'Press Train: the loss appears here' : 'Training begins…', colors);
    return;
  }
  const losses = rows.map(({ loss }) => loss);
  const right = Math.max(...rows.map((row) => row[kind]));
  const x = linearScale([0, right], [rect.left, rect.left + rect.width]);
  const [least, most] = [Math.min(...losses) * 0.92, Math.max(untrained, ...losses) * 1.06];
  const y = logScale([least, most], [rect.top + rect.height, rect.top]);
  const titles = { x: kind === 'iteration' ? 'Iterations' : 'Seconds', y: 'Loss' };
  drawAxes(context, rect, { x, y }, titles, colors, true);
  for (const run of runs) drawRun(context, run, { x, y }, kind, run.order.id === shown, colors, theme);
}

function drawRun(
  context: CanvasRenderingContext2D,
  { order, rows }: DigitsRun,
  { x, y }: { readonly x: Scale; readonly y: Scale },
  kind: CurveX,
  isShown: boolean,
  colors: PlotColors,
  theme: Theme,
): void {
  const style = runStyle(order.id - 1, theme);
  const line = buildPolyline(rows.length + 1, (k, out) => {
    const row = rows[k - 1];
    const loss = k === 0 ? untrained : row!.loss;
    out[0] = x.toPixel(row?.[kind] ?? 0);
    out[1] = Number.isFinite(loss) && loss > 0 ? y.toPixel(loss) : Number.NaN;
  });
  context.save();
  context.lineJoin = 'round';
  context.globalAlpha = isShown ? 1 : 0.6;
  context.beginPath();
  tracePath(context, line, line.count);
  context.setLineDash([...style.dash]);
  context.strokeStyle = style.color;
  context.lineWidth = isShown ? 2.2 : 1.5;
  context.stroke();
  const [headX, headY] = [line.px[line.count - 1]!, line.py[line.count - 1]!];
  if (Number.isFinite(headX + headY)) drawMarker(context, style.marker, headX, headY, 4.75, style.color, colors.halo);
  context.restore();
}
