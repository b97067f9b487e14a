/** Operations that only move elements: which element of which argument stands at a subscript of the result. */
import type { Node } from '../node';
import { sizeOf } from '../shape';
import { fixed, isFixed, plus, times, type Affine } from './affine';

/** The element that stands at `index`; null where no subscript says which it is. */
export function sourceIndex(
  node: Node,
  index: readonly Affine[],
): { readonly node: Node; readonly index: readonly Affine[] } | null {
  const source = node.args[0]!;
  const { attrs } = node;
  switch (node.op) {
    case 'transpose': {
      const inner: Affine[] = [];
      attrs.perm!.forEach((axis, k) => (inner[axis] = index[k]!));
      return { node: source, index: inner };
    }
    case 'broadcast': {
      const offset = node.shape.length - source.shape.length;
      return {
        node: source,
        index: source.shape.map((extent, axis) => (extent === 1 ? fixed(0) : index[offset + axis]!)),
      };
    }
    case 'slice':
      return {
        node: source,
        index: index.map((at, axis) => plus(fixed(attrs.ranges![axis]!.start), times(at, attrs.ranges![axis]!.step))),
      };
    case 'gather': {
      const at = index[attrs.axis!]!;
      if (!isFixed(at)) return null;
      const to = fixed(attrs.indices![at.constant]!);
      return { node: source, index: index.map((each, axis) => (axis === attrs.axis ? to : each)) };
    }
    case 'concat':
      return partAt(node, index);
    default: {
      const inner = reshaped(node.shape, source.shape, index);
      return inner && { node: source, index: inner };
    }
  }
}

function partAt(node: Node, index: readonly Affine[]): { node: Node; index: readonly Affine[] } | null {
  const axis = node.attrs.axis!;
  const at = index[axis]!;
  if (!isFixed(at)) return null;
  let rest = at.constant;
  for (const part of node.args) {
    const extent = part.shape[axis]!;
    if (rest < extent) return { node: part, index: index.map((each, k) => (k === axis ? fixed(rest) : each)) };
    rest -= extent;
  }
  return null;
}

/** The subscripts before a change of shape. */
function reshaped(shape: readonly number[], source: readonly number[], index: readonly Affine[]): Affine[] | null {
  if (sizeOf(source) === 1) return source.map(() => fixed(0));
  const long = (extents: readonly number[]): number[] => extents.filter((extent) => extent !== 1);
  const kept = index.filter((_, axis) => shape[axis] !== 1);
  const spread = (inner: readonly Affine[]): Affine[] => {
    const rest = [...inner];
    return source.map((extent) => (extent === 1 ? fixed(0) : rest.shift()!));
  };
  if (long(shape).join() === long(source).join()) return spread(kept);
  const extents = long(shape);
  const flat = kept.reduce((sum, at, axis) => plus(at, times(sum, extents[axis]!)), fixed(0));
  if (long(source).length === 1) return spread([flat]);
  if (!isFixed(flat)) return null;
  let rest = flat.constant;
  const inner: Affine[] = [];
  for (const extent of long(source).toReversed()) {
    inner.unshift(fixed(rest % extent));
    rest = Math.floor(rest / extent);
  }
  return spread(inner);
}
