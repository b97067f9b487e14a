/** Python's number and string literals. */
import { fail } from '../diagnostics';
import type { NumberLiteral, Range } from './tree';

/** @throws LossError for an imaginary number */
export function parsePythonNumber(word: string, range: Range): NumberLiteral {
  const digits = word.replaceAll('_', '');
  if (/[jJ]$/.test(digits)) {
    fail(
      range,
      'unsupported',
      `“${word}” is an imaginary number; losses are real.`,
      'Write real and imaginary parts as two numbers.',
    );
  }
  const prefixed = /^0[xXoObB]/.test(digits);
  return { type: 'number', value: Number(digits), isInteger: prefixed || /^\d+$/.test(digits), ...range };
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** The text of a string literal; strings only name things here, so that rare escapes stay as written. */
export function parsePythonString(word: string): string {
  const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/.exec(word);
  if (!match) return word;
  const [, prefix, , body] = match;
  if (/r/i.test(prefix!)) return body!;
  return body!.replace(/\\([\s\S])/g, (_, c: string) => escapes[c] ?? c);
}

/** Rewrites floats that end in their point (`1.`, `1.e5`), which Lezer's grammar does not know, at unchanged offsets.
 *  @returns the text to parse, and the ends of the numbers whose point was blanked */
export function maskTrailingPoints(source: string): { text: string; floats: ReadonlySet<number> } {
  const floats = new Set<number>();
  const text = source
    .replace(/(?<![\w.])(\d[\d_]*)\.(?=[eE][-+]?\d)/g, '0$1')
    .replace(/(?<![\w.])(\d[\d_]*)\.(?![\w.])/g, (_, digits: string, at: number) => {
      floats.add(at + digits.length);
      return `${digits} `;
    });
  return { text, floats };
}
