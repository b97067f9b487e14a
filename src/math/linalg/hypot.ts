/**
 * √(x² + y²) with an error below one unit in the last place.
 *
 * Source: C. F. Borges (2019), "An improved algorithm for hypot(a, b)", arXiv:1904.09481, the corrected variant
 * without fused multiply-add: Newton's correction of the naive root with a residual that is computed exactly
 * enough. C libraries use it, so NumPy's `hypot` agrees bit for bit; V8's `Math.hypot` does not.
 */

const SAFE_LARGE = 2 ** 510;
const SAFE_SMALL = 2 ** -459;

/** √(x² + y²); Infinity when either is infinite, NaN when either is NaN otherwise. */
export function hypot(x: number, y: number): number {
  const large = Math.max(Math.abs(x), Math.abs(y));
  const small = Math.min(Math.abs(x), Math.abs(y));
  if (!(large < Infinity)) return Math.abs(x) === Infinity || Math.abs(y) === Infinity ? Infinity : NaN;
  if (small <= large * 2 ** -54) return large + small;
  if (large > SAFE_LARGE) return corrected(large * 2 ** -600, small * 2 ** -600) * 2 ** 600;
  if (small < SAFE_SMALL) return corrected(large * 2 ** 600, small * 2 ** 600) * 2 ** -600;
  return corrected(large, small);
}

function corrected(large: number, small: number): number {
  const root = Math.sqrt(large * large + small * small);
  let residual: number;
  if (root <= 2 * small) {
    const excess = root - small;
    residual = large * (2 * excess - large) + (excess - 2 * (large - small)) * excess;
  } else {
    const excess = root - large;
    residual = 2 * excess * (large - 2 * small) + ((4 * excess - small) * small + excess * excess);
  }
  return root - residual / (2 * root);
}
