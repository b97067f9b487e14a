/**
 * Python → the common tree, by way of Lezer's grammar.
 *
 * Lezer recovers from every error, so a text with an error node is refused here with the place of the first ones.
 * Expressions are in `python-expressions.ts`, which does not trust Lezer's operator precedence. Refuses classes,
 * `try`, `with`, `match`, generators and `async` by leaving an `unsupported` node.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { type Diagnostic, errorAt } from '../diagnostics';
import { expressionOf, paramsOf, patternOf } from './python-expressions';
import { maskTrailingPoints } from './python-literals';
import { type PythonText, childrenOf } from './python-nodes';
import type { ArithmeticOp, ImportBinding, Module, Range, Statement } from './tree';

/** Parses a Python text.
 *  @returns the tree, or every syntax error that was found
 *  @throws LossError for an expression outside the language */
export function parsePython(source: string): { module: Module; errors: Diagnostic[] } {
  const masked = maskTrailingPoints(source);
  const text: PythonText = { source, floats: masked.floats, statements: (body) => bodyOf(text, body) };
  const tree = parser.parse(masked.text);
  const errors = syntaxErrors(source, tree.topNode);
  const module: Module = { language: 'python', body: [], from: 0, to: source.length };
  if (errors.length > 0) return { module, errors };
  return { module: { ...module, body: childrenOf(tree.topNode).flatMap((node) => statementOf(text, node)) }, errors };
}

function syntaxErrors(source: string, top: SyntaxNode): Diagnostic[] {
  const errors: Diagnostic[] = [];
  top.cursor().iterate((node) => {
    if (!node.type.isError || errors.length >= 3) return true;
    const range = tokenRange(source, node.from, node.to);
    const last = errors.at(-1);
    if (last && range.from <= last.to + 1) return false;
    errors.push(describeError(source, range));
    return false;
  });
  return errors;
}

function tokenRange(source: string, from: number, to: number): Range {
  if (to > from) return { from, to };
  const token = /^[^\S\n]*(\w+|[^\s\w])/.exec(source.slice(from));
  if (token) return { from: from + token[0].length - token[1]!.length, to: from + token[0].length };
  return from >= source.length
    ? { from: Math.max(0, source.trimEnd().length - 1), to: source.trimEnd().length }
    : { from, to: from + 1 };
}

function describeError(source: string, range: Range): Diagnostic {
  const token = source.slice(range.from, range.to);
  const lineStart = source.lastIndexOf('\n', range.from - 1) + 1;
  const lineEnd = source.indexOf('\n', range.from) === -1 ? source.length : source.indexOf('\n', range.from);
  const line = source.slice(lineStart, lineEnd);
  const before = source.slice(lineStart, range.from);
  const error = (at: Range, message: string, remedy: string): Diagnostic => errorAt(at, 'syntax', message, remedy);
  const block = /^\s*(def|for|while|if|elif|else)\b/.exec(line)?.[1];
  if (block && !/:\s*(#.*)?$/.test(line) && !/:/.test(line.slice(before.length))) {
    const end = lineStart + line.trimEnd().length;
    return error(
      { from: end - 1, to: end },
      `“${block}” needs a colon at the end of its line.`,
      'Write “:” before the line ends.',
    );
  }
  if (block && token === '=') return error(range, '“=” assigns; a condition compares.', 'Write ==.');
  const open = unclosedBracket(source.slice(0, range.to));
  if (open !== null && (range.to >= source.trimEnd().length || token === '\n')) {
    return error({ from: open, to: open + 1 }, `“${source[open]}” is never closed.`, 'Add the closing bracket.');
  }
  if (/^[)\]}]$/.test(token) && open === null)
    return error(range, `“${token}” closes nothing.`, 'Remove it or open it before.');
  if (/\d\s*$/.test(before) && /^[A-Za-z_(]/.test(token)) {
    return error(range, `“${token}” is not expected after a number.`, 'Write the multiplication: 2*x.');
  }
  const above = source.slice(0, lineStart).trimEnd();
  if (before.trim() === '' && above.endsWith(':')) {
    return error(
      range,
      'An indented block belongs after the colon of the line above.',
      'Indent this line by four spaces.',
    );
  }
  if (/^\s+$/.test(before) || token.trim() === '') {
    return error(
      range,
      'The indentation or the end of this line is not expected.',
      'Indent the body of a block by four spaces, the same in every line.',
    );
  }
  return error(
    range,
    `“${token}” is not expected here.`,
    'Check the brackets, commas and operators just before this place.',
  );
}

/** Offset of the last bracket that is still open at the end of `text`. */
function unclosedBracket(text: string): number | null {
  const open: number[] = [];
  const code = text.replace(/"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n]*"|'[^'\n]*'|#[^\n]*/g, (match) =>
    ' '.repeat(match.length),
  );
  for (let i = 0; i < code.length; i++) {
    if ('([{'.includes(code[i]!)) open.push(i);
    else if (')]}'.includes(code[i]!)) open.pop();
  }
  return open.at(-1) ?? null;
}

function bodyOf(text: PythonText, body: SyntaxNode): Statement[] {
  return childrenOf(body)
    .filter((child) => child.name !== ':')
    .flatMap((child) => statementOf(text, child));
}

function statementOf(text: PythonText, node: SyntaxNode): Statement[] {
  const range: Range = { from: node.from, to: node.to };
  const children = childrenOf(node);
  switch (node.name) {
    case 'StatementGroup':
      return children.flatMap((child) => statementOf(text, child));
    case 'ExpressionStatement': {
      const only = children.length === 1 ? children[0]! : null;
      if (only && (only.name === 'String' || only.name === 'ContinuedString' || only.name === 'Ellipsis'))
        return [{ type: 'empty', ...range }];
      return [{ type: 'expression', value: expressionOf(text, children), ...range }];
    }
    case 'AssignStatement':
      return assignment(text, children, range);
    case 'UpdateStatement': {
      const at = children.findIndex((child) => child.name === 'UpdateOp');
      const op = text.source.slice(children[at]!.from, children[at]!.to - 1) as ArithmeticOp;
      return [
        {
          type: 'assignment',
          targets: [patternOf(text, children.slice(0, at))],
          op,
          value: expressionOf(text, children.slice(at + 1)),
          declares: null,
          ...range,
        },
      ];
    }
    case 'ReturnStatement':
      return [{ type: 'return', value: children.length > 1 ? expressionOf(text, children.slice(1)) : null, ...range }];
    case 'IfStatement':
      return [ifStatement(text, children, range)];
    case 'ForStatement':
      return [forStatement(text, children, range)];
    case 'WhileStatement': {
      const bodies = children.filter((child) => child.name === 'Body');
      const first = children.indexOf(bodies[0]!);
      return [
        {
          type: 'while',
          test: expressionOf(text, children.slice(1, first)),
          body: bodyOf(text, bodies[0]!),
          otherwise: bodies[1] ? bodyOf(text, bodies[1]) : [],
          testsLast: false,
          header: { from: node.from, to: children[first - 1]!.to },
          ...range,
        },
      ];
    }
    case 'FunctionDefinition':
      return [functionDefinition(text, node)];
    case 'DecoratedStatement':
      // Decorators of notebooks (@jit, @njit, @torch.no_grad()) do not change what a loss means.
      return children.filter((child) => child.name !== 'Decorator').flatMap((child) => statementOf(text, child));
    case 'ImportStatement':
      return [{ type: 'import', bindings: importBindings(text, children), ...range }];
    case 'BreakStatement':
      return [{ type: 'break', ...range }];
    case 'ContinueStatement':
      return [{ type: 'continue', ...range }];
    case 'PassStatement':
    case 'AssertStatement':
    case 'DeleteStatement':
    case 'TypeDefinition':
    case ';':
    case 'Comment':
      return [{ type: 'empty', ...range }];
    case 'ScopeStatement':
      return [
        {
          type: 'scope',
          kind: children[0]!.name === 'global' ? 'global' : 'nonlocal',
          names: children
            .filter((child) => child.name === 'VariableName')
            .map((child) => text.source.slice(child.from, child.to)),
          ...range,
        },
      ];
    case 'RaiseStatement':
      return [{ type: 'raise', ...range }];
    case 'ClassDefinition':
      return [unsupported(range, 'a class', 'Write a function.')];
    case 'TryStatement':
      return [unsupported(range, '“try”', 'Test for the bad case with if before it happens.')];
    case 'WithStatement':
      return withStatement(text, children, range);
    case 'MatchStatement':
      return [unsupported(range, '“match”', 'Write if … elif … else.')];
    case 'YieldStatement':
      return [unsupported(range, '“yield”', 'Collect the values in a list and return it.')];
    default:
      return [
        unsupported(
          range,
          `“${text.source.slice(node.from, Math.min(node.to, node.from + 20))}”`,
          'Write it with assignments, loops and conditions.',
        ),
      ];
  }
}

/** `with np.errstate(…):` and `with torch.no_grad():` change no value. */
function withStatement(text: PythonText, children: SyntaxNode[], range: Range): Statement[] {
  const bodyAt = children.findIndex((child) => child.name === 'Body');
  const head = text.source.slice(children[1]!.from, children[bodyAt]!.from);
  const isHarmless =
    /^[\w.]*(errstate|no_grad|enable_grad|inference_mode|catch_warnings|printoptions)\s*\([^()]*\)\s*$/;
  if (!isHarmless.test(head)) return [unsupported(range, '“with”', 'Write its body without the “with”.')];
  return bodyOf(text, children[bodyAt]!);
}

function unsupported(range: Range, construct: string, remedy: string): Statement {
  return { type: 'unsupported', construct, remedy, ...range };
}

/** `a = b = value`, `a: float = value`, `a: float`. */
function assignment(text: PythonText, children: SyntaxNode[], range: Range): Statement[] {
  const parts: SyntaxNode[][] = [[]];
  for (const child of children) {
    if (child.name === 'AssignOp') parts.push([]);
    else if (child.name !== 'TypeDef') parts.at(-1)!.push(child);
  }
  if (parts.length === 1) return [{ type: 'empty', ...range }];
  return [
    {
      type: 'assignment',
      targets: parts.slice(0, -1).map((part) => patternOf(text, part)),
      op: null,
      value: expressionOf(text, parts.at(-1)!),
      declares: null,
      ...range,
    },
  ];
}

/** `if`, `elif`…, `else`: the rest of the chain is the `otherwise` of its first part. */
function ifStatement(text: PythonText, children: SyntaxNode[], range: Range): Statement {
  const bodyAt = children.findIndex((child) => child.name === 'Body');
  const rest = children.slice(bodyAt + 1);
  let otherwise: Statement[] = [];
  if (rest[0]?.name === 'elif') otherwise = [ifStatement(text, rest, { from: rest[0].from, to: range.to })];
  else if (rest[0]?.name === 'else') otherwise = bodyOf(text, rest[1]!);
  return {
    type: 'if',
    test: expressionOf(text, children.slice(1, bodyAt)),
    consequent: bodyOf(text, children[bodyAt]!),
    otherwise,
    ...range,
  };
}

function forStatement(text: PythonText, children: SyntaxNode[], range: Range): Statement {
  if (children[0]!.name === 'async') return unsupported(range, '“async for”', 'Write a plain for loop.');
  const inAt = children.findIndex((child) => child.name === 'in');
  const bodyAt = children.findIndex((child) => child.name === 'Body');
  const elseBody = children.slice(bodyAt + 1).find((child) => child.name === 'Body');
  return {
    type: 'for-each',
    target: patternOf(text, children.slice(1, inAt)),
    declares: null,
    iterable: expressionOf(text, children.slice(inAt + 1, bodyAt)),
    overKeys: false,
    body: bodyOf(text, children[bodyAt]!),
    otherwise: elseBody ? bodyOf(text, elseBody) : [],
    header: { from: range.from, to: children[bodyAt - 1]!.to },
    ...range,
  };
}

function functionDefinition(text: PythonText, node: SyntaxNode): Statement {
  const range = { from: node.from, to: node.to };
  if (node.firstChild?.name === 'async') return unsupported(range, 'an async function', 'Write a plain function.');
  const nameNode = node.getChild('VariableName')!;
  const name = text.source.slice(nameNode.from, nameNode.to);
  const nameRange = { from: nameNode.from, to: nameNode.to };
  const params = paramsOf(text, node.getChild('ParamList')!);
  const body = bodyOf(text, node.getChild('Body')!);
  return {
    type: 'function',
    name,
    nameRange,
    isDefault: false,
    lambda: { type: 'lambda', name, params, body, header: nameRange, ...range },
    ...range,
  };
}

/** `import numpy as np`, `import jax.numpy as jnp`, `from math import sin as s, cos`, `from numpy import *`. */
function importBindings(text: PythonText, children: SyntaxNode[]): ImportBinding[] {
  const word = (node: SyntaxNode): string => text.source.slice(node.from, node.to);
  const isFrom = children[0]!.name === 'from';
  const importAt = children.findIndex((child) => child.name === 'import');
  const module = isFrom ? children.slice(1, importAt).map(word).join('') : '';
  const bindings: ImportBinding[] = [];
  let path = '';
  let local = '';
  let from = 0;
  const flush = (to: number): void => {
    if (path === '') return;
    // `import a.b` binds `a`; `import a.b as c` binds the inner module.
    const bound = local || (isFrom ? path : path.split('.')[0]!);
    bindings.push({
      local: bound,
      module: isFrom ? module : local ? path : bound,
      member: isFrom ? path : null,
      from,
      to,
    });
    path = '';
    local = '';
  };
  let sawAs = false;
  for (const child of children.slice(importAt + 1)) {
    if (child.name === ',') {
      flush(child.from);
      sawAs = false;
    } else if (child.name === 'as') sawAs = true;
    else if (child.name === '(' || child.name === ')') continue;
    else {
      if (path === '') from = child.from;
      if (sawAs) local = word(child);
      else path += word(child);
    }
  }
  flush(children.at(-1)!.to);
  return bindings;
}
