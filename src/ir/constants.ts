/** Reading constants back out of the graph. */
import type { Node } from './node';
import { sizeOf } from './shape';

/** The value of a constant whose elements are all one number: a folded scalar, or a broadcast of one. */
export function constantValue(node: Node): number | undefined {
  if (node.op === 'constant') return sizeOf(node.shape) === 1 ? node.attrs.data![0] : undefined;
  if (node.op === 'broadcast' || node.op === 'reshape') return constantValue(node.args[0]!);
  return undefined;
}

/** The elements of a constant, row-major; undefined if the node is not one. */
export function constantArray(node: Node): Float64Array | undefined {
  if (node.op === 'constant') return node.attrs.data;
  const value = constantValue(node);
  return value === undefined ? undefined : new Float64Array(sizeOf(node.shape)).fill(value);
}
