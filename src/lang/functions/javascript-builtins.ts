/** JavaScript's own functions and the methods of its arrays. */
import { fail } from '../diagnostics';
import { arithmetic } from '../lower/arithmetic';
import { compare } from '../lower/comparisons';
import { type Completion, type Context, NotVectorizable, normalCompletion } from '../lower/context';
import {
  failPoison,
  itemAt,
  itemsOf,
  simplify,
  staticInteger,
  staticNumber,
  toScalar,
  toTensor,
} from '../lower/convert';
import { gatherFirst, sliceRange } from '../lower/gather';
import { iterableOf } from '../lower/iteration';
import { runLoop } from '../lower/loops';
import { truthOf } from '../lower/truth';
import {
  type NumberValue,
  type Value,
  Cell,
  DictValue,
  ListValue,
  Tensor,
  booleanOf,
  describeValue,
  integer,
  none,
  real,
  stringOf,
} from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';

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

function listOf(context: Context, args: Binding, key = 'a'): ListValue {
  const value = args.value(key);
  if (value.kind === 'list') return value;
  if (value.kind === 'poison') failPoison(value);
  if (value.kind === 'tensor' && value.rank > 0) return ListValue.packed(value, context.ops.depth);
  return fail(
    args.rangeOf(key),
    'not-a-list',
    `“${args.name}” belongs to arrays, and this is ${describeValue(value)}.`,
    'Use an array.',
  );
}

/** Calls a callback with as many arguments as it can take: `x.map(Math.abs)` passes the element alone. */
function callBack(context: Context, args: Binding, values: readonly Value[]): Value {
  const f = args.value('f');
  const given = f.kind === 'builtin' ? values.slice(0, 1) : values;
  return context.call(
    f,
    given.map((value) => ({ value, name: null, range: args.range })),
    args.range,
  );
}

/** Calls `f(element, index, list)`, one after another or for all elements at once. */
function eachElement(
  context: Context,
  args: Binding,
  list: ListValue,
  visit: (result: Value, index: Value) => void,
  assigned: readonly Cell[] = [],
): void {
  if (list.packed?.parameter) list.packed.parameter.usesLength = true;
  const iterable = iterableOf(context, list, args.range, (tensor, index) => gatherFirst(context, tensor, index));
  const { range } = args;
  runLoop(context, {
    length: iterable.length,
    header: range,
    assigned,
    iteration: (index): Completion => {
      visit(callBack(context, args, [iterable.at(index), index, list]), index);
      return normalCompletion;
    },
  });
}

/** An interpreter can collect results of all iterations at once; the context interface offers it to `map`. */
interface Collector extends Context {
  collect(length: number, range: { from: number; to: number }, element: (index: Value) => Value): Value;
}

function mapped(context: Context, args: Binding): Value {
  const list = listOf(context, args);
  if (list.packed?.parameter) list.packed.parameter.usesLength = true;
  const iterable = iterableOf(context, list, args.range, (tensor, index) => gatherFirst(context, tensor, index));
  const { range } = args;
  return (context as Collector).collect(iterable.length, range, (index) =>
    callBack(context, args, [iterable.at(index), index, list]),
  );
}

/** `reduce`: a loop that carries the accumulator. */
function reduced(context: Context, args: Binding): Value {
  const list = listOf(context, args);
  if (list.packed?.parameter) list.packed.parameter.usesLength = true;
  const hasInitial = args.rest.length > 0;
  if (!hasInitial && list.length === 0)
    fail(
      args.range,
      'empty',
      'An empty array cannot be reduced without a start value.',
      'Pass a start value: reduce((s, v) => s + v, 0).',
    );
  const iterable = iterableOf(context, list, args.range, (tensor, index) => gatherFirst(context, tensor, index));
  const accumulator = new Cell(
    'the accumulator',
    hasInitial ? args.rest[0]!.value : itemAt(context, list, 0),
    context.ops.depth,
  );
  const { range } = args;
  const offset = hasInitial ? 0 : 1;
  runLoop(context, {
    length: list.length - offset,
    header: range,
    assigned: [accumulator],
    iteration: (index): Completion => {
      const at =
        offset === 0 ? index : arithmetic(context, '+', index, integer(1), { ...range, left: range, right: range });
      const given = [accumulator.value, iterable.at(at), at, list].map((value) => ({ value, name: null, range }));
      context.writeCell(accumulator, context.call(args.value('f'), given, range));
      return normalCompletion;
    },
  });
  return accumulator.value;
}

function sliced(context: Context, args: Binding): Value {
  const list = listOf(context, args);
  if (list.packed?.parameter) list.packed.parameter.usesLength = true;
  const bound = (key: string): number | null => (args.has(key) ? args.integer(context, key, 0) : null);
  const { start, count } = sliceRange({ start: bound('start'), stop: bound('end'), step: 1 }, list.length);
  if (list.packed) {
    const tensor = list.packed;
    const ranges = tensor.node.shape.map((extent, k) =>
      k === tensor.batch ? { start, step: 1, count } : { start: 0, step: 1, count: extent },
    );
    return ListValue.packed(
      context.ops.wrap(context.graph.slice(tensor.node, ranges), tensor, tensor.type),
      context.ops.depth,
    );
  }
  return ListValue.of(list.items!.slice(start, start + count), context.ops.depth);
}

function mutable(context: Context, args: Binding): ListValue {
  const list = listOf(context, args);
  if (context.loops.some((loop) => list.stamp < loop.stamp)) throw new NotVectorizable();
  context.store.touch(list);
  return list;
}

/** `every` and `some`: conditions joined without short cuts, which have no effect here. */
function quantified(context: Context, args: Binding, isEvery: boolean): Value {
  const list = listOf(context, args);
  const truths: Value[] = [];
  const { range } = args;
  for (const [i, item] of itemsOf(context, list, range).entries()) {
    truths.push(callBack(context, args, [item, integer(i), list]));
  }
  let result: Tensor | boolean = isEvery;
  for (const value of truths) {
    const truth = truthOf(context, value, range);
    const tensor: Tensor = typeof truth === 'boolean' ? context.ops.scalar(truth ? 1 : 0, 'bool') : truth;
    result = context.ops.binary(
      isEvery ? 'and' : 'or',
      typeof result === 'boolean' ? context.ops.scalar(result ? 1 : 0, 'bool') : result,
      tensor,
      'bool',
    );
  }
  return typeof result === 'boolean' ? booleanOf(result) : simplify(context, result);
}

function filtered(context: Context, args: Binding): Value {
  const list = listOf(context, args);
  const { range } = args;
  const kept = itemsOf(context, list, range).filter((item, i) => {
    const truth = truthOf(context, callBack(context, args, [item, integer(i), list]), range);
    if (typeof truth !== 'boolean')
      fail(
        range,
        'not-static',
        'This filter depends on the point, so that the number of elements would change.',
        'Use map with a conditional expression: v > 0 ? v : 0.',
      );
    return truth;
  });
  return ListValue.of(kept, context.ops.depth);
}

/** `new Array(n)`, `Array(n)`, `Array.of(…)`, `new Float64Array(n)`, `new Float64Array([…])`. */
function newArray(context: Context, args: Binding): Value {
  const [only] = args.rest;
  const isTyped = args.name !== 'Array';
  if (args.rest.length === 1 && only!.value.kind !== 'list') {
    const n = staticInteger(context, only!.value, only!.range, 'An array’s length');
    if (n < 0 || n > 1_000_000)
      fail(only!.range, 'too-large', `An array of length ${n} cannot be made.`, 'Use a smaller length.');
    return ListValue.packed(context.ops.constant(new Float64Array(n).fill(isTyped ? 0 : NaN), [n]), context.ops.depth);
  }
  const items = isTyped && only ? itemsOf(context, only.value, only.range) : args.rest.map(({ value }) => value);
  return ListValue.of(items, context.ops.depth);
}

function arrayFrom(context: Context, args: Binding): Value {
  const source = args.value('a');
  let sequence: Value = source;
  if (source.kind === 'dict') {
    const length = source.entries.get('length');
    const n = length ? staticInteger(context, length, args.rangeOf('a'), 'A length') : 0;
    sequence = { kind: 'range', start: 0, step: 1, length: n };
  }
  const { range } = args;
  if (!args.has('f'))
    return ListValue.of(
      source.kind === 'dict' ? itemsOf(context, sequence, range).map(() => none) : itemsOf(context, sequence, range),
      context.ops.depth,
    );
  const iterable = iterableOf(context, sequence, range, (tensor, index) => gatherFirst(context, tensor, index));
  return (context as Collector).collect(iterable.length, range, (index) =>
    callBack(context, args, [source.kind === 'dict' ? none : iterable.at(index), index]),
  );
}

function flattened(context: Context, items: readonly Value[], args: Binding): Value[] {
  return items.flatMap((item) => (item.kind === 'list' ? itemsOf(context, item, args.range) : [item]));
}

/** Rows of JavaScript's functions and array methods. */
export const javascriptRows: readonly Builtin[] = [
  row('map', '(a, f)', 'array', 'A function of each element.', mapped),
  row('forEach', '(a, f)', 'array', 'Calls a function with each element.', (context, args) => {
    eachElement(context, args, listOf(context, args), () => undefined);
    return none;
  }),
  row('reduce', '(a, f, *initial)', 'array', 'Folds the elements with a function.', reduced),
  row('filter', '(a, f)', 'array', 'Elements that pass a test that does not depend on the point.', filtered),
  row('slice', '(a, start=0, end=None)', 'array', 'Part of an array.', sliced),
  row('concat', '(a, *others)', 'array', 'Arrays joined.', (context, args) =>
    ListValue.of(
      [
        ...itemsOf(context, listOf(context, args), args.range),
        ...flattened(
          context,
          args.rest.map(({ value }) => value),
          args,
        ),
      ],
      context.ops.depth,
    ),
  ),
  row('at', '(a, index)', 'array', 'An element; negative indices count from the end.', (context, args) => {
    const list = listOf(context, args);
    const index = args.integer(context, 'index', 0);
    if (index < 0 && list.packed?.parameter) list.packed.parameter.usesLength = true;
    const at = index < 0 ? index + list.length : index;
    if (at < 0 || at >= list.length)
      fail(
        args.range,
        'index',
        `Index ${index} is out of range: there are ${list.length} elements.`,
        'Check the index.',
      );
    return itemAt(context, list, at);
  }),
  row('fill', '(a, value)', 'array', 'Sets every element.', (context, args) => {
    const list = mutable(context, args);
    const value = args.value('value');
    const number = staticNumber(context, value);
    if (number !== undefined)
      list.setPacked(
        context.ops.constant(
          new Float64Array(list.length).fill(number),
          [list.length],
          Number.isInteger(number) ? 'int' : 'float',
        ),
      );
    else list.set(Array.from({ length: list.length }, () => value));
    return list;
  }),
  row('push', '(a, *items)', 'array', 'Adds elements at the end.', (context, args) => {
    const list = mutable(context, args);
    list.set([...itemsOf(context, list, args.range), ...args.rest.map(({ value }) => value)]);
    return integer(list.length);
  }),
  row('reverse', '(a)', 'array:reverse|toReversed', 'Elements from the last to the first.', (context, args) => {
    const items = itemsOf(context, listOf(context, args), args.range).reverse();
    if (args.name === 'toReversed') return ListValue.of(items, context.ops.depth);
    const list = mutable(context, args);
    list.set(items);
    return list;
  }),
  row('flat', '(a)', 'array', 'Nested arrays joined.', (context, args) =>
    ListValue.of(flattened(context, itemsOf(context, listOf(context, args), args.range), args), context.ops.depth),
  ),
  row('flatMap', '(a, f)', 'array', 'A function of each element, results joined.', (context, args) => {
    const mappedItems = itemsOf(context, mapped(context, args), args.range);
    return ListValue.of(flattened(context, mappedItems, args), context.ops.depth);
  }),
  row('every', '(a, f)', 'array', 'Whether all elements pass.', (context, args) => quantified(context, args, true)),
  row('some', '(a, f)', 'array', 'Whether one element passes.', (context, args) => quantified(context, args, false)),
  row('entries', '(a)', 'array', 'Pairs of index and element.', (context, args) =>
    ListValue.of(
      itemsOf(context, listOf(context, args), args.range).map((item, i) =>
        ListValue.of([integer(i), item], context.ops.depth),
      ),
      context.ops.depth,
    ),
  ),
  row('keys', '(a)', 'array', 'Indices.', (context, args) => ({
    kind: 'range',
    start: 0,
    step: 1,
    length: listOf(context, args).length,
  })),
  row('includes', '(a, item)', 'array', 'Whether a constant is among the elements.', (context, args) => {
    const found = itemsOf(context, listOf(context, args), args.range).some((item) => {
      const equal = compare(context, '==', item, args.value('item'), {
        ...args.range,
        left: args.range,
        right: args.range,
      });
      return equal.kind === 'boolean' && equal.value;
    });
    return booleanOf(found);
  }),
  row(
    'Array',
    '(*items)',
    'javascript:Array|Float64Array|Float32Array',
    'An array of a length, or of elements.',
    newArray,
  ),
  row('Array.from', '(a, f=None)', 'javascript', 'An array from a sequence, or from a length.', arrayFrom),
  row('Array.of', '(*items)', 'javascript', 'An array of elements.', (context, args) =>
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
  row('Object.keys', '(a)', 'javascript', 'Names of the entries.', (context, args) => {
    const value = args.value('a');
    return ListValue.of(value.kind === 'dict' ? [...value.entries.keys()].map(stringOf) : [], context.ops.depth);
  }),
  row('Object.values', '(a)', 'javascript', 'Values of the entries.', (context, args) => {
    const value = args.value('a');
    return ListValue.of(value instanceof DictValue ? [...value.entries.values()] : [], context.ops.depth);
  }),
  row('Object.entries', '(a)', 'javascript', 'Pairs of name and value.', (context, args) => {
    const value = args.value('a');
    const entries = value instanceof DictValue ? [...value.entries] : [];
    return ListValue.of(
      entries.map(([key, item]) => ListValue.of([stringOf(key), item], context.ops.depth)),
      context.ops.depth,
    );
  }),
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
