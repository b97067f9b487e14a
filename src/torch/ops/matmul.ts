/** Matrix products with gradients. */
import type { Tensor } from 'webgpu-torch';
import { record } from '../record';
import { runtime } from '../runtime';
import { reshape } from './broadcast';

const kernel = { skeleton: 'matmul', operation: '' } as const;

/** A product of two matrices, either of which may be meant transposed; a transpose costs nothing.
 *  @throws RangeError when the inner extents differ */
function product(left: Tensor, right: Tensor, leftT: boolean, rightT: boolean): Tensor {
  const [m, k] = oriented(left, leftT);
  const [inner, n] = oriented(right, rightT);
  if (inner !== k) {
    throw new RangeError(`Matrices [${m}, ${k}] and [${inner}, ${n}] do not multiply: ${k} is not ${inner}`);
  }
  const output = runtime().run(kernel, [left, right], [m, n], {
    count: m * n,
    shape: [m, n, k],
    stridesA: leftT ? [1, m] : [k, 1],
    stridesB: rightT ? [1, k] : [n, 1],
  });
  return record(output, [left, right], (g, [a, b]) => [
    !left.requiresGrad ? null : leftT ? product(b!, g, rightT, true) : product(g, b!, false, !rightT),
    !right.requiresGrad ? null : rightT ? product(g, a!, true, leftT) : product(a!, g, !leftT, false),
  ]);
}

function oriented(matrix: Tensor, transposed: boolean): readonly [number, number] {
  const [rows, columns] = matrix.shape;
  if (matrix.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new RangeError(`A matrix product needs matrices, got shape [${matrix.shape.join(', ')}]`);
  }
  return transposed ? [columns, rows] : [rows, columns];
}

/** The product of two matrices. */
export const mm = (left: Tensor, right: Tensor): Tensor => product(left, right, false, false);

/** left · rightᵀ: what a linear layer needs. */
export const mmTransposed = (left: Tensor, right: Tensor): Tensor => product(left, right, false, true);

/** NumPy's @ for vectors and matrices. */
export function matmul(left: Tensor, right: Tensor): Tensor {
  const a = left.shape.length === 1 ? reshape(left, [1, left.shape[0]!]) : left;
  const b = right.shape.length === 1 ? reshape(right, [right.shape[0]!, 1]) : right;
  const shape = [...left.shape.slice(0, -1), ...right.shape.slice(1)];
  return reshape(mm(a, b), shape);
}
