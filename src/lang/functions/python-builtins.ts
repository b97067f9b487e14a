/** Python's own functions, and the methods of its lists and dictionaries. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { failPoison, itemsOf, simplify, staticInteger, staticNumber, toScalar } from '../lower/convert';
import { keyText, keysOf, setEntry } from '../lower/keys';
import {
  DictValue,
  ListValue,
  type Value,
  booleanOf,
  describeValue,
  integer,
  none,
  numberOf,
  real,
  stringOf,
  tupleOf,
} from '../lower/values';
import type { Binding } from './binding';
import { floorDivide } from '../lower/arithmetic';
import { type Builtin, row } from './builtin';
import { NotVectorizable } from '../lower/context';

/** The length of a sequence; asking the loss's vector for it makes n free. */
export function lengthValue(context: Context, value: Value, args: Binding): Value {
  switch (value.kind) {
    case 'list':
      if (value.packed?.parameter) value.packed.parameter.usesLength = true;
      return integer(value.length);
    case 'tuple':
      return integer(value.items.length);
    case 'range':
      return integer(value.length);
    case 'string':
      return integer(value.value.length);
    case 'dict':
      return integer(value.entries.size);
    case 'tensor':
      if (value.rank > 0) {
        if (value.parameter) value.parameter.usesLength = true;
        return integer(value.shape[0]!);
      }
      break;
    case 'poison':
      return failPoison(value);
    case 'carried':
      throw new NotVectorizable();
  }
  return fail(
    args.rangeOf('a'),
    'not-iterable',
    `${describeValue(value)[0]!.toUpperCase()}${describeValue(value).slice(1)} has no length.`,
    context.language === 'formula' ? 'Use subscripts: x_i.' : 'Pass a list or an array.',
  );
}

function rangeValue(context: Context, args: Binding): Value {
  const bounds = args.rest.map((argument) =>
    staticInteger(context, argument.value, argument.range, 'The end of a range'),
  );
  if (bounds.length === 0 || bounds.length > 3)
    fail(
      args.range,
      'argument-count',
      `“range” takes 1 to 3 arguments; ${bounds.length} were given.`,
      'Write range(n) or range(start, stop).',
    );
  const [start, stop, step] = bounds.length === 1 ? [0, bounds[0]!, 1] : [bounds[0]!, bounds[1]!, bounds[2] ?? 1];
  if (step === 0) fail(args.range, 'zero-step', 'A range cannot have step 0.', 'Use a step of 1 or −1.');
  return { kind: 'range', start: start!, step: step!, length: Math.max(0, Math.ceil((stop! - start!) / step!)) };
}

/** An unchanged list of items: what zip, enumerate, reversed, sorted and the like produce. */
const listOf = (context: Context, items: readonly Value[]): Value => ListValue.of(items, context.ops.depth);

function toInteger(context: Context, args: Binding): Value {
  const value = args.value('a');
  if (value.kind === 'string') return integer(Math.trunc(Number(value.value)));
  const number = staticNumber(context, value);
  if (number !== undefined) return integer(Math.trunc(number));
  return context.ops.unary('trunc', toScalar(context, value, args.rangeOf('a')), 'int');
}

function toFloat(context: Context, args: Binding): Value {
  const value = args.value('a');
  if (value.kind === 'string') {
    const text = value.value.trim().toLowerCase();
    return real(/^[+-]?inf(inity)?$/.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text));
  }
  const number = staticNumber(context, value);
  return number === undefined ? toScalar(context, value, args.rangeOf('a')) : real(number);
}

function sorted(context: Context, args: Binding): Value {
  const items = itemsOf(context, args.value('a'), args.rangeOf('a'));
  const numbers = items.map((item) => staticNumber(context, item));
  if (numbers.some((number) => number === undefined)) {
    fail(
      args.range,
      'unsupported',
      'Sorting values that depend on the point is not part of the loss language.',
      'Sort data before; use min and max for extremes.',
    );
  }
  const order = items.map((_, i) => i).sort((i, j) => numbers[i]! - numbers[j]!);
  return listOf(
    context,
    (args.flag('reverse') ? order.reverse() : order).map((i) => items[i]!),
  );
}

function mapped(context: Context, args: Binding): Value {
  const sequences = args.rest.map((argument) => itemsOf(context, argument.value, argument.range));
  const length = Math.min(...sequences.map((items) => items.length));
  const { range } = args;
  return listOf(
    context,
    Array.from({ length }, (_, i) =>
      context.call(
        args.value('f'),
        sequences.map((items) => ({ value: items[i]!, name: null, range })),
        range,
      ),
    ),
  );
}

function mutableList(context: Context, args: Binding): ListValue {
  const value = args.value('a');
  if (value.kind !== 'list')
    return fail(
      args.range,
      'not-a-list',
      `“${args.name}” belongs to lists, and this is ${describeValue(value)}.`,
      'Make it a list first.',
    );
  if (context.loops.some((loop) => value.stamp < loop.stamp)) throw new NotVectorizable();
  context.store.touch(value);
  return value;
}

function dictOf(args: Binding): DictValue {
  const value = args.value('a');
  return value.kind === 'dict'
    ? value
    : fail(
        args.range,
        'not-a-dict',
        `“${args.name}” belongs to dictionaries, and this is ${describeValue(value)}.`,
        'Use a dictionary.',
      );
}

/** `dict(other)`, `dict(pairs)`, `dict(a=1)`. */
function dictionary(context: Context, args: Binding): Value {
  const dict = new DictValue(new Map(), context.ops.depth);
  for (const { value, range } of args.rest) {
    const pairs =
      value.kind === 'dict'
        ? keysOf(value).map((key, i): readonly Value[] => [key, [...value.entries.values()][i]!])
        : itemsOf(context, value, range).map((pair) => itemsOf(context, pair, range));
    for (const [key, item] of pairs) setEntry(dict, key ?? none, item ?? none, range);
  }
  for (const { name, value, range } of args.keywords) setEntry(dict, stringOf(name!), value, range);
  return dict;
}

/** Constants without repetition, in the order in which they came. */
function distinct(items: readonly Value[], args: Binding): Value[] {
  const byText = new Map(items.map((item) => [`${item.kind} ${keyText(item, args.range)}`, item]));
  return [...byText.values()];
}

/** Rows of Python's functions, list and dictionary methods. */
export const pythonRows: readonly Builtin[] = [
  row('len', '(a)', 'python formula', 'Number of elements.', (context, args) =>
    lengthValue(context, args.value('a'), args),
  ),
  row('range', '(*bounds)', 'python', 'start, start + step, … below stop.', rangeValue),
  row('enumerate', '(a, start=0)', 'python', 'Pairs of index and element.', (context, args) => {
    const start = args.integer(context, 'start', 0);
    return listOf(
      context,
      itemsOf(context, args.value('a'), args.rangeOf('a')).map((item, i) => tupleOf([integer(i + start), item])),
    );
  }),
  row('zip', '(*a)', 'python', 'Tuples of the elements side by side.', (context, args) => {
    const columns = args.rest.map((argument) => itemsOf(context, argument.value, argument.range));
    const length = columns.length === 0 ? 0 : Math.min(...columns.map((items) => items.length));
    return listOf(
      context,
      Array.from({ length }, (_, i) => tupleOf(columns.map((items) => items[i]!))),
    );
  }),
  row('reversed', '(a)', 'python', 'Elements from the last to the first.', (context, args) =>
    listOf(context, itemsOf(context, args.value('a'), args.rangeOf('a')).reverse()),
  ),
  row('sorted', '(a, reverse=False)', 'python numpy:sort', 'Sorted constants.', sorted),
  row('map', '(f, *a)', 'python', 'A function of each element.', mapped),
  row('list', '(a=None)', 'python', 'A list of the elements.', (context, args) =>
    listOf(context, args.has('a') ? itemsOf(context, args.value('a'), args.rangeOf('a')) : []),
  ),
  row('tuple', '(a=None)', 'python', 'A tuple of the elements.', (context, args) =>
    tupleOf(args.has('a') ? itemsOf(context, args.value('a'), args.rangeOf('a')) : []),
  ),
  row('dict', '(*pairs, **named)', 'python', 'A dictionary.', dictionary),
  row('int', '(a=0)', 'python', 'Cut to a whole number.', toInteger),
  row('float', '(a=0)', 'python numpy:float64|float32', 'As a number.', toFloat),
  row('bool', '(a=False)', 'python', 'As a truth value.', (context, args) =>
    simplify(context, context.ops.binary('ne', args.scalar(context, 'a'), context.ops.scalar(0), 'bool')),
  ),
  row('str', '(a=None)', 'python', 'As text.', (_, args) => {
    const value = args.optional('a');
    return stringOf(value?.kind === 'string' ? value.value : value?.kind === 'number' ? String(value.value) : '');
  }),
  row('print', '(*a, **named)', 'python', 'Prints nothing here.', () => none),
  row('pow', '(a, b)', 'python', 'a to the power b.', (context, args) => {
    const [a, b] = [args.value('a'), args.value('b')];
    if (a.kind === 'number' && b.kind === 'number')
      return numberOf(a.value ** b.value, a.isInteger && b.isInteger && b.value >= 0);
    return context.ops.binary('pow', args.tensor(context, 'a'), args.tensor(context, 'b'));
  }),
  row('divmod', '(a, b)', 'python', 'Quotient and remainder.', (context, args) => {
    const [a, b] = [args.scalar(context, 'a'), args.scalar(context, 'b')];
    const type = a.type === 'int' && b.type === 'int' ? 'int' : 'float';
    return tupleOf([
      simplify(context, floorDivide(context, a, b)),
      simplify(context, context.ops.binary('mod', a, b, type)),
    ]);
  }),
  row('append', '(a, item)', 'list', 'Adds an element at the end.', (context, args) => {
    const list = mutableList(context, args);
    list.set([...itemsOf(context, list, args.range), args.value('item')]);
    return none;
  }),
  row('extend', '(a, items)', 'list', 'Adds elements at the end.', (context, args) => {
    const list = mutableList(context, args);
    list.set([...itemsOf(context, list, args.range), ...itemsOf(context, args.value('items'), args.rangeOf('items'))]);
    return none;
  }),
  row('pop', '(a, index=-1)', 'list', 'Takes an element out.', (context, args) => {
    const list = mutableList(context, args);
    const items = itemsOf(context, list, args.range);
    const index = args.integer(context, 'index', -1);
    const at = index < 0 ? index + items.length : index;
    if (at < 0 || at >= items.length)
      fail(args.range, 'index', 'The list has no such element to pop.', 'Check its length.');
    const [item] = items.splice(at, 1);
    list.set(items);
    return item!;
  }),
  row('items', '(a)', 'list', 'Pairs of key and value.', (context, args) => {
    const dict = dictOf(args);
    const values = [...dict.entries.values()];
    return listOf(
      context,
      keysOf(dict).map((key, i) => tupleOf([key, values[i]!])),
    );
  }),
  row('keys', '(a)', 'list', 'Keys of a dictionary.', (context, args) => listOf(context, keysOf(dictOf(args)))),
  row('values', '(a)', 'list', 'Values of a dictionary.', (context, args) =>
    listOf(context, [...dictOf(args).entries.values()]),
  ),
  row('get', '(a, key, default=None)', 'list', 'The entry of a key, or a default.', (_, args) => {
    const key = keyText(args.value('key'), args.rangeOf('key'));
    const dict = dictOf(args);
    return dict.entries.get(key) ?? (args.has('default') ? args.value('default') : (dict.onMissing?.(key) ?? none));
  }),
  row('callable', '(a)', 'python', 'Whether this is a function.', (_, args) =>
    booleanOf(args.value('a').kind === 'function' || args.value('a').kind === 'builtin'),
  ),
  row('set', '(a=None)', 'python:set|frozenset', 'Constants without repetition.', (context, args) =>
    listOf(context, args.has('a') ? distinct(itemsOf(context, args.value('a'), args.rangeOf('a')), args) : []),
  ),
];

const passesThrough = 'jit njit no_grad compile checkpoint'.split(' ');

/** Wrappers of notebooks that do not change what a function computes: `jax.jit(f)`, `torch.compile(f)`. */
export const wrapperRows: readonly Builtin[] = passesThrough.map((name) =>
  row(name, '(f, *rest)', 'functional torch', 'The function itself.', (_, args) => args.value('f')),
);
