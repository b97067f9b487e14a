/**
 * Scalar functions that JavaScript's Math lacks and the op table needs.
 *
 * erf: for |x| < 2.5 the series of positive terms erf x = 2/√π · e^(−x²) · Σ 2ᵏ x^(2k+1)/(2k+1)!! (Abramowitz &
 * Stegun 7.1.6), which does not cancel; beyond it 1 − erfc x with Lentz's evaluation of the continued fraction
 * 7.1.14. Both reach a few units in the last place.
 */

const SERIES_LIMIT = 2.5;
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

function erfSeries(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (2 * square) / (2 * k + 1);
    sum += term;
  }
  return TWO_OVER_ROOT_PI * Math.exp(-square) * sum;
}

/** Complementary error function for x ≥ SERIES_LIMIT. */
function erfcFraction(x: number): number {
  // K(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), evaluated from a depth that is exact for x ≥ 2.5.
  let tail = x;
  for (let k = 60; k >= 1; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
}

/** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size > 0)) return x;
  if (size > 6) return Math.sign(x);
  const value = size < SERIES_LIMIT ? erfSeries(size) : 1 - erfcFraction(size);
  return x < 0 ? -value : value;
}

/** Rounds to the nearest integer, halves to the even one, as Python's and NumPy's round do. */
export function roundHalfEven(x: number): number {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

/** Python's modulo: the result has the sign of the divisor. */
export function floorMod(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** Python's and NumPy's `a // b`: the whole number nearest to (a − a mod b) / b. ⌊a / b⌋ differs where the division rounds
 *  up to a whole number: 1 // 0.1 is 9. For b = 0, as NumPy: ±∞ or NaN.  Source: Python's float.__floordiv__ as documented
 *  by divmod: q·b + a mod b is very close to a. */
export function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  const isBelow = rest !== 0 && rest < 0 !== b < 0;
  const quotient = (a - rest) / b - (isBelow ? 1 : 0);
  // Zero keeps the sign of the quotient.
  if (quotient === 0) return (a / b) * 0;
  const below = Math.floor(quotient);
  return quotient - below > 0.5 ? below + 1 : below;
}

/** log(1 + eˣ) without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** What emitted JavaScript may call by these names. */
export const runtime = { erf, roundHalfEven, floorMod, floorDivide, softplus };
