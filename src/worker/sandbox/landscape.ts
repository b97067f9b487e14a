/**
 * The landscape of a plain loss: a coarse grid first, which is timed, then as fine a one as the time allows. The grid
 * goes to the sandbox in batches, and a picture that nobody wants any more is left between two of them.
 */
import { gridPoints, gridSize, type GridSpec } from '../../gpu/grid';
import type { PlainEvaluator } from './caller';

/** Limits in milliseconds: for the whole picture, and for a coarse one where evaluations are slow. */
const budget = 400;
const patience = 3_000;
const coarsestSide = 16;
const blockPoints = 2_048;

export interface PlainPicture {
  readonly grid: GridSpec;
  readonly values: Float64Array<ArrayBuffer>;
}

/** f on the wanted grid, or on the finest of its kind that fits the time; null as soon as nobody wants it.
 *  @throws Error when even the coarsest grid would take seconds; PlainLossError when f throws everywhere */
export async function drawPlain(
  loss: PlainEvaluator,
  wanted: GridSpec,
  isStale: () => boolean,
): Promise<PlainPicture | null> {
  const coarse = withSides(wanted, coarsestSide);
  const started = performance.now();
  const first = await valuesOn(loss, coarse, () => {
    if (performance.now() - started > patience) throw new Error('the loss is too slow for a picture');
    return isStale();
  });
  if (!first) return null;
  let picture: PlainPicture = { grid: coarse, values: first };
  let spent = performance.now() - started;
  // Twice: what a point costs is known better once the loss is warm.
  for (let pass = 0; pass < 2 && gridSize(picture.grid) < gridSize(wanted); pass++) {
    const perPoint = spent / gridSize(picture.grid);
    const affordable = (budget - (performance.now() - started)) / Math.max(perPoint, 1e-6);
    const side = Math.floor(wanted.y ? Math.sqrt(Math.max(0, affordable)) : affordable);
    if (side < 1.5 * picture.grid.x.count) break;
    const grid = withSides(wanted, side);
    const before = performance.now();
    const values = await valuesOn(loss, grid, isStale);
    if (!values) return null;
    spent = performance.now() - before;
    picture = { grid, values };
  }
  return picture;
}

async function valuesOn(
  loss: PlainEvaluator,
  grid: GridSpec,
  isStale: () => boolean,
): Promise<Float64Array<ArrayBuffer> | null> {
  const total = gridSize(grid);
  const values = new Float64Array(total);
  for (let first = 0; first < total; first += blockPoints) {
    const count = Math.min(blockPoints, total - first);
    values.set(await loss.batch(gridPoints(grid, first, count), count), first);
    if (isStale()) return null;
  }
  return values;
}

const withSides = (grid: GridSpec, most: number): GridSpec => ({
  ...grid,
  x: { ...grid.x, count: Math.min(grid.x.count, most) },
  y: grid.y && { ...grid.y, count: Math.min(grid.y.count, most) },
});
