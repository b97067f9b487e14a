/** Comparisons: compile-time ones exactly as the language decides them, others as truth values of the graph. */
import type { BinaryOp } from '../../ir/graph';
import { fail } from '../diagnostics';
import type { CompareOp } from '../syntax/tree';
import { type Condition, type Context, NotVectorizable } from './context';
import { failPoison, itemsOf, simplify, staticNumber, toTensor } from './convert';
import { keyText } from './keys';
import { and, not } from './merge';
import { type OperationRange, requireArithmetic, withShapes } from './operands';
import { type Value, booleanOf, describeValue } from './values';

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
    return booleanOf(b.entries.has(keyText(a, range.left)) === (op === 'in'));
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
