/** Pieces of a formula, and how tightly each holds together: what decides where brackets stand. */

/** From loose to tight. `big` is a Σ, which reaches over the product that follows it. */
export const level = { comparison: 0, sum: 1, big: 2, product: 3, call: 4, power: 5, atom: 6 } as const;
export type Level = (typeof level)[keyof typeof level];

export interface Piece {
  readonly tex: string;
  readonly level: Level;
  /** the same where something follows that it must not reach over: sin(x) for sin x */
  readonly closed?: string;
  /** the same without the minus that it begins with */
  readonly negated?: Piece;
  /** the same to a power, where that is not written behind it: sin² x */
  readonly raised?: (exponent: string) => string;
}

export const brackets = (tex: string): string => `\\left(${tex}\\right)`;
export const atom = (tex: string): Piece => ({ tex, level: level.atom });

/** A piece where nothing looser than `least` may stand. */
export function within(piece: Piece, least: Level): string {
  if (piece.level >= least) return piece.tex;
  return piece.level === level.comparison ? piece.closed! : brackets(piece.tex);
}

/** A piece with more behind it. */
export const closed = (piece: Piece): string => piece.closed ?? within(piece, level.call);

/** A function's name with its argument: sin x, sin(x + 1). */
export function call(name: string, argument: Piece): Piece {
  const full = `${name}${brackets(argument.tex)}`;
  return {
    tex: argument.level === level.atom ? `${name} ${argument.tex}` : full,
    closed: full,
    level: level.call,
    raised: (exponent) => `${name}^{${exponent}}${brackets(argument.tex)}`,
  };
}

/** A function written with brackets whatever its arguments. */
export const callWith = (name: string, ...args: readonly Piece[]): Piece =>
  atom(`${name}${brackets(args.map(({ tex }) => tex).join(', '))}`);

export function power(base: Piece, exponent: string): Piece {
  if (exponent === '1') return base;
  const tex = base.raised?.(exponent) ?? `${base.level === level.atom ? base.tex : brackets(base.tex)}^{${exponent}}`;
  return { tex, level: level.power };
}

export function fraction(top: string, bottom: string): Piece {
  const tex = `\\frac{${top}}{${bottom}}`;
  return { tex, closed: tex, level: level.call, raised: (exponent) => `${brackets(tex)}^{${exponent}}` };
}

/** Functions that may follow sin x without brackets around the x. */
const opensCall = /^\\(?:(?:arc)?(?:sin|cos|tan)h?|exp|ln|log)\b/;
/** Words and digits that would run together with their neighbours. */
const endsWithWord = /\\(?:mathrm|text)\{[^}]*\}(?:_\{[^}]*\})?$/;
const beginsWithWord = /^\\(?:mathrm|text)\{/;
const beginsWithDigit = /^(?:\d|\\tfrac)/;

/** Factors side by side; only the last may be open to its right. */
export function product(factors: readonly Piece[]): Piece {
  if (factors.length === 1) return factors[0]!;
  let tex = '';
  factors.forEach((factor, i) => {
    const next = factors[i + 1];
    const isOpen = !next || (opensCall.test(next.tex) && opensCall.test(factor.tex));
    const text = isOpen ? within(factor, factor.level === level.big ? level.big : level.call) : closed(factor);
    const space = endsWithWord.test(tex) || beginsWithWord.test(text) ? ' \\, ' : ' ';
    tex += tex === '' ? text : (beginsWithDigit.test(text) ? ' \\cdot ' : space) + text;
  });
  return { tex, level: level.product };
}

/** Terms with their signs. */
export function sum(terms: readonly { readonly isNegative: boolean; readonly piece: Piece }[]): Piece {
  const [first] = terms;
  if (!first) return atom('0');
  if (terms.length === 1 && !first.isNegative) return first.piece;
  const negated = terms.length === 1 ? { negated: first.piece } : {};
  const tex = terms.reduce((before, { isNegative, piece }) => {
    const sign = isNegative ? '-' : before === '' ? '' : '+';
    return `${before}${before && sign ? ` ${sign} ` : sign}${within(piece, isNegative ? level.big : level.sum)}`;
  }, '');
  return { tex, level: level.sum, ...negated };
}
