const SPLITTER = 134217729;

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
