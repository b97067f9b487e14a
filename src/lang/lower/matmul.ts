/** NumPy's `@` for arrays inside and outside loops. */
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { multiply } from '../units/dimension';
import type { Context } from './context';
import { Tensor, shapeText } from './values';

/** NumPy's `@`: vectors and matrices, inside loops too. */
export function matmul(context: Context, x: Tensor, y: Tensor, range: Range): Tensor {
  const { ops, graph } = context;
  if (x.rank === 0 || y.rank === 0) {
    fail(range, 'shape', '“@” multiplies matrices and vectors, and one side is a number.', 'Use * for numbers.');
  }
  const inner = x.shape.at(-1)!;
  const other = y.rank === 1 ? y.shape[0]! : y.shape[y.rank - 2]!;
  if (inner !== other) {
    fail(
      range,
      'shape',
      `Shapes ${shapeText(x.shape)} and ${shapeText(y.shape)} do not fit “@”: the inner extents ${inner} and ${other} differ.`,
      x.rank === 1 && y.rank === 1
        ? 'Two vectors need the same length: check both.'
        : 'Transpose one side (.T) or check the order.',
    );
  }
  if (x.rank <= 2 && y.rank <= 2) {
    const leveled = ops.level([x, y]);
    const isSingle = leveled.nodes.every((node) => node.shape.slice(0, leveled.batch).every((extent) => extent === 1));
    if (isSingle) {
      const product = graph.matmul(
        graph.reshape(leveled.nodes[0]!, x.shape),
        graph.reshape(leveled.nodes[1]!, y.shape),
      );
      const shape = [...leveled.nodes[0]!.shape.slice(0, leveled.batch), ...product.shape];
      return ops.wrap(graph.reshape(product, shape), leveled, 'float', multiply(x.dimension, y.dimension));
    }
  }
  // Batched: multiply along the shared axis and add it up.
  const left = x.rank === 1 ? ops.reshape(x, [1, inner]) : x;
  const right = y.rank === 1 ? ops.reshape(y, [inner, 1]) : y;
  const rows = ops.reshape(left, [...left.shape, 1]);
  const columns = ops.reshape(right, [...right.shape.slice(0, -2), 1, ...right.shape.slice(-2)]);
  const products = ops.binary('mul', rows, columns);
  const summed = ops.reduce('sum', products, [products.rank - 2], false, 'float');
  const shape = [...summed.shape];
  if (y.rank === 1) shape.pop();
  if (x.rank === 1) shape.splice(shape.length - (y.rank === 1 ? 1 : 2), 1);
  return ops.reshape(summed, shape);
}
