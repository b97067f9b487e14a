/**
 * Minimizers of interpolating polynomials, for the zoom of a line search.
 * Source: Nocedal & Wright (2006), §3.5, (3.57)–(3.59). Null where the polynomial has none that is finite.
 */

/** Minimizer of the cubic through (a, fa) with slope `slopeA`, (b, fb) and (c, fc). */
export function cubicMinimizer(
  a: number,
  fa: number,
  slopeA: number,
  b: number,
  fb: number,
  c: number,
  fc: number,
): number | null {
  const db = b - a;
  const dc = c - a;
  const denominator = (db * dc) ** 2 * (db - dc);
  const restB = fb - fa - slopeA * db;
  const restC = fc - fa - slopeA * dc;
  const cubicTerm = (dc ** 2 * restB + -(db ** 2) * restC) / denominator;
  const squareTerm = (-(dc ** 3) * restB + db ** 3 * restC) / denominator;
  const radical = squareTerm * squareTerm - 3 * cubicTerm * slopeA;
  const minimizer = a + (-squareTerm + Math.sqrt(radical)) / (3 * cubicTerm);
  return Number.isFinite(minimizer) ? minimizer : null;
}

/** Minimizer of the parabola through (a, fa) with slope `slopeA` and (b, fb). */
export function quadraticMinimizer(a: number, fa: number, slopeA: number, b: number, fb: number): number | null {
  const db = b - a;
  const squareTerm = (fb - fa - slopeA * db) / (db * db);
  const minimizer = a - slopeA / (2 * squareTerm);
  return Number.isFinite(minimizer) ? minimizer : null;
}
