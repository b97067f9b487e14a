/** Arrays from arrays: joined, reshaped, transposed, shifted. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { itemsOf, staticInteger, toTensor } from '../lower/convert';
import { sliceAxis } from '../lower/gather';
import { withShapes } from '../lower/operands';
import { NeedsOtherN } from '../lower/point-use';
import { type Value, ListValue, Tensor } from '../lower/values';
import type { Binding } from './binding';
import type { Builtin } from './builtin';
import { eye, shapeOf, sizeOf } from './making';
import { axesOf, axisOf, foldArgument } from './reductions';

/** The arrays of a list argument. */
export function partsOf(context: Context, args: Binding): Tensor[] {
  const value = args.value('a');
  const parts = itemsOf(context, value, args.rangeOf('a')).map((item) => toTensor(context, item, args.rangeOf('a')));
  for (const part of parts) if (part.parameter) part.parameter.usesLength = true;
  if (parts.length === 0) fail(args.range, 'empty', 'There is nothing to join.', 'Pass a list of arrays.');
  return parts;
}

/** Arrays of one shape along a new axis. */
export function stackAlong(context: Context, args: Binding, parts: readonly Tensor[], axis: number): Tensor {
  return withShapes(args.range, () => context.ops.stack(parts, axis < 0 ? axis + parts[0]!.rank + 1 : axis));
}

/** `reshape`, with −1 worked out. */
export function reshapeTo(context: Context, args: Binding, a: Tensor, given: readonly Value[]): Tensor {
  const shape = shapeOf(context, args, given);
  const unknown = shape.indexOf(-1);
  // The loss's vector takes the length that its shape in the loss asks for.
  if (unknown < 0 && a.parameter && sizeOf(shape) !== sizeOf(a.shape)) {
    throw new NeedsOtherN(sizeOf(shape), () => withShapes(args.range, () => context.ops.reshape(a, shape)) as never);
  }
  if (unknown >= 0) {
    const known = shape.reduce((product, extent) => (extent === -1 ? product : product * extent), 1);
    shape[unknown] = sizeOf(a.shape) / known;
    if (!Number.isInteger(shape[unknown])) {
      fail(
        args.range,
        'shape',
        `An array of ${sizeOf(a.shape)} elements cannot be reshaped to (${shape.map((extent) => (Number.isInteger(extent) ? extent : -1)).join(', ')}).`,
        'The extents must multiply to the number of elements.',
      );
    }
  }
  return viewOf(
    a,
    withShapes(args.range, () => context.ops.reshape(a, shape)),
  );
}

/** Marks a NumPy view, so that writes to either side are noticed. */
export function viewOf(base: Tensor, view: Tensor): Tensor {
  if (view !== base && view.rank > 0)
    view.viewOf = { base: base.viewOf?.base ?? base, version: (base.viewOf?.base ?? base).version };
  return view;
}

/** Differences of neighbours, n times. */
export function diff(context: Context, args: Binding): Tensor {
  let a = foldArgument(context, args);
  const axis = axisOf(args.integer(context, 'axis', -1), a.rank, args);
  for (let k = args.integer(context, 'n', 1); k > 0; k--) {
    const count = a.shape[axis]! - 1;
    a = context.ops.binary(
      'sub',
      sliceAxis(context, a, axis, { start: 1, step: 1, count }),
      sliceAxis(context, a, axis, { start: 0, step: 1, count }),
      a.type,
    );
  }
  return a;
}

/** Diagonal of a matrix, or the diagonal matrix of a vector. */
export function diagonal(context: Context, args: Binding): Tensor {
  const a = foldArgument(context, args);
  const n = a.shape[0]!;
  if (a.rank === 1) return context.ops.binary('mul', context.ops.reshape(a, [n, 1]), eye(context, n, n));
  const m = Math.min(n, a.shape[1]!);
  const indices = Array.from({ length: m }, (_, i) => i * a.shape[1]! + i);
  const flat = context.ops.reshape(a, [sizeOf(a.shape)]);
  return context.ops.wrap(context.graph.gather(flat.node, indices, flat.batch), a, a.type);
}

/** Elements moved around the end of an axis. */
export function roll(context: Context, args: Binding): Tensor {
  const a = foldArgument(context, args);
  const axis = axisOf(args.integer(context, 'axis', 0), a.rank, args);
  const n = a.shape[axis]!;
  const shift = args.integer(context, 'shift', 0);
  const indices = Array.from({ length: n }, (_, i) => (((i - shift) % n) + n) % n);
  return context.ops.wrap(context.graph.gather(a.node, indices, axis + a.batch), a, a.type);
}

/** An array cut into parts: NumPy's numbers of parts and places, torch's sizes. */
export function split(context: Context, args: Binding): Value {
  const a = foldArgument(context, args);
  const axis = axisOf(args.integer(context, 'axis', 0), a.rank, args);
  const length = a.shape[axis]!;
  const given = args.value('parts');
  const isList = given.kind === 'list' || given.kind === 'tuple' || (given.kind === 'tensor' && given.rank > 0);
  const numbers = (isList ? itemsOf(context, given, args.rangeOf('parts')) : [given]).map((item) =>
    staticInteger(context, item, args.rangeOf('parts'), 'A part'),
  );
  const ends = isList ? endsOfList(numbers, length, args) : endsOfParts(numbers[0]!, length, args);
  const parts = ends.map((end, i) => {
    const start = i === 0 ? 0 : ends[i - 1]!;
    return viewOf(a, sliceAxis(context, a, axis, { start, step: 1, count: Math.max(0, end - start) }));
  });
  return ListValue.of(parts, context.ops.depth);
}

const isNumPy = (args: Binding): boolean => args.home === 'numpy';

/** Ends of parts from a list: NumPy's places where to cut, torch's sizes. */
function endsOfList(numbers: readonly number[], length: number, args: Binding): number[] {
  if (isNumPy(args)) return [...numbers.map((at) => Math.min(at < 0 ? at + length : at, length)), length];
  let end = 0;
  return numbers.map((size) => (end += size));
}

/** Ends of equal parts: NumPy's `split` insists on equal ones; torch's `split` takes their size, `chunk` their number. */
function endsOfParts(count: number, length: number, args: Binding): number[] {
  if (isNumPy(args) && args.name === 'split' && length % count !== 0)
    fail(
      args.range,
      'shape',
      `${length} elements cannot be split into ${count} equal parts.`,
      'Use np.array_split, or say where to cut.',
    );
  if (isNumPy(args)) {
    const larger = length % count;
    return Array.from({ length: count }, (_, i) => (i + 1) * Math.floor(length / count) + Math.min(i + 1, larger));
  }
  const size = args.name === 'chunk' ? Math.ceil(length / count) : count;
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min((i + 1) * size, length));
}

/** Zeros where `keep` says no. */
export function triangle(keep: (i: number, j: number, k: number) => boolean): Builtin['call'] {
  return (context, args) => {
    const a = foldArgument(context, args);
    const [rows, columns] = [a.shape[0]!, a.shape[1]!];
    const k = args.integer(context, 'k', 0);
    const mask = Float64Array.from({ length: rows * columns }, (_, i) =>
      keep(Math.floor(i / columns), i % columns, k) ? 1 : 0,
    );
    return context.ops.select(context.ops.constant(mask, [rows, columns], 'bool'), a, context.ops.scalar(0));
  };
}

/** Axes reversed, permuted, or (torch) two of them swapped. */
export function transposed(context: Context, args: Binding, a: Tensor, order: readonly Value[]): Tensor {
  const axes = order.flatMap((value) =>
    value.kind === 'tuple' || value.kind === 'list' ? itemsOf(context, value, args.range) : [value],
  );
  const given = axes.map((value) => axisOf(staticInteger(context, value, args.range, 'An axis'), a.rank, args));
  if (args.home === 'torch' && given.length === 2) {
    const swapped = a.shape.map((_, axis) => (axis === given[0] ? given[1]! : axis === given[1] ? given[0]! : axis));
    return viewOf(a, context.ops.transpose(a, swapped));
  }
  return viewOf(
    a,
    withShapes(args.range, () =>
      context.ops.transpose(a, given.length > 0 ? given : a.shape.map((_, axis) => a.rank - 1 - axis)),
    ),
  );
}

/** Without axes of extent 1. */
export function squeezed(context: Context, args: Binding): Tensor {
  const a = args.tensor(context, 'a');
  const axes = args.has('axis')
    ? axesOf(context, args, a.rank)
    : a.shape.flatMap((extent, axis) => (extent === 1 ? [axis] : []));
  return viewOf(
    a,
    withShapes(args.range, () =>
      context.ops.reshape(
        a,
        a.shape.filter((_, axis) => !axes.includes(axis)),
      ),
    ),
  );
}

/** With a new axis of extent 1. */
export function expanded(context: Context, args: Binding): Tensor {
  const a = args.tensor(context, 'a');
  const axis = axisOf(args.integer(context, 'axis', 0), a.rank + 1, args);
  return viewOf(a, context.ops.reshape(a, [...a.shape.slice(0, axis), 1, ...a.shape.slice(axis)]));
}
