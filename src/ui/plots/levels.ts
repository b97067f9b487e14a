/**
 * From a grid of f to what the eye can use: a finite range, a transform (log of f − f*, or f itself) and contour
 * levels. Values that are NaN or infinite take no part in the range; the painter marks their cells.
 */
import { niceStep, tickLabel } from './ticks';

/** How a value of f becomes a height of the picture. */
export interface HeightMap {
  readonly kind: 'log' | 'linear';
  /** what is subtracted before the logarithm: the known minimum, or the least value on the grid */
  readonly base: number;
  /** smallest f − base that is told apart, > 0 */
  readonly floor: number;
  /** heights at the two ends of the color ramp */
  readonly range: readonly [number, number];
  /** share of grid points that are NaN or infinite, 0 … 1 */
  readonly nonFinite: number;
}

/** Contours at start, start + size, … end, in heights, with one label each. */
export interface Levels {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly heights: readonly number[];
  readonly labels: readonly string[];
}

/** The height of one value; NaN stays NaN, +∞ and −∞ become NaN: both are holes in the picture. */
export function heightOf(map: HeightMap, value: number): number {
  if (!Number.isFinite(value)) return Number.NaN;
  return map.kind === 'linear' ? value : Math.log10(Math.max(value - map.base, map.floor));
}

/**
 * Chooses the height map of a grid.
 * @param values   f on the grid, NaN and ±Infinity kept
 * @param minimum  f* where known, else null
 * @param wantsLog whether the reader asked for logarithmic levels
 */
export function heightMap(values: ArrayLike<number>, minimum: number | null, wantsLog: boolean): HeightMap {
  const finite = sampleFinite(values);
  const nonFinite = 1 - countFinite(values) / Math.max(1, values.length);
  if (finite.length === 0) return { kind: 'linear', base: 0, floor: 1, range: [0, 1], nonFinite };
  const least = finite[0]!;
  const most = finite[finite.length - 1]!;
  // A known minimum above the grid's least value is wrong for this text: the picture follows the grid.
  const base = minimum !== null && minimum <= least ? minimum : least;
  const spread = most - base;
  if (!wantsLog || !(spread > 0)) {
    return { kind: 'linear', base, floor: 1, range: linearRange(finite, least, most), nonFinite };
  }
  // The few cells beside the minimum would stretch the ramp over many empty decades: 0.2 % of the cells may saturate.
  const low = Math.max(quantile(finite, 0.002) - base, spread * 1e-8);
  const floor = Math.max(spread * 1e-12, low * 1e-3);
  return { kind: 'log', base, floor, range: [Math.log10(low), Math.log10(spread)], nonFinite };
}

/** At most about `target` evenly spaced levels across the map's range. */
export function contourLevels(map: HeightMap, target = 14): Levels {
  const [lo, hi] = map.range;
  const size = map.kind === 'log' ? decadeStep(hi - lo, target) : niceStep(Math.max(hi - lo, 1e-300), target);
  const first = Math.ceil(lo / size + 1e-9);
  const last = Math.max(first, Math.floor(hi / size - 1e-9));
  const heights = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * size);
  return { start: first * size, end: last * size, size, heights, labels: heights.map((h) => levelLabel(map, h)) };
}

/** The value written on a contour: f on linear levels, f − f* on logarithmic ones. */
export function levelLabel(map: HeightMap, height: number): string {
  if (map.kind === 'linear') return tickLabel(Number(height.toPrecision(6)));
  return tickLabel(Number((10 ** height).toPrecision(2)));
}

/** Logarithmic levels step by whole decades, or by 1/2, 1/3 (1, 2.2, 4.6) or 1/5 of one when the range is small. */
function decadeStep(decades: number, target: number): number {
  const rough = decades / target;
  return [0.1, 0.2, 0.25, 0.5, 1, 2, 3, 5].find((step) => rough <= step) ?? Math.ceil(rough);
}

function linearRange(sorted: Float64Array, least: number, most: number): readonly [number, number] {
  const high = quantile(sorted, 0.98);
  // Walls that tower over everything would wash out the floor: cut them at the 98th percentile.
  const top = most - least > 20 * (high - least) && high > least ? high : most;
  return top > least ? [least, top] : [least - 0.5, least + 0.5];
}

function countFinite(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) count += 1;
  return count;
}

/** Finite values in ascending order, from at most about 20,000 evenly spaced grid points, the two extremes included. */
function sampleFinite(values: ArrayLike<number>): Float64Array {
  const stride = Math.max(1, Math.floor(values.length / 20_000));
  const sample: number[] = [];
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
    if (i % stride === 0) sample.push(value);
  }
  if (least <= most) sample.push(least, most);
  return Float64Array.from(sample).sort();
}

function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
