/** Accumulating into a register where the loops allow it, into memory elsewhere. */
import type { Node, ReduceOp } from '../ir/node';
import { sizeOf } from '../ir/shape';
import { addScaled, flatten } from './affine';
import type { Affine, Expr } from './ast';
import type { Destination, Scope } from './scope';

const identity: Record<ReduceOp, number> = { sum: 0, prod: 1, min: Infinity, max: -Infinity };

/** Adds (multiplies, …) `value` into a reduction while its loops are open.
 *  @param destination  where elements of the result go; null for a full reduction, which ends in the local `name` */
export function reduceInto(
  scope: Scope,
  node: Node,
  name: string,
  value: Expr,
  destination: (Destination & { readonly place: readonly Affine[] }) | null,
): void {
  const mode = node.attrs.reduce!;
  const start: Expr = { kind: 'number', value: identity[mode] };
  if (!destination) {
    scope.push({ kind: 'var', name, value: start }, 0);
    scope.push({ kind: 'assign', name, mode, value });
    return;
  }
  const { buffer, offset, place } = destination;
  const index = addScaled(offset, flatten(place, node.shape), 1);
  // The kept loops are the outer ones exactly if no kept index belongs to a deeper loop.
  const depth = scope.depthOfIndex(index);
  const openKept = place.filter((axis) => axis.terms.length > 0).length;
  if (depth === openKept && depth < scope.depth) {
    scope.push({ kind: 'var', name, value: start }, depth);
    scope.push({ kind: 'assign', name, mode, value });
    scope.pushAfter({ kind: 'store', buffer, index, mode: 'set', value: { kind: 'local', name } }, depth);
    return;
  }
  scope.clear(destination, sizeOf(node.shape), identity[mode]);
  scope.push({ kind: 'store', buffer, index, mode, value });
}
