/**
 * A whole population in one draw. Up to a thousand members are dots with a rim; beyond that they are stamped into an
 * ImageData of the box, which stays under a millisecond for ten thousand points.
 */
import type { TraceEvent } from '../types';
import { parseHex, withAlpha } from './color';
import type { PlotColors } from './palette';
import type { Rect } from './scale';
import type { Plane } from './plane';

type Population = Extract<TraceEvent, { type: 'population' }>;

/** From this many members on, points are stamped rather than drawn. */
export const STAMP_FROM = 1000;

let stampCanvas: HTMLCanvasElement | null = null;

/** Draws all members, the best one ringed; returns how many there are. */
export function drawPopulation(
  context: CanvasRenderingContext2D,
  population: Population,
  n: number,
  plane: Plane,
  color: string,
  colors: PlotColors,
): number {
  const count = drawCloud(context, population.points, n, plane, color, colors);
  if (population.best < 0 || population.best >= count) return count;
  const x = plane.x.toPixel(population.points[population.best * n + plane.axes[0]]!);
  const y = plane.y.toPixel(population.points[population.best * n + plane.axes[1]]!);
  context.beginPath();
  context.arc(x, y, 9.5, 0, 2 * Math.PI);
  context.lineWidth = 4.5;
  context.strokeStyle = colors.halo;
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.stroke();
  return count;
}

/** Draws points (count·n) alone and returns how many there are. */
export function drawCloud(
  context: CanvasRenderingContext2D,
  points: Float64Array,
  n: number,
  plane: Plane,
  color: string,
  colors: PlotColors,
): number {
  const count = Math.floor(points.length / n);
  if (count >= STAMP_FROM) stampMembers(context, points, count, n, plane, color);
  else drawMembers(context, points, count, n, plane, color, colors);
  return count;
}

function drawMembers(
  context: CanvasRenderingContext2D,
  points: Float64Array,
  count: number,
  n: number,
  plane: Plane,
  color: string,
  colors: PlotColors,
): void {
  const radius = count > 300 ? 2 : 3.5;
  context.beginPath();
  for (let i = 0; i < count; i++) {
    const x = plane.x.toPixel(points[i * n + plane.axes[0]]!);
    const y = plane.y.toPixel(points[i * n + plane.axes[1]]!);
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.lineWidth = 1.5;
  context.strokeStyle = withAlpha(colors.halo, 0.9);
  context.stroke();
  context.fillStyle = withAlpha(color, 0.85);
  context.fill();
}

function stampMembers(
  context: CanvasRenderingContext2D,
  points: Float64Array,
  count: number,
  n: number,
  plane: Plane,
  color: string,
): void {
  const width = Math.floor(plane.rect.width);
  const height = Math.floor(plane.rect.height);
  const canvas = (stampCanvas ??= document.createElement('canvas'));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const stamp = canvas.getContext('2d', { willReadFrequently: true });
  if (!stamp) return;
  const image = stamp.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  stampPixels(pixels, plane.rect, plane, points, count, n, color);
  stamp.putImageData(image, 0, 0);
  context.drawImage(canvas, plane.rect.left, plane.rect.top);
}

/** Writes a five-pixel plus for every member that lies inside the box; exported for its test. */
export function stampPixels(
  pixels: Uint32Array,
  rect: Rect,
  plane: Pick<Plane, 'x' | 'y' | 'axes'>,
  points: Float64Array,
  count: number,
  n: number,
  color: string,
): void {
  const [r, g, b] = parseHex(color);
  const word = ((230 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  const width = Math.floor(rect.width);
  const height = Math.floor(rect.height);
  for (let i = 0; i < count; i++) {
    const x = Math.round(plane.x.toPixel(points[i * n + plane.axes[0]]!) - rect.left);
    const y = Math.round(plane.y.toPixel(points[i * n + plane.axes[1]]!) - rect.top);
    if (!(x > 0 && x < width - 1 && y > 0 && y < height - 1)) continue;
    const at = y * width + x;
    pixels[at] = pixels[at - 1] = pixels[at + 1] = pixels[at - width] = pixels[at + width] = word;
  }
}
