/**
 * A whole population in one draw. A few hundred members are round dots with a rim; more are stamped into an ImageData of the box: a
 * path of a thousand circles takes ten times as long to fill as ten thousand stamps.
 */
import type { TraceEvent } from '../types';
import { parseHex, withAlpha } from './color';
import type { PlotColors } from './palette';
import type { Rect } from './scale';
import type { Plane } from './plane';

type Population = Extract<TraceEvent, { type: 'population' }>;

/** From this many members on, points are stamped rather than drawn. */
export const STAMP_FROM = 300;

// A stamp is a dot of nine pixels and the twelve around it, its rim: rows and columns about its center.
const near = [-2, -1, 0, 1, 2];
const square = near.flatMap((dy) => near.map((dx) => ({ dy, dx, apart: dy * dy + dx * dx })));
const body = square.filter(({ apart }) => apart <= 2);
const rim = square.filter(({ apart }) => apart > 2 && apart <= 5);

let stampCanvas: HTMLCanvasElement | null = null;
let stampImage: ImageData | null = null;

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
  if (count >= STAMP_FROM) stampMembers(context, points, count, n, plane, color, colors);
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
  const radius = 3.5;
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
  colors: PlotColors,
): void {
  const width = Math.floor(plane.rect.width);
  const height = Math.floor(plane.rect.height);
  const canvas = (stampCanvas ??= document.createElement('canvas'));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const stamp = canvas.getContext('2d', { willReadFrequently: true });
  if (!stamp) return;
  let image = stampImage;
  if (image?.width !== width || image.height !== height) stampImage = image = stamp.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(0);
  stampPixels(pixels, plane.rect, plane, points, count, n, [colors.halo, color]);
  stamp.putImageData(image, 0, 0);
  context.drawImage(canvas, plane.rect.left, plane.rect.top);
}

/** Writes a dot with a rim for every member that lies inside the box, all rims under all dots; exported for its test.
 *  @param pixels  of the box, row by row
 *  @param paints  colors of rim and dot */
export function stampPixels(
  pixels: Uint32Array,
  rect: Rect,
  plane: Pick<Plane, 'x' | 'y' | 'axes'>,
  points: Float64Array,
  count: number,
  n: number,
  [rimColor, color]: readonly [string, string],
): void {
  const width = Math.floor(rect.width);
  const height = Math.floor(rect.height);
  const centers = new Int32Array(count);
  let inside = 0;
  for (let i = 0; i < count; i++) {
    const x = Math.round(plane.x.toPixel(points[i * n + plane.axes[0]]!) - rect.left);
    const y = Math.round(plane.y.toPixel(points[i * n + plane.axes[1]]!) - rect.top);
    if (x > 1 && x < width - 2 && y > 1 && y < height - 2) centers[inside++] = y * width + x;
  }
  for (const [marks, paint, alpha] of [
    [rim, rimColor, 160],
    [body, color, 230],
  ] as const) {
    const [r, g, b] = parseHex(paint);
    const word = ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
    for (const { dy, dx } of marks) {
      const step = dy * width + dx;
      for (let i = 0; i < inside; i++) pixels[centers[i]! + step] = word;
    }
  }
}
