/**
 * Reading and writing elements: NumPy's indexing of arrays, lists and tuples.
 *
 * Indices are known at compile time. Inside a loop that is evaluated for all iterations at once an index is a constant
 * array with one entry per iteration; reading is then one slice or gather, writing one scatter, and every access to an
 * array from before the loop is noted so that dependent iterations are found (`loops.ts`).
 */
import type { Node } from '../../ir/graph';
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { withShapes } from './arithmetic';
import { type Context, NotScannable, NotVectorizable } from './context';
import {
  checkView,
  copiedRow,
  failPoison,
  itemAt,
  itemsOf,
  noteWholeRead,
  simplify,
  stackItems,
  staticInteger,
  toTensor,
} from './convert';
import { ones } from './tensors';
import { ListValue, Tensor, type Value, describeValue, tupleOf } from './values';

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
    default:
      return fail(
        range,
        'not-indexable',
        `${capital(describeValue(object))} has no elements.`,
        'Index an array or a list.',
      );
  }
}

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

function dictKey(entries: readonly Entry[], range: Range): string {
  const [entry] = entries;
  if (entry?.kind === 'value' && entry.value.kind === 'string') return entry.value.value;
  if (entry?.kind === 'value' && entry.value.kind === 'number') return String(entry.value.value);
  return fail(range, 'not-static', 'An entry is named by a text.', "Write params['name'].");
}

/** An index from the front.
 *  @throws LossError if it is out of range; in JavaScript negative ones are */
export function normalizeIndex(context: Context, index: number, length: number, range: Range): number {
  const counted = index < 0 && context.language !== 'javascript' ? index + length : index;
  if (counted >= 0 && counted < length) return counted;
  if (index < 0 && context.language === 'javascript') {
    return fail(
      range,
      'index',
      `Index ${index} is undefined in JavaScript: indices start at 0.`,
      `Write x.at(${index}) or x[x.length - ${-index}].`,
    );
  }
  return fail(
    range,
    'index',
    `Index ${index} is out of range: there ${length === 1 ? 'is 1 element' : `are ${length} elements`}.`,
    length === 0 ? 'The array is empty.' : `Valid indices are 0 to ${length - 1}.`,
  );
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

/** Thrown when the loss needs another number of variables than it was given: the caller may try that one, or report
 *  the mistake by calling `fallback`. */
export class NeedsOtherN extends Error {
  constructor(
    readonly n: number,
    readonly fallback: () => never,
  ) {
    super();
  }
}

/** Thrown when the loss takes entries by name from its parameter: it is a dictionary, not a vector. */
export class NeedsNames extends Error {}

function noteParameterIndex(parameter: Tensor['parameter'], index: number): void {
  if (!parameter) return;
  if (index < 0) parameter.usesLength = true;
  else parameter.extent = Math.max(parameter.extent, index + 1);
}

function noteParameterSlice(
  parameter: Tensor['parameter'],
  slice: { start: number | null; stop: number | null },
): void {
  if (!parameter) return;
  parameter.usesLength = true;
  parameter.sliceEnd = Math.max(parameter.sliceEnd, slice.start ?? 0, slice.stop ?? 0);
}

function indexInParameter(
  context: Context,
  index: number,
  length: number,
  range: Range,
  parameter: Tensor['parameter'],
): number {
  if (parameter && index >= length)
    throw new NeedsOtherN(index + 1, () => normalizeIndex(context, index, length, range) as never);
  return normalizeIndex(context, index, length, range);
}

/** Start, step and count of a Python slice on an axis. */
export function sliceRange(
  slice: { readonly start: number | null; readonly stop: number | null; readonly step: number },
  length: number,
): { start: number; step: number; count: number } {
  const { step } = slice;
  const clamp = (value: number, low: number, high: number): number =>
    Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const start =
    slice.start === null
      ? step > 0
        ? 0
        : length - 1
      : clamp(slice.start, step > 0 ? 0 : -1, step > 0 ? length : length - 1);
  const stop =
    slice.stop === null
      ? step > 0
        ? length
        : -1
      : clamp(slice.stop, step > 0 ? 0 : -1, step > 0 ? length : length - 1);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return count === 0 ? { start: 0, step: 1, count: 0 } : { start, step, count };
}

interface AxisRange {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Part of an array along one of the user's axes. */
export function sliceAxis(context: Context, tensor: Tensor, axis: number, part: AxisRange): Tensor {
  const ranges = tensor.node.shape.map((count, k) => (k === axis + tensor.batch ? part : { start: 0, step: 1, count }));
  return context.ops.wrap(context.graph.slice(tensor.node, ranges), tensor, tensor.type);
}

/** Spreads `...` and missing trailing axes out to one entry per axis. */
function expandEntries(entries: readonly Entry[], rank: number, range: Range): Entry[] {
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
  const entries = expandEntries(given, tensor.rank, range);
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

/** What happens to each axis: one element, a range, a new axis, or rows picked by a constant index array. */
type AxisPlan =
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'range'; readonly part: AxisRange }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'gather'; readonly index: Tensor; readonly data: Float64Array };

function indexPlan(context: Context, tensor: Tensor, entries: readonly Entry[]): AxisPlan[] {
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

/** A list's elements as one array, whatever form they have now. */
function packedOf(context: Context, list: ListValue, range: Range): Tensor {
  return list.packed ?? stackItems(context, list.items!, range);
}

function asCopy(list: ListValue): ListValue {
  list.isCopy = true;
  return list;
}

/** An index array: integers, or a constant mask. */
function pickedRows(
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
function applyPlan(context: Context, tensor: Tensor, plan: readonly AxisPlan[]): Tensor {
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

/** Picks along several axes at once: the index arrays broadcast to one shape, which replaces those axes. */
function gatherAxes(context: Context, tensor: Tensor, gathers: readonly { axis: number; index: Tensor }[]): Tensor {
  const { ops, graph } = context;
  requireUnscanned(context, tensor, gathers);
  const indexRank = Math.max(...gathers.map(({ index }) => index.rank));
  const batch = Math.max(tensor.batch, ...gathers.map(({ index }) => index.batch));
  const padded = gathers.map(({ index }) => padTo(context, index, batch, indexRank));
  const sourceLoops = [...tensor.node.shape.slice(0, tensor.batch), ...ones(batch - tensor.batch)];
  const loops = Array.from({ length: batch }, (_, k) =>
    Math.max(sourceLoops[k]!, ...padded.map((node) => node.shape[k]!)),
  );
  const indexShape = Array.from({ length: indexRank }, (_, k) =>
    Math.max(...padded.map((node) => node.shape[batch + k]!)),
  );
  const picked = gathers.map(({ axis }) => axis);
  const kept = tensor.shape.map((_, k) => k).filter((k) => !picked.includes(k));
  const front = ops.transpose(tensor, [...picked, ...kept]);
  const keptShape = kept.map((k) => tensor.shape[k]!);
  // Flat position = (loop position of the source, picked axes); loops where the source does not vary count 0.
  const resultShape = [...loops, ...indexShape];
  const strides = picked.map((_, k) => picked.slice(k + 1).reduce((product, axis) => product * tensor.shape[axis]!, 1));
  const block = picked.reduce((product, axis) => product * tensor.shape[axis]!, 1);
  const positions = flatPositions(context, resultShape, padded, strides, sourceLoops, block);
  const rows = sourceLoops.reduce((product, extent) => product * extent, 1) * block;
  const flat = graph.reshape(front.node, [rows, ...keptShape]);
  const gathered = graph.gather(flat, positions, 0);
  const moved = new Tensor(
    graph.reshape(gathered, [...loops, ...indexShape, ...keptShape]),
    batch,
    tensor.level,
    tensor.type,
    ops.depth,
  );
  // NumPy puts the picked axes where the first of them was, if they are neighbours.
  const areNeighbors = picked.every((axis, k) => k === 0 || axis === picked[k - 1]! + 1);
  const place = areNeighbors ? kept.filter((k) => k < picked[0]!).length : 0;
  if (place === 0 || indexRank === 0) return moved;
  const order = [
    ...Array.from({ length: place }, (_, k) => indexRank + k),
    ...Array.from({ length: indexRank }, (_, k) => k),
    ...Array.from({ length: keptShape.length - place }, (_, k) => indexRank + place + k),
  ];
  return ops.transpose(moved, order);
}

/** What a scan carries cannot be read at a position that moves with the scan. */
function requireUnscanned(context: Context, tensor: Tensor, gathers: readonly { index: Tensor }[]): void {
  const scans = context.ops.frames.filter((frame) => frame.element !== null).slice(0, tensor.level);
  const varies = scans.some(({ depth }) =>
    gathers.some(({ index }) => index.batch > depth && index.node.shape[depth] !== 1),
  );
  if (varies) throw new NotScannable();
}

function padTo(context: Context, index: Tensor, batch: number, rank: number): Node {
  const { shape } = index.node;
  const loops = [...shape.slice(0, index.batch), ...ones(batch - index.batch)];
  return context.graph.reshape(index.node, [...loops, ...ones(rank - index.rank), ...index.shape]);
}

function flatPositions(
  context: Context,
  shape: readonly number[],
  indices: readonly Node[],
  strides: readonly number[],
  sourceLoops: readonly number[],
  block: number,
): Int32Array {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = indices.map((node) => context.ops.dataOf(new Tensor(node, 0, 0, 'int'))!);
  const positions = new Int32Array(size);
  const at = shape.map(() => 0);
  const offset = (extents: readonly number[]): number => {
    let flat = 0;
    for (let k = 0; k < extents.length; k++) flat = flat * extents[k]! + (extents[k] === 1 ? 0 : at[k]!);
    return flat;
  };
  for (let i = 0; i < size; i++) {
    let position = offset(sourceLoops) * block;
    for (let k = 0; k < indices.length; k++) position += data[k]![offset(indices[k]!.shape)]! * strides[k]!;
    positions[i] = position;
    for (let axis = shape.length - 1; axis >= 0 && ++at[axis]! === shape[axis]; axis--) at[axis] = 0;
  }
  return positions;
}

/** `array[i]` for an index that differs by iteration: what `for (const v of x)` reads. */
export function gatherFirst(context: Context, tensor: Tensor, index: Tensor): Tensor {
  return gatherAxes(context, tensor, [{ axis: 0, index }]);
}

/** Where the whole numbers that lead a subscript point: one row of `span` elements for each iteration. */
interface Rows {
  /** number of the row, counted over the axes that are picked */
  readonly index: Tensor;
  readonly positions: Float64Array;
  readonly rows: number;
  readonly rowShape: readonly number[];
}

/** @returns null if the subscript begins with anything but whole numbers */
function leadingRows(context: Context, tensor: Tensor, plan: readonly AxisPlan[]): Rows | null {
  const { ops } = context;
  let index: Tensor | null = null;
  let axis = 0;
  for (const part of plan) {
    if (part.kind !== 'element' && !(part.kind === 'gather' && part.index.rank === 0)) break;
    const here = part.kind === 'element' ? ops.scalar(part.index, 'int') : part.index;
    const before: Tensor | null = index && ops.binary('mul', index, ops.scalar(tensor.shape[axis]!, 'int'), 'int');
    index = before ? ops.binary('add', before, here, 'int') : here;
    axis++;
  }
  if (!index) return null;
  const rows = tensor.shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
  return { index, positions: ops.dataOf(index)!, rows, rowShape: tensor.shape.slice(axis) };
}

const spanOf = (rows: Rows): number => rows.rowShape.reduce((product, extent) => product * extent, 1);

/** Notes which elements of an older array an iteration reads. */
function noteRead(context: Context, owner: ListValue | Tensor, tensor: Tensor, plan: readonly AxisPlan[]): void {
  if (tensor.parameter || !context.loops.some((loop) => owner.stamp < loop.stamp)) return;
  const rows = leadingRows(context, tensor, plan);
  if (rows) recordTouch(context, owner, rows, false);
  else noteWholeRead(context, owner);
}

function touchOne(context: Context, target: ListValue | (Value & { kind: 'tuple' }), index: number): void {
  if (target.kind === 'tuple') return;
  const span = target.packed ? target.packed.shape.slice(1).reduce((product, extent) => product * extent, 1) : 1;
  for (const loop of context.loops) {
    if (loop.kind !== 'vector' || target.stamp >= loop.stamp) continue;
    loop.touches.push({ target, isWrite: false, positions: Float64Array.of(index), span, batchShape: [] });
  }
}

function recordTouch(context: Context, target: ListValue | Tensor, rows: Rows, isWrite: boolean): void {
  const batchShape = rows.index.node.shape.slice(0, rows.index.batch);
  for (const loop of context.loops) {
    if (target.stamp >= loop.stamp) continue;
    loop.touches.push({ target, isWrite, positions: rows.positions, span: spanOf(rows), batchShape });
    if (isWrite) loop.written.add(target);
  }
}

/** `object[entries] = value`. */
export function writeElement(
  context: Context,
  object: Value,
  entries: readonly Entry[],
  value: Value,
  range: Range,
): void {
  if (object.kind === 'poison') failPoison(object);
  if (object.kind === 'carried') throw new NotVectorizable();
  if (object.kind === 'tuple') fail(range, 'immutable', 'A tuple cannot be changed.', 'Make it a list.');
  if (object.kind === 'dict') {
    if (isOlder(context, object)) throw new NotVectorizable();
    context.store.touch(object);
    object.entries = new Map(object.entries).set(dictKey(entries, range), value);
    return;
  }
  if (object.kind === 'list') {
    writeList(context, object, entries, value, range);
    return;
  }
  if (object.kind !== 'tensor' || object.rank === 0) {
    fail(
      range,
      'not-indexable',
      `${capital(describeValue(object))} has no elements that could be set.`,
      'Set an element of an array or a list.',
    );
  }
  if (object.viewOf) {
    fail(
      range,
      'view-write',
      'This writes into a view of another array.',
      'Write into the array itself, or take a copy first.',
    );
  }
  writeTensor(context, object, entries, value, range);
}

const isOlder = (context: Context, object: { readonly stamp: number }): boolean =>
  context.loops.some((loop) => object.stamp < loop.stamp);

function writeList(context: Context, list: ListValue, entries: readonly Entry[], value: Value, range: Range): void {
  const [entry, ...rest] = entries;
  if (list.isCopy) throw new NotVectorizable();
  if (entry?.kind !== 'value' || rest.length > 0) {
    return fail(
      range,
      'unsupported',
      'A list element is set by one whole number.',
      'Write a[i] = value, or use np.zeros(n) for slices.',
    );
  }
  const index = entry.value;
  if (isOlder(context, list)) {
    const packed = packedOf(context, list, range);
    if (packed.rank !== 1) throw new NotVectorizable();
    const copy = new Tensor(packed.node, packed.batch, packed.level, 'float', list.depth);
    writeRows(context, list, copy, [pickedRows(context, index, list.length, entry.range, null)], value, range);
    context.store.touch(list);
    list.setPacked(copy);
    return;
  }
  const at = staticInteger(context, index, entry.range, 'An index');
  const { length } = list;
  context.store.touch(list);
  if (context.language === 'javascript' && at === length) {
    list.set([...itemsOf(context, list, range), value]);
    return;
  }
  const normal = normalizeIndex(context, at, length, entry.range);
  const items = itemsOf(context, list, range);
  items[normal] = value;
  list.set(items);
}

/** Rows of an array from before the loop, each written by one iteration, all at once. */
function writeRows(
  context: Context,
  owner: ListValue | Tensor,
  target: Tensor,
  plan: readonly AxisPlan[],
  value: Value,
  range: Range,
): void {
  const { ops, graph } = context;
  if (context.loops.some((loop) => loop.kind === 'scan' && owner.stamp < loop.stamp)) throw new NotScannable();
  const rows = leadingRows(context, target, plan);
  if (!rows || target.batch > 0 || owner.depth > 0) throw new NotVectorizable();
  requireOwnRows(context, owner, rows);
  const flat = ops.reshape(target, [rows.rows, ...rows.rowShape]);
  const old = gatherAxes(context, flat, [{ axis: 0, index: rows.index }]);
  let written = toTensor(context, value, range);
  const isMasked = context.path !== null && !ops.dataOf(context.path)?.every((element) => element !== 0);
  if (isMasked) written = ops.select(context.path!, written, old);
  const aligned = ops.align([written, old]);
  const loops = rows.index.node.shape.slice(0, rows.index.batch);
  const escapes = aligned.nodes[0]!.shape.some((extent, k) => k < aligned.batch && extent > (loops[k] ?? 1));
  if (aligned.level > 0 || aligned.batch !== rows.index.batch || escapes) throw new NotVectorizable();
  recordTouch(context, owner, rows, true);
  const spread = withShapes(range, () => graph.broadcastTo(aligned.nodes[0]!, [...loops, ...rows.rowShape]));
  const fresh = graph.reshape(spread, [rows.positions.length, ...rows.rowShape]);
  const sourceOf = new Int32Array(rows.rows).fill(-1);
  rows.positions.forEach((position, i) => (sourceOf[position] = i));
  const isAll = sourceOf.every((source) => source >= 0);
  // Old rows first, new rows after them; each position picks the one that counts.
  const joined = isAll ? fresh : graph.concat([flat.node, fresh], 0);
  const order = Array.from(sourceOf, (source, k) => (isAll ? source : source >= 0 ? rows.rows + source : k));
  target.node = graph.reshape(graph.gather(joined, order, 0), target.shape);
}

/** Every open loop that is younger than the array must write other rows in each of its iterations. */
function requireOwnRows(context: Context, owner: ListValue | Tensor, rows: Rows): void {
  const loops = rows.index.node.shape.slice(0, rows.index.batch);
  for (const loop of context.loops) {
    if (owner.stamp < loop.stamp && (loops[loop.depth] ?? 1) === 1) throw new NotVectorizable();
    if (owner.stamp < loop.stamp && loop.wholeReads.has(owner)) throw new NotVectorizable();
  }
}

function writeTensor(context: Context, tensor: Tensor, entries: readonly Entry[], value: Value, range: Range): void {
  const expanded = expandEntries(entries, tensor.rank, range);
  const written = toTensor(context, value, range);
  if (tensor.type === 'int' && written.type === 'float') {
    fail(
      range,
      'integer-array',
      'This array holds whole numbers; NumPy would cut the fraction off.',
      'Make it an array of floats: np.zeros(n), np.array([1.0, 2.0]).',
    );
  }
  if (writeMasked(context, tensor, entries, written)) return;
  const plan = indexPlan(context, tensor, expanded);
  if (isOlder(context, tensor)) {
    const isWholeRow = plan.every((part, k) => part.kind !== 'range' || part.part.count === tensor.shape[k]);
    if (!isWholeRow) throw new NotVectorizable();
    context.store.touch(tensor);
    writeRows(context, tensor, tensor, plan, written, range);
    tensor.version++;
    return;
  }
  writePlaces(context, tensor, plan, written, range);
}

/** `a[a > 0] = 1`: a mask that depends on the point picks the new value element by element. */
function writeMasked(context: Context, tensor: Tensor, entries: readonly Entry[], written: Tensor): boolean {
  const [entry] = entries;
  if (entries.length !== 1 || entry?.kind !== 'value' || entry.value.kind !== 'tensor') return false;
  const mask = entry.value;
  const fits = mask.type === 'bool' && mask.shape.join() === tensor.shape.join() && written.rank === 0;
  if (!fits || context.ops.dataOf(mask)) return false;
  if (isOlder(context, tensor)) throw new NotVectorizable();
  const merged = context.ops.select(mask, written, tensor);
  context.store.touch(tensor);
  tensor.restore({ node: merged.node, batch: merged.batch, level: merged.level });
  return true;
}

/** Writes into an array of this loop or of none, at places known when the loss is compiled. */
function writePlaces(context: Context, tensor: Tensor, plan: readonly AxisPlan[], written: Tensor, range: Range): void {
  const { ops, graph } = context;
  const size = tensor.shape.reduce((product, extent) => product * extent, 1);
  context.spend(range, Math.ceil(size / 16));
  const numbering = ops.constant(
    Float64Array.from({ length: size }, (_, i) => i),
    tensor.shape,
    'int',
  );
  const places = applyPlan(context, numbering, plan);
  if (places.batch > 0) throw new NotVectorizable();
  const positions = ops.dataOf(places)!;
  const spread = withShapes(range, () => ops.broadcastTo(written, places.shape));
  const aligned = ops.level([tensor, spread]);
  if (aligned.batch > 0) {
    const mask = ops.constant(maskOf(size, positions), tensor.shape, 'bool');
    const merged = ops.select(mask, spreadRows(context, written, places, positions, tensor), tensor);
    context.store.touch(tensor);
    tensor.restore({ node: merged.node, batch: merged.batch, level: merged.level });
    return;
  }
  const sourceOf = new Int32Array(size).fill(-1);
  positions.forEach((position, i) => (sourceOf[position] = i));
  const both = [graph.reshape(aligned.nodes[0]!, [size]), graph.reshape(aligned.nodes[1]!, [positions.length])];
  const order = Array.from(sourceOf, (source, k) => (source >= 0 ? size + source : k));
  const node = graph.reshape(graph.gather(graph.concat(both, 0), order, 0), tensor.shape);
  context.store.touch(tensor);
  tensor.restore({ node, batch: 0, level: aligned.level });
}

const maskOf = (size: number, positions: Float64Array): Float64Array => {
  const mask = new Float64Array(size);
  positions.forEach((position) => (mask[position] = 1));
  return mask;
};

/** The written values laid out over the whole array, so that a mask can pick them. */
function spreadRows(
  context: Context,
  written: Tensor,
  places: Tensor,
  positions: Float64Array,
  tensor: Tensor,
): Tensor {
  const { ops } = context;
  const size = tensor.shape.reduce((product, extent) => product * extent, 1);
  const flat = ops.reshape(ops.broadcastTo(written, places.shape), [positions.length]);
  const sourceOf = new Float64Array(size);
  positions.forEach((position, i) => (sourceOf[position] = i));
  const rows = gatherAxes(context, flat, [{ axis: 0, index: ops.constant(sourceOf, [size], 'int') }]);
  return ops.reshape(rows, tensor.shape);
}
