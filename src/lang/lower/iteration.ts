/** What a loop walks over: elements by a compile-time index, or all of them at once. */
import { LossError } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { type Context, NotVectorizable } from './context';
import {
  checkView,
  elementValue,
  itemAt,
  itemsOf,
  noteWholeRead,
  rowOf,
  simplify,
  stackItems,
  toTensor,
} from './convert';
import { ones } from './tensors';
import { type Value, ListValue, Tensor, integer, tupleOf } from './values';

/** Something that a loop can walk over: its length, and the element at a compile-time or loop index. */
export interface Iterable {
  readonly length: number;
  at(index: Value): Value;
}

/** The elements of a sequence by index; `range` loops and packed arrays are not taken apart. */
export function iterableOf(
  context: Context,
  value: Value,
  range: Range,
  gather: (tensor: Tensor, index: Tensor) => Tensor,
): Iterable {
  if (value.kind === 'range') {
    return {
      length: value.length,
      at: (index) => {
        if (index.kind === 'number') return integer(value.start + index.value * value.step);
        const scaled = context.ops.binary(
          'mul',
          toTensor(context, index, range),
          context.ops.scalar(value.step, 'int'),
          'int',
        );
        return context.ops.binary('add', scaled, context.ops.scalar(value.start, 'int'), 'int');
      },
    };
  }
  const tensor = value.kind === 'tensor' ? checkView(value, range) : value.kind === 'list' ? value.packed : null;
  if (value.kind === 'tensor' || value.kind === 'list') noteWholeRead(context, value);
  const itemOf = (row: Tensor): Value =>
    value.kind === 'list' ? copiedRow(context, value, row) : simplify(context, row);
  if (tensor && tensor.rank > 0) {
    if (tensor.parameter) tensor.parameter.usesLength = true;
    return {
      length: tensor.shape[0]!,
      at: (index) =>
        index.kind !== 'number'
          ? itemOf(gather(tensor, toTensor(context, index, range)))
          : value.kind === 'list'
            ? itemAt(context, value, index.value)
            : elementValue(context, tensor, index.value),
    };
  }
  const items = itemsOf(context, value, range);
  let packed: Tensor | null = null;
  return {
    length: items.length,
    at: (index) => {
      if (index.kind === 'number') return items[index.value]!;
      if (
        items.some(
          (item) => item.kind !== 'number' && item.kind !== 'tensor' && item.kind !== 'tuple' && item.kind !== 'list',
        )
      )
        throw new NotVectorizable();
      if (items[0]?.kind === 'tuple')
        return tupleColumns(context, items, toTensor(context, index, range), range, gather);
      packed ??= stackOrGiveUp(context, items, range);
      const row = gather(packed, toTensor(context, index, range));
      const isListRow = items[0]?.kind === 'list';
      return isListRow ? copiedRow(context, ListValue.packed(packed, context.ops.depth), row) : simplify(context, row);
    },
  };
}

/** A row that was picked by a loop's index: a copy, into which nothing may be written. */
export function copiedRow(context: Context, list: ListValue, row: Tensor): Value {
  const value = rowOf(context, list, row);
  if (value.kind === 'list') value.isCopy = true;
  return value;
}

function stackOrGiveUp(context: Context, items: readonly Value[], range: Range): Tensor {
  try {
    return stackItems(context, items, range);
  } catch (error) {
    // Rows of different lengths can still be walked over one by one.
    if (error instanceof LossError) throw new NotVectorizable();
    throw error;
  }
}

/** A list of equally long tuples, walked over for all iterations at once: a tuple of columns. */
function tupleColumns(
  context: Context,
  items: readonly Value[],
  index: Tensor,
  range: Range,
  gather: (tensor: Tensor, index: Tensor) => Tensor,
): Value {
  const tuples = items.map((item) => (item.kind === 'tuple' ? item.items : null));
  const width = tuples[0]?.length ?? 0;
  if (tuples.some((tuple) => tuple?.length !== width)) throw new NotVectorizable();
  return tupleOf(
    Array.from({ length: width }, (_, column) =>
      gather(
        stackOrGiveUp(
          context,
          tuples.map((tuple) => tuple![column]!),
          range,
        ),
        index,
      ),
    ),
  );
}

/** Adds a loop axis to a constant index array: shape [1, …, 1, length]. */
export function loopIndex(context: Context, depth: number, length: number, level: number): Tensor {
  const data = Float64Array.from({ length }, (_, i) => i);
  const node = context.graph.constant(data, [...ones(depth), length]);
  return new Tensor(node, depth + 1, level, 'int', depth + 1);
}
