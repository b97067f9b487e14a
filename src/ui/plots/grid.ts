/** Reading the landscape's grid: f between its points, its range and its holes. */
import type { Landscape } from '../types';

/** f at a point from the grid, bilinear; NaN outside of it or beside a hole. For height 1 `y` is ignored. */
export function gridValue(
  landscape: Pick<Landscape, 'width' | 'height' | 'xRange' | 'yRange' | 'values'>,
  x: number,
  y: number,
): number {
  const { width, height, xRange, yRange, values } = landscape;
  const u = ((x - xRange[0]) / (xRange[1] - xRange[0])) * (width - 1);
  const v = height > 1 ? ((y - yRange[0]) / (yRange[1] - yRange[0])) * (height - 1) : 0;
  if (!(u >= 0 && u <= width - 1 && v >= 0 && v <= height - 1)) return Number.NaN;
  const i = Math.min(width - 2, Math.floor(u));
  const j = Math.max(0, Math.min(height - 2, Math.floor(v)));
  const along = (row: number): number => {
    const [left, right] = [values[row * width + i]!, values[row * width + i + 1]!];
    return left + (right - left) * (u - i);
  };
  const low = along(j);
  return height === 1 ? low : low + (along(j + 1) - low) * (v - j);
}

/** Least and greatest finite value of the grid, and how many values are not finite. */
export function rangeOf({ values }: Pick<Landscape, 'values'>): {
  readonly least: number;
  readonly most: number;
  readonly holes: number;
} {
  let [least, most, holes] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) holes += 1;
    else {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return { least, most, holes };
}

/** Whether two landscapes show the same values in the same place, whatever else they carry. */
export function isSamePicture(a: Landscape, b: Landscape): boolean {
  return (
    a.source === b.source &&
    a.width === b.width &&
    a.height === b.height &&
    [0, 1].every((i) => a.xRange[i] === b.xRange[i] && a.yRange[i] === b.yRange[i] && a.axes[i] === b.axes[i]) &&
    (a.values === b.values || a.values.every((value, k) => Object.is(value, b.values[k])))
  );
}
