/** Lezer's Python expressions → the tree's; operators are parsed again in `python-operators.ts`. */
import type { SyntaxNode } from '@lezer/common';
import { fail } from '../diagnostics';
import { parsePythonNumber, parsePythonString } from './python-literals';
import { type PythonText, childrenOf, rangeOf, splitCommas, wordOf } from './python-nodes';
import { parseOperators } from './python-operators';
import type { Argument, ComprehensionClause, Expression, IndexEntry, Param, Pattern, Range } from './tree';

/** One expression from sibling nodes: a tuple if commas separate them. */
export function expressionOf(text: PythonText, nodes: readonly SyntaxNode[]): Expression {
  if (nodes.length === 1 && nodes[0]!.name !== '*') return single(text, nodes[0]!);
  if (nodes.length === 0) throw new RangeError('no expression');
  const isTuple = nodes.some((node) => node.name === ',');
  if (!isTuple) return elementOf(text, nodes);
  return {
    type: 'sequence',
    kind: 'tuple',
    items: splitCommas(nodes).map((part) => elementOf(text, part)),
    ...rangeOf(nodes),
  };
}

/** An element of a list or tuple, which may be starred. */
function elementOf(text: PythonText, nodes: readonly SyntaxNode[]): Expression {
  if (nodes[0]?.name === '*') return { type: 'spread', value: expressionOf(text, nodes.slice(1)), ...rangeOf(nodes) };
  return single(text, nodes[0]!);
}

function single(text: PythonText, node: SyntaxNode): Expression {
  switch (node.name) {
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'ConditionalExpression':
      return parseOperators(text, node, (operand) => atom(text, operand));
    default:
      return atom(text, node);
  }
}

function atom(text: PythonText, node: SyntaxNode): Expression {
  const range: Range = { from: node.from, to: node.to };
  const inner = (): SyntaxNode[] => childrenOf(node).slice(1, -1);
  switch (node.name) {
    case 'VariableName':
      return { type: 'name', name: wordOf(text, node), ...range };
    case 'Number':
      return parsePythonNumber(text.floats.has(node.to) ? `${wordOf(text, node)}.` : wordOf(text, node), range);
    case 'String':
      return { type: 'string', value: parsePythonString(wordOf(text, node)), ...range };
    case 'ContinuedString':
      return {
        type: 'string',
        value: childrenOf(node)
          .map((part) => parsePythonString(wordOf(text, part)))
          .join(''),
        ...range,
      };
    case 'FormatString':
      return { type: 'template', parts: [wordOf(text, node)], ...range };
    case 'Boolean':
      return { type: 'constant', value: wordOf(text, node) === 'True', ...range };
    case 'None':
      return { type: 'constant', value: null, ...range };
    case 'Ellipsis':
      return { type: 'constant', value: undefined, ...range };
    case 'ParenthesizedExpression':
      return { ...expressionOf(text, inner()), ...range };
    case 'TupleExpression':
      return {
        type: 'sequence',
        kind: 'tuple',
        items: splitCommas(inner()).map((part) => elementOf(text, part)),
        ...range,
      };
    case 'ArrayExpression':
      return {
        type: 'sequence',
        kind: 'list',
        items: splitCommas(inner()).map((part) => elementOf(text, part)),
        ...range,
      };
    case 'ArrayComprehensionExpression':
      return comprehension(text, inner(), 'list', range);
    case 'ComprehensionExpression':
      return comprehension(text, inner(), 'generator', range);
    case 'SetComprehensionExpression':
      return asSet(comprehension(text, inner(), 'list', range), range);
    case 'SetExpression': {
      const items = splitCommas(inner()).map((part) => elementOf(text, part));
      return asSet({ type: 'sequence', kind: 'list', items, ...range }, range);
    }
    case 'DictionaryComprehensionExpression':
      return comprehension(text, inner(), 'dict', range);
    case 'DictionaryExpression':
      return dictionary(text, inner(), range);
    case 'CallExpression':
      return call(text, node, range);
    case 'MemberExpression':
      return member(text, node, range);
    case 'LambdaExpression':
      return lambda(text, node, range);
    case 'NamedExpression': {
      const [target, , value] = childrenOf(node);
      return {
        type: 'assign',
        target: patternOf(text, [target!]),
        op: null,
        value: single(text, value!),
        postfix: false,
        ...range,
      };
    }
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'ConditionalExpression':
      return single(text, node);
    default:
      return fail(
        range,
        'unsupported',
        `“${wordOf(text, node).slice(0, 30)}” is not part of the loss language.`,
        'Write it with numbers, arrays and functions.',
      );
  }
}

function lambda(text: PythonText, node: SyntaxNode, range: Range): Expression {
  const children = childrenOf(node);
  const colon = children.findIndex((child) => child.name === ':');
  const list = node.getChild('ParamList');
  const value = expressionOf(text, children.slice(colon + 1));
  return {
    type: 'lambda',
    name: null,
    params: list ? paramsOf(text, list) : [],
    body: [{ type: 'return', value, from: value.from, to: value.to }],
    header: { from: node.from, to: children[colon]!.to },
    ...range,
  };
}

/** `element for target in iterable if condition …`, with `key: element` in a dict comprehension. */
function comprehension(
  text: PythonText,
  nodes: readonly SyntaxNode[],
  kind: 'list' | 'generator' | 'dict',
  range: Range,
): Expression {
  const forAt = nodes.findIndex((node) => node.name === 'for');
  const head = nodes.slice(0, forAt);
  const colon = head.findIndex((node) => node.name === ':');
  const clauses: ComprehensionClause[] = [];
  let at = forAt;
  while (at < nodes.length) {
    if (nodes[at]!.name !== 'for')
      fail(
        { from: nodes[at]!.from, to: nodes[at]!.to },
        'unsupported',
        'This comprehension is not understood.',
        'Write [… for a in b if c].',
      );
    const inAt = nodes.findIndex((node, i) => i > at && node.name === 'in');
    let end = nodes.findIndex((node, i) => i > inAt && (node.name === 'for' || node.name === 'if'));
    if (end === -1) end = nodes.length;
    const conditions: Expression[] = [];
    const first = at;
    const iterable = expressionOf(text, nodes.slice(inAt + 1, end));
    at = end;
    while (nodes[at]?.name === 'if') {
      let next = nodes.findIndex((node, i) => i > at && (node.name === 'for' || node.name === 'if'));
      if (next === -1) next = nodes.length;
      conditions.push(expressionOf(text, nodes.slice(at + 1, next)));
      at = next;
    }
    clauses.push({
      target: patternOf(text, nodes.slice(first + 1, inAt)),
      iterable,
      conditions,
      from: nodes[first]!.from,
      to: nodes[at - 1]!.to,
    });
  }
  return {
    type: 'comprehension',
    kind,
    key: colon === -1 ? null : expressionOf(text, head.slice(0, colon)),
    element: expressionOf(text, head.slice(colon + 1)),
    clauses,
    ...range,
  };
}

/** `{a, b}` is `set([a, b])`. */
function asSet(list: Expression, range: Range): Expression {
  return { type: 'call', callee: { type: 'name', name: 'set', ...range }, args: [{ value: list, ...range }], ...range };
}

function dictionary(text: PythonText, nodes: readonly SyntaxNode[], range: Range): Expression {
  const entries = splitCommas(nodes).map((part) => {
    if (part[0]!.name === '**') return { key: null, value: expressionOf(text, part.slice(1)) };
    const colon = part.findIndex((node) => node.name === ':');
    return { key: expressionOf(text, part.slice(0, colon)), value: expressionOf(text, part.slice(colon + 1)) };
  });
  return { type: 'dict', entries, ...range };
}

function call(text: PythonText, node: SyntaxNode, range: Range): Expression {
  const children = childrenOf(node);
  const list = children.at(-1)!;
  const inner = childrenOf(list).slice(1, -1);
  const callee = expressionOf(text, children.slice(0, -1));
  // `sum(t for t in x)`: the argument list is itself the comprehension.
  if (inner.some((child) => child.name === 'for')) {
    const argument = comprehension(text, inner, 'generator', rangeOf(inner));
    return { type: 'call', callee, args: [{ value: argument, from: argument.from, to: argument.to }], ...range };
  }
  return { type: 'call', callee, args: splitCommas(inner).map((part) => argumentOf(text, part)), ...range };
}

function argumentOf(text: PythonText, part: readonly SyntaxNode[]): Argument {
  const range = rangeOf(part);
  const [first, second] = part;
  if (first!.name === '*') return { value: expressionOf(text, part.slice(1)), spread: 'list', ...range };
  if (first!.name === '**') return { value: expressionOf(text, part.slice(1)), spread: 'dict', ...range };
  if (second?.name === 'AssignOp')
    return { value: expressionOf(text, part.slice(2)), name: wordOf(text, first!), ...range };
  return { value: expressionOf(text, part), ...range };
}

function member(text: PythonText, node: SyntaxNode, range: Range): Expression {
  const children = childrenOf(node);
  const object = single(text, children[0]!);
  if (children[1]!.name === '.') {
    const property = children[2]!;
    return {
      type: 'attribute',
      object,
      name: wordOf(text, property),
      nameRange: { from: property.from, to: property.to },
      ...range,
    };
  }
  return {
    type: 'subscript',
    object,
    indices: splitCommas(children.slice(2, -1)).map((part) => indexOf(text, part)),
    ...range,
  };
}

function indexOf(text: PythonText, part: readonly SyntaxNode[]): IndexEntry {
  const range = rangeOf(part);
  if (part.length === 1 && part[0]!.name === 'Ellipsis') return { type: 'ellipsis', ...range };
  if (!part.some((node) => node.name === ':')) return expressionOf(text, part);
  const bounds: SyntaxNode[][] = [[]];
  for (const node of part) {
    if (node.name === ':') bounds.push([]);
    else bounds.at(-1)!.push(node);
  }
  const bound = (i: number): Expression | null => (bounds[i]?.length ? expressionOf(text, bounds[i]) : null);
  return { type: 'slice', start: bound(0), stop: bound(1), step: bound(2), ...range };
}

/** What may stand left of `=`, after `for` and in a comprehension. */
export function patternOf(text: PythonText, nodes: readonly SyntaxNode[]): Pattern {
  const range = rangeOf(nodes);
  if (nodes[0]!.name === '*' && !nodes.some((node) => node.name === ',')) {
    return { type: 'rest-pattern', target: patternOf(text, nodes.slice(1)), ...range };
  }
  if (nodes.length > 1) {
    return { type: 'sequence-pattern', items: splitCommas(nodes).map((part) => patternOf(text, part)), ...range };
  }
  const node = nodes[0]!;
  switch (node.name) {
    case 'VariableName':
      return { type: 'name', name: wordOf(text, node), ...range };
    case 'TupleExpression':
    case 'ArrayExpression': {
      const items = splitCommas(childrenOf(node).slice(1, -1));
      return { type: 'sequence-pattern', items: items.map((part) => patternOf(text, part)), ...range };
    }
    case 'ParenthesizedExpression':
      return patternOf(text, childrenOf(node).slice(1, -1));
    case 'MemberExpression': {
      const converted = single(text, node);
      if (converted.type === 'subscript' || converted.type === 'attribute') return converted;
    }
  }
  return fail(
    range,
    'assignment-target',
    `“${wordOf(text, node)}” cannot be assigned to.`,
    'Assign to a name or to an element such as a[i]; compare with ==.',
  );
}

/** Parameters of `def` and `lambda`; annotations are dropped. */
export function paramsOf(text: PythonText, list: SyntaxNode): Param[] {
  const nodes = childrenOf(list).filter((node) => node.name !== '(' && node.name !== ')');
  const params: Param[] = [];
  let keywordOnly = false;
  for (const part of splitCommas(nodes)) {
    const range = rangeOf(part);
    const star = part[0]!.name;
    if (star === '/' || (star === '*' && part.length === 1)) {
      keywordOnly = star === '*';
      continue;
    }
    const named = part.filter((node) => node.name !== 'TypeDef' && node.name !== '*' && node.name !== '**');
    const assignAt = named.findIndex((node) => node.name === 'AssignOp');
    params.push({
      target: patternOf(text, named.slice(0, 1)),
      defaultValue: assignAt === -1 ? null : expressionOf(text, named.slice(assignAt + 1)),
      kind: star === '*' ? 'rest' : star === '**' ? 'keywords' : keywordOnly ? 'keyword-only' : 'plain',
      ...range,
    });
    if (star === '*') keywordOnly = true;
  }
  return params;
}
