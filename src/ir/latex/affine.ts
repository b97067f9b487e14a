/** Subscripts: whole numbers plus multiples of summation indices, such as i + 1. */

export interface Affine {
  readonly constant: number;
  /** factors by letter; none is 0 */
  readonly terms: ReadonlyMap<string, number>;
}

export const fixed = (constant: number): Affine => ({ constant, terms: new Map() });

/** A letter that stands for a position counted from `base`. */
export const letterFrom = (letter: string, base: number): Affine => ({
  constant: -base,
  terms: new Map([[letter, 1]]),
});

/** a + factor·b. */
export function plus(a: Affine, b: Affine, factor = 1): Affine {
  const terms = new Map(a.terms);
  for (const [letter, count] of b.terms) {
    const sum = (terms.get(letter) ?? 0) + factor * count;
    if (sum === 0) terms.delete(letter);
    else terms.set(letter, sum);
  }
  return { constant: a.constant + factor * b.constant, terms };
}

export const times = (a: Affine, factor: number): Affine => plus(fixed(0), a, factor);

export const isFixed = (a: Affine): boolean => a.terms.size === 0;

/** The terms with their signs, for a sum or a subscript. */
export function affineTex(a: Affine, numberTex: (value: number) => string): string {
  let tex = '';
  for (const [letter, factor] of a.terms) {
    const size = Math.abs(factor) === 1 ? '' : numberTex(Math.abs(factor));
    tex += `${factor < 0 ? '-' : tex ? '+' : ''}${size}${letter}`;
  }
  if (a.constant !== 0 || tex === '') {
    tex += `${a.constant < 0 ? '-' : tex ? '+' : ''}${numberTex(Math.abs(a.constant))}`;
  }
  return tex;
}
