/** Reordering axes, and picking rows and elements by number. Results are contiguous tensors of their own. */
import type { Tensor } from 'webgpu-torch';
import { record } from '../record';
import { checkIndices } from '../indices';
import { runtime } from '../runtime';
import { sizeOf } from '../tensors';
import { stridesOf } from './broadcast';

const copy = { skeleton: 'elementwise', operation: 'result[i] = a[at_a(i)];' } as const;

/** Axes in another order: axis k of the result is axis order[k] of the input. */
export function permute(input: Tensor, order: readonly number[]): Tensor {
  const rank = input.shape.length;
  if (order.length !== rank || new Set(order).size !== rank || order.some((axis) => !(axis >= 0 && axis < rank))) {
    throw new RangeError(`[${order.join(', ')}] is not an order of the ${rank} axes`);
  }
  const strides = stridesOf(input.shape);
  const shape = order.map((axis) => input.shape[axis]!);
  const output = runtime().run(copy, [input], shape, {
    count: sizeOf(shape),
    shape,
    stridesA: order.map((axis) => strides[axis]!),
  });
  return record(output, [input], (g) => [
    permute(
      g,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ]);
}

/** The transpose of a matrix; a vector stays as it is. */
export function t(input: Tensor): Tensor {
  if (input.shape.length > 2) throw new RangeError(`t() needs at most two axes, got ${input.shape.length}`);
  return input.shape.length < 2 ? input : permute(input, [1, 0]);
}

const valid = (number: string, extent: string): string =>
  `${number} >= 0.0 && ${number} < f32(${extent}) && ${number} == floor(${number})`;

const gather = {
  skeleton: 'elementwise',
  operation: `let w = job.shape[0].x;
    let row = b[i / w];
    if (${valid('row', 'job.shape[0].y')}) { result[i] = a[u32(row) * w + i % w]; } else { result[i] = nan_like(row); }`,
} as const;

const scatter = {
  skeleton: 'elementwise',
  operation: `let w = job.shape[0].x;
    var total = 0.0;
    for (var k = 0u; k < job.shape[0].y; k++) { if (b[k] == f32(i / w)) { total += a[k * w + i % w]; } }
    result[i] = total;`,
} as const;

/** Rows (or higher slices) of a tensor by number, in any order, with repetition.
 *  @param rows  numbers (m), as a tensor
 *  @throws RangeError when `tensor()` was given a number that picks no row; one that was computed gives NaN */
export function indexRows(input: Tensor, rows: Tensor): Tensor {
  const [height] = input.shape;
  if (height === undefined) throw new RangeError('A tensor without axes has no rows');
  checkIndices(rows, height, 'rows');
  const width = sizeOf(input.shape.slice(1));
  const shape = [sizeOf(rows.shape), ...input.shape.slice(1)];
  const output = runtime().run(gather, [input, rows], shape, { count: sizeOf(shape), shape: [width, height] });
  return record(output, [input], (g) => [addRows(g, rows, input.shape)]);
}

/** The adjoint of `indexRows`: adds each row of g to its place in zeros of `shape`. */
function addRows(g: Tensor, rows: Tensor, shape: readonly number[]): Tensor {
  const job = { count: sizeOf(shape), shape: [sizeOf(shape.slice(1)), sizeOf(rows.shape)] };
  const output = runtime().run(scatter, [g, rows], shape, job);
  return record(output, [g], (h) => [indexRows(h, rows)]);
}

const pick = {
  skeleton: 'elementwise',
  operation: `let w = job.shape[0].x;
    let column = b[i];
    if (${valid('column', 'w')}) { result[i] = a[i * w + u32(column)]; } else { result[i] = nan_like(column); }`,
} as const;

const place = {
  skeleton: 'elementwise',
  operation: 'let w = job.shape[0].x; result[i] = select(0.0, a[i / w], b[i / w] == f32(i % w));',
} as const;

/** One element of each row of a matrix: input[r, columns[r]].
 *  @param columns  numbers (m), as a tensor
 *  @throws RangeError when there is not one number for each row, or `tensor()` was given one that picks no column; one
 *          that was computed gives NaN */
export function pickColumns(input: Tensor, columns: Tensor): Tensor {
  const [rows = 0, width = 0] = input.shape;
  if (input.shape.length !== 2 || sizeOf(columns.shape) !== rows) {
    throw new RangeError(
      `One column of each row needs a matrix and as many numbers as it has rows, got shapes [${input.shape.join(', ')}] ` +
        `and [${columns.shape.join(', ')}]`,
    );
  }
  checkIndices(columns, width, 'columns');
  const output = runtime().run(pick, [input, columns], [rows], { count: rows, shape: [width] });
  return record(output, [input], (g) => [placeColumns(g, columns, width)]);
}

/** The adjoint of `pickColumns`: zeros (m·width) with g[r] at column columns[r]. */
function placeColumns(g: Tensor, columns: Tensor, width: number): Tensor {
  const shape = [sizeOf(g.shape), width];
  const output = runtime().run(place, [g, columns], shape, { count: sizeOf(shape), shape: [width] });
  return record(output, [g], (h) => [pickColumns(h, columns)]);
}
