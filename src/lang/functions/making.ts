/** Arrays from nothing or from lists: shapes, fills, ranges. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { itemsOf, simplify, staticInteger, staticNumber, toTensor } from '../lower/convert';
import { jointDimension } from '../lower/unit-flow';
import { type Value, Tensor } from '../lower/values';
import type { Dimension } from '../units/dimension';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { castTo, elementTypeOf } from './dtypes';

/** Number of elements. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

const maximumSize = 20_000_000;

/** A shape argument: a number, a tuple, or several numbers. */
export function shapeOf(context: Context, args: Binding, values: readonly Value[]): number[] {
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

/** An array of one value, of its own. */
export function filled(context: Context, shape: readonly number[], value: Tensor): Tensor {
  const tensor = context.ops.broadcastTo(value, shape);
  return new Tensor(tensor.node, tensor.batch, tensor.level, value.type, context.ops.depth, value.dimension);
}

/** A copy of its own: later writes to one do not show in the other. */
export function copyOf(context: Context, a: Tensor): Tensor {
  return new Tensor(a.node, a.batch, a.level, a.type, context.ops.depth, a.dimension);
}

/** `np.array(a)`: a copy, with the element type asked for. */
export function arrayOf(context: Context, args: Binding): Tensor {
  const given = args.tensor(context, 'a');
  const dtype = args.optional('dtype');
  const wanted = dtype && elementTypeOf(dtype);
  const isTorchFloat = args.home === 'torch' && given.type === 'int';
  const type = wanted ?? (isTorchFloat ? 'float' : null);
  const copy = type && type !== given.type ? castTo(context, given, type) : copyOf(context, given);
  if (args.name !== 'array' && args.name !== 'tensor') copy.parameter = given.parameter;
  return copy;
}

const withDimension = (tensor: Tensor, dimension: Dimension | null): Tensor => {
  tensor.dimension = dimension;
  return tensor;
};

/** Equally spaced numbers; constants where both ends are. */
export function linspace(context: Context, args: Binding): Tensor {
  const [start, stop] = [args.scalar(context, 'start'), args.scalar(context, 'stop')];
  const count = args.integer(context, 'num', 50);
  const divisor = args.has('endpoint') && !args.flag('endpoint') ? count : Math.max(1, count - 1);
  const [a, b] = [context.ops.staticValue(start), context.ops.staticValue(stop)];
  if (a !== undefined && b !== undefined) {
    const step = (b - a) / divisor;
    const data = Array.from({ length: count }, (_, i) => (i === count - 1 && divisor === count - 1 ? b : i * step + a));
    return withDimension(context.ops.constant(data, [count]), jointDimension(context.ops, 'join', [start, stop]));
  }
  const steps = context.ops.constant(
    Array.from({ length: count }, (_, i) => i),
    [count],
  );
  const step = context.ops.binary('div', context.ops.binary('sub', stop, start), context.ops.scalar(divisor));
  return context.ops.binary('add', context.ops.binary('mul', steps, step), start);
}

/** start, start + step, … below stop, all constants. */
export function arange(context: Context, args: Binding): Tensor {
  const bounds = args.rest.map((argument) => {
    const { value } = argument;
    const number = value.kind === 'tensor' ? context.ops.staticValue(value) : staticNumber(context, value);
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
  const numbers = context.ops.constant(
    Array.from({ length: count }, (_, i) => start! + i * step!),
    [count],
    isInteger ? 'int' : 'float',
  );
  const ends = args.rest.map(({ value, range }) => toTensor(context, value, range));
  return withDimension(numbers, jointDimension(context.ops, 'join', ends));
}

/** Ones on the diagonal. */
export function eye(context: Context, rows: number, columns: number): Tensor {
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1;
  return context.ops.constant(data, [rows, columns]);
}

/** The rows `name` and `name_like` of an array of one value. */
export const fill = (name: string, value: number, doc: string): Builtin[] => [
  row(name, '(*shape)', 'numpy torch', doc, (context, args) => {
    const values = args.rest.map(({ value: each }) => each);
    const shape = shapeOf(
      context,
      args,
      values.filter((each) => elementTypeOf(each) === null),
    );
    const type = values.map(elementTypeOf).find((each) => each !== null) ?? 'float';
    return castTo(context, filled(context, shape, context.ops.scalar(value)), type);
  }),
  row(`${name}_like`, '(a)', 'numpy torch', `${doc} In the shape of another array.`, (context, args) => {
    const a = args.tensor(context, 'a');
    return filled(context, a.shape, context.ops.scalar(value, a.type === 'int' ? 'int' : 'float'));
  }),
];

/** A row that gives its argument back. */
export const identityRow = (name: string, homes: string, doc: string): Builtin =>
  row(name, '(a, *rest)', homes, doc, (context, args) => {
    const value = args.value('a');
    if (value.kind !== 'tensor')
      return args.home === 'numpy' || args.home === 'torch' ? simplify(context, args.tensor(context, 'a')) : value;
    return value;
  });
