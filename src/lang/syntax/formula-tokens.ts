/**
 * Splits a formula into tokens: plain typing, Unicode mathematics (`x²`, `√`, `·`, `π`, `≤`) and the LaTeX commands
 * of a copied formula become the same tokens, each with its range in the source.
 */
import { fail } from '../diagnostics';
import type { Range } from './tree';

/** A word, number or sign of a formula. */
export interface Token extends Range {
  readonly kind: 'number' | 'name' | 'op' | 'newline' | 'end';
  readonly text: string;
  /** white space stands before it: `f (x)` and `x |y|` read differently without */
  readonly spaced: boolean;
  /** a name that was written as a LaTeX command */
  readonly isCommand?: boolean;
}

const greekLetters: Record<string, string> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  ζ: 'zeta',
  η: 'eta',
  θ: 'theta',
  ι: 'iota',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  µ: 'mu',
  ν: 'nu',
  ξ: 'xi',
  ο: 'omicron',
  π: 'pi',
  ρ: 'rho',
  σ: 'sigma',
  ς: 'sigma',
  τ: 'tau',
  υ: 'upsilon',
  φ: 'phi',
  ϕ: 'phi',
  χ: 'chi',
  ψ: 'psi',
  ω: 'omega',
  Γ: 'Gamma',
  Δ: 'Delta',
  Θ: 'Theta',
  Λ: 'Lambda',
  Ξ: 'Xi',
  Φ: 'Phi',
  Ψ: 'Psi',
  Ω: 'Omega',
};

/** Names of Greek letters: one name each, never a product of Latin letters. */
export const greekNames: ReadonlySet<string> = new Set([
  ...Object.values(greekLetters),
  'varepsilon',
  'vartheta',
  'varphi',
]);

const fractions: Record<string, string> = { '½': '0.5', '¼': '0.25', '¾': '0.75' };

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const subscripts = '₀₁₂₃₄₅₆₇₈₉';

const unicodeOps: Record<string, string> = {
  '·': '*',
  '⋅': '*',
  '×': '*',
  '∗': '*',
  '÷': '/',
  '−': '-',
  '–': '-',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '∞': 'inf',
  '√': 'sqrt',
  '∑': 'sum',
  Σ: 'sum',
  '∏': 'prod',
  Π: 'prod',
  '…': '..',
  '‖': '‖',
  '∥': '‖',
};

/** LaTeX commands that stand for one operator; `''` for those that only space or size. */
const latexOps: Record<string, string> = {
  cdot: '*',
  times: '*',
  div: '/',
  left: '',
  right: '',
  bigl: '',
  bigr: '',
  Bigl: '',
  Bigr: '',
  big: '',
  Big: '',
  quad: '',
  qquad: '',
  le: '<=',
  leq: '<=',
  ge: '>=',
  geq: '>=',
  ne: '!=',
  neq: '!=',
  ldots: '..',
  dots: '..',
  cdots: '..',
  lvert: '|',
  rvert: '|',
  vert: '|',
  displaystyle: '',
  textstyle: '',
  limits: '',
  mathrm: '',
  mathbf: '',
  mathit: '',
  boldsymbol: '',
  bm: '',
  vec: '',
  operatorname: '',
  text: '',
  lVert: '‖',
  rVert: '‖',
  Vert: '‖',
};

const wordPattern = /^[A-Za-z]+[0-9]*/;
const operatorPattern = /^(?:\*\*|\.\.\.?|<=|>=|==|!=|&&|:=|[-+*/^%()[\]{},;=<>|!_'@:])/;

/** @throws LossError for a character that means nothing in a formula */
export function tokenizeFormula(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let spaced = false;
  const push: Push = (kind, text, length, isCommand = false) => {
    tokens.push({ kind, text, from: at, to: at + length, spaced, ...(isCommand ? { isCommand } : {}) });
    at += length;
    spaced = false;
  };
  while (at < source.length) {
    const rest = source.slice(at, at + 80);
    const char = String.fromCodePoint(rest.codePointAt(0)!);
    const skipped = /^(?:[^\S\n]+|#[^\n]*|\/\/[^\n]*|\\[,;!: ]|\$+|&(?!&))/.exec(rest);
    if (skipped) {
      at +=
        skipped[0].startsWith('#') || skipped[0].startsWith('//')
          ? /^[^\n]*/.exec(source.slice(at))![0].length
          : skipped[0].length;
      spaced = true;
      continue;
    }
    if (char === '\n') {
      push('newline', '\n', 1);
      continue;
    }
    const number = /^(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest);
    if (number) {
      push('number', number[0], number[0].length);
      continue;
    }
    const word = wordPattern.exec(rest);
    if (word) {
      push('name', word[0], word[0].length);
      continue;
    }
    if (char === '\\') {
      latexCommand(rest, push);
      continue;
    }
    if (fractions[char]) push('number', fractions[char], char.length);
    else if (greekLetters[char]) push('name', greekLetters[char], char.length);
    else if (char === '⁻' || superscripts.includes(char)) superscript(rest, push);
    else if (subscripts.includes(char)) subscript(rest, push);
    else if (unicodeOps[char] !== undefined) {
      const text = unicodeOps[char];
      push(/^[a-z]/.test(text) ? 'name' : 'op', text, char.length);
    } else {
      const op = operatorPattern.exec(rest);
      if (!op) {
        fail(
          { from: at, to: at + char.length },
          'character',
          `“${char}” means nothing in a formula.`,
          'Use letters, digits, + - * / ^, brackets and function names.',
        );
      }
      push('op', op[0] === ':=' ? '=' : op[0], op[0].length);
    }
  }
  tokens.push({ kind: 'end', text: '', from: source.length, to: source.length, spaced });
  return tokens;
}

type Push = (kind: Token['kind'], text: string, length: number, isCommand?: boolean) => void;

function latexCommand(rest: string, push: Push): void {
  const match = /^\\([A-Za-z]+|[\\{}|])/.exec(rest);
  const name = match?.[1] ?? '';
  const length = match?.[0].length ?? 1;
  if (name === '\\') push('newline', '\n', length);
  else if (name === '{' || name === '}' || name === '|')
    push('op', name === '|' ? '‖' : name === '{' ? '(' : ')', length);
  else if (latexOps[name] !== undefined) push('op', latexOps[name], length);
  else push('name', variants[name] ?? name, length, true);
}

/** Other shapes of Greek letters. */
const variants: Record<string, string> = { varepsilon: 'epsilon', varphi: 'phi', vartheta: 'theta' };

/** `x²`: two tokens, `^` and the digits; the first has no width. */
function superscript(rest: string, push: Push): void {
  const [, minus, digits] = /^(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]*)/.exec(rest) as unknown as [string, string, string];
  push('op', '^', 0);
  if (minus) push('op', '-', 1);
  if (digits === '') return;
  push('number', Array.from(digits, (digit) => superscripts.indexOf(digit)).join(''), digits.length);
}

function subscript(rest: string, push: Push): void {
  const digits = /^[₀₁₂₃₄₅₆₇₈₉]+/.exec(rest)![0];
  push('op', '_', 0);
  push('number', Array.from(digits, (digit) => subscripts.indexOf(digit)).join(''), digits.length);
}
