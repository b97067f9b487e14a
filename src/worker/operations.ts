/** The size of a program as people count it. */
import type { Node } from '../ir/graph';

/** Distinct operations that the outputs are made of, those inside loops included; numbers and inputs are none. */
export function operationsIn(outputs: readonly Node[]): number {
  const seen = new Set(outputs);
  for (const node of seen) {
    for (const arg of node.args) seen.add(arg);
    const body = node.attrs.scan;
    for (const inner of body ? [...body.nextCarry, ...body.ys] : []) seen.add(inner);
  }
  return [...seen].filter(({ args }) => args.length > 0).length;
}
