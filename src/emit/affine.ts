/** Arithmetic on affine index expressions, and the index maps of reshape. */
import { sizeOf, stridesOf } from '../ir/shape';
import type { Affine } from './ast';

export const ZERO: Affine = { constant: 0, terms: [] };

export const constantIndex = (constant: number): Affine => ({ constant, terms: [] });
export const symbolIndex = (symbol: string): Affine => ({ constant: 0, terms: [{ symbol, factor: 1 }] });

/** a + factor · b. */
export function addScaled(a: Affine, b: Affine, factor: number): Affine {
  if (factor === 0) return a;
  const terms = a.terms.map((term) => ({ ...term }));
  for (const { symbol, factor: f } of b.terms) {
    const same = terms.find((term) => term.symbol === symbol);
    if (same) same.factor += factor * f;
    else terms.push({ symbol, factor: factor * f });
  }
  return { constant: a.constant + factor * b.constant, terms: terms.filter((term) => term.factor !== 0) };
}

/** start + step · a. */
export function mapRange(a: Affine, start: number, step: number): Affine {
  return addScaled(constantIndex(start), a, step);
}

export function affineKey(a: Affine): string {
  if (a.terms.length === 0) return String(a.constant);
  const terms = a.terms.map((term) => `${term.factor}${term.symbol}`).sort();
  return `${terms.join('+')}+${a.constant}`;
}

/** A place in an array: one affine index per axis, or one into its row-major elements. */
export type Place = { readonly flat: Affine } | readonly Affine[];

export function isFlat(place: Place): place is { readonly flat: Affine } {
  return !Array.isArray(place);
}

export function placeKey(place: Place): string {
  return isFlat(place) ? `f${affineKey(place.flat)}` : place.map(affineKey).join();
}

/** The row-major element number of a place. */
export function flatten(place: Place, shape: readonly number[]): Affine {
  if (isFlat(place)) return place.flat;
  const strides = stridesOf(shape);
  return place.reduce(
    (sum: Affine, index, axis) => addScaled(sum, index, shape[axis] === 1 ? 0 : strides[axis]!),
    ZERO,
  );
}

/** Makes integer locals for what is not affine. */
export interface Symbols {
  quotient(of: Affine, by: number): Affine;
  remainder(of: Affine, by: number): Affine;
  table(table: Int32Array, at: Affine): Affine;
  /** Largest value a symbol takes; symbols start at 0. */
  maximum(symbol: string): number;
}

/** One index per axis from a row-major element number: by matching strides where loops already run along the axes,
 *  else by division. */
export function unflatten(flat: Affine, shape: readonly number[], symbols: Symbols): Affine[] {
  const strides = stridesOf(shape);
  let rest = flat;
  const result: Affine[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) {
      result.push(ZERO);
      continue;
    }
    if (axis === shape.length - 1 || sizeOf(shape.slice(axis + 1)) === 1) {
      result.push(rest);
      rest = ZERO;
      continue;
    }
    const stride = strides[axis]!;
    const whole = splitByStride(rest, stride, symbols);
    if (whole) {
      result.push(whole.quotient);
      rest = whole.remainder;
    } else {
      result.push(symbols.quotient(rest, stride));
      rest = symbols.remainder(rest, stride);
    }
  }
  return result;
}

function splitByStride(a: Affine, stride: number, symbols: Symbols): { quotient: Affine; remainder: Affine } | null {
  const constant = Math.floor(a.constant / stride);
  const quotient = {
    constant,
    terms: a.terms
      .filter((term) => term.factor % stride === 0)
      .map((term) => ({ ...term, factor: term.factor / stride })),
  };
  const remainder = {
    constant: a.constant - constant * stride,
    terms: a.terms.filter((term) => term.factor % stride !== 0),
  };
  if (remainder.terms.some((term) => term.factor < 0)) return null;
  const most = remainder.terms.reduce((sum, t) => sum + t.factor * symbols.maximum(t.symbol), remainder.constant);
  return most < stride ? { quotient, remainder } : null;
}
