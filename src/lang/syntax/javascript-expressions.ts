/** ESTree expressions → the tree's expressions. */
import type * as acorn from 'acorn';
import { fail } from '../diagnostics';
import { paramOf, patternOf } from './javascript-patterns';
import type { Argument, ArithmeticOp, CompareOp, Expression, LogicalOp, Range, Statement } from './tree';

/** Converts the statements of a function body; passed in, because statements and expressions contain each other. */
type BodyConverter = (body: acorn.BlockStatement) => Statement[];

const arithmetic = new Set(['+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>']);
const comparisons: Record<string, CompareOp> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '===': '==',
  '!=': '!=',
  '!==': '!=',
  in: 'in',
};
const logical: Record<string, LogicalOp> = { '&&': 'and', '||': 'or', '??': '??' };

/** @param name  what the value is being bound to, for messages about anonymous functions
 *  @throws LossError for an expression outside the language */
export function expressionOf(
  node: acorn.Expression | acorn.PrivateIdentifier | acorn.Super,
  body: BodyConverter,
  name: string | null = null,
): Expression {
  const range: Range = { from: node.start, to: node.end };
  const convert = (child: acorn.Expression | acorn.PrivateIdentifier | acorn.Super): Expression =>
    expressionOf(child, body);
  switch (node.type) {
    case 'Identifier':
      if (node.name === 'undefined') return { type: 'constant', value: undefined, ...range };
      return { type: 'name', name: node.name, ...range };
    case 'Literal':
      return literalOf(node, range);
    case 'ParenthesizedExpression':
      return convert(node.expression);
    case 'UnaryExpression':
      return unaryOf(node, convert, range);
    case 'BinaryExpression': {
      const comparison = comparisons[node.operator];
      if (comparison)
        return { type: 'compare', operands: [convert(node.left), convert(node.right)], ops: [comparison], ...range };
      if (!arithmetic.has(node.operator)) return refuse(range, `“${node.operator}”`);
      return {
        type: 'binary',
        op: node.operator as ArithmeticOp,
        left: convert(node.left),
        right: convert(node.right),
        operator: { from: node.left.end, to: node.right.start },
        ...range,
      };
    }
    case 'LogicalExpression':
      return {
        type: 'logical',
        op: logical[node.operator]!,
        left: convert(node.left),
        right: convert(node.right),
        ...range,
      };
    case 'ConditionalExpression':
      return {
        type: 'conditional',
        test: convert(node.test),
        consequent: convert(node.consequent),
        otherwise: convert(node.alternate),
        ...range,
      };
    case 'CallExpression':
      return {
        type: 'call',
        callee: convert(node.callee),
        args: node.arguments.map((argument) => argumentOf(argument, convert)),
        ...range,
      };
    case 'NewExpression':
      return {
        type: 'call',
        callee: convert(node.callee),
        args: node.arguments.map((argument) => argumentOf(argument, convert)),
        isNew: true,
        ...range,
      };
    case 'MemberExpression':
      return memberOf(node, convert, range);
    case 'ChainExpression':
      return convert(node.expression);
    case 'ArrayExpression':
      return {
        type: 'sequence',
        kind: 'list',
        items: node.elements.map((element) => elementOf(element, convert, range)),
        ...range,
      };
    case 'ObjectExpression':
      return { type: 'dict', entries: node.properties.map((property) => propertyOf(property, convert)), ...range };
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return functionOf(node, body, convert, range, name);
    case 'AssignmentExpression': {
      const op = node.operator.slice(0, -1);
      return {
        type: 'assign',
        target: patternOf(node.left, convert),
        op: op === '' ? null : ((logical[op] ?? op) as ArithmeticOp | LogicalOp),
        value: convert(node.right),
        postfix: false,
        ...range,
      };
    }
    case 'UpdateExpression':
      return {
        type: 'assign',
        target: patternOf(node.argument as acorn.Pattern, convert),
        op: node.operator === '++' ? '+' : '-',
        value: { type: 'number', value: 1, isInteger: true, ...range },
        postfix: !node.prefix,
        ...range,
      };
    case 'TemplateLiteral':
      return {
        type: 'template',
        parts: node.quasis.flatMap((quasi, i) => {
          const part = node.expressions[i];
          return part ? [quasi.value.cooked ?? '', convert(part)] : [quasi.value.cooked ?? ''];
        }),
        ...range,
      };
    case 'SequenceExpression':
      return sequenceOf(node, convert, range);
    case 'ThisExpression':
      return refuse(range, '“this”');
    case 'AwaitExpression':
      return refuse(range, '“await”');
    case 'YieldExpression':
      return refuse(range, '“yield”');
    case 'ClassExpression':
      return refuse(range, 'a class');
    default:
      return refuse(range, 'this construct');
  }
}

function refuse(range: Range, construct: string): never {
  return fail(
    range,
    'unsupported',
    `${capitalized(construct)} is not part of the loss language.`,
    'Write it with numbers, arrays, Math functions and loops.',
  );
}

const capitalized = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

function literalOf(node: acorn.Literal, range: Range): Expression {
  const value = node.value;
  if (typeof value === 'number') return { type: 'number', value, isInteger: Number.isInteger(value), ...range };
  if (typeof value === 'bigint') return { type: 'number', value: Number(value), isInteger: true, ...range };
  if (typeof value === 'string') return { type: 'string', value, ...range };
  if (typeof value === 'boolean' || value === null) return { type: 'constant', value, ...range };
  return refuse(range, 'a regular expression');
}

function unaryOf(
  node: acorn.UnaryExpression,
  convert: (child: acorn.Expression) => Expression,
  range: Range,
): Expression {
  switch (node.operator) {
    case '-':
    case '+':
    case '~':
      return { type: 'unary', op: node.operator, operand: convert(node.argument), ...range };
    case '!':
      return { type: 'unary', op: 'not', operand: convert(node.argument), ...range };
    case 'void':
      return { type: 'constant', value: undefined, ...range };
    default:
      return refuse(range, `“${node.operator}”`);
  }
}

function argumentOf(
  node: acorn.Expression | acorn.SpreadElement,
  convert: (child: acorn.Expression) => Expression,
): Argument {
  const range = { from: node.start, to: node.end };
  if (node.type === 'SpreadElement') return { value: convert(node.argument), spread: 'list', ...range };
  return { value: convert(node), ...range };
}

function elementOf(
  node: acorn.Expression | acorn.SpreadElement | null,
  convert: (child: acorn.Expression) => Expression,
  range: Range,
): Expression {
  if (!node) return { type: 'constant', value: undefined, ...range };
  if (node.type === 'SpreadElement')
    return { type: 'spread', value: convert(node.argument), from: node.start, to: node.end };
  return convert(node);
}

function memberOf(
  node: acorn.MemberExpression,
  convert: (child: acorn.Expression | acorn.Super | acorn.PrivateIdentifier) => Expression,
  range: Range,
): Expression {
  const object = convert(node.object);
  if (node.computed) return { type: 'subscript', object, indices: [convert(node.property)], ...range };
  if (node.property.type !== 'Identifier') return refuse(range, 'a private name');
  return {
    type: 'attribute',
    object,
    name: node.property.name,
    nameRange: { from: node.property.start, to: node.property.end },
    ...range,
  };
}

function propertyOf(
  property: acorn.Property | acorn.SpreadElement,
  convert: (child: acorn.Expression) => Expression,
): { key: Expression | null; value: Expression } {
  if (property.type === 'SpreadElement') return { key: null, value: convert(property.argument) };
  const keyRange = { from: property.key.start, to: property.key.end };
  const key: Expression =
    !property.computed && property.key.type === 'Identifier'
      ? { type: 'string', value: property.key.name, ...keyRange }
      : convert(property.key as acorn.Expression);
  return { key, value: convert(property.value) };
}

function functionOf(
  node: acorn.ArrowFunctionExpression | acorn.FunctionExpression,
  body: BodyConverter,
  convert: (child: acorn.Expression) => Expression,
  range: Range,
  name: string | null,
): Expression {
  if (node.async || node.generator) return refuse(range, node.async ? 'an async function' : 'a generator');
  const statements: Statement[] =
    node.body.type === 'BlockStatement'
      ? body(node.body)
      : [{ type: 'return', value: convert(node.body), from: node.body.start, to: node.body.end }];
  return {
    type: 'lambda',
    name: ('id' in node && node.id?.name) || name,
    params: node.params.map((param) => paramOf(param, convert)),
    body: statements,
    // An arrow's header ends with its parameters; acorn does not record where `=>` stands.
    header: {
      from: node.start,
      to: Math.max(node.start + 2, Math.min(node.body.start, (node.params.at(-1)?.end ?? node.start) + 1)),
    },
    ...range,
  };
}

/** `(a, b)`: the tree has no comma operator; it becomes the last element of a tuple, evaluated in order. */
function sequenceOf(
  node: acorn.SequenceExpression,
  convert: (child: acorn.Expression) => Expression,
  range: Range,
): Expression {
  const items = node.expressions.map(convert);
  return {
    type: 'subscript',
    object: { type: 'sequence', kind: 'tuple', items, ...range },
    indices: [{ type: 'number', value: items.length - 1, isInteger: true, ...range }],
    ...range,
  };
}
