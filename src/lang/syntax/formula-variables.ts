/**
 * The variables of a formula: the names that nothing else explains.
 *
 * With subscripts (`x_1`, `x_i`) they are one vector; otherwise they are numbers, ordered x, y, z first and then by
 * alphabet. Where several letters carry constant subscripts, each is a number of its own.
 */
import { fail } from '../diagnostics';
import { functionNames } from './formula-names';
import type { Assign, Expression, FunctionDefinition, Param, Return } from './tree';
import { mapExpression, namesIn, visitExpressions } from './visit';

/** The names of a formula by what they are used for. */
interface Usage {
  readonly used: Set<string>;
  readonly bases: Set<string>;
  readonly bound: Set<string>;
  readonly hasOnlyConstantSubscripts: boolean;
}

/** Gives the function of a formula its parameters, and turns subscripts into elements of one vector or into names.
 *  @param helpers  functions that the text defines besides */
export function findVariables(definition: FunctionDefinition, helpers: ReadonlySet<string>): FunctionDefinition {
  const body = definition.lambda.body.filter((line) => line.type === 'assignment' || line.type === 'return');
  const values = body.flatMap((line) => line.value ?? []);
  const assigned = new Set([
    ...helpers,
    ...body
      .flatMap((line) => (line.type === 'assignment' ? line.targets : []))
      .map((t) => (t.type === 'name' ? t.name : '')),
  ]);
  const { used, bases, bound, hasOnlyConstantSubscripts } = usageIn(values);
  const isVariable = (name: string): boolean => !assigned.has(name) && !bound.has(name) && !functionValues.has(name);
  const vectors = [...bases].filter(isVariable);
  const scalars = [...used].filter((name) => isVariable(name) && !bases.has(name) && !(name === 'n' && bases.size > 0));
  failFreeIndex(values, (name) => isVariable(name) && !(name === 'n'));
  const flatten = hasOnlyConstantSubscripts && (vectors.length > 1 || (vectors.length === 1 && scalars.length > 0));
  const rewritten = body.map((line): Assign | Return => {
    if (!line.value) return line;
    const value = flatten
      ? mapExpression(line.value, joinSubscript)
      : replaceLength(line.value, vectors[0] ?? [...bases][0], assigned);
    return { ...line, value };
  });
  const given = definition.lambda.params;
  const found = flatten
    ? [...usageIn(rewritten.flatMap((line) => line.value ?? [])).used].filter(isVariable)
    : [...vectors, ...scalars];
  const params = given.length > 0 ? given : parametersOf(found, definition);
  return { ...definition, lambda: { ...definition.lambda, params, body: rewritten } };
}

/** A subscript that nothing counts: `x_i` outside a sum. */
function failFreeIndex(values: readonly Expression[], isFree: (name: string) => boolean): void {
  for (const value of values) {
    visitExpressions(value, (node) => {
      if (node.type !== 'subscript') return;
      for (const entry of node.indices) {
        if (entry.type === 'slice' || entry.type === 'ellipsis') continue;
        const name = [...namesIn(entry, new Set())].find(isFree);
        if (name)
          fail(node, 'free-index', `Nothing says which values “${name}” takes.`, `Write sum(${name} = 1..n, …).`);
      }
    });
  }
}

function usageIn(values: readonly Expression[]): Usage {
  const used = new Set<string>();
  const bases = new Set<string>();
  const bound = new Set<string>();
  let hasOnlyConstantSubscripts = true;
  for (const value of values) {
    namesIn(value, used);
    visitExpressions(value, (node) => {
      if (node.type === 'bigop') bound.add(node.index.name);
      if (node.type !== 'subscript' || node.object.type !== 'name') return;
      bases.add(node.object.name);
      if (node.indices.some((entry) => entry.type !== 'number')) hasOnlyConstantSubscripts = false;
    });
  }
  return { used, bases, bound, hasOnlyConstantSubscripts };
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

function parametersOf(variables: readonly string[], definition: FunctionDefinition): Param[] {
  const at = { from: definition.from, to: definition.to };
  return [...new Set(variables)]
    .sort(compareNames)
    .map((name) => ({ target: { type: 'name', name, ...at }, defaultValue: null, kind: 'plain', ...at }));
}

/** x, y, z (and what starts with them) first, then by alphabet; numbers by value, so that x2 is before x10. */
function compareNames(a: string, b: string): number {
  const rank = (name: string): number => (/^[xyz](?:_?\d+)?$/.test(name) ? 0 : 1);
  return rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true });
}
