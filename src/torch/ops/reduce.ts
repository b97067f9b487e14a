/** Sums and means over axes, and the row maximum that keeps a softmax from overflowing. */
import type { Tensor } from 'webgpu-torch';
import { sizeOf } from '../tensors';
import { scale } from './arithmetic';
import { reduceAxis, reshape, sumTo } from './broadcast';

/** An axis, several, or all of them; negative ones count from the last. */
export type Axes = number | readonly number[] | undefined;

const largest = {
  skeleton: 'reduce',
  operation: `const start = -3.4028234e38;
    fn combine(p: f32, q: f32) -> f32 { if (is_nan(p)) { return p; } return select(p, q, q > p || is_nan(q)); }`,
} as const;

/** Resolves axes to a sorted list without repetition.
 *  @throws RangeError when one does not exist */
function resolve(axes: Axes, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, k) => k);
  const list = (typeof axes === 'number' ? [axes] : axes).map((axis) => {
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
      throw new RangeError(`Axis ${axis} does not exist: the tensor has ${rank}`);
    }
    return axis < 0 ? axis + rank : axis;
  });
  return [...new Set(list)].sort((p, q) => p - q);
}

/** The sum over axes, or of everything. */
export function sum(input: Tensor, axes?: Axes, keepdim = false): Tensor {
  const reduced = resolve(axes, input.shape.length);
  const kept = sumTo(
    input,
    input.shape.map((extent, axis) => (reduced.includes(axis) ? 1 : extent)),
  );
  const shape = input.shape.filter((_, axis) => !reduced.includes(axis));
  return keepdim ? kept : reshape(kept, shape);
}

/** The mean over axes, or of everything; of no numbers it is NaN. */
export function mean(input: Tensor, axes?: Axes, keepdim = false): Tensor {
  const count = sizeOf(resolve(axes, input.shape.length).map((axis) => input.shape[axis]!));
  return scale(sum(input, axes, keepdim), 1 / count);
}

/** The largest element along the last axis, kept with extent 1, as a constant: it has no derivative here. */
export const rowMaximum = (input: Tensor): Tensor => reduceAxis(largest, input.detach(), input.shape.length - 1);
