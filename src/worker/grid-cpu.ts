/**
 * The landscape on the CPU in f64, as fine as it can be had in a fraction of a second: a few points are timed first,
 * and the grid is made coarser where they are slow. The work gives way to messages every few milliseconds.
 */
import type { Loss } from '../emit/loss';
import { axisCoordinates, gridPoints, gridSize, type GridSpec } from '../gpu/grid';
import { turn } from './turn';

const budgetMilliseconds = 400;
const blockMilliseconds = 8;
const coarsestSide = 16;
/** coordinates in one block of points */
const blockNumbers = 65_536;

/** The longest that the coarsest grid may take. */
const patienceMilliseconds = 3_000;

/** The grid that is wanted, or the finest of its kind that fits the time.
 *  @throws Error when even the coarsest grid would take seconds */
export function affordableGrid(loss: Loss, wanted: GridSpec): GridSpec {
  const perPoint = millisecondsPerPoint(loss, wanted);
  const affordable = budgetMilliseconds / Math.max(perPoint, 1e-9);
  const size = gridSize(wanted);
  if (affordable >= size) return wanted;
  const dimensions = wanted.y ? 2 : 1;
  if (perPoint * coarsestSide ** dimensions > patienceMilliseconds) {
    throw new Error(`one evaluation of the loss takes ${(perPoint / 1000).toPrecision(2)} s`);
  }
  const shrink = (affordable / size) ** (1 / dimensions);
  const count = (side: number): number => Math.max(Math.min(side, coarsestSide), Math.floor(side * shrink));
  return {
    ...wanted,
    x: { ...wanted.x, count: count(wanted.x.count) },
    y: wanted.y && { ...wanted.y, count: count(wanted.y.count) },
  };
}

/** Timed on points from the middle of the grid, four times as many until it took long enough to be read from a clock.
 *  The first call is not counted: it pays for the emitted code being compiled. */
function millisecondsPerPoint(loss: Loss, spec: GridSpec): number {
  const total = gridSize(spec);
  const millisecondsFor = (count: number): number => {
    const points = gridPoints(spec, Math.floor((total - count) / 2), count);
    const started = performance.now();
    loss.funBatch(points);
    return performance.now() - started;
  };
  millisecondsFor(1);
  for (let count = 1; ; count = Math.min(total, count * 4)) {
    const elapsed = millisecondsFor(count);
    if (elapsed > 2 || count === total || count * 4 * loss.n > blockNumbers) return elapsed / count;
  }
}

/** f on the grid, row by row; null as soon as nobody wants it any more. */
export async function valuesOnCpu(
  loss: Loss,
  spec: GridSpec,
  isStale: () => boolean,
): Promise<Float64Array<ArrayBuffer> | null> {
  const total = gridSize(spec);
  const values = new Float64Array(total);
  let block = Math.max(1, Math.min(512, Math.floor(blockNumbers / loss.n)));
  let sliceStart = performance.now();
  for (let first = 0; first < total;) {
    const count = Math.min(block, total - first);
    loss.funBatch(gridPoints(spec, first, count), values.subarray(first, first + count));
    first += count;
    const elapsed = performance.now() - sliceStart;
    if (elapsed < blockMilliseconds / 2) block = Math.max(1, Math.min(block * 2, Math.floor(blockNumbers / loss.n)));
    if (elapsed < blockMilliseconds) continue;
    if (elapsed > 2 * blockMilliseconds) block = Math.max(1, block >> 1);
    await turn();
    if (isStale()) return null;
    sliceStart = performance.now();
  }
  return values;
}

/** ∂f along the shown axes on the grid, x before y (2 numbers a point; 1 on a curve); null when stale. */
export async function gradientsOnCpu(loss: Loss, spec: GridSpec, isStale: () => boolean): Promise<Float32Array | null> {
  const axes = spec.y ? [spec.x.index, spec.y.index] : [spec.x.index];
  const point = Float64Array.from(spec.base);
  const gradient = new Float64Array(loss.n);
  const shown = new Float32Array(gridSize(spec) * axes.length);
  const xs = axisCoordinates(spec.x);
  const ys = spec.y ? axisCoordinates(spec.y) : [spec.base[spec.x.index]!];
  let sliceStart = performance.now();
  let at = 0;
  for (const y of ys) {
    if (spec.y) point[spec.y.index] = y;
    for (const x of xs) {
      point[spec.x.index] = x;
      loss.grad(point, gradient);
      for (const axis of axes) shown[at++] = gradient[axis]!;
      if (performance.now() - sliceStart < blockMilliseconds) continue;
      await turn();
      if (isStale()) return null;
      sliceStart = performance.now();
    }
  }
  return shown;
}
