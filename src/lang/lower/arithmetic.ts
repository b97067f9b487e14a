/**
 * Operators: compile-time numbers exactly as the language computes them, everything else in the graph.
 *
 * Python's integers, floored division and true division, list concatenation and repetition, NumPy's element-by-element
 * operators; JavaScript's truncating `%` and its refusal (ours: an error, not NaN) of arithmetic on arrays.
 */
import type { BinaryOp } from '../../ir/graph';
import { floorDivide as floorQuotient, floorMod } from '../../ir/special';
import { fail } from '../diagnostics';
import type { ArithmeticOp, Range } from '../syntax/tree';
import { type Context, NotVectorizable } from './context';
import { failPoison, itemsOf, simplify, staticNumber, toTensor } from './convert';
import { matmul } from './matmul';
import { type OperationRange, requireArithmetic, withShapes } from './operands';
import {
  type CarriedValue,
  type FoldOp,
  type Value,
  ListValue,
  Tensor,
  describeValue,
  numberOf,
  stringOf,
  tupleOf,
} from './values';

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
      return isPython ? floorMod(x, y) : x % y;
    case '//':
      return floorQuotient(x, y);
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

const graphOps: Partial<Record<ArithmeticOp, BinaryOp>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '**': 'pow',
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
  if (op === '//') return floorDivide(context, x, y);
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

/** Python's `//`. */
export function floorDivide(context: Context, x: Tensor, y: Tensor): Tensor {
  return context.ops.binary('floordiv', x, y, x.type !== 'float' && y.type !== 'float' ? 'int' : 'float');
}

function powerType(context: Context, exponent: Tensor): 'int' | 'float' {
  const data = context.ops.dataOf(exponent);
  return data && data.every((value) => value >= 0) ? 'int' : 'float';
}

/** `-a`, `+a`, `not a`, `~a`. */
export function negate(context: Context, a: Value, range: Range): Value {
  if (a.kind === 'number') return numberOf(-a.value, a.isInteger);
  if (a.kind === 'boolean') return numberOf(a.value ? -1 : context.language === 'javascript' ? -0 : 0, true);
  requireArithmetic(context, '-', a, a, { ...range, left: range, right: range });
  const tensor = toTensor(context, a, range);
  return simplify(context, context.ops.unary('neg', tensor, tensor.type === 'bool' ? 'int' : tensor.type));
}
