/** Which rows of an older array a loop's iterations touch, so that dependent iterations are found (`loops.ts`). */
import { type Context, NotVectorizable } from './context';
import { noteWholeRead } from './convert';
import type { AxisPlan } from './index-plan';
import { type Value, ListValue, Tensor } from './values';

/** Where the whole numbers that lead a subscript point: one row of `span` elements for each iteration. */
interface Rows {
  /** number of the row, counted over the axes that are picked */
  readonly index: Tensor;
  readonly positions: Float64Array;
  readonly rows: number;
  readonly rowShape: readonly number[];
}

/** @returns null if the subscript begins with anything but whole numbers */
export function leadingRows(context: Context, tensor: Tensor, plan: readonly AxisPlan[]): Rows | null {
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
export function noteRead(context: Context, owner: ListValue | Tensor, tensor: Tensor, plan: readonly AxisPlan[]): void {
  if (tensor.parameter || !context.loops.some((loop) => owner.stamp < loop.stamp)) return;
  const rows = leadingRows(context, tensor, plan);
  if (rows) recordTouch(context, owner, rows, false);
  else noteWholeRead(context, owner);
}

/** Notes that every iteration reads the same element of an older list. */
export function touchOne(context: Context, target: ListValue | (Value & { kind: 'tuple' }), index: number): void {
  if (target.kind === 'tuple') return;
  const span = target.packed ? target.packed.shape.slice(1).reduce((product, extent) => product * extent, 1) : 1;
  for (const loop of context.loops) {
    if (loop.kind !== 'vector' || target.stamp >= loop.stamp) continue;
    loop.touches.push({ target, isWrite: false, positions: Float64Array.of(index), span, batchShape: [] });
  }
}

/** Notes which rows the iterations read or write. */
export function recordTouch(context: Context, target: ListValue | Tensor, rows: Rows, isWrite: boolean): void {
  const batchShape = rows.index.node.shape.slice(0, rows.index.batch);
  for (const loop of context.loops) {
    if (target.stamp >= loop.stamp) continue;
    loop.touches.push({ target, isWrite, positions: rows.positions, span: spanOf(rows), batchShape });
    if (isWrite) loop.written.add(target);
  }
}

/** Whether an object was made before one of the open loops. */
export const isOlder = (context: Context, object: { readonly stamp: number }): boolean =>
  context.loops.some((loop) => object.stamp < loop.stamp);

/** Every open loop that is younger than the array must write other rows in each of its iterations. */
export function requireOwnRows(context: Context, owner: ListValue | Tensor, rows: Rows): void {
  const loops = rows.index.node.shape.slice(0, rows.index.batch);
  for (const loop of context.loops) {
    if (owner.stamp < loop.stamp && (loops[loop.depth] ?? 1) === 1) throw new NotVectorizable();
    if (owner.stamp < loop.stamp && loop.wholeReads.has(owner)) throw new NotVectorizable();
  }
}
