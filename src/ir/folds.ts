/** Operations that combine elements: reductions, cumulative sums and products, matrix products. */
import { constantValue } from './constants';
import type { GraphCore, Node, ReduceOp } from './node';
import { formatShape, normalizeAxes, normalizeAxis, ShapeError, sizeOf } from './shape';

export function buildReduce(
  g: GraphCore,
  op: ReduceOp,
  a: Node,
  given: readonly number[] | undefined,
  keepdims: boolean,
): Node {
  const axes = normalizeAxes(given, a.shape.length);
  const kept = a.shape.filter((_, axis) => !axes.includes(axis));
  const finalShape = keepdims ? a.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)) : kept;
  const count = axes.reduce((product, axis) => product * a.shape[axis]!, 1);
  if (count === 0) {
    if (op === 'min' || op === 'max') throw new ShapeError(`the ${op}imum of an empty array does not exist`);
    return g.broadcastTo(g.scalar(op === 'sum' ? 0 : 1), finalShape);
  }
  if (count === 1) return g.reshape(a, finalShape);
  const uniform = constantValue(a);
  if (uniform !== undefined && op !== 'prod') {
    return g.broadcastTo(g.scalar(op === 'sum' ? uniform * count : uniform), finalShape);
  }
  return g.reshape(g.make('reduce', [a], kept, { reduce: op, axes }), finalShape);
}

export function buildCumulative(
  g: GraphCore,
  op: 'sum' | 'prod',
  a: Node,
  axis: number,
  how: { reverse?: boolean; exclusive?: boolean } = {},
): Node {
  return g.make('cumulative', [a], a.shape, {
    reduce: op,
    axis: normalizeAxis(axis, a.shape.length),
    reverse: how.reverse ?? false,
    exclusive: how.exclusive ?? false,
  });
}

/** [m, k] · [k, n], either side taken transposed. */
export function buildProduct(g: GraphCore, a: Node, b: Node, transposeA: boolean, transposeB: boolean): Node {
  if (a.op === 'transpose') return g.product(a.args[0]!, b, !transposeA, transposeB);
  if (b.op === 'transpose') return g.product(a, b.args[0]!, transposeA, !transposeB);
  const m = a.shape[transposeA ? 1 : 0]!;
  const n = b.shape[transposeB ? 0 : 1]!;
  return g.make('matmul', [a, b], [m, n], { transposeA, transposeB });
}

/** NumPy's `@` for vectors and matrices. */
export function buildMatmul(g: GraphCore, a: Node, b: Node): Node {
  const [rankA, rankB] = [a.shape.length, b.shape.length];
  if (rankA < 1 || rankA > 2 || rankB < 1 || rankB > 2) {
    throw new ShapeError(
      `a matrix product takes vectors and matrices, not ${formatShape(rankA < 1 || rankA > 2 ? a.shape : b.shape)}`,
    );
  }
  const inner = a.shape[rankA - 1]!;
  if (inner !== b.shape[0]) {
    throw new ShapeError(
      `shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} cannot be multiplied: ${inner} columns against ${b.shape[0]} rows`,
    );
  }
  if (rankA === 1 && rankB === 1) return g.reduce('sum', g.binary('mul', a, b));
  const left = rankA === 1 ? g.reshape(a, [1, inner]) : a;
  const right = rankB === 1 ? g.reshape(b, [inner, 1]) : b;
  const shape = [...(rankA === 2 ? [a.shape[0]!] : []), ...(rankB === 2 ? [b.shape[1]!] : [])];
  if (sizeOf(shape) === 0 || inner === 0) return g.broadcastTo(g.scalar(0), shape);
  return g.reshape(g.product(left, right, false, false), shape);
}
