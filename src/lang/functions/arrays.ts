/** Functions that make arrays or move their elements. */
import { fail } from '../diagnostics';
import { withShapes } from '../lower/arithmetic';
import type { Context } from '../lower/context';
import { itemsOf, simplify, staticInteger, staticNumber, toTensor } from '../lower/convert';
import { NeedsOtherN, sliceAxis } from '../lower/elements';
import { ListValue, Tensor, type Value, integer, tupleOf } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { axesOf, axisOf, foldArgument } from './reductions';

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const maximumSize = 20_000_000;

/** A shape argument: a number, a tuple, or several numbers. */
function shapeOf(context: Context, args: Binding, values: readonly Value[]): number[] {
  const flat = values.flatMap((value) =>
    value.kind === 'tuple' || value.kind === 'list' ? itemsOf(context, value, args.range) : [value],
  );
  const shape = flat.map((value) => staticInteger(context, value, args.range, 'A shape'));
  if (sizeOf(shape) > maximumSize)
    fail(
      args.range,
      'too-large',
      `An array of ${sizeOf(shape).toLocaleString('en')} elements is too large.`,
      'Use a smaller shape.',
    );
  return shape;
}

function filled(context: Context, shape: readonly number[], value: Tensor): Tensor {
  const tensor = context.ops.broadcastTo(value, shape);
  return new Tensor(tensor.node, tensor.batch, tensor.level, value.type, context.ops.depth);
}

/** A copy of its own: later writes to one do not show in the other. */
function copyOf(context: Context, a: Tensor): Tensor {
  return new Tensor(a.node, a.batch, a.level, a.type, context.ops.depth);
}

function isFloatRequested(args: Binding): boolean {
  const dtype = args.optional('dtype');
  return (
    dtype !== null &&
    !(dtype.kind === 'builtin' && /^(int|bool|long)/.test(dtype.name)) &&
    !(dtype.kind === 'string' && dtype.value.startsWith('int'))
  );
}

function arrayOf(context: Context, args: Binding): Tensor {
  const a = args.tensor(context, 'a');
  const copy = copyOf(context, a);
  if (args.home === 'torch' || isFloatRequested(args)) copy.type = a.type === 'bool' ? 'bool' : 'float';
  if (args.name !== 'array' && args.name !== 'tensor') copy.parameter = a.parameter;
  return copy;
}

function linspace(context: Context, args: Binding): Tensor {
  const [start, stop] = [args.scalar(context, 'start'), args.scalar(context, 'stop')];
  const count = args.integer(context, 'num', 50);
  const divisor = args.has('endpoint') && !args.flag('endpoint') ? count : Math.max(1, count - 1);
  const [a, b] = [context.ops.staticValue(start), context.ops.staticValue(stop)];
  if (a !== undefined && b !== undefined) {
    const step = (b - a) / divisor;
    const data = Array.from({ length: count }, (_, i) => (i === count - 1 && divisor === count - 1 ? b : i * step + a));
    return context.ops.constant(data, [count]);
  }
  const steps = context.ops.constant(
    Array.from({ length: count }, (_, i) => i),
    [count],
  );
  const step = context.ops.binary('div', context.ops.binary('sub', stop, start), context.ops.scalar(divisor));
  return context.ops.binary('add', context.ops.binary('mul', steps, step), start);
}

function arange(context: Context, args: Binding): Tensor {
  const bounds = args.rest.map((argument) => {
    const number = staticNumber(context, argument.value);
    if (number === undefined)
      fail(
        argument.range,
        'not-static',
        'The ends of arange must be known when the loss is compiled.',
        'Use constants or lengths.',
      );
    return number;
  });
  const [start, stop, step] = bounds.length === 1 ? [0, bounds[0]!, 1] : [bounds[0]!, bounds[1]!, bounds[2] ?? 1];
  const count = Math.max(0, Math.ceil((stop! - start!) / step!));
  if (!(count <= maximumSize)) fail(args.range, 'too-large', 'This arange is too long.', 'Use fewer elements.');
  const isInteger = args.rest.every(({ value }) => value.kind === 'number' && value.isInteger);
  return context.ops.constant(
    Array.from({ length: count }, (_, i) => start! + i * step!),
    [count],
    isInteger ? 'int' : 'float',
  );
}

/** The arrays of a list argument. */
function partsOf(context: Context, args: Binding): Tensor[] {
  const value = args.value('a');
  const parts = itemsOf(context, value, args.rangeOf('a')).map((item) => toTensor(context, item, args.rangeOf('a')));
  for (const part of parts) if (part.parameter) part.parameter.usesLength = true;
  if (parts.length === 0) fail(args.range, 'empty', 'There is nothing to join.', 'Pass a list of arrays.');
  return parts;
}

function stackAlong(context: Context, args: Binding, parts: readonly Tensor[], axis: number): Tensor {
  return withShapes(args.range, () => context.ops.stack(parts, axis < 0 ? axis + parts[0]!.rank + 1 : axis));
}

function reshapeTo(context: Context, args: Binding, a: Tensor, given: readonly Value[]): Tensor {
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
function viewOf(base: Tensor, view: Tensor): Tensor {
  if (view !== base && view.rank > 0)
    view.viewOf = { base: base.viewOf?.base ?? base, version: (base.viewOf?.base ?? base).version };
  return view;
}

function diff(context: Context, args: Binding): Tensor {
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

function eye(context: Context, rows: number, columns: number): Tensor {
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1;
  return context.ops.constant(data, [rows, columns]);
}

/** Diagonal of a matrix, or the diagonal matrix of a vector. */
function diagonal(context: Context, args: Binding): Tensor {
  const a = foldArgument(context, args);
  const n = a.shape[0]!;
  if (a.rank === 1) return context.ops.binary('mul', context.ops.reshape(a, [n, 1]), eye(context, n, n));
  const m = Math.min(n, a.shape[1]!);
  const indices = Array.from({ length: m }, (_, i) => i * a.shape[1]! + i);
  const flat = context.ops.reshape(a, [sizeOf(a.shape)]);
  return context.ops.wrap(context.graph.gather(flat.node, indices, flat.batch), a, a.type);
}

function roll(context: Context, args: Binding): Tensor {
  const a = foldArgument(context, args);
  const axis = axisOf(args.integer(context, 'axis', 0), a.rank, args);
  const n = a.shape[axis]!;
  const shift = args.integer(context, 'shift', 0);
  const indices = Array.from({ length: n }, (_, i) => (((i - shift) % n) + n) % n);
  return context.ops.wrap(context.graph.gather(a.node, indices, axis + a.batch), a, a.type);
}

function triangle(keep: (i: number, j: number, k: number) => boolean): Builtin['call'] {
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

function transposed(context: Context, args: Binding, a: Tensor, order: readonly Value[]): Tensor {
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

function squeezed(context: Context, args: Binding): Tensor {
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

function expanded(context: Context, args: Binding): Tensor {
  const a = args.tensor(context, 'a');
  const axis = axisOf(args.integer(context, 'axis', 0), a.rank + 1, args);
  return viewOf(a, context.ops.reshape(a, [...a.shape.slice(0, axis), 1, ...a.shape.slice(axis)]));
}

const fill = (name: string, value: number, doc: string): Builtin[] => [
  row(name, '(*shape)', 'numpy torch', doc, (context, args) =>
    filled(
      context,
      shapeOf(
        context,
        args,
        args.rest.filter(({ value: v }) => v.kind !== 'builtin').map(({ value: v }) => v),
      ),
      context.ops.scalar(value),
    ),
  ),
  row(`${name}_like`, '(a)', 'numpy torch', `${doc} In the shape of another array.`, (context, args) => {
    const a = args.tensor(context, 'a');
    return filled(context, a.shape, context.ops.scalar(value, a.type === 'int' ? 'int' : 'float'));
  }),
];

const identityRow = (name: string, homes: string, doc: string): Builtin =>
  row(name, '(a, *rest)', homes, doc, (context, args) => {
    const value = args.value('a');
    if (value.kind !== 'tensor')
      return args.home === 'numpy' || args.home === 'torch' ? simplify(context, args.tensor(context, 'a')) : value;
    return value;
  });

export const arrayRows: readonly Builtin[] = [
  row(
    'array',
    '(a, dtype=None)',
    'numpy:array|asarray|asanyarray|atleast_1d|ascontiguousarray torch:tensor|as_tensor|FloatTensor|Tensor',
    'An array from a list.',
    arrayOf,
  ),
  row('copy', '(a)', 'numpy method:copy|clone list', 'A copy of its own.', (context, args) => {
    const value = args.value('a');
    if (value.kind === 'list') return ListValue.of(itemsOf(context, value, args.range), context.ops.depth);
    return copyOf(context, args.tensor(context, 'a'));
  }),
  identityRow(
    'detach',
    'method:detach|contiguous|float|double|numpy|cpu|to|requires_grad_|item|astype|real|type torch:real numpy:real|float64|float32|double',
    'The same values.',
  ),
  ...fill('zeros', 0, 'Zeros.'),
  ...fill('ones', 1, 'Ones.'),
  ...fill('empty', 0, 'An array to be filled.'),
  row('full', '(shape, value)', 'numpy torch', 'An array of one value.', (context, args) =>
    filled(context, shapeOf(context, args, [args.value('shape')]), args.scalar(context, 'value')),
  ),
  row('full_like', '(a, value)', 'numpy torch', 'An array of one value in the shape of another.', (context, args) =>
    filled(context, args.tensor(context, 'a').shape, args.scalar(context, 'value')),
  ),
  row('eye', '(n, m=None)', 'numpy:eye|identity torch', 'The identity matrix.', (context, args) => {
    const n = args.integer(context, 'n', 0);
    return eye(context, n, args.integer(context, 'm', n));
  }),
  row(
    'linspace',
    '(start, stop, num=50, endpoint=True)',
    'numpy torch',
    'Equally spaced numbers, both ends included.',
    linspace,
  ),
  row('arange', '(*bounds)', 'numpy torch', 'start, start + step, … below stop.', arange),
  row(
    'concatenate',
    '(a, axis=0)',
    'numpy:concatenate|concat torch:cat|concat|concatenate',
    'Arrays joined along an axis.',
    (context, args) => {
      const parts = partsOf(context, args);
      const axis = axisOf(args.integer(context, 'axis', 0), parts[0]!.rank, args);
      return withShapes(args.range, () => context.ops.concat(parts, axis));
    },
  ),
  row('hstack', '(a)', 'numpy torch', 'Arrays side by side.', (context, args) => {
    const parts = partsOf(context, args).map((part) => (part.rank === 0 ? context.ops.reshape(part, [1]) : part));
    return withShapes(args.range, () => context.ops.concat(parts, parts[0]!.rank === 1 ? 0 : 1));
  }),
  row('vstack', '(a)', 'numpy torch', 'Arrays below each other.', (context, args) => {
    const parts = partsOf(context, args).map((part) =>
      part.rank < 2 ? context.ops.reshape(part, [1, sizeOf(part.shape)]) : part,
    );
    return withShapes(args.range, () => context.ops.concat(parts, 0));
  }),
  row('stack', '(a, axis=0)', 'numpy torch', 'Arrays of one shape along a new axis.', (context, args) =>
    stackAlong(context, args, partsOf(context, args), args.integer(context, 'axis', 0)),
  ),
  row('column_stack', '(a)', 'numpy torch', 'Vectors as the columns of a matrix.', (context, args) =>
    stackAlong(context, args, partsOf(context, args), 1),
  ),
  row(
    'reshape',
    '(a, *shape)',
    'numpy torch method:reshape|view',
    'The same elements in another shape; −1 is worked out.',
    (context, args) =>
      reshapeTo(
        context,
        args,
        args.tensor(context, 'a'),
        args.rest.map(({ value }) => value),
      ),
  ),
  row(
    'ravel',
    '(a)',
    'numpy:ravel torch:ravel|flatten method:ravel|flatten',
    'All elements in one row.',
    (context, args) => {
      const a = args.tensor(context, 'a');
      return viewOf(a, context.ops.reshape(a, [sizeOf(a.shape)]));
    },
  ),
  row(
    'transpose',
    '(a, *axes)',
    'numpy:transpose|permute_dims torch:transpose|permute|swapaxes|t method:transpose|permute|t|swapaxes',
    'Axes in another order.',
    (context, args) =>
      transposed(
        context,
        args,
        args.tensor(context, 'a'),
        args.rest.map(({ value }) => value),
      ),
  ),
  row('squeeze', '(a, axis=None)', 'numpy torch method', 'Without axes of extent 1.', squeezed),
  row('expand_dims', '(a, axis)', 'numpy torch:unsqueeze method:unsqueeze', 'With a new axis of extent 1.', expanded),
  row('broadcast_to', '(a, shape)', 'numpy torch', 'Repeated to a larger shape.', (context, args) => {
    const shape = shapeOf(context, args, [args.value('shape')]);
    return withShapes(args.range, () => context.ops.broadcastTo(args.tensor(context, 'a'), shape));
  }),
  row('tile', '(a, reps)', 'numpy torch', 'A vector repeated.', (context, args) => {
    const a = foldArgument(context, args);
    const reps = args.integer(context, 'reps', 1);
    return context.ops.concat(
      Array.from({ length: reps }, () => a),
      Math.max(0, a.rank - 1),
    );
  }),
  row('repeat', '(a, repeats)', 'numpy', 'Each element repeated.', (context, args) => {
    const a = foldArgument(context, args);
    const repeats = args.integer(context, 'repeats', 1);
    const flat = context.ops.reshape(a, [sizeOf(a.shape), 1]);
    return context.ops.reshape(context.ops.broadcastTo(flat, [sizeOf(a.shape), repeats]), [sizeOf(a.shape) * repeats]);
  }),
  row('flip', '(a, axis=None)', 'numpy:flip|flipud torch:flip', 'Elements in reverse order.', (context, args) => {
    let a = foldArgument(context, args);
    for (const axis of axesOf(context, args, a.rank))
      a = sliceAxis(context, a, axis, { start: a.shape[axis]! - 1, step: -1, count: a.shape[axis]! });
    return a;
  }),
  row('roll', '(a, shift, axis=None)', 'numpy torch', 'Elements moved around the end.', roll),
  row('diff', '(a, n=1, axis=None)', 'numpy torch', 'Differences of neighbours.', diff),
  row('outer', '(a, b)', 'numpy torch:outer|ger method', 'All products of two vectors.', (context, args) => {
    const [a, b] = [foldArgument(context, args, 'a'), foldArgument(context, args, 'b')];
    return context.ops.binary(
      'mul',
      context.ops.reshape(a, [sizeOf(a.shape), 1]),
      context.ops.reshape(b, [1, sizeOf(b.shape)]),
    );
  }),
  row(
    'diag',
    '(a)',
    'numpy:diag|diagonal torch:diag|diagonal method:diagonal',
    'Diagonal of a matrix, or the matrix of a diagonal.',
    diagonal,
  ),
  row('trace', '(a)', 'numpy torch method', 'Sum of the diagonal.', (context, args) =>
    simplify(context, context.ops.reduce('sum', diagonal(context, args), [0], false, 'float')),
  ),
  row(
    'tril',
    '(a, k=0)',
    'numpy torch',
    'Lower triangle.',
    triangle((i, j, k) => j <= i + k),
  ),
  row(
    'triu',
    '(a, k=0)',
    'numpy torch',
    'Upper triangle.',
    triangle((i, j, k) => j >= i + k),
  ),
  row('meshgrid', '(a, b, indexing=None)', 'numpy torch', 'Coordinates of a grid.', (context, args) => {
    const [a, b] = [foldArgument(context, args, 'a'), foldArgument(context, args, 'b')];
    const indexing = args.optional('indexing');
    const isMatrix = indexing?.kind === 'string' && indexing.value === 'ij';
    const [m, n] = [a.shape[0]!, b.shape[0]!];
    const shape = isMatrix ? [m, n] : [n, m];
    const grid = (v: Tensor, isFirst: boolean): Tensor =>
      context.ops.broadcastTo(
        context.ops.reshape(v, isFirst === isMatrix ? [v.shape[0]!, 1] : [1, v.shape[0]!]),
        shape,
      );
    return tupleOf([grid(a, true), grid(b, false)]);
  }),
  row('size', '(a)', 'numpy method:numel torch:numel', 'Number of elements.', (context, args) =>
    integer(sizeOf(foldArgument(context, args).shape)),
  ),
  row('shape', '(a)', 'numpy', 'Extents.', (context, args) => tupleOf(foldArgument(context, args).shape.map(integer))),
  row('tolist', '(a)', 'method', 'The elements as a list.', (context, args) =>
    ListValue.packed(args.tensor(context, 'a'), context.ops.depth),
  ),
];
