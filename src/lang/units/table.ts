/**
 * The units of the loss language: SI base and derived units by symbol and by name, with SI prefixes (BIPM 2019, tables
 * 2 to 8), and the few others that models are written in.
 *
 * Spellings are those of the unit libraries of Python: `ms`, `msecond`, `millisecond`, `uA`, `Mohm`, `cm2`. Units with
 * an offset (°C) are left out: their products mean nothing.
 */
import { Dimension } from './dimension';
import { type Unit, combine, one } from './unit';

interface Row {
  readonly symbols: readonly string[];
  /** long names; plurals in -s are understood */
  readonly names: readonly string[];
  readonly unit: Unit;
  readonly takesPrefix: boolean;
}

const si = (
  symbols: string,
  names: string,
  exponents: readonly number[],
  exponent = 0,
  factor = 1,
  takesPrefix = true,
): Row => ({
  symbols: symbols.split(' '),
  names: names === '' ? [] : names.split(' '),
  unit: { dimension: Dimension.of(exponents), factor, exponent },
  takesPrefix,
});

const other = (symbols: string, names: string, exponents: readonly number[], exponent: number, factor = 1): Row =>
  si(symbols, names, exponents, exponent, factor, false);

//                                  m  kg   s  A  K mol cd
const rows: readonly Row[] = [
  si('m', 'meter metre', [1, 0, 0, 0, 0, 0, 0]),
  si('g', 'gram gramme', [0, 1, 0, 0, 0, 0, 0], -3),
  si('s', 'second sec', [0, 0, 1, 0, 0, 0, 0]),
  si('A', 'ampere amp', [0, 0, 0, 1, 0, 0, 0]),
  si('K', 'kelvin', [0, 0, 0, 0, 1, 0, 0]),
  si('mol', 'mole', [0, 0, 0, 0, 0, 1, 0]),
  si('cd', 'candela', [0, 0, 0, 0, 0, 0, 1]),
  si('Hz', 'hertz', [0, 0, -1, 0, 0, 0, 0]),
  si('N', 'newton', [1, 1, -2, 0, 0, 0, 0]),
  si('Pa', 'pascal', [-1, 1, -2, 0, 0, 0, 0]),
  si('J', 'joule', [2, 1, -2, 0, 0, 0, 0]),
  si('W', 'watt', [2, 1, -3, 0, 0, 0, 0]),
  si('C', 'coulomb', [0, 0, 1, 1, 0, 0, 0]),
  si('V', 'volt', [2, 1, -3, -1, 0, 0, 0]),
  si('F', 'farad', [-2, -1, 4, 2, 0, 0, 0]),
  si('Ohm Ω', 'ohm', [2, 1, -3, -2, 0, 0, 0]),
  si('S', 'siemens', [-2, -1, 3, 2, 0, 0, 0]),
  si('Wb', 'weber', [2, 1, -2, -1, 0, 0, 0]),
  si('T', 'tesla', [0, 1, -2, -1, 0, 0, 0]),
  si('H', 'henry', [2, 1, -2, -2, 0, 0, 0]),
  si('L l', 'liter litre', [3, 0, 0, 0, 0, 0, 0], -3),
  si('M', 'molar', [-3, 0, 0, 0, 0, 1, 0], 3),
  si('eV', 'electronvolt', [2, 1, -2, 0, 0, 0, 0], -19, 1.602176634),
  si('bar', '', [-1, 1, -2, 0, 0, 0, 0], 5),
  si('rad', 'radian', []),
  other('min', 'minute', [0, 0, 1, 0, 0, 0, 0], 0, 60),
  other('h', 'hour', [0, 0, 1, 0, 0, 0, 0], 0, 3600),
  other('d', 'day', [0, 0, 1, 0, 0, 0, 0], 0, 86400),
  other('deg °', 'degree', [], 0, Math.PI / 180),
  other('% pct', 'percent', [], -2),
  other('atm', 'atmosphere', [-1, 1, -2, 0, 0, 0, 0], 0, 101325),
  other('cal', 'calorie', [2, 1, -2, 0, 0, 0, 0], 0, 4.184),
];

const prefixes: readonly (readonly [symbols: string, name: string, exponent: number])[] = [
  ['Q', 'quetta', 30],
  ['R', 'ronna', 27],
  ['Y', 'yotta', 24],
  ['Z', 'zetta', 21],
  ['E', 'exa', 18],
  ['P', 'peta', 15],
  ['T', 'tera', 12],
  ['G', 'giga', 9],
  ['M', 'mega', 6],
  ['k', 'kilo', 3],
  ['h', 'hecto', 2],
  ['da', 'deca', 1],
  ['d', 'deci', -1],
  ['c', 'centi', -2],
  ['m', 'milli', -3],
  ['u µ μ', 'micro', -6],
  ['n', 'nano', -9],
  ['p', 'pico', -12],
  ['f', 'femto', -15],
  ['a', 'atto', -18],
  ['z', 'zepto', -21],
  ['y', 'yocto', -24],
  ['r', 'ronto', -27],
  ['q', 'quecto', -30],
];

/** Every spelling; what stands earlier wins, so that `min` is a minute and `Pa` a pascal. */
const units = new Map<string, Unit>();
const add = (name: string, unit: Unit): void => {
  if (!units.has(name)) units.set(name, unit);
};
const withPlural = (names: readonly string[]): string[] =>
  names.flatMap((name) => (/s$|z$/.test(name) ? [name] : [name, `${name}s`]));

for (const { symbols, names, unit } of rows) for (const name of [...symbols, ...withPlural(names)]) add(name, unit);
for (const { symbols, names, unit, takesPrefix } of rows) {
  if (!takesPrefix) continue;
  for (const [letters, word, exponent] of prefixes) {
    const scaled = { ...unit, exponent: unit.exponent + exponent };
    const heads = letters.split(' ');
    for (const symbol of symbols) for (const head of heads) add(head + symbol, scaled);
    for (const name of withPlural(names)) for (const head of [...heads, word]) add(head + name, scaled);
  }
}

/** The unit of one name, such as `mV` or `cm2`; null for another word. */
export function unitNamed(name: string): Unit | null {
  const known = units.get(name);
  if (known) return known;
  const raised = /^(.+?)([2-4])$/.exec(name);
  const base = raised ? units.get(raised[1]!) : undefined;
  return base ? combine(one, base, Number(raised![2])) : null;
}

/** Names for completion and for “did you mean”: without the prefixes that nobody uses. */
export const commonUnits: readonly string[] = (
  's ms us ns min hour V mV uV A mA uA nA pA Ohm kOhm MOhm S mS uS nS F uF nF pF Hz kHz m cm mm um km ' +
  'kg g mg N kN J kJ W kW Pa kPa K mol mM C T rad deg percent'
).split(' ');
