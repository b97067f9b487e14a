/**
 * A constraint's text at its comparison signs: `0 <= x - y <= 3` is three sides and two signs.
 *
 * The text is cut before any language reads it, because `=` compares here, `<=` may be typed as `≤`, and a chain means
 * in all three languages what it means on paper. Only signs outside brackets and quotes count.
 */
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';

export interface Sign extends Range {
  readonly kind: '<=' | '>=' | '==';
  /** written `<` or `>` */
  readonly isStrict: boolean;
}

export interface Chain {
  /** one more than there are signs, trimmed */
  readonly sides: readonly Range[];
  readonly signs: readonly Sign[];
}

const signPattern = /===|!==|==|!=|=>|<=|>=|:=|[<>=≤≥≦≧≠]|\\(?:leq?|geq?|lt|gt|neq?)\b/y;
const separatorPattern = /&&|\|\||[,;\n]|\b(?:and|or|AND|OR)\b/y;
const quotePattern = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;

const meanings: Readonly<Record<string, Sign['kind']>> = {
  '<': '<=',
  '<=': '<=',
  '≤': '<=',
  '≦': '<=',
  '\\le': '<=',
  '\\leq': '<=',
  '\\lt': '<=',
  '>': '>=',
  '>=': '>=',
  '≥': '>=',
  '≧': '>=',
  '\\ge': '>=',
  '\\geq': '>=',
  '\\gt': '>=',
  '=': '==',
  '==': '==',
  '===': '==',
};
const strictSigns = new Set(['<', '>', '\\lt', '\\gt']);

/** Cuts a text at its signs.
 *  @throws LossError for a text that is not one comparison, with the remedy */
export function splitChain(source: string): Chain {
  const whole = trimmed(source, { from: 0, to: source.length });
  if (whole.from === whole.to) {
    fail({ from: 0, to: source.length }, 'empty', 'There is no constraint yet.', 'Write one, such as x + y <= 1.');
  }
  failFunction(source, whole);
  const { signs, separators, end } = scan(source, whole);
  if (signs.length === 0) {
    const inner = unwrapped(source, { from: whole.from, to: end });
    if (inner) {
      // The offsets of what the brackets hold are kept by blanks in front of it.
      return splitChain(' '.repeat(inner.from) + source.slice(inner.from, inner.to));
    }
    fail(
      { from: whole.from, to: end },
      'no-comparison',
      'This is a value, not a condition: nothing is compared.',
      'Compare it with something, such as … <= 1 or … == 0.',
    );
  }
  const separator = separators[0];
  if (separator) {
    const rest = source.slice(separator.to, end).trim();
    fail(
      separator,
      'several',
      'This line holds more than one constraint.',
      rest ? `Move “${rest}” to a line of its own.` : 'Remove what follows the constraint.',
    );
  }
  const sides = sidesOf(source, { from: whole.from, to: end }, signs);
  failEmptySide(source, sides, signs);
  failMixedSigns(source, signs);
  return { sides, signs };
}

function trimmed(source: string, { from, to }: Range): Range {
  const text = source.slice(from, to);
  const start = from + text.length - text.trimStart().length;
  return { from: start, to: Math.max(start, from + text.trimEnd().length) };
}

function failFunction(source: string, whole: Range): void {
  const head = /^(?:def\b|lambda\b|function\b|[\w$]+\s*=>|\([^()]*\)\s*=>)/.exec(source.slice(whole.from, whole.to));
  if (!head) return;
  fail(
    { from: whole.from, to: whole.from + head[0].length },
    'function',
    'A constraint is a condition, not a function.',
    "Write what the function returns and compare it, in the loss's own variables: x + y - 1 >= 0.",
  );
}

interface Found {
  readonly signs: Sign[];
  readonly separators: Range[];
  /** where a comment begins, or the end */
  readonly end: number;
}

function scan(source: string, { from, to }: Range): Found {
  const found = { signs: [] as Sign[], separators: [] as Range[], end: to };
  const match = (pattern: RegExp, at: number): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const open: number[] = [];
  for (let at = from; at < to;) {
    const char = source[at]!;
    const skipped = match(quotePattern, at);
    const sign = open.length === 0 ? match(signPattern, at) : null;
    const separator = open.length === 0 ? match(separatorPattern, at) : null;
    // A comment. `//` is none here: it divides in Python.
    if (char === '#') {
      found.end = trimmed(source, { from, to: at }).to;
      break;
    }
    if (sign) found.signs.push(signOf(sign, at));
    else if (separator) found.separators.push({ from: at, to: at + separator.length });
    else if (!skipped && /[([{]/.test(char)) open.push(at);
    else if (!skipped && /[)\]}]/.test(char) && open.pop() === undefined) {
      fail({ from: at, to: at + 1 }, 'syntax', `“${char}” closes nothing.`, 'Remove it or open it before.');
    }
    at += (skipped ?? sign ?? separator ?? char).length;
  }
  const [first] = open;
  if (first !== undefined) {
    const remedy = 'Add the closing bracket.';
    fail({ from: first, to: first + 1 }, 'syntax', `“${source[first]}” is never closed.`, remedy);
  }
  return found;
}

function signOf(text: string, from: number): Sign {
  const range = { from, to: from + text.length };
  if (/^(?:!=|!==|≠|\\neq?)$/.test(text)) {
    fail(
      range,
      'not-equal',
      `“${text}” leaves out single points only, which no method can search.`,
      'Write ==, <= or >=.',
    );
  }
  if (text === '=>') fail(range, 'sign', '“=>” does not compare.', 'Write >= for “at least”.');
  if (text === ':=') fail(range, 'sign', '“:=” assigns.', 'Write == to compare.');
  return { ...range, kind: meanings[text]!, isStrict: strictSigns.has(text) };
}

/** What stands inside, where one pair of brackets encloses the whole text. */
function unwrapped(source: string, { from, to }: Range): Range | null {
  if (source[from] !== '(' || source[to - 1] !== ')') return null;
  let depth = 0;
  for (let at = from; at < to - 1; at++) {
    if (source[at] === '(') depth++;
    if (source[at] === ')') depth--;
    if (depth === 0) return null;
  }
  const inner = trimmed(source, { from: from + 1, to: to - 1 });
  return /[<>=≤≥≠]/.test(source.slice(inner.from, inner.to)) ? inner : null;
}

function sidesOf(source: string, whole: Range, signs: readonly Sign[]): Range[] {
  const starts = [whole.from, ...signs.map((sign) => sign.to)];
  const ends = [...signs.map((sign) => sign.from), whole.to];
  return starts.map((from, i) => trimmed(source, { from, to: ends[i]! }));
}

function failEmptySide(source: string, sides: readonly Range[], signs: readonly Sign[]): void {
  const at = sides.findIndex(({ from, to }) => from === to);
  if (at < 0) return;
  const sign = signs[Math.min(at, signs.length - 1)]!;
  const text = source.slice(sign.from, sign.to);
  fail(
    sign,
    'missing-side',
    `Nothing stands ${at === signs.length ? 'after' : 'before'} “${text}”.`,
    'Write a value on both sides, such as x + y <= 1.',
  );
}

function failMixedSigns(source: string, signs: readonly Sign[]): void {
  const other = signs.find(({ kind }) => kind !== signs[0]!.kind);
  if (!other) return;
  fail(
    other,
    'mixed',
    `“${source.slice(signs[0]!.from, signs[0]!.to)}” and “${source.slice(other.from, other.to)}” point in different ways.`,
    'Write them as two constraints, or as a chain such as 0 <= x <= 1.',
  );
}
