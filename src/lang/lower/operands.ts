/** What operators ask of their operands, and the messages when they do not get it. */
import { ShapeError } from '../../ir/graph';
import { fail } from '../diagnostics';
import type { ArithmeticOp, Expression, Range } from '../syntax/tree';
import type { Context } from './context';
import { needsNumber } from './convert';
import { atRange } from './unit-flow';
import { type Value, describeValue } from './values';

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

/** Turns shapes and units that do not fit into diagnostics at a range. */
export function withShapes<T>(range: Range, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw atRange(error, range);
    const message = `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`;
    return fail(range, 'shape', message, 'Check the shapes of both sides; a slice, a reshape or .T may be missing.');
  }
}

/** Refuses operands that have no arithmetic in the language. */
export function requireArithmetic(context: Context, op: ArithmeticOp, a: Value, b: Value, range: OperationRange): void {
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

/** Range of a binary operation with its operands'. */
export function operationRange(whole: Range, left: Expression, right: Expression): OperationRange {
  return { from: whole.from, to: whole.to, left, right };
}
