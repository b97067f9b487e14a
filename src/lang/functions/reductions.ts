/** Functions that fold arrays: sums, means, extremes, norms, cumulative sums. */
import type { ReduceOp } from '../../ir/graph';
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { itemsOf, simplify, staticInteger, toTensor } from '../lower/convert';
import { gatherFirst } from '../lower/gather';
import { iterableOf } from '../lower/iteration';
import { matmul } from '../lower/matmul';
import { withShapes } from '../lower/operands';
import { type ArgumentValue, type ElementType, type Value, Tensor, tupleOf } from '../lower/values';
import { type Dimension, describeDimension, unitText } from '../units/dimension';
import { UnitError } from '../units/rules';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { extreme } from './elementwise';

/** The axes an argument names, counted from the front; all of them when it names none. */
export function axesOf(context: Context, args: Binding, rank: number, key = 'axis'): number[] {
  const value = args.optional(key);
  if (!value) return Array.from({ length: rank }, (_, axis) => axis);
  const given = value.kind === 'tuple' || value.kind === 'list' ? itemsOf(context, value, args.rangeOf(key)) : [value];
  return given.map((item) => axisOf(staticInteger(context, item, args.rangeOf(key), 'An axis'), rank, args, key));
}

/** One axis, counted from the front. */
export function axisOf(axis: number, rank: number, args: Binding, key = 'axis'): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (counted < 0 || counted >= rank) {
    fail(
      args.rangeOf(key),
      'shape',
      `Axis ${axis} is out of range: the array has ${rank === 1 ? '1 axis' : `${rank} axes`}.`,
      rank === 0 ? 'This is a number.' : rank === 1 ? 'Its axis is 0.' : `Axes are 0 to ${rank - 1}.`,
    );
  }
  return counted;
}

/** The array argument of a fold; the whole of the loss's vector counts as use of its length. */
export function foldArgument(context: Context, args: Binding, key = 'a'): Tensor {
  const tensor = args.tensor(context, key);
  if (tensor.parameter) tensor.parameter.usesLength = true;
  return tensor;
}

function reduceRow(name: string, op: ReduceOp, homes: string, doc: string): Builtin {
  return row(name, '(a, axis=None, keepdims=False)', homes, doc, (context, args) => fold(context, args, op));
}

function fold(context: Context, args: Binding, op: ReduceOp): Value {
  const a = foldArgument(context, args);
  const axes = axesOf(context, args, a.rank);
  const type: ElementType = a.type === 'float' ? 'float' : op === 'sum' || op === 'prod' ? 'int' : a.type;
  const result = withShapes(args.range, () =>
    simplify(context, context.ops.reduce(op, a, axes, args.flag('keepdims'), type)),
  );
  const isTorchPair = args.has('axis') && (op === 'min' || op === 'max') && args.home === 'torch';
  return isTorchPair ? tupleOf([result, { kind: 'poison', diagnostic: null }]) : result;
}

const count = (a: Tensor, axes: readonly number[]): number =>
  axes.reduce((product, axis) => product * a.shape[axis]!, 1);

/** Mean along axes, keeping them as extent 1 if asked. */
export function meanOf(context: Context, a: Tensor, axes: readonly number[], keepdims: boolean): Tensor {
  const total = context.ops.reduce('sum', a, axes, keepdims, 'float');
  return context.ops.binary('div', total, context.ops.scalar(count(a, axes)));
}

function varianceOf(context: Context, args: Binding, defaultDdof: number): Tensor {
  const a = foldArgument(context, args);
  const axes = axesOf(context, args, a.rank);
  const ddof = args.has('unbiased') ? (args.flag('unbiased') ? 1 : 0) : args.integer(context, 'ddof', defaultDdof);
  const centered = context.ops.binary('sub', a, meanOf(context, a, axes, true));
  const squares = context.ops.reduce(
    'sum',
    context.ops.binary('mul', centered, centered),
    axes,
    args.flag('keepdims'),
    'float',
  );
  return context.ops.binary('div', squares, context.ops.scalar(count(a, axes) - ddof));
}

/** NumPy divides by n, torch by n − 1; a method of an array does what the text's one package does.
 *  @throws LossError where a text uses both and does not say */
function ddofOf(context: Context, args: Binding): number {
  const saysItself = args.has('ddof') || args.has('unbiased');
  const usesTorch = context.packages.has('torch');
  if (args.home !== 'method' || saysItself || !usesTorch) return args.home === 'torch' ? 1 : 0;
  if (!context.packages.has('numpy') && !context.packages.has('jax')) return 1;
  return fail(
    args.range,
    'ambiguous',
    `“.${args.name}()” divides by n in NumPy and by n − 1 in torch, and this text uses both.`,
    `Write np.${args.name}(…) or torch.${args.name}(…).`,
  );
}

function normOf(context: Context, args: Binding): Tensor {
  const a = foldArgument(context, args);
  const { ops } = context;
  const axes = axesOf(context, args, a.rank);
  const keepdims = args.flag('keepdims');
  const order = args.optional('ord');
  const p =
    order?.kind === 'number' ? order.value : order?.kind === 'string' && order.value === 'fro' ? 2 : order ? NaN : 2;
  if (Number.isNaN(p) || (axes.length > 1 && order && !(order.kind === 'string'))) {
    fail(
      args.rangeOf('ord'),
      'unsupported',
      'Only vector norms and the Frobenius norm are part of the loss language.',
      'Leave the order out, or write the sum.',
    );
  }
  const size = ops.unary('abs', a);
  if (p === Infinity) return ops.reduce('max', size, axes, keepdims, 'float');
  if (p === -Infinity) return ops.reduce('min', size, axes, keepdims, 'float');
  if (p === 1) return ops.reduce('sum', size, axes, keepdims, 'float');
  if (p === 2) return ops.unary('sqrt', ops.reduce('sum', ops.binary('mul', a, a), axes, keepdims, 'float'));
  const powers = ops.reduce('sum', ops.binary('pow', size, ops.scalar(p)), axes, keepdims, 'float');
  return ops.binary('pow', powers, ops.scalar(1 / p));
}

/** log Σ eˣ, shifted by the maximum so that nothing overflows. */
export function logSumExpOf(context: Context, a: Tensor, axes: readonly number[], keepdims: boolean): Tensor {
  const { ops } = context;
  const peak = ops.reduce('max', a, axes, true, 'float');
  const total = ops.reduce('sum', ops.unary('exp', ops.binary('sub', a, peak)), axes, true, 'float');
  const result = ops.binary('add', ops.unary('log', total), peak);
  if (keepdims) return result;
  return ops.reshape(
    result,
    a.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

/** Python's `sum` over any iterable. */
function sumOf(context: Context, args: Binding): Value {
  const value = args.value('a');
  const range = args.rangeOf('a');
  const start = args.has('start') ? args.tensor(context, 'start') : null;
  const isArray = value.kind === 'tensor' || value.kind === 'range' || (value.kind === 'list' && value.packed !== null);
  const items = isArray ? null : itemsOf(context, value, range);
  const a = items ? null : toTensor(context, value, range);
  let total: Tensor;
  if (a) {
    if (a.rank === 0)
      fail(
        range,
        'not-iterable',
        'A list or an array is needed here, and this is a number.',
        'Pass a list, or leave sum(…) out.',
      );
    if (a.parameter) a.parameter.usesLength = true;
    total = context.ops.reduce('sum', a, [0], false, a.type === 'float' ? 'float' : 'int');
  } else {
    const terms = items!.map((item) => toTensor(context, item, range));
    total = withShapes(range, () =>
      terms.reduce(
        (x, y) => context.ops.binary('add', x, y, x.type === 'float' || y.type === 'float' ? 'float' : 'int'),
        context.ops.scalar(0, 'int'),
      ),
    );
  }
  return simplify(
    context,
    start ? context.ops.binary('add', start, total, start.type === total.type ? total.type : 'float') : total,
  );
}

/** Python's and formulas' min and max: of one sequence or of several values. */
function extremeOf(op: 'min' | 'max', first: boolean): Builtin['call'] {
  return (context, args) => {
    const [only, ...more] = args.rest;
    if (!only) return fail(args.range, 'argument-count', `“${args.name}” needs values.`, `Write ${args.name}(a, b).`);
    if (more.length > 0 || (only.value.kind === 'tensor' && only.value.rank === 0))
      return extreme(context, op, args.rest, first);
    const { value, range } = only;
    if (value.kind === 'tensor' || value.kind === 'range' || (value.kind === 'list' && value.packed)) {
      const a = toTensor(context, value, range);
      if (a.parameter) a.parameter.usesLength = true;
      return withShapes(range, () => simplify(context, context.ops.reduce(op, a, [0], false, a.type)));
    }
    const items = itemsOf(context, value, range).map((item): ArgumentValue => ({ value: item, name: null, range }));
    if (items.length === 0)
      return fail(
        range,
        'empty',
        `The ${op === 'min' ? 'minimum' : 'maximum'} of nothing is not defined.`,
        'Pass at least one value.',
      );
    return extreme(context, op, items, first);
  };
}

function cumulative(op: 'sum' | 'prod'): Builtin['call'] {
  return (context, args) => {
    const a = foldArgument(context, args);
    const flat =
      args.has('axis') || a.rank === 1
        ? a
        : context.ops.reshape(a, [
            count(
              a,
              a.shape.map((_, i) => i),
            ),
          ]);
    const axis = axisOf(args.integer(context, 'axis', 0), flat.rank, args);
    if (op === 'prod' && a.dimension) failRunningProduct(a.dimension);
    return context.ops.wrap(context.graph.cumulative(op, flat.node, axis + flat.batch), flat, flat.type);
  };
}

/** Each element would have a unit of its own. */
function failRunningProduct(dimension: Dimension): never {
  throw new UnitError(
    `Running products of ${describeDimension(dimension)} have a different unit in each element.`,
    `Divide by a scale first, such as (1*${unitText(dimension)}).`,
  );
}

function truthFold(op: 'min' | 'max'): Builtin['call'] {
  return (context, args) => {
    const value = args.value('a');
    const a = value.kind === 'tensor' ? value : toTensor(context, value, args.rangeOf('a'));
    const truth = a.type === 'bool' ? a : context.ops.binary('ne', a, context.ops.scalar(0), 'bool');
    if (truth.shape.includes(0)) return { kind: 'boolean', value: op === 'min' };
    return simplify(context, context.ops.reduce(op, truth, axesOf(context, args, truth.rank), false, 'bool'));
  };
}

/** Rows of the folds. */
export const reductionRows: readonly Builtin[] = [
  reduceRow('sum', 'sum', 'numpy:sum|nansum torch method formula', 'Sum of all elements, or along axes.'),
  reduceRow('prod', 'prod', 'numpy:prod|product torch method formula', 'Product of all elements, or along axes.'),
  reduceRow('max', 'max', 'numpy:max|amax torch:amax|max method', 'Largest element, or along axes.'),
  reduceRow('min', 'min', 'numpy:min|amin torch:amin|min method', 'Smallest element, or along axes.'),
  row('mean', '(a, axis=None, keepdims=False)', 'numpy torch method formula', 'Arithmetic mean.', (context, args) => {
    const a = foldArgument(context, args);
    return simplify(context, meanOf(context, a, axesOf(context, args, a.rank), args.flag('keepdims')));
  }),
  row(
    'var',
    '(a, axis=None, ddof=None, keepdims=False, unbiased=None)',
    'numpy torch method',
    'Variance; divides by n in NumPy, by n − 1 in torch.',
    (context, args) => simplify(context, varianceOf(context, args, ddofOf(context, args))),
  ),
  row(
    'std',
    '(a, axis=None, ddof=None, keepdims=False, unbiased=None)',
    'numpy torch method',
    'Standard deviation.',
    (context, args) => simplify(context, context.ops.unary('sqrt', varianceOf(context, args, ddofOf(context, args)))),
  ),
  row(
    'norm',
    '(a, ord=None, axis=None, keepdims=False)',
    'linalg functional torch method formula',
    'Euclidean norm, or the p-norm of a vector.',
    (context, args) => simplify(context, normOf(context, args)),
  ),
  row(
    'logsumexp',
    '(a, axis=None, keepdims=False)',
    'functional torch method',
    'log Σ eˣ without overflow.',
    (context, args) => {
      const a = foldArgument(context, args);
      return simplify(context, logSumExpOf(context, a, axesOf(context, args, a.rank), args.flag('keepdims')));
    },
  ),
  row('cumsum', '(a, axis=None)', 'numpy torch method', 'Running sums.', cumulative('sum')),
  row('cumprod', '(a, axis=None)', 'numpy torch method', 'Running products.', cumulative('prod')),
  row('ptp', '(a)', 'numpy method', 'Largest minus smallest element.', (context, args) => {
    const a = foldArgument(context, args);
    const all = axesOf(context, args, a.rank);
    return simplify(
      context,
      context.ops.binary(
        'sub',
        context.ops.reduce('max', a, all, false, 'float'),
        context.ops.reduce('min', a, all, false, 'float'),
      ),
    );
  }),
  row('all', '(a, axis=None)', 'numpy torch method python', 'Whether all are true.', truthFold('min')),
  row('any', '(a, axis=None)', 'numpy torch method python', 'Whether one is true.', truthFold('max')),
  row('sum', '(a, start=0)', 'python', 'Sum of a list, an array or a generator.', sumOf),
  row('fsum', '(a)', 'math', 'Sum of a list.', sumOf),
  row('prod', '(a)', 'math', 'Product of a list.', (context, args) => {
    const a = toTensor(context, args.value('a'), args.rangeOf('a'));
    return simplify(context, context.ops.reduce('prod', a, [0], false, a.type));
  }),
  row('min', '(*values)', 'python', 'The smallest value.', extremeOf('min', true)),
  row('max', '(*values)', 'python', 'The largest value.', extremeOf('max', true)),
  row('minimum_of', '(*values)', 'formula', 'The smallest value.', extremeOf('min', false)),
  row('maximum_of', '(*values)', 'formula', 'The largest value.', extremeOf('max', false)),
  row(
    'dot',
    '(a, b)',
    'numpy:dot|inner|vdot torch:dot|inner method formula',
    'Inner product of vectors; matrix product of matrices.',
    (context, args) => product(context, args),
  ),
  row(
    'matmul',
    '(a, b)',
    'numpy:matmul torch:matmul|mm|mv|bmm method:matmul|mm|mv|bmm',
    'Matrix product, as a @ b.',
    (context, args) =>
      simplify(context, matmul(context, args.tensor(context, 'a'), args.tensor(context, 'b'), args.range)),
  ),
];

function product(context: Context, args: Binding): Value {
  const [a, b] = [foldArgument(context, args, 'a'), foldArgument(context, args, 'b')];
  if (a.rank === 0 || b.rank === 0) return simplify(context, context.ops.binary('mul', a, b));
  return simplify(context, matmul(context, a, b, args.range));
}

/** Walks a sequence for all elements at once where it can. */
export function iterate(context: Context, value: Value, args: Binding): ReturnType<typeof iterableOf> {
  return iterableOf(context, value, args.range, (tensor, index) => gatherFirst(context, tensor, index));
}
