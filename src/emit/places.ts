/** Where an element of a view lives in what is viewed: the index maps that loops read through. */
import type { Node } from '../ir/node';
import { addScaled, flatten, isFlat, mapRange, unflatten, ZERO, type Place, type Symbols } from './affine';
import type { Affine } from './ast';

/** Whether a node only moves elements of its one argument. */
export function isView(node: Node): boolean {
  switch (node.op) {
    case 'reshape':
    case 'transpose':
    case 'broadcast':
    case 'slice':
    case 'gather':
      return true;
    default:
      return false;
  }
}

/** A place as one index per axis. */
export function byAxis(place: Place, shape: readonly number[], symbols: Symbols): readonly Affine[] {
  return isFlat(place) ? unflatten(place.flat, shape, symbols) : place;
}

/** The place in a view's argument that a place in the view reads. */
export function throughView(node: Node, place: Place, symbols: Symbols): Place {
  const { attrs } = node;
  const source = node.args[0]!;
  if (node.op === 'reshape') return { flat: flatten(place, node.shape) };
  const index = byAxis(place, node.shape, symbols);
  switch (node.op) {
    case 'transpose': {
      const from = Array.from<Affine>({ length: index.length });
      attrs.perm!.forEach((axis, i) => (from[axis] = index[i]!));
      return from;
    }
    case 'broadcast': {
      const offset = node.shape.length - source.shape.length;
      return source.shape.map((extent, axis) => (extent === 1 ? ZERO : index[offset + axis]!));
    }
    case 'slice':
      return index.map((i, axis) => mapRange(i, attrs.ranges![axis]!.start, attrs.ranges![axis]!.step));
    case 'gather':
      return index.map((i, axis) => (axis === attrs.axis ? symbols.table(attrs.indices!, i) : i));
    default:
      throw new Error(`${node.op} is not a view`);
  }
}

/** The element of a scatter's result that an element of one part is added to. */
export function landing(
  target: { kind: 'slice'; ranges: Node['attrs']['ranges'] } | { kind: 'gather'; indices: Int32Array; axis: number },
  place: Place,
  partShape: readonly number[],
  strides: readonly number[],
  symbols: Symbols,
): Affine {
  const index = byAxis(place, partShape, symbols);
  return index.reduce((sum: Affine, i, axis) => {
    const at =
      target.kind === 'slice'
        ? mapRange(i, target.ranges![axis]!.start, target.ranges![axis]!.step)
        : axis === target.axis
          ? symbols.table(target.indices, i)
          : i;
    return addScaled(sum, at, strides[axis]!);
  }, ZERO);
}
