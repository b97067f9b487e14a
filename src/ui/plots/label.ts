/** Small text boxes on a canvas: the readout at the pointer and the name of a hovered iterate. */
import { plotFont } from './canvas';
import { withAlpha } from './color';
import type { PlotColors } from './palette';
import type { Rect } from './scale';

/** Draws lines of text in a box beside (x, y), on the side where there is room. */
export function drawLabel(
  context: CanvasRenderingContext2D,
  lines: readonly string[],
  x: number,
  y: number,
  rect: Rect,
  colors: PlotColors,
  bar?: string,
): void {
  context.save();
  context.font = plotFont(11.5, 500);
  const width = Math.max(...lines.map((line) => context.measureText(line).width)) + (bar ? 24 : 16);
  const height = lines.length * 16 + 8;
  const left = x + 14 + width > rect.left + rect.width ? x - 14 - width : x + 14;
  const top = Math.min(rect.top + rect.height - height - 2, Math.max(rect.top + 2, y - height - 8));
  context.beginPath();
  context.roundRect(left, top, width, height, 5);
  context.fillStyle = withAlpha(colors.page, 0.94);
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = colors.grid;
  context.stroke();
  if (bar) {
    context.fillStyle = bar;
    context.fillRect(left + 7, top + 7, 3, height - 14);
  }
  context.fillStyle = colors.ink;
  context.textBaseline = 'middle';
  lines.forEach((line, i) => context.fillText(line, left + (bar ? 16 : 8), top + 12 + i * 16));
  context.restore();
}
