/** The fit of a model at one iterate: predictions over targets, and its parameters as a row of cells each. */
import { drawAxes } from '../plots/axes';
import { plotFont } from '../plots/canvas';
import { withAlpha } from '../plots/color';
import type { PlotColors } from '../plots/palette';
import { insetRect, linearScale, type Rect } from '../plots/scale';

/** A parameter and where its numbers lie in x. */
export interface Block {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly from: number;
}

/** Named parameters as blocks: vectors are one row, arrays of more than two axes are flattened behind the first. */
export function blocksOf(params: readonly { readonly name: string; readonly shape?: readonly number[] }[]): Block[] {
  let from = 0;
  return params.map(({ name, shape = [] }) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const rows = shape.length > 1 ? shape[0]! : 1;
    const block = { name, rows, columns: Math.max(1, size / rows), from };
    from += size;
    return block;
  });
}

/** Predictions (m) over what they should be (m), and the diagonal on which they belong. */
export function drawPredictions(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  predicted: Float64Array,
  wanted: Float64Array,
  titles: { readonly x: string; readonly y: string },
  color: string,
  colors: PlotColors,
): void {
  const rect = insetRect(width, height, { left: 58, right: 14, top: 10, bottom: 46 });
  const [lo, hi] = paddedRange(wanted);
  const x = linearScale([lo, hi], [rect.left, rect.left + rect.width]);
  const y = linearScale([lo, hi], [rect.top + rect.height, rect.top]);
  drawAxes(context, rect, { x, y }, titles, colors, true);
  context.save();
  context.beginPath();
  context.rect(rect.left, rect.top, rect.width, rect.height);
  context.clip();
  context.beginPath();
  context.moveTo(x.toPixel(lo), y.toPixel(lo));
  context.lineTo(x.toPixel(hi), y.toPixel(hi));
  context.setLineDash([4, 4]);
  context.strokeStyle = colors.inkSoft;
  context.stroke();
  context.fillStyle = withAlpha(color, 0.65);
  predicted.forEach((value, k) => {
    const [px, py] = [x.toPixel(wanted[k]!), y.toPixel(value)];
    if (!Number.isFinite(px + py)) return;
    context.beginPath();
    context.arc(px, Math.min(rect.top + rect.height, Math.max(rect.top, py)), 3, 0, 2 * Math.PI);
    context.fill();
  });
  context.restore();
}

/** The parameters at a point: one cell a number, colored by sign and size against the largest of all.
 *  @returns how many cells were drawn */
export function drawBlocks(
  context: CanvasRenderingContext2D,
  rect: Rect,
  blocks: readonly Block[],
  x: ArrayLike<number>,
  colors: { readonly plus: string; readonly minus: string; readonly plot: PlotColors },
): number {
  const lines = blocks.reduce((sum, { rows }) => sum + rows + 0.5, 0);
  const longest = Math.max(...blocks.map(({ columns }) => columns));
  const label = 64;
  const cell = Math.max(3, Math.min(26, rect.height / lines, (rect.width - label) / longest));
  const largest = Array.from(x).reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0) || 1;
  let top = rect.top;
  let drawn = 0;
  context.font = plotFont(11.5, 500);
  context.textBaseline = 'middle';
  for (const { name, rows, columns, from } of blocks) {
    context.fillStyle = colors.plot.inkSoft;
    context.fillText(name, rect.left, top + (rows * cell) / 2, label - 8);
    for (let k = 0; k < rows * columns; k++) {
      const value = x[from + k] ?? Number.NaN;
      const left = rect.left + label + (k % columns) * cell;
      const at = top + Math.floor(k / columns) * cell;
      context.fillStyle = colors.plot.grid;
      context.fillRect(left, at, cell - 1, cell - 1);
      if (!Number.isFinite(value)) continue;
      context.fillStyle = withAlpha(value < 0 ? colors.minus : colors.plus, Math.abs(value) / largest);
      context.fillRect(left, at, cell - 1, cell - 1);
      drawn++;
    }
    top += (rows + 0.5) * cell;
  }
  return drawn;
}

function paddedRange(values: Float64Array): [number, number] {
  let [lo, hi] = [Infinity, -Infinity];
  for (const value of values) [lo, hi] = [Math.min(lo, value), Math.max(hi, value)];
  const pad = 0.08 * (hi - lo) || 1;
  return [lo - pad, hi + pad];
}
