/**
 * What each operation asks of the units of its operands, and the unit of its result. Operands without units are settled
 * by the caller before it comes here.
 */
import type { BinaryOp, UnaryOp } from '../../ir/graph';
import { Dimension, describeDimension, multiply, power, unitText } from './dimension';

/** Units that do not fit; the place in the source is added where the operation is known. */
export class UnitError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

const keeping: ReadonlySet<UnaryOp> = new Set<UnaryOp>(['neg', 'abs', 'relu']);
const forgetting: ReadonlySet<UnaryOp> = new Set<UnaryOp>(['sign', 'not', 'isnan', 'isfinite']);
const powers: Partial<Record<UnaryOp, number>> = { sqrt: 1 / 2, cbrt: 1 / 3, square: 2, reciprocal: -1 };

/** Dimension of f(a). */
export function unaryDimension(op: UnaryOp, a: Dimension): Dimension | null {
  if (keeping.has(op)) return a;
  if (forgetting.has(op)) return null;
  const exponent = powers[op];
  if (exponent !== undefined) return power(a, exponent);
  if (a === Dimension.open) return null;
  throw new UnitError(
    `“${op}” needs a pure number, and this is ${describeDimension(a)}.`,
    `Divide by a scale first, such as (1*${unitText(a)}).`,
  );
}

const signs: Partial<Record<BinaryOp, string>> = {
  add: '+',
  sub: '-',
  mod: '%',
  rem: '%',
  floordiv: '//',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eq: '==',
  ne: '!=',
};

/** Whether both operands must have the same unit. */
export const needsEqual = (op: BinaryOp): boolean =>
  op in signs || op === 'min' || op === 'max' || op === 'hypot' || op === 'atan2';

/** Whether the result has the operands' unit: sums and extremes, not comparisons. */
export const keepsEqual = (op: BinaryOp): boolean => /^(add|sub|mod|rem|min|max|hypot)$/.test(op);

/** Dimension of a product or quotient; null for truth values. */
export function productDimension(op: BinaryOp, a: Dimension | null, b: Dimension | null): Dimension | null {
  if (op === 'mul' || op === 'maskmul') return multiply(a, b);
  return op === 'div' ? multiply(a, b, -1) : null;
}

/** Dimension of a^b.
 *  @param exponent  b where it is one constant */
export function powerDimension(
  a: Dimension | null,
  b: Dimension | null,
  exponent: number | undefined,
): Dimension | null {
  if (b !== null && b !== Dimension.open) {
    throw new UnitError(
      `An exponent must be a pure number, and this is ${describeDimension(b)}.`,
      `Divide it by a scale first, such as (1*${unitText(b)}).`,
    );
  }
  if (a === null) return null;
  if (exponent !== undefined) return power(a, exponent);
  if (a === Dimension.open) return null;
  throw new UnitError(
    `The base is ${describeDimension(a)}, and the exponent is not one constant: the result would have no unit.`,
    `Divide the base by a scale first, such as (1*${unitText(a)}).`,
  );
}

/** What needs one unit: an operator, the branches of a condition, the parts of an array, the rounds of a loop. */
export type Joining = BinaryOp | 'select' | 'join' | 'carry' | 'in';

/** Says that an operation joins what cannot be joined. */
export function failUnequal(op: Joining, a: Dimension | null, b: Dimension | null): never {
  const [x, y] = [describeDimension(a), describeDimension(b)];
  const message =
    op === 'join'
      ? `An array has one unit, and this one joins ${x} with ${y}.`
      : op === 'select'
        ? `Both branches need the same unit, and these are ${x} and ${y}.`
        : op === 'in'
          ? `A quantity can be counted only in its own unit: this is ${x}, and the unit ${y}.`
          : op === 'carry'
            ? `A variable of this loop is ${x} before an iteration and ${y} after it.`
            : `“${signs[op] ?? op}” needs the same unit on both sides: the left is ${x}, the right ${y}.`;
  const quantity = a ?? b;
  const remedy =
    a === null || b === null
      ? `Give the number a unit, such as 1*${unitText(quantity)}, or divide the other side by (1*${unitText(quantity)}).`
      : `Divide each by a scale of its own first, such as (1*${unitText(a)}) and (1*${unitText(b)}).`;
  throw new UnitError(message, remedy);
}
