/**
 * The op table: one operation is one row of `unaryOps` or `binaryOps`, so that adding one touches one place.
 *
 * The shape rule of every row is NumPy broadcasting (`broadcastShapes`). Operations on whole arrays (reduce, slice,
 * scan, …) have no scalar meaning: their shape rules are in `graph.ts`, their derivatives in `adjoint.ts` and
 * `tangent.ts`, their meaning in `evaluate.ts`.
 */
import type { BinaryOp, OpName, UnaryOp } from './node';
import { binaryOps, type BinaryRow } from './ops-binary';
import { unaryOps, type UnaryRow } from './ops-unary';

export { binaryOps, unaryOps };
export type { BinaryRow, UnaryRow };

export function isUnary(op: OpName): op is UnaryOp {
  return Object.hasOwn(unaryOps, op);
}

export function isBinary(op: OpName): op is BinaryOp {
  return Object.hasOwn(binaryOps, op);
}

/** Whether an operation works element by element, `select` included. */
export function isElementwise(op: OpName): boolean {
  return op === 'select' || isUnary(op) || isBinary(op);
}
