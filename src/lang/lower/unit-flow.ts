/**
 * Units on their way through tensors. A constant 0, ±∞ or NaN has every unit: sums start at 0, extremes at ∞, and arrays
 * are made of zeros before they are filled.
 */
import type { BinaryOp } from '../../ir/graph';
import { LossError, errorAt } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { Dimension } from '../units/dimension';
import {
  type Joining,
  UnitError,
  failUnequal,
  keepsEqual,
  needsEqual,
  powerDimension,
  productDimension,
} from '../units/rules';
import type { Tensor } from './values';

/** Where constant elements can be read. */
interface Constants {
  dataOf(tensor: Tensor): Float64Array | undefined;
}

/** Whether a tensor without a unit fits every unit. */
export function fitsAnyUnit(ops: Constants, tensor: Tensor): boolean {
  return ops.dataOf(tensor)?.every((value) => value === 0 || !Number.isFinite(value)) ?? false;
}

/** The one unit of tensors that are added, compared or put into one array.
 *  @throws UnitError if they have several */
export function jointDimension(ops: Constants, op: Joining, tensors: readonly Tensor[]): Dimension | null {
  let joint: Dimension | null = null;
  for (const { dimension } of tensors) if (dimension && (!joint || joint === Dimension.open)) joint = dimension;
  if (joint === null || joint === Dimension.open) return joint;
  const odd = tensors.find(
    (tensor) =>
      tensor.dimension !== joint &&
      tensor.dimension !== Dimension.open &&
      !(tensor.dimension === null && fitsAnyUnit(ops, tensor)),
  );
  if (!odd) return joint;
  const first = tensors.find((tensor) => tensor.dimension === joint)!;
  const isFirst = tensors.indexOf(first) < tensors.indexOf(odd);
  return isFirst ? failUnequal(op, joint, odd.dimension) : failUnequal(op, odd.dimension, joint);
}

/** Unit of `a op b`.
 *  @throws UnitError if the operation does not take them */
export function binaryDimension(ops: Constants, op: BinaryOp, a: Tensor, b: Tensor): Dimension | null {
  if (!a.dimension && !b.dimension) return null;
  if (op === 'pow') return powerDimension(a.dimension, b.dimension, commonValue(ops.dataOf(b)));
  if (!needsEqual(op)) return productDimension(op, a.dimension, b.dimension);
  const joint = jointDimension(ops, op, [a, b]);
  return keepsEqual(op) ? joint : null;
}

const commonValue = (data: Float64Array | undefined): number | undefined =>
  data?.every((value) => value === data[0]) ? data[0] : undefined;

/** Turns units that do not fit into a diagnostic at a range. */
export function withUnits<T>(range: Range, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw atRange(error, range);
  }
}

/** The error with its place in the source, if it speaks of units; else itself. */
export function atRange(error: unknown, range: Range): unknown {
  return error instanceof UnitError ? new LossError(errorAt(range, 'unit', error.message, error.remedy)) : error;
}
