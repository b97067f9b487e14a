/**
 * Reading and writing elements: NumPy's indexing of arrays, lists and tuples.
 *
 * Indices are known at compile time. Inside a loop that is evaluated for all iterations at once an index is a constant
 * array with one entry per iteration; reading is then one slice or gather, writing one scatter, and every access to an
 * array from before the loop is noted so that dependent iterations are found (`loops.ts`).
 */
import { fail } from '../diagnostics';
import { joinedByIndex } from '../functions/index-tricks';
import type { Range } from '../syntax/tree';
import { type Context, NotVectorizable } from './context';
import { checkView, failPoison, itemAt, itemsOf, noteWholeRead, simplify, stackItems, staticInteger } from './convert';
import { sliceAxis, sliceRange } from './gather';
import { type Entry, applyPlan, expandEntries, indexPlan, spreadTuples } from './index-plan';
import { copiedRow } from './iteration';
import { failMissingParameter } from '../missing-parameter';
import { capital, dictKey, packedOf } from './keys';
import { withShapes } from './operands';
import { NeedsNames, indexInParameter, normalizeIndex, noteParameterIndex, noteParameterSlice } from './point-use';
import { noteRead, touchOne } from './touches';
import { type Value, ListValue, Tensor, describeValue, tupleOf } from './values';

/** `object[entries]`. */
export function readElement(context: Context, object: Value, entries: readonly Entry[], range: Range): Value {
  switch (object.kind) {
    case 'poison':
      return failPoison(object);
    case 'carried':
      throw new NotVectorizable();
    case 'dict': {
      const key = dictKey(entries, range);
      const found = object.entries.get(key) ?? object.onMissing?.(key);
      if (found) return found;
      if (object.isTable) return failMissingParameter(range, key);
      return fail(
        range,
        'unknown-key',
        `There is no entry “${key}”.`,
        `Known entries: ${[...object.entries.keys()].join(', ') || 'none'}.`,
      );
    }
    case 'tuple':
    case 'list':
      return readSequence(context, object, entries, range);
    case 'range': {
      const entry = entries[0]!;
      if (entry.kind === 'value') {
        const index = staticInteger(context, entry.value, entry.range, 'An index');
        return {
          kind: 'number',
          value: object.start + normalizeIndex(context, index, object.length, entry.range) * object.step,
          isInteger: true,
        };
      }
      return readElement(context, ListValue.of(itemsOf(context, object, range), context.ops.depth), entries, range);
    }
    case 'string': {
      const entry = entries[0]!;
      if (entry.kind !== 'value') return fail(range, 'unsupported', 'Texts cannot be cut here.', 'Use numbers.');
      const index = staticInteger(context, entry.value, entry.range, 'An index');
      return { kind: 'string', value: object.value[normalizeIndex(context, index, object.value.length, entry.range)]! };
    }
    case 'tensor':
      return readTensor(context, object, entries, range);
    default: {
      const joined = object.kind === 'builtin' ? joinedByIndex(context, object, entries, range) : null;
      if (joined) return joined;
      return fail(
        range,
        'not-indexable',
        `${capital(describeValue(object))} has no elements.`,
        'Index an array or a list.',
      );
    }
  }
}

function readSequence(
  context: Context,
  object: ListValue | (Value & { kind: 'tuple' }),
  entries: readonly Entry[],
  range: Range,
): Value {
  const [entry, ...rest] = entries;
  if (rest.length > 0) {
    if (object.kind === 'list' && object.packed && context.language === 'python')
      return readTensor(context, object.packed, entries, range);
    fail(
      range,
      'not-indexable',
      'A list takes one index; several need a NumPy array.',
      'Write a[i][j] or np.array(a)[i, j].',
    );
  }
  if (entry?.kind === 'slice') {
    if (object.kind === 'list') noteWholeRead(context, object);
    if (object.kind === 'list') noteParameterSlice(object.packed?.parameter ?? null, entry);
    const { start, step, count } = sliceRange(entry, object.kind === 'list' ? object.length : object.items.length);
    if (object.kind === 'list' && object.packed) {
      const cut = sliceAxis(context, object.packed, 0, { start, step, count });
      return ListValue.packed(cut, context.ops.depth);
    }
    const items = itemsOf(context, object, range);
    const picked = Array.from({ length: count }, (_, i) => items[start + i * step]!);
    return object.kind === 'list' ? ListValue.of(picked, context.ops.depth) : tupleOf(picked);
  }
  if (entry?.kind !== 'value')
    return fail(range, 'not-indexable', 'A list takes one whole number as index.', 'Write a[i].');
  const index = entry.value;
  if (index.kind === 'tensor' && context.ops.staticValue(index) === undefined && context.ops.dataOf(index)) {
    if (object.kind === 'tuple') return readTensor(context, stackItems(context, object.items, range), entries, range);
    const row = readTensor(context, packedOf(context, object, range), entries, range, object);
    return row.kind === 'tensor' && row.rank > 0
      ? copiedRow(context, object, row)
      : row.kind === 'list'
        ? asCopy(row)
        : row;
  }
  const length = object.kind === 'list' ? object.length : object.items.length;
  const parameter = object.kind === 'list' ? object.packed?.parameter : null;
  if (parameter && index.kind === 'string') throw new NeedsNames();
  const at = staticInteger(context, index, entry.range, 'An index');
  noteParameterIndex(parameter ?? null, at);
  const normal = indexInParameter(context, at, length, entry.range, parameter ?? null);
  if (object.kind === 'tuple') return object.items[normal]!;
  touchOne(context, object, normal);
  return itemAt(context, object, normal);
}

function readTensor(
  context: Context,
  source: Tensor,
  given: readonly Entry[],
  range: Range,
  owner: ListValue | null = null,
): Value {
  const tensor = checkView(source, range);
  if (tensor.rank === 0) {
    fail(
      range,
      'not-indexable',
      'This is a number; it has no elements.',
      context.language === 'formula'
        ? 'Is the variable a vector? Use subscripts throughout.'
        : 'Remove the brackets, or make it a vector.',
    );
  }
  const entries = expandEntries(spreadTuples(given), tensor.rank, range);
  const plan = indexPlan(context, tensor, entries);
  noteRead(context, owner ?? tensor, tensor, plan);
  const result = withShapes(range, () => applyPlan(context, tensor, plan));
  // In NumPy a whole number gives a view of the row, an index array a copy.
  const isBasic = plan.every((part) => part.kind !== 'gather' || part.index.rank === 0);
  if (isBasic && result.rank > 0 && context.language === 'python' && result !== tensor) {
    const base = tensor.viewOf?.base ?? tensor;
    result.viewOf = { base, version: base.version };
  }
  return simplify(context, result);
}

function asCopy(list: ListValue): ListValue {
  list.isCopy = true;
  return list;
}
