/** Loop nests of operations that are more than one sweep over elements: matrix products and cumulative sums. */
import type { Node } from '../ir/node';
import { sizeOf } from '../ir/shape';
import { addScaled, constantIndex, flatten, mapRange, ZERO, type Place } from './affine';
import type { Affine, Expr, StoreMode } from './ast';
import type { Destination, Scope } from './scope';
import { valueAt } from './values';

/** Products with at most so many columns keep a row of the result in registers. */
const NARROW = 4;

/** Running sums or products along one axis. */
export function lowerCumulative(scope: Scope, node: Node, { buffer, offset }: Destination): void {
  const source = node.args[0]!;
  if (sizeOf(node.shape) === 0) return;
  const { axis, reverse, exclusive, reduce } = node.attrs;
  const count = node.shape[axis!]!;
  const around = node.shape.map((extent, i) => (i === axis ? null : extent === 1 ? ZERO : scope.open(extent)));
  const name = scope.allocator.name('s');
  scope.push({ kind: 'var', name, value: { kind: 'number', value: reduce === 'prod' ? 1 : 0 } });
  const step = scope.open(count);
  const at = reverse ? mapRange(step, count - 1, -1) : step;
  const place = around.map((index) => index ?? at);
  const running: Expr = { kind: 'local', name };
  const index = addScaled(offset, flatten(place, node.shape), 1);
  const value = valueAt(scope, source, place);
  if (exclusive) scope.push({ kind: 'store', buffer, index, mode: 'set', value: running });
  scope.push({ kind: 'assign', name, mode: reduce!, value });
  if (!exclusive) scope.push({ kind: 'store', buffer, index, mode: 'set', value: running });
  scope.closeTo(0);
}

interface Product {
  readonly scope: Scope;
  readonly m: number;
  readonly n: number;
  readonly inner: number;
  readonly left: (row: Affine, k: Affine) => Expr;
  readonly right: (k: Affine, column: Affine) => Expr;
  readonly store: (row: Affine, column: Affine, value: Expr, mode: StoreMode) => void;
}

/** op(A)·op(B). The order of the loops follows what is contiguous, so that the innermost one streams. */
export function lowerMatmul(scope: Scope, node: Node, destination: Destination): void {
  const [a, b] = node.args as [Node, Node];
  const { transposeA, transposeB } = node.attrs;
  const [m, n] = node.shape as [number, number];
  const read =
    (matrix: Node, flipped?: boolean) =>
    (row: Affine, column: Affine): Expr => {
      const place: Place = flipped ? [column, row] : [row, column];
      return valueAt(
        scope,
        matrix,
        place.map((index, axis) => (matrix.shape[axis] === 1 ? ZERO : index)),
      );
    };
  const product: Product = {
    scope,
    m,
    n,
    inner: a.shape[transposeA ? 0 : 1]!,
    left: read(a, transposeA),
    right: read(b, transposeB),
    store: (row, column, value, mode) => {
      const index = addScaled(destination.offset, addScaled(column, row, n), 1);
      scope.push({ kind: 'store', buffer: destination.buffer, index, mode, value });
    },
  };
  if (transposeA && !transposeB) productByOuter(product, destination);
  else if (n <= NARROW) productInRegisters(product);
  else if (transposeB) productByDots(product);
  else productByRows(product, destination);
  scope.closeTo(0);
}

const times = (a: Expr, b: Expr): Expr => ({ kind: 'op', op: 'mul', args: [a, b] });

/** Few columns: a row of the result in registers, each row of A read once. */
function productInRegisters({ scope, m, n, inner, left, right, store }: Product): void {
  const row = m === 1 ? ZERO : scope.open(m);
  const sums = Array.from({ length: n }, () => scope.allocator.name('s'));
  for (const name of sums) scope.push({ kind: 'var', name, value: { kind: 'number', value: 0 } });
  const depth = scope.depth;
  const k = scope.open(inner);
  const a = left(row, k);
  sums.forEach((name, column) => {
    scope.push({ kind: 'assign', name, mode: 'sum', value: times(a, right(k, constantIndex(column))) });
  });
  scope.closeTo(depth);
  sums.forEach((name, column) => store(row, constantIndex(column), { kind: 'local', name }, 'set'));
}

/** Rows of B scaled and added to a row of the result. */
function productByRows({ scope, m, n, inner, left, right, store }: Product, destination: Destination): void {
  scope.clear(destination, m * n, 0);
  const row = m === 1 ? ZERO : scope.open(m);
  const k = scope.open(inner);
  const a = left(row, k);
  const column = scope.open(n);
  store(row, column, times(a, right(k, column)), 'sum');
}

/** A transposed: a sum of outer products, reading both matrices along their rows. */
function productByOuter({ scope, m, n, inner, left, right, store }: Product, destination: Destination): void {
  scope.clear(destination, m * n, 0);
  const k = inner === 1 ? ZERO : scope.open(inner);
  const row = m === 1 ? ZERO : scope.open(m);
  const a = left(row, k);
  if (n <= NARROW) {
    for (let column = 0; column < n; column++) {
      store(row, constantIndex(column), times(a, right(k, constantIndex(column))), 'sum');
    }
    return;
  }
  const column = scope.open(n);
  store(row, column, times(a, right(k, column)), 'sum');
}

/** B transposed: rows against rows. */
function productByDots({ scope, m, n, inner, left, right, store }: Product): void {
  const row = m === 1 ? ZERO : scope.open(m);
  const column = n === 1 ? ZERO : scope.open(n);
  const name = scope.allocator.name('s');
  scope.push({ kind: 'var', name, value: { kind: 'number', value: 0 } });
  const depth = scope.depth;
  const k = scope.open(inner);
  scope.push({ kind: 'assign', name, mode: 'sum', value: times(left(row, k), right(k, column)) });
  scope.closeTo(depth);
  store(row, column, { kind: 'local', name }, 'set');
}
