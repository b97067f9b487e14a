/**
 * Broadcasting and its adjoint: repeating a tensor along axes, and summing over them; and reshaping.
 *
 * A result is always a contiguous tensor of its own, so that no other kernel has to know about strides; webgpu-torch's
 * views are read with the wrong strides by its own kernels, and its broadcasting checks the rank alone.
 */
import type { Tensor } from 'webgpu-torch';
import { record } from '../record';
import type { KernelSpec } from '../kernels';
import { runtime } from '../runtime';
import { sameShape, sizeOf } from '../tensors';

const copy = { skeleton: 'elementwise', operation: 'result[i] = a[at_a(i)];' } as const;

function copyAs(input: Tensor, shape: readonly number[]): Tensor {
  return runtime().run(copy, [input], shape, { count: sizeOf(shape), shape, stridesA: stridesOf(shape) });
}

/** Row-major strides of a shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = Array.from({ length: shape.length }, () => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** NumPy's broadcast of two shapes.
 *  @throws RangeError when they do not fit */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const p = a[axis - rank + a.length] ?? 1;
    const q = b[axis - rank + b.length] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw new RangeError(`Shapes [${a.join(', ')}] and [${b.join(', ')}] do not broadcast`);
    }
    return p === 1 ? q : p;
  });
}

/** Strides that read a tensor of `shape` as if it had the shape `wide`; 0 where it repeats. */
export function broadcastStrides(shape: readonly number[], wide: readonly number[]): number[] {
  const strides = stridesOf(shape);
  return wide.map((_, axis) => {
    const own = axis - wide.length + shape.length;
    return own < 0 || shape[own] === 1 ? 0 : strides[own]!;
  });
}

/** Repeats a tensor along new axes and axes of extent 1, as `torch.expand` does. */
export function expand(input: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(input.shape, shape)) return input;
  if (!sameShape(broadcastShape(input.shape, shape), shape)) {
    throw new RangeError(`Shape [${input.shape.join(', ')}] does not expand to [${shape.join(', ')}]`);
  }
  const output = runtime().run(copy, [input], shape, {
    count: sizeOf(shape),
    shape,
    stridesA: broadcastStrides(input.shape, shape),
  });
  return record(output, [input], (g) => [sumTo(g, input.shape)]);
}

/** The same numbers under another shape. One extent may be −1: it follows from the others. */
export function reshape(input: Tensor, shape: readonly number[]): Tensor {
  const known = sizeOf(shape.filter((extent) => extent !== -1));
  const wanted = shape.map((extent) => (extent === -1 ? sizeOf(input.shape) / known : extent));
  if (sizeOf(wanted) !== sizeOf(input.shape) || !wanted.every(Number.isInteger)) {
    throw new RangeError(`Shape [${input.shape.join(', ')}] does not reshape to [${shape.join(', ')}]`);
  }
  if (sameShape(input.shape, wanted)) return input;
  return record(copyAs(input, wanted), [input], (g) => [reshape(g, input.shape)]);
}

const summing = {
  skeleton: 'reduce',
  operation: 'const start = 0.0; fn combine(p: f32, q: f32) -> f32 { return p + q; }',
} as const;

// A thread adds at most this many numbers before its result joins a tree: few roundings, and few dispatches.
const longestRun = 64;

/** The middle axis of (outer, length, inner) reduced to extent 1, off the tape. */
function reduceMiddle(
  kernel: KernelSpec,
  input: Tensor,
  outShape: readonly number[],
  outer: number,
  length: number,
  inner: number,
): Tensor {
  const parts = Math.ceil(length / longestRun);
  const job = { count: outer * parts * inner, shape: [outer, length, inner, Math.max(1, parts)] };
  if (parts <= 1) return runtime().run(kernel, [input], outShape, { ...job, count: outer * inner });
  return reduceMiddle(kernel, runtime().run(kernel, [input], [job.count], job), outShape, outer, parts, inner);
}

/** One axis reduced to extent 1, off the tape. */
export function reduceAxis(kernel: KernelSpec, input: Tensor, axis: number): Tensor {
  const { shape } = input;
  const outShape = shape.map((extent, k) => (k === axis ? 1 : extent));
  const inner = sizeOf(shape.slice(axis + 1));
  return reduceMiddle(kernel, input, outShape, sizeOf(shape.slice(0, axis)), shape[axis]!, inner);
}

/** Sums a tensor down to a shape that broadcasts to its own: the adjoint of `expand`. */
export function sumTo(input: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(input.shape, shape)) return input;
  const added = input.shape.length - shape.length;
  const wide = [...Array.from({ length: added }, () => 1), ...shape];
  let output = input.detach();
  if (sizeOf(shape) === 1) output = reduceMiddle(summing, output, shape, 1, sizeOf(input.shape), 1);
  else {
    wide.forEach((extent, axis) => {
      if (extent === 1 && output.shape[axis] !== 1) output = reduceAxis(summing, output, axis);
    });
    // Always a copy, so that the output is never its own input on the tape.
    output = copyAs(output, shape);
  }
  return record(output, [input], (g) => [expand(g, input.shape)]);
}
