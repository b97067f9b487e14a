/**
 * What the names of a formula mean: functions, constants, variables, or products of letters such as `xy`.
 *
 * The variables are the names that nothing else explains. With subscripts (`x_1`, `x_i`) they are one vector;
 * otherwise they are numbers, ordered x, y, z first and then by alphabet.
 */
import type { Token } from './formula-tokens';
import { greekNames } from './formula-tokens';
import type { Expression, FunctionDefinition, Param, Range, Statement } from './tree';
import { mapExpression, namesIn, visitExpressions } from './visit';

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

export const constantNames: Readonly<Record<string, number>> = {
  pi: Math.PI,
  e: Math.E,
  tau: 2 * Math.PI,
  inf: Infinity,
  infty: Infinity,
};

export interface NameTable {
  /** names that are certainly one symbol: assigned, parameters, data, bound indices */
  readonly declared: Set<string>;
  /** whether a word is one symbol, not a product of letters */
  isSymbol(word: string): boolean;
  split(word: string): string[];
  /** `sum(x_i^2)`: the sum over the one index that appears as a subscript only there */
  implicitSum(op: 'sum' | 'prod', body: Expression, bound: readonly string[], range: Range): Expression | null;
}

/** Reads the tokens for words that are symbols of their own. */
export function namesOf(tokens: readonly Token[], known: readonly string[]): NameTable {
  const words = tokens.filter((token) => token.kind === 'name').map((token) => token.text);
  const declared = new Set(known);
  tokens.forEach((token, i) => {
    if (token.kind === 'name' && tokens[i + 1]?.text === '=') declared.add(token.text);
  });
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
    split: (word) => (isSymbol(word) ? [word] : (word.match(/[A-Za-z]\d*/g) ?? [word])),
    implicitSum: (op, body, bound, range) => implicitSum(op, body, new Set([...bound, ...declared]), range),
  };
}

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

/** Gives the function of a formula its parameters, and turns subscripts into elements of one vector or into names. */
export function foldNames(
  before: readonly Statement[],
  definition: FunctionDefinition,
  names: NameTable,
): FunctionDefinition {
  const [result] = definition.lambda.body;
  if (result?.type !== 'return' || !result.value) return definition;
  const assigned = new Set(
    before
      .flatMap((statement) => (statement.type === 'assignment' ? statement.targets : []))
      .map((target) => (target.type === 'name' ? target.name : '')),
  );
  const used = new Set<string>();
  const bases = new Set<string>();
  const bound = new Set<string>();
  let onlyConstantSubscripts = true;
  visitExpressions(result.value, (node) => {
    if (node.type === 'bigop') bound.add(node.index.name);
    if (node.type === 'subscript' && node.object.type === 'name') {
      bases.add(node.object.name);
      if (node.indices.some((entry) => entry.type !== 'number')) onlyConstantSubscripts = false;
    }
  });
  namesIn(result.value, used);
  const isVariable = (name: string): boolean => !assigned.has(name) && !bound.has(name) && !functionValues.has(name);
  const vectors = [...bases].filter(isVariable);
  const scalars = [...used].filter((name) => isVariable(name) && !bases.has(name) && !(name === 'n' && bases.size > 0));
  const flatten = onlyConstantSubscripts && (vectors.length > 1 || (vectors.length === 1 && scalars.length > 0));
  const value = flatten
    ? mapExpression(result.value, joinSubscript)
    : replaceLength(result.value, vectors[0] ?? [...bases][0], assigned);
  const params =
    definition.lambda.params.length > 0
      ? definition.lambda.params
      : parametersOf(
          flatten ? [...namesIn(value, new Set<string>())].filter(isVariable) : [...vectors, ...scalars],
          names,
          definition,
        );
  return { ...definition, lambda: { ...definition.lambda, params, body: [{ ...result, value }] } };
}

const functionValues = new Set([...functionNames.values(), 'sum', 'prod', 'len']);

/** x_1 as a name of its own, where several letters carry numbers. */
function joinSubscript(node: Expression): Expression | null {
  if (node.type !== 'subscript' || node.object.type !== 'name') return null;
  const [index] = node.indices;
  return index?.type === 'number'
    ? { type: 'name', name: `${node.object.name}_${index.value}`, from: node.from, to: node.to }
    : null;
}

/** `n` is the number of variables wherever subscripts are used. */
function replaceLength(value: Expression, vector: string | undefined, assigned: ReadonlySet<string>): Expression {
  if (vector === undefined || assigned.has('n')) return value;
  return mapExpression(value, (node) => {
    if (node.type !== 'name' || node.name !== 'n') return null;
    const at = { from: node.from, to: node.to };
    return {
      type: 'call',
      callee: { type: 'name', name: 'len', ...at },
      args: [{ value: { type: 'name', name: vector, ...at }, ...at }],
      ...at,
    };
  });
}

function parametersOf(variables: readonly string[], names: NameTable, definition: FunctionDefinition): Param[] {
  const at = { from: definition.from, to: definition.to };
  return [...new Set(variables)]
    .sort(compareNames)
    .filter((name) => !names.declared.has(name) || !constantNames[name])
    .map((name) => ({ target: { type: 'name', name, ...at }, defaultValue: null, kind: 'plain', ...at }));
}

/** x, y, z (and what starts with them) first, then by alphabet; numbers by value, so that x2 is before x10. */
function compareNames(a: string, b: string): number {
  const rank = (name: string): number => (/^[xyz](?:_?\d+)?$/.test(name) ? 0 : 1);
  return rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true });
}
