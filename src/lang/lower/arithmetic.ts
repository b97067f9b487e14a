/**
 * Operators: compile-time numbers exactly as the language computes them, everything else in the graph.
 *
 * Python's integers, floored division and true division, list concatenation and repetition, NumPy's element-by-element
 * operators; JavaScript's truncating `%` and its refusal (ours: an error, not NaN) of arithmetic on arrays.
 */
import { type BinaryOp, ShapeError } from '../../ir/graph';
import { fail } from '../diagnostics';
import type { ArithmeticOp, CompareOp, Expression, Range } from '../syntax/tree';
import { type Condition, type Context, NotVectorizable } from './context';
import { failPoison, itemsOf, needsNumber, simplify, staticNumber, toTensor } from './convert';
import { and, not } from './merge';
import {
  type CarriedValue,
  type FoldOp,
  ListValue,
  Tensor,
  type Value,
  booleanOf,
  describeValue,
  numberOf,
  shapeText,
  stringOf,
  tupleOf,
} from './values';

/** Ranges of an operation and of its operands, for messages. */
export interface OperationRange extends Range {
  readonly left: Range;
  readonly right: Range;
}

const opNames: Record<ArithmeticOp, string> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'divide',
  '%': 'take the remainder of',
  '**': 'raise',
  '@': 'multiply',
  '&': 'combine',
  '|': 'combine',
  '^': 'combine',
  '<<': 'shift',
  '>>': 'shift',
  '>>>': 'shift',
};

/** `a op b`. */
export function arithmetic(context: Context, op: ArithmeticOp, a: Value, b: Value, range: OperationRange): Value {
  if (a.kind === 'poison') failPoison(a);
  if (b.kind === 'poison') failPoison(b);
  if (a.kind === 'carried' || b.kind === 'carried') return fold(context, op, a, b);
  const known = staticArithmetic(context, op, a, b, range);
  if (known) return known;
  const sequence = sequenceArithmetic(context, op, a, b, range);
  if (sequence) return sequence;
  requireArithmetic(context, op, a, b, range);
  const x = toTensor(context, a, range.left);
  const y = toTensor(context, b, range.right);
  return withShapes(range, () => simplify(context, tensorArithmetic(context, op, x, y, range)));
}

/** Turns the graph's shape errors into diagnostics at a range. */
export function withShapes<T>(range: Range, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const message = `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`;
    return fail(range, 'shape', message, 'Check the shapes of both sides; a slice, a reshape or .T may be missing.');
  }
}

/** Arithmetic on what a loop carries: `s + e` and `s * e` become terms of a fold, anything else is sequential. */
function fold(context: Context, op: ArithmeticOp, a: Value, b: Value): CarriedValue {
  if (a.kind === 'carried' && b.kind !== 'carried') {
    if (op === '+' || op === '*') return foldWith(a, op === '+' ? 'sum' : 'prod', b);
    if (op === '-') return foldWith(a, 'sum', negated(context, b));
    if (op === '/') return foldWith(a, 'prod', reciprocal(context, b));
  }
  if (b.kind === 'carried' && a.kind !== 'carried' && (op === '+' || op === '*'))
    return foldWith(b, op === '+' ? 'sum' : 'prod', a);
  throw new NotVectorizable();
}

/** Adds a term to a fold.
 *  @throws NotVectorizable if the value is being folded by another operation, or the term is no number */
export function foldWith(carried: CarriedValue, op: FoldOp, term: Value): CarriedValue {
  const isNumber = term.kind === 'number' || term.kind === 'tensor' || term.kind === 'boolean';
  if (!isNumber || (carried.op !== null && carried.op !== op)) throw new NotVectorizable();
  return { ...carried, op, terms: [...carried.terms, term] };
}

const nowhere: Range = { from: 0, to: 0 };

function negated(context: Context, value: Value): Value {
  return value.kind === 'number'
    ? numberOf(-value.value, value.isInteger)
    : context.ops.unary('neg', toTensor(context, value, nowhere));
}

function reciprocal(context: Context, value: Value): Value {
  return context.ops.unary('reciprocal', toTensor(context, value, nowhere));
}

function staticArithmetic(context: Context, op: ArithmeticOp, a: Value, b: Value, range: OperationRange): Value | null {
  if ((a.kind !== 'number' && a.kind !== 'boolean') || (b.kind !== 'number' && b.kind !== 'boolean')) return null;
  const x = Number(a.value);
  const y = Number(b.value);
  const isPython = context.language !== 'javascript';
  const integers = (a.kind === 'boolean' || a.isInteger) && (b.kind === 'boolean' || b.isInteger);
  const value = compute(op, x, y, isPython);
  if (value === null) return null;
  if (!isPython) return numberOf(value, Number.isInteger(value));
  if (context.language === 'python' && y === 0 && (op === '/' || op === '//' || op === '%')) {
    fail(range, 'zero-division', 'This divides by zero.', 'Python raises ZeroDivisionError here: check the divisor.');
  }
  const staysInteger = integers && op !== '/' && !(op === '**' && y < 0);
  if (staysInteger && Math.abs(value) > Number.MAX_SAFE_INTEGER) return numberOf(value, false);
  return numberOf(value, staysInteger);
}

function compute(op: ArithmeticOp, x: number, y: number, isPython: boolean): number | null {
  switch (op) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '**':
      return isPython && x === 1 ? 1 : x ** y;
    case '%':
      return isPython ? flooredModulo(x, y) : x % y;
    case '//':
      return Math.floor(x / y);
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '^':
      return x ^ y;
    case '<<':
      return x * 2 ** y;
    case '>>':
      return isPython ? Math.floor(x / 2 ** y) : x >> y;
    case '>>>':
      return x >>> y;
    case '@':
      return null;
  }
}

function flooredModulo(x: number, y: number): number {
  const remainder = x % y;
  return remainder !== 0 && remainder < 0 !== y < 0 ? remainder + y : remainder;
}

/** Strings and Python's list and tuple operators. */
function sequenceArithmetic(
  context: Context,
  op: ArithmeticOp,
  a: Value,
  b: Value,
  range: OperationRange,
): Value | null {
  const areTexts = a.kind === 'string' && b.kind === 'string';
  const joinsText = context.language === 'javascript' && (a.kind === 'string' || b.kind === 'string');
  if (op === '+' && (areTexts || joinsText)) {
    return stringOf(
      `${a.kind === 'string' ? a.value : describeValue(a)}${b.kind === 'string' ? b.value : describeValue(b)}`,
    );
  }
  if (context.language !== 'python') return null;
  if (op === '+' && a.kind === b.kind && (a.kind === 'list' || a.kind === 'tuple')) {
    const items = [...itemsOf(context, a, range.left), ...itemsOf(context, b, range.right)];
    return a.kind === 'list' ? ListValue.of(items, context.ops.depth) : tupleOf(items);
  }
  if (op === '*') {
    const [sequence, count] = a.kind === 'list' || a.kind === 'tuple' ? [a, b] : [b, a];
    const times = staticNumber(context, count);
    if ((sequence.kind === 'list' || sequence.kind === 'tuple') && times !== undefined && Number.isInteger(times)) {
      const items = itemsOf(context, sequence, range);
      context.spend(range, items.length * times);
      const repeated = Array.from({ length: Math.max(0, times) }, () => items).flat();
      return sequence.kind === 'list' ? ListValue.of(repeated, context.ops.depth) : tupleOf(repeated);
    }
  }
  return null;
}

function requireArithmetic(context: Context, op: ArithmeticOp, a: Value, b: Value, range: OperationRange): void {
  for (const [value, other, at] of [
    [a, b, range.left],
    [b, a, range.right],
  ] as const) {
    const isArrayLike = value.kind === 'list' || value.kind === 'tuple' || value.kind === 'range';
    // NumPy converts lists that meet an array; two lists have no arithmetic.
    const meetsArray = context.language === 'python' && other.kind === 'tensor' && value.kind !== 'range';
    if (isArrayLike && context.language === 'javascript') {
      fail(
        at,
        needsNumber,
        `JavaScript cannot ${opNames[op]} arrays: “${op}” needs numbers, and this is ${describeValue(value)}.`,
        'Take one element, such as x[0], or use map and reduce.',
      );
    }
    if (isArrayLike && context.language === 'python' && !meetsArray) {
      fail(
        at,
        needsNumber,
        `Python cannot ${opNames[op]} lists element by element: this is ${describeValue(value)}.`,
        'Convert it: np.array(…).',
      );
    }
    if (
      value.kind === 'none' ||
      value.kind === 'function' ||
      value.kind === 'builtin' ||
      value.kind === 'dict' ||
      value.kind === 'module' ||
      value.kind === 'string'
    ) {
      fail(
        at,
        'not-a-number',
        `“${op}” needs numbers, and this is ${describeValue(value)}.`,
        value.kind === 'function' || value.kind === 'builtin'
          ? 'Call the function: write its arguments in brackets.'
          : 'Use a number or an array.',
      );
    }
  }
}

const graphOps: Partial<Record<ArithmeticOp, BinaryOp>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '**': 'pow',
  '//': 'floordiv',
};

/** `x op y` in the graph. */
export function tensorArithmetic(context: Context, op: ArithmeticOp, x: Tensor, y: Tensor, range: Range): Tensor {
  const { ops } = context;
  const integers = x.type !== 'float' && y.type !== 'float';
  if (op === '@') return matmul(context, x, y, range);
  if (op === '%') {
    const type = integers ? 'int' : 'float';
    return ops.binary(context.language === 'javascript' ? 'rem' : 'mod', x, y, type);
  }
  const graphOp = graphOps[op];
  if (graphOp)
    return ops.binary(
      graphOp,
      x,
      y,
      integers && op !== '/' && !(op === '**') ? 'int' : op === '**' && integers ? powerType(context, y) : 'float',
    );
  if ((op === '&' || op === '|' || op === '^') && x.type === 'bool' && y.type === 'bool') {
    return ops.binary(op === '&' ? 'and' : op === '|' ? 'or' : 'ne', x, y, 'bool');
  }
  const [p, q] = [ops.dataOf(x), ops.dataOf(y)];
  if (p && q && integers) {
    const aligned = ops.align([x, y]);
    if (aligned.nodes.every((node) => node.shape.join() === aligned.nodes[0]!.shape.join()) || q.length === 1) {
      const node = context.graph.constant(
        p.map((value, i) => compute(op, value, q[q.length === 1 ? 0 : i]!, context.language !== 'javascript')!),
        aligned.nodes[0]!.shape,
      );
      return ops.wrap(node, aligned, 'int');
    }
  }
  if (context.language === 'javascript' && op === '|' && ops.staticValue(y) === 0) return ops.unary('trunc', x, 'int');
  return fail(
    range,
    'unsupported',
    op === '^'
      ? '“^” combines bits here; it is not a power.'
      : `“${op}” on numbers that depend on the point has no derivative.`,
    op === '^'
      ? `Write a power as ${context.language === 'javascript' || context.language === 'python' ? 'x ** 2' : 'x^2'}.`
      : 'Use arithmetic or comparisons.',
  );
}

function powerType(context: Context, exponent: Tensor): 'int' | 'float' {
  const data = context.ops.dataOf(exponent);
  return data && data.every((value) => value >= 0) ? 'int' : 'float';
}

/** NumPy's `@`: vectors and matrices, inside loops too. */
export function matmul(context: Context, x: Tensor, y: Tensor, range: Range): Tensor {
  const { ops, graph } = context;
  if (x.rank === 0 || y.rank === 0) {
    fail(range, 'shape', '“@” multiplies matrices and vectors, and one side is a number.', 'Use * for numbers.');
  }
  const inner = x.shape.at(-1)!;
  const other = y.rank === 1 ? y.shape[0]! : y.shape[y.rank - 2]!;
  if (inner !== other) {
    fail(
      range,
      'shape',
      `Shapes ${shapeText(x.shape)} and ${shapeText(y.shape)} do not fit “@”: the inner extents ${inner} and ${other} differ.`,
      'Transpose one side (.T) or check the order.',
    );
  }
  if (x.rank <= 2 && y.rank <= 2) {
    const leveled = ops.level([x, y]);
    const isSingle = leveled.nodes.every((node) => node.shape.slice(0, leveled.batch).every((extent) => extent === 1));
    if (isSingle) {
      const product = graph.matmul(
        graph.reshape(leveled.nodes[0]!, x.shape),
        graph.reshape(leveled.nodes[1]!, y.shape),
      );
      const shape = [...leveled.nodes[0]!.shape.slice(0, leveled.batch), ...product.shape];
      return ops.wrap(graph.reshape(product, shape), leveled, 'float');
    }
  }
  // Batched: multiply along the shared axis and add it up.
  const left = x.rank === 1 ? ops.reshape(x, [1, inner]) : x;
  const right = y.rank === 1 ? ops.reshape(y, [inner, 1]) : y;
  const rows = ops.reshape(left, [...left.shape, 1]);
  const columns = ops.reshape(right, [...right.shape.slice(0, -2), 1, ...right.shape.slice(-2)]);
  const products = ops.binary('mul', rows, columns);
  const summed = ops.reduce('sum', products, [products.rank - 2], false, 'float');
  const shape = [...summed.shape];
  if (y.rank === 1) shape.pop();
  if (x.rank === 1) shape.splice(shape.length - (y.rank === 1 ? 1 : 2), 1);
  return ops.reshape(summed, shape);
}

/** `-a`, `+a`, `not a`, `~a`. */
export function negate(context: Context, a: Value, range: Range): Value {
  if (a.kind === 'number') return numberOf(-a.value, a.isInteger);
  if (a.kind === 'boolean') return numberOf(a.value ? -1 : context.language === 'javascript' ? -0 : 0, true);
  requireArithmetic(context, '-', a, a, { ...range, left: range, right: range });
  const tensor = toTensor(context, a, range);
  return simplify(context, context.ops.unary('neg', tensor, tensor.type === 'bool' ? 'int' : tensor.type));
}

const comparisonOps: Partial<Record<CompareOp, BinaryOp>> = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
};

/** `a op b` for one comparison; arrays compare element by element in Python. */
export function compare(context: Context, op: CompareOp, a: Value, b: Value, range: OperationRange): Value {
  if (a.kind === 'poison') failPoison(a);
  if (b.kind === 'poison') failPoison(b);
  if (a.kind === 'carried' || b.kind === 'carried') throw new NotVectorizable();
  if (op === 'in' || op === 'not in') return membership(context, op, a, b, range);
  if (op === 'is' || op === 'is not') {
    const same = a.kind === 'none' || b.kind === 'none' ? a.kind === b.kind : isSame(a, b);
    return booleanOf(same === (op === 'is'));
  }
  const isNumeric = (value: Value): boolean => value.kind === 'number' || value.kind === 'boolean';
  if (isNumeric(a) && isNumeric(b)) {
    return booleanOf(compareNumbers(op, staticNumber(context, a)!, staticNumber(context, b)!));
  }
  if (a.kind === 'string' && b.kind === 'string') return booleanOf(compareStrings(op, a.value, b.value));
  if (a.kind === 'none' || b.kind === 'none' || a.kind === 'string' || b.kind === 'string') {
    if (op === '==' || op === '!=') return booleanOf((a.kind === b.kind) === (op === '=='));
    fail(
      range,
      'not-a-number',
      `“${op}” needs numbers: ${describeValue(a)} and ${describeValue(b)} have no order.`,
      'Compare numbers.',
    );
  }
  if (
    (a.kind === 'tuple' || a.kind === 'list') &&
    (b.kind === 'tuple' || b.kind === 'list') &&
    context.language === 'python'
  ) {
    return compareSequences(context, op, a, b, range);
  }
  requireArithmetic(context, '-', a, b, range);
  const x = toTensor(context, a, range.left);
  const y = toTensor(context, b, range.right);
  return withShapes(range, () => simplify(context, context.ops.binary(comparisonOps[op]!, x, y, 'bool')));
}

function isSame(a: Value, b: Value): boolean {
  if (a.kind === 'boolean' && b.kind === 'boolean') return a.value === b.value;
  if (a.kind === 'number' && b.kind === 'number') return a.value === b.value;
  return a === b;
}

function compareNumbers(op: CompareOp, x: number, y: number): boolean {
  switch (op) {
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    case '>=':
      return x >= y;
    case '!=':
      return x !== y;
    default:
      return x === y;
  }
}

function compareStrings(op: CompareOp, x: string, y: string): boolean {
  if (op === '==') return x === y;
  if (op === '!=') return x !== y;
  return compareNumbers(op, x < y ? -1 : x > y ? 1 : 0, 0);
}

function compareSequences(context: Context, op: CompareOp, a: Value, b: Value, range: OperationRange): Value {
  if (op !== '==' && op !== '!=')
    fail(range, 'unsupported', `“${op}” on lists is not part of the loss language.`, 'Compare their elements.');
  const [x, y] = [itemsOf(context, a, range.left), itemsOf(context, b, range.right)];
  let equal: Condition = x.length === y.length;
  for (let i = 0; i < x.length && equal !== false; i++) {
    const item = compare(context, '==', x[i]!, y[i]!, range);
    equal = and(context, equal, item.kind === 'boolean' ? item.value : toTensor(context, item, range));
  }
  const result = op === '==' ? equal : not(context, equal);
  return typeof result === 'boolean' ? booleanOf(result) : result;
}

function membership(context: Context, op: 'in' | 'not in', a: Value, b: Value, range: OperationRange): Value {
  if (b.kind === 'dict') {
    if (a.kind !== 'string') fail(range.left, 'not-static', 'Keys are texts.', "Write 'name' in params.");
    return booleanOf(b.entries.has(a.value) === (op === 'in'));
  }
  if (b.kind === 'string' && a.kind === 'string') return booleanOf(b.value.includes(a.value) === (op === 'in'));
  let found: Condition = false;
  for (const item of itemsOf(context, b, range.right)) {
    const equal = compare(context, '==', a, item, range);
    const truth: Condition = equal.kind === 'boolean' ? equal.value : toTensor(context, equal, range);
    found = not(context, and(context, not(context, found), not(context, truth)));
  }
  const result = op === 'in' ? found : not(context, found);
  return typeof result === 'boolean' ? booleanOf(result) : result;
}

/** Range of a binary operation with its operands'. */
export function operationRange(whole: Range, left: Expression, right: Expression): OperationRange {
  return { from: whole.from, to: whole.to, left, right };
}
