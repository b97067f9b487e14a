/** Fixed marks on the landscape: known minima, the start point, the crosshair and the arrows of −∇f. */
import type { Landscape } from '../types';
import { withAlpha } from './color';
import { plotFont } from './canvas';
import type { PlotColors } from './palette';
import type { Plane } from './plane';

/** A target at every known minimum. */
export function drawMinima(
  context: CanvasRenderingContext2D,
  minima: readonly (readonly number[])[],
  plane: Plane,
  colors: PlotColors,
): void {
  for (const minimum of minima) {
    const x = plane.x.toPixel(minimum[plane.axes[0]] ?? Number.NaN);
    const y = plane.y.toPixel(minimum[plane.axes[1]] ?? Number.NaN);
    if (!Number.isFinite(x + y)) continue;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(x + 3 * dx, y + 3 * dy);
      context.lineTo(x + 10 * dx, y + 10 * dy);
    }
    strokeTwice(context, colors, 1.5);
  }
}

/** The start point: an open circle named x₀. */
export function drawStart(
  context: CanvasRenderingContext2D,
  x0: readonly number[],
  plane: Plane,
  colors: PlotColors,
  isActive: boolean,
): void {
  const x = plane.x.toPixel(x0[plane.axes[0]] ?? Number.NaN);
  const y = plane.y.toPixel(x0[plane.axes[1]] ?? Number.NaN);
  if (!Number.isFinite(x + y)) return;
  context.save();
  context.beginPath();
  context.arc(x, y, isActive ? 8.5 : 6.5, 0, 2 * Math.PI);
  context.fillStyle = withAlpha(colors.page, 0.85);
  context.fill();
  strokeTwice(context, colors, isActive ? 2.5 : 2);
  context.beginPath();
  context.arc(x, y, 1.75, 0, 2 * Math.PI);
  context.fillStyle = colors.ink;
  context.fill();
  context.font = plotFont(12, 600);
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = colors.halo;
  context.strokeText('x₀', x + 12, y - 9);
  context.fillText('x₀', x + 12, y - 9);
  context.restore();
}

/** Hair lines through the pointer, broken around it. */
export function drawCrosshair(
  context: CanvasRenderingContext2D,
  plane: Plane,
  x: number,
  y: number,
  colors: PlotColors,
): void {
  const { left, top, width, height } = plane.rect;
  context.save();
  context.beginPath();
  for (const [x0, y0, x1, y1] of [
    [left, y, x - 9, y],
    [x + 9, y, left + width, y],
    [x, top, x, y - 9],
    [x, y + 9, x, top + height],
  ] as const) {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  context.setLineDash([2, 3]);
  context.lineWidth = 1;
  context.strokeStyle = withAlpha(colors.ink, 0.45);
  context.stroke();
  context.restore();
}

/** Unit arrows along −∇f on the landscape's coarse grid; none where the gradient is zero or not finite. */
export function drawArrows(
  context: CanvasRenderingContext2D,
  landscape: Landscape,
  plane: Plane,
  colors: PlotColors,
): void {
  const { arrows, xRange, yRange } = landscape;
  if (!arrows) return;
  const length = Math.min(16, (0.7 * plane.rect.width) / arrows.columns);
  context.save();
  context.beginPath();
  for (let row = 0; row < arrows.rows; row++) {
    for (let column = 0; column < arrows.columns; column++) {
      const at = 2 * (row * arrows.columns + column);
      // Screen y points down; a positive component of −∇f along y must point up.
      const dx = arrows.gradients[at]! * Math.sign(plane.x.pixels[1] - plane.x.pixels[0]);
      const dy = -arrows.gradients[at + 1]!;
      const norm = Math.hypot(dx, dy);
      if (!(norm > 0) || !Number.isFinite(norm)) continue;
      const x = plane.x.toPixel(node(xRange, column, arrows.columns));
      const y = plane.y.toPixel(node(yRange, row, arrows.rows));
      arrow(context, x, y, (dx / norm) * length, (dy / norm) * length);
    }
  }
  context.lineWidth = 1.1;
  context.strokeStyle = withAlpha(colors.ink, 0.45);
  context.stroke();
  context.restore();
}

/** Node `index` of a grid that includes both ends of the range. */
function node(range: readonly [number, number], index: number, count: number): number {
  return range[0] + (index / Math.max(1, count - 1)) * (range[1] - range[0]);
}

function arrow(context: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number): void {
  const [tipX, tipY] = [x + dx / 2, y + dy / 2];
  context.moveTo(x - dx / 2, y - dy / 2);
  context.lineTo(tipX, tipY);
  context.moveTo(tipX - 0.3 * dx + 0.2 * dy, tipY - 0.3 * dy - 0.2 * dx);
  context.lineTo(tipX, tipY);
  context.lineTo(tipX - 0.3 * dx - 0.2 * dy, tipY - 0.3 * dy + 0.2 * dx);
}

function strokeTwice(context: CanvasRenderingContext2D, colors: PlotColors, width: number): void {
  context.lineCap = 'round';
  context.strokeStyle = colors.halo;
  context.lineWidth = width + 2.5;
  context.stroke();
  context.strokeStyle = colors.ink;
  context.lineWidth = width;
  context.stroke();
}
