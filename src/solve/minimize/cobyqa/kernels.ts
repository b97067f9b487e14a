/** Products in NumPy's order for the shapes that COBYQA meets, which `math/linalg/products` does not single out. */
import { kernelDot } from '../../../math/linalg/kernel-dot';
import { matVec } from '../../../math/linalg/products';

const SPLITTER = 134217729;

/** `A @ x`, row-major A (rows·cols): a single row is an inner product.
 *  @returns `out` */
export function applyRows(
  A: Float64Array,
  x: Float64Array,
  out: Float64Array,
  rows: number,
  cols: number,
): Float64Array {
  if (rows !== 1) return matVec(A, x, out, rows, cols);
  out[0] = kernelDot(A, x, 0, cols);
  return out;
}

/** x³ rounded once but for rare cases, as the C library's `pow`: two products by Dekker (1971), in double-double. */
export function cube(x: number): number {
  const square = x * x;
  if (!(square < 2 ** 500)) return square * x;
  const lowSquare = productError(x, x, square);
  const product = square * x;
  return product + (productError(square, x, product) + lowSquare * x);
}

// a·b − fl(a·b).
function productError(a: number, b: number, product: number): number {
  const aSplit = SPLITTER * a;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = SPLITTER * b;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
