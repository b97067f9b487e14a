/**
 * What the names of a formula mean: functions, constants, variables, or products of letters such as `xy`.
 */
import type { Token } from './formula-tokens';
import { greekNames } from './formula-tokens';
import type { Expression, Range } from './tree';
import { namesIn, visitExpressions } from './visit';

/** Functions by every spelling, with the name they have in the function table. */
export const functionNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    sin: 'sin',
    cos: 'cos',
    tan: 'tan',
    asin: 'arcsin',
    acos: 'arccos',
    atan: 'arctan',
    arcsin: 'arcsin',
    arccos: 'arccos',
    arctan: 'arctan',
    sinh: 'sinh',
    cosh: 'cosh',
    tanh: 'tanh',
    asinh: 'arcsinh',
    acosh: 'arccosh',
    atanh: 'arctanh',
    arsinh: 'arcsinh',
    arcosh: 'arccosh',
    artanh: 'arctanh',
    exp: 'exp',
    ln: 'log',
    log: 'log',
    log2: 'log2',
    log10: 'log10',
    lg: 'log10',
    log1p: 'log1p',
    expm1: 'expm1',
    sqrt: 'sqrt',
    cbrt: 'cbrt',
    abs: 'abs',
    sign: 'sign',
    sgn: 'sign',
    floor: 'floor',
    ceil: 'ceil',
    round: 'round',
    min: 'minimum_of',
    max: 'maximum_of',
    atan2: 'arctan2',
    hypot: 'hypot',
    erf: 'erf',
    sigmoid: 'sigmoid',
    relu: 'relu',
    softplus: 'softplus',
    mean: 'mean',
    norm: 'norm',
    dot: 'dot',
    mod: 'mod',
    if: 'where',
    where: 'where',
    sec: 'sec',
    csc: 'csc',
    cot: 'cot',
  }),
);

/** The function that `sin^(-1)` means. */
export function inverseOf(name: string): string | null {
  const inverse = /^(sin|cos|tan|sinh|cosh|tanh)$/.exec(name);
  return inverse ? `arc${inverse[1]}` : null;
}

/** Names that are numbers. */
export const constantNames: Readonly<Record<string, number>> = {
  pi: Math.PI,
  e: Math.E,
  tau: 2 * Math.PI,
  inf: Infinity,
  infty: Infinity,
};

/** What is known of the names of one formula. */
export interface NameTable {
  /** names that are certainly one symbol: assigned, parameters, data, bound indices */
  readonly declared: Set<string>;
  /** whether a word is one symbol, not a product of letters */
  isSymbol(word: string): boolean;
  /** whether the word also stands somewhere without an opening bracket after it */
  standsAlone(word: string): boolean;
  /** `sum(x_i^2)`: the sum over the one index that appears as a subscript only there */
  implicitSum(op: 'sum' | 'prod', body: Expression, bound: readonly string[], range: Range): Expression | null;
}

/** Reads the tokens for words that are symbols of their own. */
export function namesOf(tokens: readonly Token[], known: readonly string[]): NameTable {
  const words = tokens.filter((token) => token.kind === 'name').map((token) => token.text);
  const given = new Set(known);
  const indices = new Set<string>();
  const plain = new Set<string>();
  tokens.forEach((token, i) => {
    if (token.kind !== 'name') return;
    if (tokens[i + 1]?.text === '=') (isLineStart(tokens, i) ? given : indices).add(token.text);
    if (tokens[i + 1]?.text !== '(') plain.add(token.text);
    for (const parameter of headParameters(tokens, i)) given.add(parameter);
  });
  const declared = new Set([...given, ...indices]);
  const letters = new Set([...words.filter((word) => /^[A-Za-z]$/.test(word)), 'x', 'y', 'z']);
  const isSymbol = (word: string): boolean => {
    if (declared.has(word) || constantNames[word] !== undefined || greekNames.has(word.replace(/\d+$/, '')))
      return true;
    const parts = word.match(/[A-Za-z]\d*/g) ?? [word];
    return parts.length === 1 || !parts.every((part) => letters.has(part) || words.includes(part));
  };
  return {
    declared,
    isSymbol,
    standsAlone: (word) => plain.has(word),
    implicitSum: (op, body, bound, range) => implicitSum(op, body, new Set([...bound, ...given]), range),
  };
}

const isLineStart = (tokens: readonly Token[], at: number): boolean =>
  at === 0 || tokens[at - 1]!.kind === 'newline' || tokens[at - 1]!.text === ';';

/** The names in `f(a, b) =`, if that is what begins at a token. */
function headParameters(tokens: readonly Token[], at: number): string[] {
  if (!isLineStart(tokens, at) || tokens[at + 1]?.text !== '(') return [];
  const names: string[] = [];
  for (let i = at + 2; tokens[i]; i++) {
    const token = tokens[i]!;
    if (token.kind === 'name') names.push(token.text);
    else if (token.text === ')') return tokens[i + 1]?.text === '=' ? names : [];
    else if (token.text !== ',') return [];
  }
  return [];
}

/** Splits words that are products: `xy` becomes `x` and `y`, so that `xy^2` is x·y². */
export function splitProducts(tokens: readonly Token[], names: NameTable): Token[] {
  return tokens.flatMap((token, i): Token[] => {
    const isWord = token.kind === 'name' && token.to - token.from === token.text.length;
    const isKnown = functionNames.has(token.text) || bigOperators.has(token.text) || names.isSymbol(token.text);
    const isCall = tokens[i + 1]?.text === '(' && token.text.length > 2;
    if (!isWord || isKnown || isCall) return [token];
    let from = token.from;
    return (token.text.match(/[A-Za-z]\d*/g) ?? []).map((text, k) => {
      const part: Token = { kind: 'name', text, from, to: from + text.length, spaced: k === 0 && token.spaced };
      from += text.length;
      return part;
    });
  });
}

/** Words that are neither names nor functions. */
const bigOperators = new Set(['sum', 'prod', 'product', 'frac', 'tfrac', 'dfrac', 'and', 'or', 'to', 'in']);

function implicitSum(
  op: 'sum' | 'prod',
  body: Expression,
  bound: ReadonlySet<string>,
  range: Range,
): Expression | null {
  const indices = new Set<string>();
  const bases: string[] = [];
  visitExpressions(body, (node) => {
    if (node.type !== 'subscript' || !node.oneBased || node.object.type !== 'name') return;
    bases.push(node.object.name);
    for (const entry of node.indices) if (entry.type !== 'slice' && entry.type !== 'ellipsis') namesIn(entry, indices);
  });
  const free = [...indices].filter((name) => !bound.has(name) && name !== 'n');
  if (free.length !== 1) return null;
  const at = { from: range.from, to: range.to };
  return {
    type: 'bigop',
    op,
    index: { type: 'name', name: free[0]!, ...at },
    lower: { type: 'number', value: 1, isInteger: true, ...at },
    upper: { type: 'name', name: 'n', ...at },
    body,
    ...at,
  };
}
