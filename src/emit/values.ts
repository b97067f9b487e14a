/** Code for one element of a node: computed where it is needed, loaded where it was stored. */
import type { Node } from '../ir/node';
import { isElementwise } from '../ir/ops';
import { sizeOf } from '../ir/shape';
import { addScaled, flatten, isFlat, placeKey, ZERO, type Place } from './affine';
import type { Affine, Expr } from './ast';
import { isView, throughView } from './places';
import type { Scope } from './scope';

/** Stored nodes that the open loop computes, and the place of the element that it is at: read from a local there. */
export interface Fusing {
  readonly nodes: ReadonlySet<number>;
  readonly place: Place;
}

const progressions = new WeakMap<Float64Array, { start: number; step: number } | null>();

/** start and step of a constant that is exactly start + step · i. */
export function progressionOf(data: Float64Array): { start: number; step: number } | null {
  const known = progressions.get(data);
  if (known !== undefined) return known;
  const start = data[0]!;
  const step = data.length > 1 ? data[1]! - start : 0;
  const found = data.length > 2 && data.every((value, i) => value === start + step * i) ? { start, step } : null;
  progressions.set(data, found);
  return found;
}

function constantAt(scope: Scope, node: Node, index: Affine): Expr {
  const data = node.attrs.data!;
  if (index.terms.length === 0) return { kind: 'number', value: data[index.constant]! };
  const progression = progressionOf(data);
  if (progression) return { kind: 'progression', ...progression, index };
  return { kind: 'load', buffer: scope.allocator.constant(data), index };
}

const ORIGIN: Place = { flat: ZERO };

/** The element of `node` at `place`, as an expression that is valid at the scope's present depth. */
export function valueAt(scope: Scope, node: Node, given: Place, fusing?: Fusing): Expr {
  const place = sizeOf(node.shape) === 1 ? ORIGIN : given;
  const bound = scope.binding(node);
  if (bound?.kind === 'scalar') return bound.value;
  if (bound?.kind === 'row') {
    return valueAt(scope, bound.source, { flat: addScaled(bound.row, flatten(place, node.shape), 1) }, fusing);
  }
  const key = `${node.id}@${placeKey(place)}`;
  const known = scope.remembered(key);
  if (known) return known;
  const computedHere = fusing?.nodes.has(node.id) && samePlace(place, fusing.place);
  if (bound && !computedHere) {
    const index = addScaled(bound.offset, flatten(place, node.shape), 1);
    return scope.define(key, { kind: 'load', buffer: bound.buffer, index });
  }
  if (node.op === 'constant') return scope.define(key, constantAt(scope, node, flatten(place, node.shape)));
  if (isView(node)) return valueAt(scope, node.args[0]!, throughView(node, place, scope), fusing);
  if (!isElementwise(node.op)) throw new Error(`${node.op} was read before it was computed`);
  const args = node.args.map((arg) => valueAt(scope, arg, arg.shape.length === 0 ? ORIGIN : place, fusing));
  return scope.define(key, { kind: 'op', op: node.op, args });
}

function samePlace(a: Place, b: Place): boolean {
  return isFlat(a) === isFlat(b) && placeKey(a) === placeKey(b);
}

/** The value of a node of one element. */
export function scalarValue(scope: Scope, node: Node): Expr {
  return valueAt(scope, node, ORIGIN);
}
