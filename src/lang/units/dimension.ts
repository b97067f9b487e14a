/**
 * Physical dimensions: the exponents of the seven base units of the SI (BIPM, The International System of Units, 9th
 * edition, 2019, section 2.3.3). Equal dimensions are one object; `null` stands for a pure number, so that a loss
 * without units carries nothing.
 */

const baseSymbols = ['m', 'kg', 's', 'A', 'K', 'mol', 'cd'] as const;

/** A dimension other than 1. Compare with `===`. */
export class Dimension {
  private static readonly interned = new Map<string, Dimension>();

  /** fits every other: what a loop carries before its first iteration has told */
  static readonly open = new Dimension([]);

  private constructor(readonly exponents: readonly number[]) {}

  /** @param exponents  of m, kg, s, A, K, mol, cd
   *  @returns null when all are 0 */
  static of(exponents: readonly number[]): Dimension | null {
    const snapped = exponents.map(snap);
    if (snapped.every((exponent) => exponent === 0)) return null;
    const key = snapped.join();
    let dimension = Dimension.interned.get(key);
    if (!dimension) Dimension.interned.set(key, (dimension = new Dimension(snapped)));
    return dimension;
  }
}

/** Thirds and other fractions, so that the cube of a cube root is whole again. */
function snap(exponent: number): number {
  const nearest = Math.round(exponent * 60) / 60;
  return Math.abs(nearest - exponent) < 1e-9 ? nearest + 0 : exponent;
}

const exponentsOf = (a: Dimension | null): readonly number[] => a?.exponents ?? baseSymbols.map(() => 0);

/** Dimension of a · b^sign. */
export function multiply(a: Dimension | null, b: Dimension | null, sign: 1 | -1 = 1): Dimension | null {
  if (b === null) return a;
  if (a === Dimension.open || b === Dimension.open) return Dimension.open;
  const other = exponentsOf(b);
  return Dimension.of(exponentsOf(a).map((exponent, i) => exponent + sign * other[i]!));
}

/** Dimension of a to a constant power. */
export function power(a: Dimension | null, exponent: number): Dimension | null {
  if (a === null || a === Dimension.open) return a;
  return Dimension.of(a.exponents.map((e) => e * exponent));
}

const named: readonly (readonly [exponents: readonly number[], symbol: string, quantity: string])[] = [
  [[1, 0, 0, 0, 0, 0, 0], 'm', 'a length'],
  [[0, 1, 0, 0, 0, 0, 0], 'kg', 'a mass'],
  [[0, 0, 1, 0, 0, 0, 0], 's', 'a time'],
  [[0, 0, 0, 1, 0, 0, 0], 'A', 'a current'],
  [[0, 0, 0, 0, 1, 0, 0], 'K', 'a temperature'],
  [[0, 0, 0, 0, 0, 1, 0], 'mol', 'an amount of substance'],
  [[0, 0, 0, 0, 0, 0, 1], 'cd', 'a luminous intensity'],
  [[0, 0, -1, 0, 0, 0, 0], 'Hz', 'a frequency'],
  [[1, 1, -2, 0, 0, 0, 0], 'N', 'a force'],
  [[-1, 1, -2, 0, 0, 0, 0], 'Pa', 'a pressure'],
  [[2, 1, -2, 0, 0, 0, 0], 'J', 'an energy'],
  [[2, 1, -3, 0, 0, 0, 0], 'W', 'a power'],
  [[0, 0, 1, 1, 0, 0, 0], 'C', 'a charge'],
  [[2, 1, -3, -1, 0, 0, 0], 'V', 'a voltage'],
  [[-2, -1, 4, 2, 0, 0, 0], 'F', 'a capacitance'],
  [[2, 1, -3, -2, 0, 0, 0], 'Ohm', 'a resistance'],
  [[-2, -1, 3, 2, 0, 0, 0], 'S', 'a conductance'],
  [[2, 1, -2, -1, 0, 0, 0], 'Wb', 'a magnetic flux'],
  [[0, 1, -2, -1, 0, 0, 0], 'T', 'a magnetic field'],
  [[2, 1, -2, -2, 0, 0, 0], 'H', 'an inductance'],
  [[1, 0, -1, 0, 0, 0, 0], 'm/s', 'a speed'],
];

const nameOf = new Map(
  named.map(([exponents, symbol, quantity]) => [Dimension.of(exponents)!, { symbol, quantity }] as const),
);

/** The coherent SI unit, as it can be written in a loss: `V`, `kg*m/s`, `V**2`; `1` for a pure number. */
export function unitText(a: Dimension | null): string {
  if (a === null || a === Dimension.open) return '1';
  const symbol = nameOf.get(a)?.symbol ?? rootText(a) ?? quotientText(a);
  if (symbol) return symbol;
  const factor = (i: number, exponent: number): string =>
    exponent === 1 ? baseSymbols[i]! : `${baseSymbols[i]!}**${Number(exponent.toFixed(3))}`;
  const above = a.exponents.flatMap((e, i) => (e > 0 ? [factor(i, e)] : []));
  const below = a.exponents.flatMap((e, i) => (e < 0 ? [factor(i, -e)] : []));
  const divisor = below.length > 1 ? `(${below.join('*')})` : below[0];
  return `${above.join('*') || '1'}${divisor === undefined ? '' : `/${divisor}`}`;
}

/** `V**2` reads better than its base units. */
function rootText(a: Dimension): string | null {
  for (const exponent of [2, -1, -2]) {
    const root = power(a, 1 / exponent);
    const symbol = root && nameOf.get(root)?.symbol;
    if (symbol && !symbol.includes('/')) return exponent === -1 ? `1/${symbol}` : `${symbol}**${exponent}`;
  }
  return null;
}

/** `V/s` and `J/K` read better than five base units: a named unit over a power of a base unit. */
function quotientText(a: Dimension): string | null {
  if (a.exponents.reduce((sum, exponent) => sum + Math.abs(exponent), 0) < 6) return null;
  for (const exponent of [1, 2, 3]) {
    for (const [i, symbol] of baseSymbols.entries()) {
      const base = Dimension.of(a.exponents.map((_, k) => (k === i ? exponent : 0)));
      const name = nameOf.get(multiply(a, base)!)?.symbol;
      if (name && !name.includes('/')) return `${name}/${symbol}${exponent === 1 ? '' : `**${exponent}`}`;
    }
  }
  return null;
}

/** What a message calls it: `a voltage (V)`, `a quantity in V**2`, `a pure number`. */
export function describeDimension(a: Dimension | null): string {
  if (a === null || a === Dimension.open) return 'a pure number';
  const known = nameOf.get(a);
  return known ? `${known.quantity} (${known.symbol})` : `a quantity in ${unitText(a)}`;
}
