/**
 * Compound units as text: `mV/ms`, `pA*MOhm`, `kg m^2 / s^2`, `1/s`, `cm**-2`, `µS·cm⁻²`, `%`.
 *
 * As usual, every `/` divides by the next factor only, and a space multiplies.
 */
import { didYouMean } from '../diagnostics';
import { commonUnits, unitNamed } from './table';
import { type Unit, combine, one } from './unit';

export type ParsedUnit =
  | { readonly ok: true; readonly unit: Unit }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

const superscripts: Readonly<Record<string, string>> = { '⁻': '-' };
for (const [digit, raised] of Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹').entries())
  (superscripts as Record<string, string>)[raised] = `${digit}`;

const tokenPattern = /\s*(?:(\*\*|\^|[*/()·×⋅])|([-+]?\d+(?:\.\d+)?)|([A-Za-zµμΩ°%]+[2-4]?))/y;

/** Reads a unit; the empty text is the unit of pure numbers. */
export function parseUnit(text: string): ParsedUnit {
  const plain = text
    .trim()
    .replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (raised) => `^${Array.from(raised, (char) => superscripts[char]!).join('')}`);
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < plain.length) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(plain);
    if (!match) return refusal(text, `“${plain.slice(at).trim()[0]}” means nothing in a unit.`);
    tokens.push(match[0].trim());
  }
  try {
    const reader = new UnitReader(tokens);
    const unit = tokens.length === 0 ? one : reader.product();
    return reader.isAtEnd ? { ok: true, unit } : refusal(text, `“${reader.peek()}” is not expected here.`);
  } catch (error) {
    if (error instanceof Refusal) return refusal(text, error.message, error.remedy);
    throw error;
  }
}

class Refusal extends Error {
  constructor(
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
  }
}

function refusal(text: string, reason: string, remedy = 'Write a unit such as ms, mV/ms or kg*m**2.'): ParsedUnit {
  return { ok: false, message: `“${text}” is not a unit: ${reason}`, remedy };
}

class UnitReader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  peek(): string | undefined {
    return this.tokens[this.at];
  }

  product(): Unit {
    let unit = this.factor();
    for (;;) {
      const sign = this.peek();
      if (sign === undefined || sign === ')') return unit;
      const isSign = /^[*/·×⋅]$/.test(sign);
      if (isSign) this.at++;
      unit = combine(unit, this.factor(), sign === '/' ? -1 : 1);
    }
  }

  private factor(): Unit {
    const base = this.base();
    if (this.peek() !== '^' && this.peek() !== '**') return base;
    this.at++;
    const isBracketed = this.peek() === '(';
    if (isBracketed) this.at++;
    const exponent = Number(this.take());
    if (isBracketed) this.at++;
    if (!Number.isFinite(exponent)) throw new Refusal('an exponent is missing.');
    return combine(one, base, exponent);
  }

  private base(): Unit {
    const token = this.take();
    if (token === '(') {
      const inner = this.product();
      if (this.take() !== ')') throw new Refusal('a bracket is not closed.');
      return inner;
    }
    if (token === '1') return one;
    const unit = unitNamed(token);
    if (unit) return unit;
    if (/^(°?C|degC|celsius|°?F|degF|fahrenheit)$/i.test(token))
      throw new Refusal('it has a zero point of its own.', 'Use K, and subtract the offset in the loss.');
    if (!/^[A-Za-zµμΩ°%]/.test(token)) throw new Refusal(`a unit belongs where “${token}” stands.`);
    const near = didYouMean(token, commonUnits);
    throw new Refusal(`“${token}” is not known.`, near ? `Did you mean “${near}”?` : undefined);
  }

  private take(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Refusal('it ends too early.');
    return token;
  }
}
