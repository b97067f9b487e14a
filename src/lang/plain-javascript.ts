/**
 * Reads a JavaScript text that is outside the loss language for what is needed to run it as it stands: which of its
 * functions is the loss, and how that takes its point. Nothing is evaluated here; the text goes to the sandbox.
 *
 * The loss is chosen as `choose.ts` does it: the default export; a function, or the name of one, as the last
 * expression; the last named function that no other one mentions; a last expression over names that nothing declares.
 */
import type * as acorn from 'acorn';
import { LossError } from './diagnostics';
import { plainGlobals } from './plain-globals';
import { type PlainOutside, isData, isPlainOutside, standOfTable, withOutside } from './plain-outside';
import { freeNames, isReference, walk, type AnyNode } from './syntax/estree';
import { parseProgram } from './syntax/javascript';

/** How a plain function takes its point: one array, one number each, or one object of numbers. */
export type PlainForm = 'vector' | 'scalars' | 'named';

/** A text as the sandbox runs it. */
export interface PlainProgram {
  /** body of a function that returns the loss */
  readonly code: string;
  readonly form: PlainForm;
  /** names of the numbers, where the form is not 'vector' */
  readonly names: readonly string[];
}

/** A plain text, and a loss of the language that takes the same variables: constraints are read against it. */
export interface PlainReading {
  readonly program: PlainProgram;
  readonly stand: string;
}

/** What no sandbox helps with: the same text would not run there either, or mean something else. */
const ownMistakes =
  /^(syntax|empty|no-function|no-parameters|no-variables|no-return|missing-return|not-a-number|needs-number|argument-count|too-deep|.*unit.*)$/;

/** Whether a refusal of the language is about its limits, so that plain JavaScript may help. */
export const isOutsideLanguage = (codes: readonly string[]): boolean =>
  codes.length > 0 && !codes.some((code) => ownMistakes.test(code));

const globals = new Set(plainGlobals);

/** Reads a text; null where it is no JavaScript with a function to minimize, or names what nothing defines.
 *  @param outside  parameters and data that the text may use by name; null where these have units
 *  Cost: linear in the text and the data. */
export function readPlainJavaScript(source: string, outside: PlainOutside = {}): PlainReading | null {
  if (!isPlainOutside(outside)) return null;
  const tree = treeOf(source);
  if (!tree) return null;
  const { program, text } = tree;
  if (program.body.some((statement) => statement.type.startsWith('Import'))) return null;
  if (misspellsMath(program)) return null;
  const data = outside.data ?? {};
  const free = [...freeNames(program)].filter((name) => !globals.has(name) && !Object.hasOwn(data, name));
  const chosen = chooseFunction(program);
  const hasOutside = outside.params !== undefined || Object.keys(data).length > 0;
  if (!chosen) return free.length > 0 && !hasOutside ? expressionOf(program, text, free) : null;
  if (free.length > 0) return null;
  const code = bodyOf(program, text, chosen);
  return hasOutside ? readingWith(outside, code, chosen.lambda) : readingOf(code, pointOf(chosen.lambda));
}

const readingOf = (code: string | null, point: Point | null): PlainReading | null =>
  code !== null && point ? { program: { code, form: point.form, names: point.names }, stand: point.stand } : null;

/** Where a table names the parameters the point is one vector, which is taken apart before the loss is called. */
function readingWith(outside: PlainOutside, code: string, lambda: Lambda): PlainReading | null {
  const { params } = outside;
  const own = { ...lambda, params: lambda.params.filter((param) => !isData(param, outside)) };
  const point = params ? { form: 'vector' as const, names: [], stand: standOfTable(params) } : pointOf(own);
  return readingOf(point && withOutside(code, lambda.params, point.form, outside), point);
}

function treeOf(source: string): ReturnType<typeof parseProgram> | null {
  try {
    return parseProgram(source);
  } catch (error) {
    if (error instanceof LossError) return null;
    throw error;
  }
}

type Lambda =
  | acorn.FunctionDeclaration
  | acorn.AnonymousFunctionDeclaration
  | acorn.FunctionExpression
  | acorn.ArrowFunctionExpression;

interface Chosen {
  readonly lambda: Lambda;
  /** null: an expression, or a default export without a name */
  readonly name: string | null;
  readonly statement: AnyNode;
}

const isLambda = (node: AnyNode | null | undefined): node is Lambda =>
  node !== null &&
  node !== undefined &&
  /Function|Arrow/.test(node.type) &&
  !(node as Lambda).async &&
  !(node as Lambda).generator;

function chooseFunction({ body }: acorn.Program): Chosen | null {
  const candidates = body.flatMap(candidatesOf);
  const byDefault = body.find((statement) => statement.type === 'ExportDefaultDeclaration');
  if (byDefault) {
    const value = byDefault.declaration;
    if (isLambda(value)) return { lambda: value, name: value.id?.name ?? null, statement: byDefault };
    if (value.type === 'Identifier') return candidates.find(({ name }) => name === value.name) ?? null;
  }
  const last = body.findLast(({ type }) => type !== 'EmptyStatement');
  const value = last?.type === 'ExpressionStatement' ? last.expression : null;
  if (value?.type === 'Identifier') {
    const pointedAt = candidates.find(({ name }) => name === value.name);
    if (pointedAt) return pointedAt;
  }
  if (last && isLambda(value)) return { lambda: value, name: null, statement: last };
  const mentioned = candidates.flatMap(({ lambda, name }) => [...freeNames(lambda)].filter((other) => other !== name));
  const unmentioned = candidates.filter(({ name }) => !mentioned.includes(name!));
  return (unmentioned.length > 0 ? unmentioned : candidates).at(-1) ?? null;
}

function candidatesOf(statement: AnyNode): Chosen[] {
  if (statement.type === 'ExportNamedDeclaration' && statement.declaration) return candidatesOf(statement.declaration);
  if (statement.type === 'FunctionDeclaration' && isLambda(statement)) {
    return [{ lambda: statement, name: statement.id!.name, statement }];
  }
  if (statement.type !== 'VariableDeclaration') return [];
  return statement.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && isLambda(init) ? [{ lambda: init, name: id.name, statement }] : [],
  );
}

/** The text as the body of a function: without exports, and with the loss returned. */
function bodyOf({ body }: acorn.Program, text: string, { lambda, name, statement }: Chosen): string {
  let code = '';
  let at = 0;
  const replace = (from: number, to: number, by: string): void => {
    code += text.slice(at, from) + by;
    at = to;
  };
  for (const each of body) {
    if (name === null && each === statement) {
      replace(each.start, each.end, `\nreturn (${text.slice(lambda.start, lambda.end)});\n`);
    } else if (each.type === 'ExportDefaultDeclaration') {
      const isNamed = each.declaration.type === 'FunctionDeclaration' || each.declaration.type === 'ClassDeclaration';
      if (isNamed) replace(each.start, each.declaration.start, '');
      else replace(each.start, each.end, '');
    } else if (each.type === 'ExportNamedDeclaration') {
      replace(each.start, each.declaration?.start ?? each.end, '');
    } else if (each.type === 'ExportAllDeclaration') replace(each.start, each.end, '');
  }
  code += text.slice(at);
  return name === null ? code : `${code}\nreturn ${name};`;
}

interface Point {
  readonly form: PlainForm;
  readonly names: readonly string[];
  readonly stand: string;
}

/** How a function takes its point; null where that cannot be told. */
function pointOf(lambda: Lambda): Point | null {
  const required = lambda.params.filter(({ type }) => type !== 'AssignmentPattern');
  const params = required.length > 0 ? required : lambda.params;
  const [only] = params;
  if (!only) return null;
  if (params.length > 1) {
    // A parameter with a default before one without leaves a gap.
    const isLeading = params.every((param, i) => param === lambda.params[i]);
    const names = params.flatMap((param) => (param.type === 'Identifier' ? [param.name] : []));
    return isLeading && names.length === params.length ? scalars(names) : null;
  }
  if (only !== lambda.params[0]) return null;
  const param = only.type === 'AssignmentPattern' ? only.left : only;
  switch (param.type) {
    case 'ArrayPattern':
      return vector(param.elements.length, param.elements.at(-1)?.type === 'RestElement');
    case 'ObjectPattern': {
      const names = param.properties.flatMap((property) =>
        property.type === 'Property' && property.key.type === 'Identifier' ? [property.key.name] : [],
      );
      const isPlain = names.length > 0 && names.length === param.properties.length;
      return isPlain ? { form: 'named', names, stand: `({ ${names.join(', ')} }) => ${names.join(' + ')}` } : null;
    }
    case 'RestElement':
      // Any number of numbers.
      return { ...vector(0, true), form: 'scalars' };
    case 'Identifier':
      return pointOfName(lambda, param.name);
    default:
      return null;
  }
}

const scalars = (names: readonly string[]): Point => ({
  form: 'scalars',
  names,
  // Squares: a lone name could be an array, and a sum of it is none.
  stand: `(${names.join(', ')}) => ${names.map((name) => `${name} ** 2`).join(' + ')}`,
});

/** @param least  elements that there must be;  @param isOpen  whether there may be more */
function vector(least: number, isOpen: boolean): Point {
  const count = Math.max(1, least);
  const elements = Array.from({ length: count }, (_, i) => `x${i}`);
  const stand = isOpen
    ? '(x) => { let sum = 0; for (const each of x) sum += each; return sum; }'
    : `([${elements.join(', ')}]) => ${elements.join(' + ')}`;
  return { form: 'vector', names: [], stand };
}

/** A single parameter is a number where it is calculated with, and else an array. */
function pointOfName(lambda: Lambda, name: string): Point {
  let isNumber = false;
  let isWhole = false;
  let most = -1;
  walk(lambda.body, (node, parent) => {
    if (!isReference(node, parent) || node.name !== name) return;
    if (parent?.type === 'MemberExpression' && parent.object === node) {
      const { property } = parent;
      if (parent.computed && property.type === 'Literal' && typeof property.value === 'number') {
        most = Math.max(most, property.value);
      } else isWhole = true;
    } else if (parent && isArithmetic(parent)) isNumber = true;
    else isWhole = true;
  });
  if (isNumber && most < 0) return scalars([name]);
  return vector(most + 1, isWhole || most < 0);
}

function isArithmetic(node: AnyNode): boolean {
  if (node.type === 'BinaryExpression' || node.type === 'UnaryExpression') return true;
  const callee = node.type === 'CallExpression' ? node.callee : null;
  return callee?.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Math';
}

/** An expression over names that nothing declares: those are the variables, in the order x, y, z, then by alphabet. */
function expressionOf({ body }: acorn.Program, text: string, free: readonly string[]): PlainReading | null {
  const last = body.findLast(({ type }) => type !== 'EmptyStatement');
  if (last?.type !== 'ExpressionStatement' || free.some((name) => name.length > 3)) return null;
  const rank = (name: string): number => (/^[xyz]\d*$/.test(name) ? 0 : 1);
  const names = free.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
  const { start, end } = last.expression;
  const code = `return (${names.join(', ')}) => {\n${text.slice(0, last.start)}\nreturn (${text.slice(start, end)});\n};`;
  return { program: { code, form: 'scalars', names }, stand: scalars(names).stand };
}

/** `Math.cosine` is a mistake there as well. */
function misspellsMath(program: acorn.Program): boolean {
  let isWrong = false;
  walk(program, (node) => {
    if (node.type !== 'MemberExpression' || node.computed || node.object.type !== 'Identifier') return;
    if (node.object.name === 'Math' && node.property.type === 'Identifier' && !(node.property.name in Math))
      isWrong = true;
  });
  return isWrong;
}
