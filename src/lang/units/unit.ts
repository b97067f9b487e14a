/**
 * Units: a dimension and what one of it is in SI, kept as a power of ten and a factor, so that going from `20 ms` to
 * seconds moves the decimal point of the number as it is written and rounds once: 20 ms and 0.02 s are the same double.
 */
import { Dimension, multiply, power } from './dimension';

/** `factor · 10^exponent` coherent SI units. */
export interface Unit {
  readonly dimension: Dimension | null;
  /** 1 for everything that is a power of ten of the coherent unit */
  readonly factor: number;
  readonly exponent: number;
}

/** The unit of pure numbers. */
export const one: Unit = { dimension: null, factor: 1, exponent: 0 };

/** a · b^n. */
export function combine(a: Unit, b: Unit, n = 1): Unit {
  return {
    dimension: multiply(a.dimension, power(b.dimension, n)),
    factor: a.factor * b.factor ** n,
    exponent: a.exponent + b.exponent * n,
  };
}

/** A number of a unit in coherent SI units.
 *  @returns the double nearest to the decimal number that `value` prints as, times the unit's power of ten; a factor
 *           other than 1 (minutes, degrees) rounds once more */
export function toSi(value: number, unit: Unit): number {
  return shiftDecimal(value, unit.exponent) * unit.factor;
}

/** A number of one unit in another, correctly rounded where both are powers of ten of the same.
 *  @returns null where the units measure different things */
export function convert(value: number, from: Unit, to: Unit): number | null {
  if (from.dimension !== to.dimension) return null;
  const shifted = shiftDecimal(value, from.exponent - to.exponent);
  return from.factor === to.factor ? shifted : shifted * (from.factor / to.factor);
}

/** value · 10^exponent, correctly rounded from the shortest decimal form of `value`. */
function shiftDecimal(value: number, exponent: number): number {
  if (exponent === 0 || value === 0 || !Number.isFinite(value)) return value;
  const [digits, own = '0'] = value.toString().split('e');
  return Number(`${digits}e${Number(own) + exponent}`);
}
