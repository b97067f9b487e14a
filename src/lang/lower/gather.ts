/** Parts of arrays: slices, and elements picked by constant index arrays inside loops that run all at once. */
import type { Node } from '../../ir/graph';
import { type Context, NotScannable } from './context';
import { ones } from './tensors';
import { Tensor } from './values';

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

/** Elements start, start + step, … of an axis. */
export interface AxisRange {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Part of an array along one of the user's axes. */
export function sliceAxis(context: Context, tensor: Tensor, axis: number, part: AxisRange): Tensor {
  const ranges = tensor.node.shape.map((count, k) => (k === axis + tensor.batch ? part : { start: 0, step: 1, count }));
  return context.ops.wrap(context.graph.slice(tensor.node, ranges), tensor, tensor.type);
}

/** Picks along several axes at once: the index arrays broadcast to one shape, which replaces those axes. */
export function gatherAxes(
  context: Context,
  tensor: Tensor,
  gathers: readonly { axis: number; index: Tensor }[],
): Tensor {
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
    tensor.dimension,
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
