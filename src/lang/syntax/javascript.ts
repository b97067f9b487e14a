/**
 * JavaScript and TypeScript → the common tree, by way of acorn.
 *
 * Types are blanked out when the plain parse fails (offsets stay). Refuses what has no meaning for a loss — classes,
 * generators, `try`, `await` — by leaving an `unsupported` node, which is an error only where it is reached.
 */
import * as acorn from 'acorn';
import { type Diagnostic, LossError, errorAt, fail } from '../diagnostics';
import { expressionOf } from './javascript-expressions';
import { paramOf, patternOf } from './javascript-patterns';
import { stripTypes } from './strip-types';
import type { Module, Range, Statement, Unsupported } from './tree';

const options: acorn.Options = { ecmaVersion: 'latest', sourceType: 'module', allowReturnOutsideFunction: true };

/** Parses a JavaScript or TypeScript text.
 *  @throws LossError with the first syntax error. Acorn stops at the first one */
export function parseJavaScript(source: string): Module {
  const { program } = parseProgram(source);
  return { language: 'javascript', body: program.body.flatMap(statementOf), from: 0, to: source.length };
}

/** The syntax tree of a text, and the text that it is of: its types are blanked out where it has any.
 *  @throws LossError with the first syntax error */
export function parseProgram(source: string): { readonly program: acorn.Program; readonly text: string } {
  const attempts = [source];
  const stripped = stripTypes(source);
  if (stripped !== source) attempts.push(stripped);
  let first: unknown = null;
  for (const text of attempts) {
    try {
      return { program: acorn.parse(text, options), text };
    } catch (error) {
      const anonymous = parseAnonymousFunction(text);
      if (anonymous) return { program: anonymous, text };
      first = first && furthest(first) >= furthest(error) ? first : error;
    }
  }
  throw new LossError(syntaxDiagnostic(source, first));
}

/** `function (x) { … }` as a whole text is not a statement, but everybody knows what it means. */
function parseAnonymousFunction(text: string): acorn.Program | null {
  const start = text.search(/\S/);
  if (!/^(async\s+)?function\s*\(/.test(text.slice(start))) return null;
  try {
    const expression = acorn.parseExpressionAt(text, start, options);
    if (text.slice(expression.end).replace(/;/g, '').trim() !== '') return null;
    const { start: from, end: to } = expression;
    const statement: acorn.ExpressionStatement = { type: 'ExpressionStatement', expression, start: from, end: to };
    return { type: 'Program', body: [statement], sourceType: 'module', start: 0, end: text.length };
  } catch {
    return null;
  }
}

const furthest = (error: unknown): number => (error as { pos?: number }).pos ?? 0;

function syntaxDiagnostic(source: string, error: unknown): Diagnostic {
  const { pos = 0, message = String(error) } = error as { pos?: number; message?: string };
  const rest = source.slice(pos);
  const token = /^(?:[\w$]+|\S)/.exec(rest)?.[0] ?? '';
  const range = {
    from: Math.min(pos, Math.max(0, source.length - 1)),
    to: Math.min(source.length, pos + Math.max(1, token.length)),
  };
  const plain = message.replace(/\s*\(\d+:\d+\)$/, '');
  if (token === '') {
    return errorAt(range, 'syntax', 'The text ends too early.', 'Close the open bracket or finish the expression.');
  }
  if (plain === 'Unexpected token') {
    return errorAt(range, 'syntax', `“${token}” is not expected here.`, remedyFor(source, pos, token));
  }
  return errorAt(range, 'syntax', `${plain}.`, remedyFor(source, pos, token));
}

function remedyFor(source: string, pos: number, token: string): string {
  const before = source.slice(0, pos).trimEnd();
  if (/[+\-*/%(,=]$/.test(before)) return `Something is missing between “${before.at(-1)}” and “${token}”.`;
  if (/[\d)\]]$/.test(before) && /^[A-Za-z_$(]/.test(token)) return 'Write the multiplication: 2 * x.';
  if (token === ')' || token === ']' || token === '}') return `Remove “${token}” or open it before.`;
  return 'Check the brackets, commas and operators just before this place.';
}

/** Statements of one ESTree statement (a declaration of several names becomes several). */
export function statementOf(node: acorn.Statement | acorn.ModuleDeclaration): Statement[] {
  const range: Range = { from: node.start, to: node.end };
  switch (node.type) {
    case 'ExpressionStatement':
      if (node.directive !== undefined) return [];
      return [{ type: 'expression', value: expressionOf(node.expression, functionBody), ...range }];
    case 'VariableDeclaration':
      return variableDeclaration(node);
    case 'FunctionDeclaration':
      return [functionDeclaration(node, false)];
    case 'ReturnStatement':
      return [{ type: 'return', value: node.argument ? expressionOf(node.argument, functionBody) : null, ...range }];
    case 'IfStatement':
      return [
        {
          type: 'if',
          test: expressionOf(node.test, functionBody),
          consequent: statementOf(node.consequent),
          otherwise: node.alternate ? statementOf(node.alternate) : [],
          ...range,
        },
      ];
    case 'BlockStatement':
      return [{ type: 'block', body: node.body.flatMap(statementOf), ...range }];
    case 'ForStatement':
      return [forStatement(node)];
    case 'ForOfStatement':
    case 'ForInStatement':
      return [forEach(node)];
    case 'WhileStatement':
    case 'DoWhileStatement':
      return [
        {
          type: 'while',
          test: expressionOf(node.test, functionBody),
          body: bodyOf(node.body),
          otherwise: [],
          testsLast: node.type === 'DoWhileStatement',
          header: {
            from: node.start,
            to: node.type === 'WhileStatement' ? Math.min(node.test.end + 1, node.body.start) : node.end,
          },
          ...range,
        },
      ];
    case 'BreakStatement':
    case 'ContinueStatement':
      if (node.label)
        fail(
          range,
          'unsupported',
          'Labels are not part of the loss language.',
          'Use break and continue without a label.',
        );
      return [{ type: node.type === 'BreakStatement' ? 'break' : 'continue', ...range }];
    case 'EmptyStatement':
    case 'DebuggerStatement':
    case 'ExportAllDeclaration':
      return [{ type: 'empty', ...range }];
    case 'ThrowStatement':
      return [{ type: 'raise', ...range }];
    case 'ImportDeclaration':
      return [importDeclaration(node)];
    case 'ExportDefaultDeclaration':
      return [exportDefault(node)];
    case 'ExportNamedDeclaration':
      return node.declaration ? statementOf(node.declaration) : [];
    case 'SwitchStatement':
      return [unsupported(range, '“switch”', 'Write if … else if … else.')];
    case 'ClassDeclaration':
      return [{ ...unsupported(range, 'a class', 'Write a function.'), name: node.id.name }];
    case 'TryStatement':
      return [unsupported(range, '“try”', 'Test for the bad case with if before it happens.')];
    case 'LabeledStatement':
      return [unsupported(range, 'a label', 'Use break and continue without a label.')];
    case 'WithStatement':
      return [unsupported(range, '“with”', 'Name the object explicitly.')];
    default:
      node satisfies never;
      return [];
  }
}

function unsupported(range: Range, construct: string, remedy: string): Unsupported {
  return { type: 'unsupported', construct, remedy, ...range };
}

const functionBody = (body: acorn.BlockStatement): Statement[] => body.body.flatMap(statementOf);

function bodyOf(node: acorn.Statement): Statement[] {
  return node.type === 'BlockStatement' ? node.body.flatMap(statementOf) : statementOf(node);
}

function variableDeclaration(node: acorn.VariableDeclaration): Statement[] {
  const declares = node.kind === 'let' || node.kind === 'var' ? node.kind : 'const';
  return node.declarations.map((declaration) => ({
    type: 'assignment',
    targets: [patternOf(declaration.id, expression)],
    op: null,
    value: declaration.init ? expressionOf(declaration.init, functionBody, nameOf(declaration.id)) : null,
    declares,
    from: declaration.start,
    to: declaration.end,
  }));
}

const nameOf = (pattern: acorn.Pattern): string | null => (pattern.type === 'Identifier' ? pattern.name : null);
const expression = (node: acorn.Expression): ReturnType<typeof expressionOf> => expressionOf(node, functionBody);

function functionDeclaration(
  node: acorn.FunctionDeclaration | acorn.AnonymousFunctionDeclaration,
  isDefault: boolean,
): Statement {
  const range = { from: node.start, to: node.end };
  if (node.generator || node.async) {
    const construct = node.async ? 'an async function' : 'a generator';
    const refused = unsupported(range, construct, 'Write a plain function that returns a number.');
    return node.id ? { ...refused, name: node.id.name } : refused;
  }
  const name = node.id?.name ?? 'default';
  const nameRange = node.id ? { from: node.id.start, to: node.id.end } : { from: node.start, to: node.body.start };
  return {
    type: 'function',
    name,
    nameRange,
    isDefault,
    lambda: {
      type: 'lambda',
      name,
      params: node.params.map((param) => paramOf(param, expression)),
      body: functionBody(node.body),
      header: nameRange,
      ...range,
    },
    ...range,
  };
}

function forStatement(node: acorn.ForStatement): Statement {
  let init: Statement[] = [];
  if (node.init) {
    init =
      node.init.type === 'VariableDeclaration'
        ? variableDeclaration(node.init)
        : [{ type: 'expression', value: expression(node.init), from: node.init.start, to: node.init.end }];
  }
  return {
    type: 'for-classic',
    init,
    test: node.test ? expression(node.test) : null,
    update: node.update ? expression(node.update) : null,
    body: bodyOf(node.body),
    header: { from: node.start, to: headerEnd(node.start, node.update ?? node.test ?? node.init, node.body.start) },
    from: node.start,
    to: node.end,
  };
}

/** The end of `for (…)`: one past the last part's closing bracket, which acorn does not record. */
function headerEnd(start: number, lastPart: { end: number } | null | undefined, bodyStart: number): number {
  return Math.max(start, Math.min(bodyStart, (lastPart?.end ?? bodyStart) + 1));
}

function forEach(node: acorn.ForOfStatement | acorn.ForInStatement): Statement {
  const declared = node.left.type === 'VariableDeclaration' ? node.left : null;
  const kind = declared?.kind;
  const target = declared ? declared.declarations[0]!.id : (node.left as acorn.Pattern);
  return {
    type: 'for-each',
    target: patternOf(target, expression),
    declares: kind === undefined ? null : kind === 'let' || kind === 'var' ? kind : 'const',
    iterable: expression(node.right),
    overKeys: node.type === 'ForInStatement',
    body: bodyOf(node.body),
    otherwise: [],
    header: { from: node.start, to: Math.min(node.body.start, node.right.end + 1) },
    from: node.start,
    to: node.end,
  };
}

function importDeclaration(node: acorn.ImportDeclaration): Statement {
  const module = String(node.source.value);
  return {
    type: 'import',
    bindings: node.specifiers.map((specifier) => ({
      local: specifier.local.name,
      module,
      member:
        specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier'
          ? specifier.imported.name
          : null,
      from: specifier.start,
      to: specifier.end,
    })),
    from: node.start,
    to: node.end,
  };
}

function exportDefault(node: acorn.ExportDefaultDeclaration): Statement {
  const declaration = node.declaration;
  if (declaration.type === 'FunctionDeclaration') return functionDeclaration(declaration, true);
  const range = { from: node.start, to: node.end };
  if (declaration.type === 'ClassDeclaration') return unsupported(range, 'a class', 'Export a function.');
  const value = expression(declaration);
  if (value.type !== 'lambda') return { type: 'expression', value, ...range };
  return { type: 'function', name: 'default', nameRange: value.header, isDefault: true, lambda: value, ...range };
}
