/** A Hessian from n products with unit vectors, for programs too large to be written out.
 *  @returns  function of `product(unit, column)`, which leaves H·unit in `column`, and of the result (n·n, row-major).
 *            The lower triangle is the one computed, so that the result is exactly symmetric. */
export function hessianByProducts(
  n: number,
): (product: (unit: Float64Array, column: Float64Array) => void, out: Float64Array) => void {
  const unit = new Float64Array(n);
  const column = new Float64Array(n);
  return (product, out) => {
    for (let j = 0; j < n; j++) {
      unit[j] = 1;
      product(unit, column);
      unit[j] = 0;
      for (let i = j; i < n; i++) out[i * n + j] = out[j * n + i] = column[i]!;
    }
  };
}
