/**
 * What a loss predicts: the array that it takes named data from (or the data from it), as in `predict(w) - y_train`,
 * found in the program that the text became. So it is found whether a helper function, a variable or an expression
 * made it, in any language.
 */
import { emitJavaScript } from '../emit/javascript';
import type { Node, Program } from '../ir/graph';
import { sizeOf } from '../ir/shape';
import type { DataSet, NestedArray } from '../study/types';

/** Predictions at a point, beside what they should be. */
export interface Predictions {
  /** name of the data */
  readonly target: string;
  readonly predicted: Float64Array;
  readonly wanted: Float64Array;
}

/** Evaluates what a program predicts, at points (n). */
export type Predictor = (x: Float64Array) => Predictions;

/** The predictor in a program, or null where nothing is compared to one of these arrays. */
export function predictorOf({ graph, inputs, outputs }: Program, data: readonly DataSet[]): Predictor | null {
  const found = comparison(outputs, data);
  if (!found) return null;
  const compiled = emitJavaScript(graph.program(inputs, [found.node]));
  const size = sizeOf(found.node.shape);
  return (x) => {
    const predicted = new Float64Array(size);
    compiled.run(x, predicted);
    return { target: found.name, predicted, wanted: found.wanted.slice() };
  };
}

function comparison(
  outputs: readonly Node[],
  data: readonly DataSet[],
): { readonly node: Node; readonly name: string; readonly wanted: Float64Array } | null {
  const arrays = data.map(({ name, values }) => ({ name, flat: flattened(values) }));
  const seen = new Set(outputs);
  for (const node of seen) {
    for (const arg of node.args) seen.add(arg);
    if (node.op !== 'sub') continue;
    for (const [k, side] of node.args.entries()) {
      const other = node.args[1 - k]!;
      const held = side.attrs.data;
      if (side.op !== 'constant' || !held || held.length < 2 || sizeOf(other.shape) !== held.length) continue;
      const name = arrays.find(({ flat }) => flat.length === held.length && flat.every((v, i) => v === held[i]))?.name;
      if (name !== undefined && dependsOnInput(other)) return { node: other, name, wanted: Float64Array.from(held) };
    }
  }
  return null;
}

/** Constants are folded: a node with arguments depends on x. */
const dependsOnInput = ({ op, args }: Node): boolean => op === 'input' || args.length > 0;

/** Numbers in order; on their way to a worker, arrays of numbers have become typed ones. */
function flattened(values: NestedArray): number[] {
  if (typeof values === 'number') return [values];
  return Array.from(values as Iterable<NestedArray>).flatMap(flattened);
}
