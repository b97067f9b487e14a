/**
 * Which factors an adjoint may be multiplied by without care.
 *
 * The derivative of where, min, max and relu sends an exact 0 into the branch that was not taken; behind it, that 0
 * must not meet the ∞ or NaN which made the branch be avoided (where(x > 0, log x, 0) at 0). Adjoints that come
 * through such an operation are `masked`, and a masked adjoint is multiplied by `maskmul`, in which 0 annihilates.
 */
import { constantValue } from './constants';
import type { GraphCore, Node } from './node';
import { binaryOps, isBinary, isUnary, unaryOps } from './ops';

/** Whether the derivative of a node switches branches off. */
export function isMasking(node: Node): boolean {
  if (node.op === 'select') return true;
  if (node.op === 'reduce') return node.attrs.reduce === 'min' || node.attrs.reduce === 'max';
  if (isUnary(node.op)) return unaryOps[node.op].masks ?? false;
  return isBinary(node.op) && (binaryOps[node.op].masks ?? false);
}

/** adjoint · factor, in which a masked adjoint of 0 stays 0. */
export function scaleAdjoint(g: GraphCore, adjoint: Node, factor: Node, masked: boolean): Node {
  const known = constantValue(factor);
  if (!masked || (known !== undefined && Number.isFinite(known))) return g.binary('mul', factor, adjoint);
  return g.binary('maskmul', adjoint, factor);
}
