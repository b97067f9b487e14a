/**
 * Writing elements of arrays, lists and dictionaries.
 *
 * Arrays are values in the graph, so a write makes a new one and gives it to the object. Inside a loop that runs all at
 * once, the rows that its iterations write are written together; what cannot be done so is left to the slower ways.
 */
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { type Context, NotScannable, NotVectorizable } from './context';
import { failPoison, itemsOf, staticInteger, toTensor } from './convert';
import { gatherAxes } from './gather';
import { type AxisPlan, type Entry, applyPlan, expandEntries, indexPlan, pickedRows, spreadTuples } from './index-plan';
import { capital, packedOf, writeEntry } from './keys';
import { withShapes } from './operands';
import { normalizeIndex } from './point-use';
import { jointDimension } from './unit-flow';
import { isOlder, leadingRows, recordTouch, requireOwnRows } from './touches';
import { type Value, ListValue, Tensor, describeValue } from './values';

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
    writeEntry(object, entries, value, range);
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
  writeTensor(context, object, spreadTuples(entries), value, range);
}

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
    const copy = new Tensor(packed.node, packed.batch, packed.level, 'float', list.depth, packed.dimension);
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
  const dimension = jointDimension(ops, 'join', [target, written]);
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
  target.dimension = dimension;
}

function writeTensor(context: Context, tensor: Tensor, entries: readonly Entry[], value: Value, range: Range): void {
  const expanded = expandEntries(entries, tensor.rank, range);
  const written = toTensor(context, value, range);
  refuseFractions(tensor, written, range);
  if (written.rank === 0 && writeMasked(context, tensor, entries, written, range)) return;
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

/** `a[a > 0] = 1`: a mask that depends on the point picks the new value element by element.
 *  @param written  a number, or an array of the same shape
 *  @returns whether the entry is such a mask */
export function writeMasked(
  context: Context,
  tensor: Tensor,
  entries: readonly Entry[],
  written: Tensor,
  range: Range,
): boolean {
  const [entry] = entries;
  if (entries.length !== 1 || entry?.kind !== 'value' || entry.value.kind !== 'tensor') return false;
  const mask = entry.value;
  const fits = mask.type === 'bool' && mask.shape.join() === tensor.shape.join();
  if (!fits || context.ops.dataOf(mask)) return false;
  if (isOlder(context, tensor)) throw new NotVectorizable();
  refuseFractions(tensor, written, range);
  const merged = context.ops.select(mask, written, tensor);
  context.store.touch(tensor);
  tensor.restore(merged.save());
  return true;
}

function refuseFractions(tensor: Tensor, written: Tensor, range: Range): void {
  if (tensor.type !== 'int' || written.type !== 'float') return;
  fail(
    range,
    'integer-array',
    'This array holds whole numbers; NumPy would cut the fraction off.',
    'Make it an array of floats: np.zeros(n), np.array([1.0, 2.0]).',
  );
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
    tensor.restore(merged.save());
    return;
  }
  const sourceOf = new Int32Array(size).fill(-1);
  positions.forEach((position, i) => (sourceOf[position] = i));
  const both = [graph.reshape(aligned.nodes[0]!, [size]), graph.reshape(aligned.nodes[1]!, [positions.length])];
  const order = Array.from(sourceOf, (source, k) => (source >= 0 ? size + source : k));
  const node = graph.reshape(graph.gather(graph.concat(both, 0), order, 0), tensor.shape);
  context.store.touch(tensor);
  tensor.restore({ node, batch: 0, level: aligned.level, dimension: jointDimension(ops, 'join', [tensor, written]) });
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
