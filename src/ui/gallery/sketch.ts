/** A card's picture: the curve of a loss of one variable, or the landscape of more in bands, with start and minima. */
import { prepareCanvas } from '../plots/canvas';
import { colorRamp } from '../plots/color';
import { curvePlane, drawCurve } from '../plots/curve';
import { boxScales, drawField, fieldImage } from '../plots/field';
import { gridValue } from '../plots/grid';
import { heightMap } from '../plots/levels';
import { plotColors, type PlotColors, type Theme } from '../plots/palette';
import type { Rect, Scale } from '../plots/scale';
import type { Example, Landscape } from '../types';

/** Bands of color: few enough to be seen as contours. */
const BANDS = 11;

/** Draws into the canvas at its own size on the page. */
export function drawSketch(canvas: HTMLCanvasElement, landscape: Landscape, example: Example, theme: Theme): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (width === 0 || height === 0) return;
  const context = prepareCanvas(canvas, width, height);
  const colors = plotColors(theme);
  const rect = { left: 0, top: 0, width, height };
  if (landscape.height === 1) drawLine(context, rect, landscape, example, colors);
  else drawBands(context, rect, landscape, example, colors);
}

function drawLine(
  context: CanvasRenderingContext2D,
  rect: Rect,
  landscape: Landscape,
  { x0, minima = [] }: Example,
  colors: PlotColors,
): void {
  const inner = { ...rect, top: rect.top + 6, height: rect.height - 10 };
  const plane = curvePlane(inner, landscape, landscape.xRange);
  drawCurve(context, landscape, { ...plane, rect }, colors);
  for (const { x, fun } of minima) ring(context, plane.x.toPixel(x[0]!), plane.y.toPixel(fun), colors);
  const start = x0[0]!;
  point(context, plane.x.toPixel(start), plane.y.toPixel(gridValue(landscape, start, 0)), colors);
}

function drawBands(
  context: CanvasRenderingContext2D,
  rect: Rect,
  landscape: Landscape,
  { x0, axes = [0, 1], minima = [], view }: Example,
  colors: PlotColors,
): void {
  const minimum = minima.length > 0 ? Math.min(...minima.map(({ fun }) => fun)) : null;
  const map = heightMap(landscape.values, minimum, view?.logLevels ?? true);
  const image = fieldImage(landscape, map, colorRamp(colors.ramp, BANDS));
  const scales = boxScales(rect, landscape.xRange, landscape.yRange);
  drawField(context, rect, scales, image, { x: landscape.xRange, y: landscape.yRange }, colors, map.nonFinite > 0);
  const at = (x: readonly number[], draw: typeof ring): void =>
    draw(context, pixel(scales.x, x[axes[0]]), pixel(scales.y, x[axes[1]]), colors);
  for (const { x } of minima) at(x, ring);
  at(x0, point);
}

const pixel = (scale: Scale, value: number | undefined): number => scale.toPixel(value ?? Number.NaN);

function point(context: CanvasRenderingContext2D, x: number, y: number, colors: PlotColors): void {
  if (!Number.isFinite(x + y)) return;
  context.beginPath();
  context.arc(x, y, 4, 0, 2 * Math.PI);
  context.fillStyle = colors.ink;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = colors.halo;
  context.stroke();
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, colors: PlotColors): void {
  if (!Number.isFinite(x + y)) return;
  context.beginPath();
  context.arc(x, y, 5, 0, 2 * Math.PI);
  context.lineWidth = 3.5;
  context.strokeStyle = colors.halo;
  context.stroke();
  context.lineWidth = 1.75;
  context.strokeStyle = colors.ink;
  context.stroke();
}
