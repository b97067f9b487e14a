/** Axes on a canvas: the first picture before Plotly is there, zooming, and the plots that need no Plotly. */
import { plotFont } from './canvas';
import type { PlotColors } from './palette';
import type { Rect, Scale } from './scale';
import { linearTicks, logTicks, tickLabel } from './ticks';

export interface AxisTitles {
  readonly x: string;
  readonly y: string;
}

/** Ticks that suit an axis of this length on screen. */
export function axisTicks(scale: Scale, pixelsPerTick: number): number[] {
  const [lo, hi] = scale.domain;
  const target = Math.max(2, Math.abs(scale.pixels[1] - scale.pixels[0]) / pixelsPerTick);
  return scale.kind === 'log' ? logTicks(lo, hi, target) : linearTicks(lo, hi, target);
}

/** Draws frame, ticks, labels and titles around `rect`, and grid lines inside when `grid` is set. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  rect: Rect,
  scales: { readonly x: Scale; readonly y: Scale },
  titles: AxisTitles,
  colors: PlotColors,
  grid: boolean,
): void {
  const bottom = rect.top + rect.height;
  context.save();
  context.font = plotFont(11);
  context.fillStyle = colors.inkSoft;
  context.strokeStyle = colors.grid;
  context.lineWidth = 1;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const tick of axisTicks(scales.x, 90)) {
    const x = crisp(scales.x.toPixel(tick));
    if (grid) line(context, x, rect.top, x, bottom);
    context.fillText(tickLabel(tick), x, bottom + 8);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of axisTicks(scales.y, 55)) {
    const y = crisp(scales.y.toPixel(tick));
    if (grid) line(context, rect.left, y, rect.left + rect.width, y);
    context.fillText(tickLabel(tick), rect.left - 8, y);
  }
  drawTitles(context, rect, titles, colors);
  context.strokeStyle = grid ? colors.grid : colors.inkSoft;
  if (grid) {
    line(context, crisp(rect.left), rect.top, crisp(rect.left), bottom);
    line(context, rect.left, crisp(bottom), rect.left + rect.width, crisp(bottom));
  } else {
    context.globalAlpha = 0.5;
    context.strokeRect(crisp(rect.left), crisp(rect.top), Math.round(rect.width) - 1, Math.round(rect.height) - 1);
  }
  context.restore();
}

function drawTitles(context: CanvasRenderingContext2D, rect: Rect, titles: AxisTitles, colors: PlotColors): void {
  context.fillStyle = colors.ink;
  context.font = plotFont(12, 500);
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(titles.x, rect.left + rect.width / 2, rect.top + rect.height + 36);
  context.save();
  context.translate(rect.left - 42, rect.top + rect.height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(titles.y, 0, 0);
  context.restore();
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

const crisp = (v: number): number => Math.round(v) + 0.5;
