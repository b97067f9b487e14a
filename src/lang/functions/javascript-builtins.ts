/** JavaScript's own functions: arrays, numbers, objects, the console. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { itemsOf, simplify, staticInteger, toScalar, toTensor } from '../lower/convert';
import { gatherFirst } from '../lower/gather';
import { iterableOf } from '../lower/iteration';
import {
  type NumberValue,
  type StringValue,
  type Value,
  DictValue,
  ListValue,
  booleanOf,
  describeValue,
  integer,
  none,
  real,
  stringOf,
} from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { collected } from './callbacks';

/** The number that a text spells: what depends on the point has no text that could be read back. */
function numberIn(text: string, args: Binding): NumberValue {
  const value = Number(text);
  if (Number.isNaN(value) && text.trim() !== 'NaN') {
    fail(
      args.rangeOf('a'),
      'not-a-number',
      'This text is not a number: rounding by way of text is not part of the loss language.',
      'Round the number itself: Math.round(100 * x) / 100.',
    );
  }
  return real(value);
}

/** `new Array(n)`, `Array(n)`, `Array.of(…)`, `new Float64Array(n)`, `new Float64Array([…])`. */
function newArray(context: Context, args: Binding): Value {
  const [only] = args.rest;
  const isTyped = args.name !== 'Array';
  if (args.rest.length === 1 && only!.value.kind !== 'list') {
    const n = staticInteger(context, only!.value, only!.range, 'An array’s length');
    if (n < 0 || n > 1_000_000)
      fail(only!.range, 'too-large', `An array of length ${n} cannot be made.`, 'Use a smaller length.');
    const list = ListValue.packed(
      context.ops.constant(new Float64Array(n).fill(isTyped ? 0 : NaN), [n]),
      context.ops.depth,
    );
    list.isHollow = !isTyped;
    return list;
  }
  const items = isTyped && only ? itemsOf(context, only.value, only.range) : args.rest.map(({ value }) => value);
  return ListValue.of(items, context.ops.depth);
}

/** `Array.from({ length: n }, f)` and `Array.from(sequence, f)`: the callback gets no array. */
function arrayFrom(context: Context, args: Binding): Value {
  const source = args.value('a');
  if (source.kind === 'dict') {
    const length = source.entries.get('length');
    const n = length ? staticInteger(context, length, args.rangeOf('a'), 'A length') : 0;
    if (args.has('f')) return collected(context, args, n, (index) => [none, index]);
    return ListValue.of(
      Array.from({ length: n }, () => none),
      context.ops.depth,
    );
  }
  if (!args.has('f')) return ListValue.of(itemsOf(context, source, args.range), context.ops.depth);
  const iterable = iterableOf(context, source, args.range, (tensor, index) => gatherFirst(context, tensor, index));
  return collected(context, args, iterable.length, (index) => [iterable.at(index), index]);
}

/** What an object or an array holds, by name: an array's indices are texts here. */
function entriesOf(context: Context, args: Binding): [StringValue, Value][] {
  const value = args.value('a');
  if (value instanceof DictValue) return Array.from(value.entries, ([key, item]) => [stringOf(key), item]);
  return itemsOf(context, value, args.rangeOf('a')).map((item, i) => [stringOf(String(i)), item]);
}

/** Rows of JavaScript's own functions. */
export const javascriptRows: readonly Builtin[] = [
  row(
    'Array',
    '(*items)',
    'javascript:Array|Float64Array|Float32Array',
    'An array of a length, or of elements.',
    newArray,
  ),
  row(
    'Array.from',
    '(a, f=None)',
    'javascript:Array.from|Float64Array.from|Float32Array.from',
    'An array from a sequence, or from a length.',
    arrayFrom,
  ),
  row(
    'Array.of',
    '(*items)',
    'javascript:Array.of|Float64Array.of|Float32Array.of',
    'An array of elements.',
    (context, args) =>
      ListValue.of(
        args.rest.map(({ value }) => value),
        context.ops.depth,
      ),
  ),
  row('Array.isArray', '(a)', 'javascript', 'Whether this is an array.', (_, args) =>
    booleanOf(args.value('a').kind === 'list'),
  ),
  row('Number', '(a)', 'javascript:Number|parseFloat', 'As a number.', (context, args) => {
    const value = args.value('a');
    if (value.kind === 'string') return numberIn(value.value, args);
    return simplify(context, toScalar(context, value, args.rangeOf('a')));
  }),
  row('parseInt', '(a)', 'javascript', 'Cut to a whole number.', (context, args) => {
    const value = args.value('a');
    return value.kind === 'string'
      ? integer(Math.trunc(numberIn(value.value, args).value))
      : simplify(context, context.ops.unary('trunc', toScalar(context, value, args.rangeOf('a')), 'int'));
  }),
  row('Number.isInteger', '(a)', 'javascript', 'Whether this is a whole number.', (context, args) => {
    const a = toTensor(context, args.value('a'), args.rangeOf('a'));
    return simplify(context, context.ops.binary('eq', a, context.ops.unary('floor', a), 'bool'));
  }),
  row('String', '(a)', 'javascript', 'As text.', (_, args) => stringOf(describeValue(args.value('a')))),
  row('Object.keys', '(a)', 'javascript', 'Names of the entries.', (context, args) =>
    ListValue.of(
      entriesOf(context, args).map(([key]) => key),
      context.ops.depth,
    ),
  ),
  row('Object.values', '(a)', 'javascript', 'Values of the entries.', (context, args) =>
    ListValue.of(
      entriesOf(context, args).map(([, item]) => item),
      context.ops.depth,
    ),
  ),
  row('Object.entries', '(a)', 'javascript', 'Pairs of name and value.', (context, args) =>
    ListValue.of(
      entriesOf(context, args).map((entry) => ListValue.of(entry, context.ops.depth)),
      context.ops.depth,
    ),
  ),
  row('console.log', '(*a)', 'javascript:console.log|console.warn|console.info', 'Prints nothing here.', () => none),
  row(
    'toFixed',
    '(a, digits=None)',
    'number:toFixed|toPrecision|toExponential|toString',
    'A number as text.',
    (_, args) => stringOf(describeValue(args.value('a'))),
  ),
  row('Object.freeze', '(a)', 'javascript:Object.freeze', 'The same object.', (_, args) => args.value('a')),
];
