/** The landscape of a loss of one variable: the curve and its holes. Runs on it: `curve-run.ts`. */
import type { Landscape } from '../types';
import type { PlotColors } from './palette';
import { buildPolyline, tracePath, type Polyline } from './polyline';
import { linearScale, type Rect, type Scale } from './scale';
import { withAlpha } from './color';

export interface CurvePlane {
  readonly rect: Rect;
  readonly x: Scale;
  readonly y: Scale;
}

/** Walls are cut where f's range is more than this many times the range of all but its highest tenth. */
const STEEP = 12;

/** The box of a curve: f's finite range with a little air. The walls of steep curves are cut, so that the ground shows. */
export function curvePlane(rect: Rect, landscape: Landscape, xRange: readonly [number, number]): CurvePlane {
  const finite = Float64Array.from(landscape.values).filter(Number.isFinite).sort();
  const lo = finite[0] ?? 0;
  const most = finite[finite.length - 1] ?? 1;
  const ground = finite[Math.floor(0.9 * (finite.length - 1))] ?? 1;
  const hi = most - lo > STEEP * (ground - lo) && ground > lo ? lo + 2 * (ground - lo) : most;
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
