/**
 * Operations that only move elements: reshape, transpose, broadcast, slice, gather, concat, and their adjoint, scatter.
 * Compositions collapse on the way in, so that an emitter meets one index map and not a tower of them.
 */
import { constantValue } from './constants';
import type { GraphCore, Node, Range, Shape, Target } from './node';
import { broadcastShapes, formatShape, normalizeAxis, sameShape, ShapeError, sizeOf } from './shape';

export function buildReshape(g: GraphCore, a: Node, shape: Shape): Node {
  if (sizeOf(shape) !== sizeOf(a.shape)) {
    throw new ShapeError(
      `an array of shape ${formatShape(a.shape)} has ${sizeOf(a.shape)} elements and cannot become ${formatShape(shape)}`,
    );
  }
  if (sameShape(shape, a.shape)) return a;
  if (a.op === 'reshape') return buildReshape(g, a.args[0]!, shape);
  if (a.op === 'broadcast' && a.args[0]!.shape.length === 0) return g.broadcastTo(a.args[0]!, shape);
  return g.make('reshape', [a], shape);
}

export function buildTranspose(g: GraphCore, a: Node, perm?: readonly number[]): Node {
  const rank = a.shape.length;
  const order = perm ? perm.map((axis) => normalizeAxis(axis, rank)) : a.shape.map((_, axis) => rank - 1 - axis);
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new ShapeError(`axes (${order.join(', ')}) are not a permutation of the ${rank} axes of the array`);
  }
  if (order.every((axis, i) => axis === i)) return a;
  const shape = order.map((axis) => a.shape[axis]!);
  if (a.op === 'transpose') {
    const inner = a.attrs.perm!;
    return buildTranspose(
      g,
      a.args[0]!,
      order.map((axis) => inner[axis]!),
    );
  }
  if (a.op === 'broadcast' && a.args[0]!.shape.length === 0) return g.broadcastTo(a.args[0]!, shape);
  // Moving axes of extent 1 moves no element.
  const moved = order.filter((axis) => a.shape[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || axis > moved[i - 1]!)) return g.reshape(a, shape);
  return g.make('transpose', [a], shape, { perm: order });
}

export function buildBroadcast(g: GraphCore, a: Node, shape: Shape): Node {
  if (sameShape(a.shape, shape)) return a;
  if (!sameShape(broadcastShapes([a.shape, shape]), shape)) {
    throw new ShapeError(`shape ${formatShape(a.shape)} does not broadcast to ${formatShape(shape)}`);
  }
  if (a.op === 'broadcast') return buildBroadcast(g, a.args[0]!, shape);
  if (sizeOf(a.shape) === 1 && a.shape.length > 0) return buildBroadcast(g, g.reshape(a, []), shape);
  if (sizeOf(a.shape) === sizeOf(shape)) return g.reshape(a, shape);
  return g.make('broadcast', [a], shape);
}

function checkRange(range: Range, extent: number, axis: number): void {
  if (range.count < 0 || !Number.isInteger(range.start) || !Number.isInteger(range.step)) {
    throw new ShapeError(`slice ${range.start}:${range.step} of axis ${axis} is not made of integers`);
  }
  if (range.count === 0) return;
  const last = range.start + (range.count - 1) * range.step;
  for (const index of [range.start, last]) {
    if (index < 0 || index >= extent) {
      throw new ShapeError(`index ${index} is out of range for an axis of length ${extent}`);
    }
  }
}

/** The one part of a concatenation that a slice reads, with the slice moved into that part. */
function sliceOfConcat(g: GraphCore, a: Node, ranges: readonly Range[]): Node | null {
  const axis = a.attrs.axis!;
  const range = ranges[axis]!;
  if (range.count === 0) return null;
  const last = range.start + (range.count - 1) * range.step;
  let offset = 0;
  for (const part of a.args) {
    const end = offset + part.shape[axis]!;
    if (Math.min(range.start, last) >= offset && Math.max(range.start, last) < end) {
      const start = range.start - offset;
      return g.slice(
        part,
        ranges.map((r, i) => (i === axis ? { ...r, start } : r)),
      );
    }
    offset = end;
  }
  return null;
}

/** A slice of a broadcast is a broadcast of a slice. */
function sliceOfBroadcast(g: GraphCore, a: Node, ranges: readonly Range[], shape: Shape): Node {
  const source = a.args[0]!;
  const offset = a.shape.length - source.shape.length;
  const inner = source.shape.map((extent, axis) =>
    extent === 1 ? { start: 0, step: 1, count: 1 } : ranges[offset + axis]!,
  );
  return g.broadcastTo(g.slice(source, inner), shape);
}

export function buildSlice(g: GraphCore, a: Node, given: readonly Range[]): Node {
  if (given.length !== a.shape.length) {
    throw new ShapeError(`too many indices: the array has ${a.shape.length} dimensions, ${given.length} were indexed`);
  }
  given.forEach((range, axis) => checkRange(range, a.shape[axis]!, axis));
  const ranges = given.map((r) => (r.count === 1 ? { start: r.start, step: 1, count: 1 } : r));
  const shape = ranges.map((range) => range.count);
  const whole = ranges.every((r, axis) => r.start === 0 && r.step === 1 && r.count === a.shape[axis]);
  if (whole) return a;
  if (sizeOf(shape) === 0) return g.make('slice', [a], shape, { ranges });
  if (a.op === 'slice') {
    const inner = a.attrs.ranges!;
    const composed = ranges.map((r, axis) => ({
      start: inner[axis]!.start + r.start * inner[axis]!.step,
      step: r.step * inner[axis]!.step,
      count: r.count,
    }));
    return buildSlice(g, a.args[0]!, composed);
  }
  if (a.op === 'broadcast') return sliceOfBroadcast(g, a, ranges, shape);
  if (a.op === 'concat') {
    const part = sliceOfConcat(g, a, ranges);
    if (part) return part;
  }
  if (a.op === 'reshape' && a.args[0]!.shape.length === 0) return g.broadcastTo(a.args[0]!, shape);
  return g.make('slice', [a], shape, { ranges });
}

function asProgression(indices: Int32Array): Range | null {
  const start = indices[0] ?? 0;
  const step = indices.length > 1 ? indices[1]! - start : 1;
  if (step === 0) return null;
  for (let i = 0; i < indices.length; i++) if (indices[i] !== start + i * step) return null;
  return { start, step, count: indices.length };
}

export function buildGather(g: GraphCore, a: Node, given: ArrayLike<number>, givenAxis: number): Node {
  const axis = normalizeAxis(givenAxis, a.shape.length);
  const extent = a.shape[axis]!;
  const indices = Int32Array.from(given, (index) => {
    const counted = index < 0 ? index + extent : index;
    if (!Number.isInteger(counted) || counted < 0 || counted >= extent) {
      throw new ShapeError(`index ${index} is out of range for an axis of length ${extent}`);
    }
    return counted;
  });
  const range = asProgression(indices);
  if (range) {
    const whole = a.shape.map((count) => ({ start: 0, step: 1, count }));
    whole[axis] = range;
    return g.slice(a, whole);
  }
  const shape = a.shape.map((count, i) => (i === axis ? indices.length : count));
  if (a.op === 'broadcast' && a.args[0]!.shape.length === 0) return g.broadcastTo(a.args[0]!, shape);
  return g.make('gather', [a], shape, { indices, axis });
}

/** Neighbouring parts that are consecutive pieces of one array are one piece. */
function joinSlices(g: GraphCore, parts: readonly Node[], axis: number): Node[] {
  const joined: Node[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    const merged = before ? joinPair(g, before, part, axis) : null;
    if (merged) joined[joined.length - 1] = merged;
    else joined.push(part);
  }
  return joined;
}

function joinPair(g: GraphCore, a: Node, b: Node, axis: number): Node | null {
  if (a.op !== 'slice' || b.op !== 'slice' || a.args[0] !== b.args[0]) return null;
  const ra = a.attrs.ranges!;
  const rb = b.attrs.ranges!;
  const follows = ra[axis]!.start + ra[axis]!.count === rb[axis]!.start && ra[axis]!.step === 1 && rb[axis]!.step === 1;
  const aligned = ra.every(
    (r, i) => i === axis || (r.start === rb[i]!.start && r.step === rb[i]!.step && r.count === rb[i]!.count),
  );
  if (!follows || !aligned) return null;
  return g.slice(
    a.args[0]!,
    ra.map((r, i) => (i === axis ? { ...r, count: r.count + rb[i]!.count } : r)),
  );
}

export function buildConcat(g: GraphCore, parts: readonly Node[], givenAxis: number): Node {
  const first = parts[0];
  if (!first) throw new ShapeError('nothing to concatenate');
  const axis = normalizeAxis(givenAxis, first.shape.length);
  for (const part of parts) {
    const fits =
      part.shape.length === first.shape.length && part.shape.every((n, i) => i === axis || n === first.shape[i]);
    if (!fits) {
      throw new ShapeError(
        `arrays of shape ${formatShape(first.shape)} and ${formatShape(part.shape)} cannot be joined along axis ${axis}`,
      );
    }
  }
  const kept = joinSlices(
    g,
    parts.filter((part) => part.shape[axis] !== 0),
    axis,
  );
  if (kept.length === 0) return first;
  if (kept.length === 1) return kept[0]!;
  const shape = first.shape.map((extent, i) =>
    i === axis ? kept.reduce((sum, part) => sum + part.shape[axis]!, 0) : extent,
  );
  return g.make('concat', kept, shape, { axis });
}

function targetKey(target: Target): string {
  return target.kind === 'slice'
    ? target.ranges.map((r) => `${r.start}:${r.step}:${r.count}`).join()
    : `${target.axis}@${target.indices.join()}`;
}

/** Zeros of `shape` with every part added at its target: the adjoint of slice and gather. Parts that share a target
 *  are added first, so that straight-line programs write each element once. */
export function buildScatter(g: GraphCore, parts: readonly Node[], targets: readonly Target[], shape: Shape): Node {
  const merged = new Map<string, { part: Node; target: Target }>();
  parts.forEach((part, i) => {
    const target = targets[i]!;
    if (sizeOf(part.shape) === 0 || constantValue(part) === 0) return;
    const key = targetKey(target);
    const before = merged.get(key);
    merged.set(key, { part: before ? g.binary('add', before.part, part) : part, target });
  });
  const entries = [...merged.values()];
  if (entries.length === 0) return g.broadcastTo(g.scalar(0), shape);
  const only = entries[0]!;
  const covers =
    entries.length === 1 &&
    only.target.kind === 'slice' &&
    only.target.ranges.every((r, i) => r.start === 0 && r.step === 1 && r.count === shape[i]);
  if (covers) return only.part;
  return g.make(
    'scatter',
    entries.map((entry) => entry.part),
    shape,
    { targets: entries.map((entry) => entry.target) },
  );
}
