/** Functions that make arrays or move their elements. */
import { itemsOf, simplify } from '../lower/convert';
import { sliceAxis } from '../lower/gather';
import { withShapes } from '../lower/operands';
import { ListValue, Tensor, integer, tupleOf } from '../lower/values';
import { type Builtin, row } from './builtin';
import { arange, arrayOf, copyOf, eye, fill, filled, identityRow, linspace, shapeOf, sizeOf } from './making';
import {
  diagonal,
  diff,
  expanded,
  partsOf,
  reshapeTo,
  roll,
  split,
  squeezed,
  stackAlong,
  transposed,
  triangle,
  viewOf,
} from './moving';
import { axesOf, axisOf, foldArgument } from './reductions';

/** Rows of the functions that make and move arrays. */
export const arrayRows: readonly Builtin[] = [
  row(
    'array',
    '(a, dtype=None)',
    'numpy:array|asarray|asanyarray|asarray_chkfinite|atleast_1d|ascontiguousarray torch:tensor|as_tensor|FloatTensor|Tensor',
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
    'method:detach|contiguous|numpy|cpu|requires_grad_|item|real torch:real numpy:real|float64|float32|double',
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
  row('column_stack', '(a)', 'numpy torch', 'Vectors as the columns of a matrix.', (context, args) => {
    const columns = partsOf(context, args).map((part) =>
      part.rank < 2 ? context.ops.reshape(part, [part.shape[0] ?? 1, 1]) : part,
    );
    return withShapes(args.range, () => context.ops.concat(columns, 1));
  }),
  row(
    'split',
    '(a, parts, axis=0)',
    'numpy:split|array_split torch:split|chunk method:split|chunk',
    'An array in parts.',
    split,
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
