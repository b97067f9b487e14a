/** The landscape as an image: one pixel per grid point, colored by height; holes where f is NaN or infinite. */
import type { Landscape } from '../types';
import { linearScale, type Rect, type Scale } from './scale';
import { heightOf, type HeightMap } from './levels';
import type { PlotColors } from './palette';

/** RGBA words of the grid, top row first, fully transparent where f is not finite. */
export function fieldPixels(
  landscape: Pick<Landscape, 'width' | 'height' | 'values'>,
  map: HeightMap,
  ramp: Uint32Array,
): Uint32Array {
  const { width, height, values } = landscape;
  const [lo, hi] = map.range;
  const scale = (ramp.length - 1) / (hi - lo);
  const pixels = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (height - 1 - row) * width;
    for (let column = 0; column < width; column++) {
      const h = heightOf(map, values[from + column]!);
      if (Number.isNaN(h)) continue;
      const at = Math.round((h - lo) * scale);
      pixels[row * width + column] = ramp[Math.min(ramp.length - 1, Math.max(0, at))]!;
    }
  }
  return pixels;
}

/** The grid as a canvas that `drawField` can stretch. */
export function fieldImage(landscape: Landscape, map: HeightMap, ramp: Uint32Array): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = landscape.width;
  canvas.height = landscape.height;
  const pixels = fieldPixels(landscape, map, ramp);
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer as ArrayBuffer), landscape.width, landscape.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** The two axes of a plot box; y grows upward. */
export function boxScales(
  rect: Rect,
  x: readonly [number, number],
  y: readonly [number, number],
): { readonly x: Scale; readonly y: Scale } {
  return {
    x: linearScale(x, [rect.left, rect.left + rect.width]),
    y: linearScale(y, [rect.top + rect.height, rect.top]),
  };
}

/** Paints hatching, then the image at its own place in the box: while a new grid is computed the old one stays true. */
export function drawField(
  context: CanvasRenderingContext2D,
  rect: Rect,
  scales: { readonly x: Scale; readonly y: Scale },
  image: HTMLCanvasElement,
  ranges: { readonly x: readonly [number, number]; readonly y: readonly [number, number] },
  colors: PlotColors,
  hasHoles: boolean,
): void {
  context.save();
  context.beginPath();
  context.rect(rect.left, rect.top, rect.width, rect.height);
  context.clip();
  if (hasHoles) drawHatching(context, rect, colors);
  // Grid points are the centers of their pixels, the outermost ones on the edge of the range.
  const halfX = (ranges.x[1] - ranges.x[0]) / Math.max(1, image.width - 1) / 2;
  const halfY = (ranges.y[1] - ranges.y[0]) / Math.max(1, image.height - 1) / 2;
  const left = scales.x.toPixel(ranges.x[0] - halfX);
  const right = scales.x.toPixel(ranges.x[1] + halfX);
  const top = scales.y.toPixel(ranges.y[1] + halfY);
  const bottom = scales.y.toPixel(ranges.y[0] - halfY);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, left, top, right - left, bottom - top);
  context.restore();
}

function drawHatching(context: CanvasRenderingContext2D, rect: Rect, colors: PlotColors): void {
  context.fillStyle = colors.hatchPage;
  context.fillRect(rect.left, rect.top, rect.width, rect.height);
  context.strokeStyle = colors.hatch;
  context.lineWidth = 1;
  context.beginPath();
  for (let offset = -rect.height; offset < rect.width; offset += 7) {
    context.moveTo(rect.left + offset, rect.top + rect.height);
    context.lineTo(rect.left + offset + rect.height, rect.top);
  }
  context.stroke();
}
