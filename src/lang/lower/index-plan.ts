/** A subscript, axis by axis: elements, ranges, new axes and constant index arrays, checked and then applied. */
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { type Context, NotScannable } from './context';
import { failPoison, staticInteger, toTensor } from './convert';
import { type AxisRange, gatherAxes, sliceRange } from './gather';
import {
  NeedsNames,
  NeedsOtherN,
  indexInParameter,
  normalizeIndex,
  noteParameterIndex,
  noteParameterSlice,
} from './point-use';
import { type Value, Tensor } from './values';

/** One entry of a subscript after evaluation. */
export type Entry =
  | { readonly kind: 'value'; readonly value: Value; readonly range: Range }
  | {
      readonly kind: 'slice';
      readonly start: number | null;
      readonly stop: number | null;
      readonly step: number;
      readonly range: Range;
    }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'ellipsis' };

/** `a[np.triu_indices(3)]`: a tuple is one entry for each axis. */
export const spreadTuples = (entries: readonly Entry[]): readonly Entry[] =>
  entries.flatMap((entry): readonly Entry[] =>
    entry.kind === 'value' && entry.value.kind === 'tuple'
      ? entry.value.items.map((value) => ({ kind: 'value', value, range: entry.range }))
      : [entry],
  );

/** Spreads `...` and missing trailing axes out to one entry per axis. */
export function expandEntries(entries: readonly Entry[], rank: number, range: Range): Entry[] {
  const used = entries.filter((entry) => entry.kind === 'value' || entry.kind === 'slice').length;
  if (used > rank) {
    fail(
      range,
      'index',
      `Too many indices: the array has ${rank === 0 ? 'no axes' : rank === 1 ? '1 axis' : `${rank} axes`}, and ${used} were given.`,
      rank === 0 ? 'This is a number; it has no elements.' : 'Remove an index.',
    );
  }
  const whole = (count: number): Entry[] =>
    Array.from({ length: count }, () => ({ kind: 'slice', start: null, stop: null, step: 1, range }));
  const at = entries.findIndex((entry) => entry.kind === 'ellipsis');
  if (at === -1) return [...entries, ...whole(rank - used)];
  return [...entries.slice(0, at), ...whole(rank - used), ...entries.slice(at + 1)];
}

/** What happens to each axis: one element, a range, a new axis, or rows picked by a constant index array. */
export type AxisPlan =
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'range'; readonly part: AxisRange }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'gather'; readonly index: Tensor; readonly data: Float64Array };

/** Decides for each axis what its entry does. */
export function indexPlan(context: Context, tensor: Tensor, entries: readonly Entry[]): AxisPlan[] {
  let axis = 0;
  return entries.flatMap((entry): AxisPlan[] => {
    if (entry.kind === 'newaxis') return [{ kind: 'newaxis' }];
    const length = tensor.shape[axis]!;
    const parameter = axis === 0 ? tensor.parameter : null;
    axis++;
    if (entry.kind === 'slice') {
      noteParameterSlice(parameter, entry);
      return [{ kind: 'range', part: sliceRange(entry, length) }];
    }
    if (entry.kind === 'ellipsis') return [];
    const index = entry.value;
    if (
      index.kind === 'number' ||
      (index.kind === 'tensor' &&
        index.rank === 0 &&
        index.type !== 'bool' &&
        context.ops.staticValue(index) !== undefined)
    ) {
      const at = staticInteger(context, index, entry.range, 'An index');
      noteParameterIndex(parameter, at);
      return [{ kind: 'element', index: indexInParameter(context, at, length, entry.range, parameter) }];
    }
    const picked = pickedRows(context, index, length, entry.range, parameter);
    return [picked];
  });
}

/** An index array: integers, or a constant mask. */
export function pickedRows(
  context: Context,
  index: Value,
  length: number,
  range: Range,
  parameter: Tensor['parameter'],
): AxisPlan & { kind: 'gather' } {
  if (index.kind === 'poison') failPoison(index);
  if (index.kind === 'string' && parameter) throw new NeedsNames();
  if (index.kind === 'string')
    fail(range, 'not-indexable', 'An array is indexed by whole numbers, not by a text.', 'Use x[0], x[1].');
  let rows = toTensor(context, index, range);
  let data = context.ops.dataOf(rows);
  if (!data) {
    if (context.ops.frames.some((frame) => frame.element !== null) && rows.level > 0) throw new NotScannable();
    return fail(
      range,
      'not-static',
      rows.type === 'bool'
        ? 'A mask that depends on the point would change the array’s length.'
        : 'This index depends on the point, so that it is not known when the loss is compiled.',
      rows.type === 'bool' ? 'Use np.where(mask, x, 0).' : 'Index by whole numbers; select values with a condition.',
    );
  }
  if (rows.type === 'bool') {
    const chosen = Array.from(data.keys()).filter((i) => data![i] !== 0);
    rows = context.ops.constant(chosen, [chosen.length], 'int');
    data = Float64Array.from(chosen);
  }
  const bad = data.find((value) => !Number.isInteger(value));
  if (bad !== undefined)
    fail(
      range,
      'not-integer',
      `An index must be a whole number; here it is ${bad}.`,
      'Use // for whole-number division, or int(…).',
    );
  const isOutside = (value: number): boolean =>
    value >= length || value < (context.language === 'javascript' ? 0 : -length);
  const inactive = inactiveIterations(context, rows, data.length);
  let largest = -1;
  const normal = data.map((value, i) => {
    if (inactive?.[i]) return isOutside(value) ? 0 : value < 0 ? value + length : value;
    if (value > largest) largest = value;
    if (value < 0 && parameter) parameter.usesLength = true;
    return value < 0 && context.language !== 'javascript' ? value + length : value;
  });
  if (parameter) parameter.extent = Math.max(parameter.extent, largest + 1);
  if (parameter && largest >= length)
    throw new NeedsOtherN(largest + 1, () => normalizeIndex(context, largest, length, range) as never);
  const outside = normal.findIndex((value) => value < 0 || value >= length);
  if (outside >= 0) normalizeIndex(context, data[outside]!, length, range);
  return {
    kind: 'gather',
    index: new Tensor(
      context.graph.constant(normal, rows.node.shape),
      rows.batch,
      rows.level,
      'int',
      context.ops.depth,
    ),
    data: normal,
  };
}

/** Iterations in which a constant condition rules the current statement out: their indices do not matter. */
function inactiveIterations(context: Context, rows: Tensor, size: number): boolean[] | null {
  if (!context.path || rows.rank > 0) return null;
  const aligned = context.ops.align([context.path, rows]);
  const shape = rows.node.shape;
  const mask = aligned.nodes[0]!;
  if (mask.shape.some((extent, axis) => extent !== 1 && extent !== (shape[axis] ?? 1))) return null;
  const spread = context.ops.wrap(context.graph.broadcastTo(mask, aligned.nodes[1]!.shape), aligned, 'bool');
  const data = context.ops.dataOf(spread);
  return data?.length === size ? Array.from(data, (value) => value === 0) : null;
}

/** Applies elements and ranges first, then all index arrays together. */
export function applyPlan(context: Context, tensor: Tensor, plan: readonly AxisPlan[]): Tensor {
  const { ops, graph } = context;
  const loops = tensor.node.shape.slice(0, tensor.batch);
  const ranges = loops.map((count) => ({ start: 0, step: 1, count }));
  const shape: number[] = [];
  const gathers: { axis: number; index: Tensor }[] = [];
  let axis = 0;
  for (const part of plan) {
    if (part.kind === 'newaxis') {
      shape.push(1);
      continue;
    }
    const extent = tensor.shape[axis++]!;
    if (part.kind === 'element') ranges.push({ start: part.index, step: 1, count: 1 });
    else if (part.kind === 'range') {
      ranges.push(part.part);
      shape.push(part.part.count);
    } else {
      ranges.push({ start: 0, step: 1, count: extent });
      gathers.push({ axis: shape.length, index: part.index });
      shape.push(extent);
    }
  }
  const basic = ops.reshape(ops.wrap(graph.slice(tensor.node, ranges), tensor, tensor.type), shape);
  if (gathers.length === 0) {
    basic.parameter =
      shape.length === tensor.rank && shape.every((extent, i) => extent === tensor.shape[i]) ? tensor.parameter : null;
    return basic;
  }
  return gatherAxes(context, basic, gathers);
}
