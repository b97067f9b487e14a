/** Methods of JavaScript's arrays. */
import { fail } from '../diagnostics';
import { arithmetic } from '../lower/arithmetic';
import { compare } from '../lower/comparisons';
import { type Completion, type Condition, type Context, NotVectorizable, normalCompletion } from '../lower/context';
import { failPoison, itemAt, itemsOf, simplify, staticNumber } from '../lower/convert';
import { sliceRange } from '../lower/gather';
import { runLoop } from '../lower/loops';
import { or, and } from '../lower/merge';
import { truthOf } from '../lower/truth';
import { type Value, Cell, ListValue, booleanOf, describeValue, integer, none } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { callBack, forEach, mapped, walk } from './callbacks';

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

/** Whether the elements are used as a whole: then any length will do. */
function noteLength(list: ListValue): void {
  if (list.packed?.parameter) list.packed.parameter.usesLength = true;
}

/** `reduce` and `reduceRight`: a loop that carries the accumulator. */
function reduced(context: Context, args: Binding, isFromRight: boolean): Value {
  const list = listOf(context, args);
  const hasInitial = args.rest.length > 0;
  if (!hasInitial && list.length === 0)
    fail(
      args.range,
      'empty',
      'An empty array cannot be reduced without a start value.',
      'Pass a start value: reduce((s, v) => s + v, 0).',
    );
  const iterable = walk(context, args, list);
  const { range } = args;
  const last = list.length - 1;
  const skipped = hasInitial ? 0 : 1;
  const start = hasInitial ? args.rest[0]!.value : itemAt(context, list, isFromRight ? last : 0);
  const accumulator = new Cell('the accumulator', start, context.ops.depth);
  const operation = { ...range, left: range, right: range };
  const place = (index: Value): Value => {
    if (isFromRight) return arithmetic(context, '-', integer(last - skipped), index, operation);
    return skipped === 0 ? index : arithmetic(context, '+', index, integer(skipped), operation);
  };
  runLoop(context, {
    length: list.length - skipped,
    header: range,
    assigned: [accumulator],
    iteration: (index): Completion => {
      const at = place(index);
      const given = [accumulator.value, iterable.at(at), at, list].map((value) => ({ value, name: null, range }));
      context.writeCell(accumulator, context.call(args.value('f'), given, range));
      return normalCompletion;
    },
  });
  return accumulator.value;
}

/** A place in an array as JavaScript takes it: cut to a whole number. */
function place(context: Context, args: Binding, key: string): number | null {
  if (!args.has(key)) return null;
  const number = staticNumber(context, args.value(key));
  return number === undefined || Number.isNaN(number) || !Number.isFinite(number)
    ? args.integer(context, key, 0)
    : Math.trunc(number);
}

function sliced(context: Context, args: Binding): Value {
  const list = listOf(context, args);
  noteLength(list);
  const bounds = { start: place(context, args, 'start'), stop: place(context, args, 'end'), step: 1 };
  const { start, count } = sliceRange(bounds, list.length);
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
  if (list.isCopy || context.loops.some((loop) => list.stamp < loop.stamp)) throw new NotVectorizable();
  context.store.touch(list);
  return list;
}

/** Changes the items of an array, as an array of its own would change. */
function changed<T>(context: Context, args: Binding, change: (items: Value[]) => T): { list: ListValue; result: T } {
  const list = mutable(context, args);
  const items = itemsOf(context, list, args.range);
  const result = change(items);
  list.set(items);
  return { list, result };
}

const valuesOf = (args: Binding): Value[] => args.rest.map(({ value }) => value);

function filled(context: Context, args: Binding): Value {
  const list = mutable(context, args);
  const value = args.value('value');
  const number = staticNumber(context, value);
  const { start, count } = sliceRange(
    { start: place(context, args, 'start'), stop: place(context, args, 'end'), step: 1 },
    list.length,
  );
  if (count < list.length) list.set(itemsOf(context, list, args.range).fill(value, start, start + count));
  else if (number === undefined) list.set(Array.from({ length: list.length }, () => value));
  else {
    const type = Number.isInteger(number) ? 'int' : 'float';
    list.setPacked(context.ops.constant(new Float64Array(count).fill(number), [count], type));
  }
  return list;
}

function spliced(context: Context, args: Binding): Value {
  const start = place(context, args, 'start')!;
  const count = place(context, args, 'count') ?? Infinity;
  const { result } = changed(context, args, (items) => items.splice(start, count, ...valuesOf(args)));
  return ListValue.of(result, context.ops.depth);
}

/** Conditions joined without short cuts, which have no effect here. */
function joined(context: Context, conditions: readonly Condition[], isEvery: boolean): Value {
  const join = isEvery ? and : or;
  const result = conditions.reduce((all, each) => join(context, all, each), isEvery);
  return typeof result === 'boolean' ? booleanOf(result) : simplify(context, result);
}

/** `every` and `some`. */
function quantified(context: Context, args: Binding, isEvery: boolean): Value {
  const list = listOf(context, args);
  const iterable = walk(context, args, list);
  const conditions = Array.from({ length: iterable.length }, (_, i) =>
    truthOf(context, callBack(context, args, [iterable.at(integer(i)), integer(i), list]), args.range),
  );
  return joined(context, conditions, isEvery);
}

function includes(context: Context, args: Binding): Value {
  const { range } = args;
  const item = args.value('item');
  const isNaNumber = Number.isNaN(staticNumber(context, item));
  const conditions = itemsOf(context, listOf(context, args), range).map((each) =>
    isNaNumber && Number.isNaN(staticNumber(context, each))
      ? true
      : truthOf(context, compare(context, '==', each, item, { ...range, left: range, right: range }), range),
  );
  return joined(context, conditions, false);
}

/** Whether elements pass a test that is known when the loss is compiled. */
function passing(
  context: Context,
  args: Binding,
  trouble: string,
  remedy: string,
): { items: Value[]; passes: (i: number) => boolean } {
  const list = listOf(context, args);
  const { range } = args;
  const iterable = walk(context, args, list);
  const items = Array.from({ length: iterable.length }, (_, i) => iterable.at(integer(i)));
  const passes = (i: number): boolean => {
    const truth = truthOf(context, callBack(context, args, [items[i]!, integer(i), list]), range);
    if (typeof truth === 'boolean') return truth;
    return fail(range, 'not-static', trouble, remedy);
  };
  return { items, passes };
}

function filtered(context: Context, args: Binding): Value {
  const { items, passes } = passing(
    context,
    args,
    'This filter depends on the point, so that the number of elements would change.',
    'Use map with a conditional expression: v > 0 ? v : 0.',
  );
  return ListValue.of(
    items.filter((_, i) => passes(i)),
    context.ops.depth,
  );
}

function found(context: Context, args: Binding): { index: number; item: Value } {
  const { items, passes } = passing(
    context,
    args,
    `Which element “${args.name}” finds depends on the point.`,
    'Use a loop that keeps what it finds in a variable.',
  );
  const index = items.findIndex((_, i) => passes(i));
  return { index, item: items[index] ?? none };
}

/** Items of a constant array in the order of a comparison, or of their texts, as JavaScript has it. */
function sorted(context: Context, args: Binding, items: readonly Value[]): Value[] {
  const { range } = args;
  const known = (value: Value): number =>
    staticNumber(context, value) ??
    fail(
      range,
      'unsupported',
      'Sorting values that depend on the point is not part of the loss language.',
      'Sort data before; use Math.min and Math.max for extremes.',
    );
  if (args.has('f')) {
    const given = (value: Value) => ({ value, name: null, range });
    return items.toSorted((a, b) => known(context.call(args.value('f'), [given(a), given(b)], range)));
  }
  const texts = new Map(items.map((item) => [item, String(known(item))]));
  const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return items.toSorted((a, b) => compareTexts(texts.get(a)!, texts.get(b)!));
}

function flattened(context: Context, items: readonly Value[], args: Binding, depth = 1): Value[] {
  return items.flatMap((item) =>
    item.kind === 'list' && depth > 0
      ? flattened(context, itemsOf(context, item, args.range), args, depth - 1)
      : [item],
  );
}

/** Rows of the methods of JavaScript's arrays. */
export const javascriptArrayRows: readonly Builtin[] = [
  row('map', '(a, f)', 'array', 'A function of each element.', (context, args) =>
    mapped(context, args, listOf(context, args)),
  ),
  row('forEach', '(a, f)', 'array', 'Calls a function with each element.', (context, args) => {
    forEach(context, args, listOf(context, args));
    return none;
  }),
  row('reduce', '(a, f, *initial)', 'array', 'Folds the elements with a function.', (context, args) =>
    reduced(context, args, false),
  ),
  row('reduceRight', '(a, f, *initial)', 'array', 'Folds the elements from the last to the first.', (context, args) =>
    reduced(context, args, true),
  ),
  row('filter', '(a, f)', 'array', 'Elements that pass a test that does not depend on the point.', filtered),
  row('find', '(a, f)', 'array', 'The first element that passes a test.', (context, args) => found(context, args).item),
  row('findIndex', '(a, f)', 'array', 'Index of the first element that passes a test, or -1.', (context, args) =>
    integer(found(context, args).index),
  ),
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
  row('fill', '(a, value, start=0, end=None)', 'array', 'Sets elements.', filled),
  row('push', '(a, *items)', 'array', 'Adds elements at the end.', (context, args) =>
    integer(changed(context, args, (items) => items.push(...valuesOf(args))).result),
  ),
  row('unshift', '(a, *items)', 'array', 'Adds elements at the start.', (context, args) =>
    integer(changed(context, args, (items) => items.unshift(...valuesOf(args))).result),
  ),
  row(
    'pop',
    '(a)',
    'array',
    'Takes the last element away.',
    (context, args) => changed(context, args, (items) => items.pop() ?? none).result,
  ),
  row(
    'shift',
    '(a)',
    'array',
    'Takes the first element away.',
    (context, args) => changed(context, args, (items) => items.shift() ?? none).result,
  ),
  row('splice', '(a, start, count=None, *items)', 'array', 'Takes elements out and puts others in.', spliced),
  row('reverse', '(a)', 'array:reverse|toReversed', 'Elements from the last to the first.', (context, args) =>
    args.name === 'toReversed'
      ? ListValue.of(itemsOf(context, listOf(context, args), args.range).reverse(), context.ops.depth)
      : changed(context, args, (items) => items.reverse()).list,
  ),
  row('sort', '(a, f=None)', 'array:sort|toSorted', 'Constants in order.', (context, args) => {
    const items = sorted(context, args, itemsOf(context, listOf(context, args), args.range));
    if (args.name === 'toSorted') return ListValue.of(items, context.ops.depth);
    const list = mutable(context, args);
    list.set(items);
    return list;
  }),
  row('flat', '(a, depth=1)', 'array', 'Nested arrays joined.', (context, args) => {
    const depth = args.has('depth') ? staticNumber(context, args.value('depth')) : 1;
    const items = itemsOf(context, listOf(context, args), args.range);
    return ListValue.of(flattened(context, items, args, depth ?? args.integer(context, 'depth', 1)), context.ops.depth);
  }),
  row('flatMap', '(a, f)', 'array', 'A function of each element, results joined.', (context, args) => {
    const items = itemsOf(context, mapped(context, args, listOf(context, args)), args.range);
    return ListValue.of(flattened(context, items, args), context.ops.depth);
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
  row('keys', '(a)', 'array', 'Indices.', (context, args) => {
    const list = listOf(context, args);
    noteLength(list);
    return { kind: 'range', start: 0, step: 1, length: list.length };
  }),
  row('values', '(a)', 'array', 'The elements.', (context, args) => listOf(context, args)),
  row('includes', '(a, item)', 'array', 'Whether a number is among the elements.', includes),
];
