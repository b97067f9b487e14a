/**
 * Checks of numbers that pick rows or columns. What the host wrote is checked when it is used; what a kernel computed
 * cannot be, and there a number that picks nothing gives NaN (`ops/shape.ts`), never a neighbor's value.
 */
import type { Tensor } from 'webgpu-torch';

interface Range {
  readonly lo: number;
  readonly hi: number;
  /** the first value that is no whole number; undefined: all are */
  readonly fraction: number | undefined;
}

const ranges = new WeakMap<object, Range>();

/** Remembers what the host wrote into a tensor. */
export function noteValues(target: Tensor, values: Float32Array): void {
  let [lo, hi] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < lo) lo = value;
    if (value > hi) hi = value;
  }
  ranges.set(target.storage, { lo, hi, fraction: values.find((value) => !Number.isInteger(value)) });
}

/** Forgets them: the tensor is about to be written by a kernel. */
export const forgetValues = (target: Tensor): void => void ranges.delete(target.storage);

/** @param picks  what the numbers pick, in the plural, for the message
 *  @throws RangeError when the host wrote a number that is not one of 0 … extent − 1 */
export function checkIndices(indices: Tensor, extent: number, picks: string): void {
  const range = ranges.get(indices.storage);
  if (!range || indices.shape.includes(0)) return;
  const bad = range.fraction ?? (range.lo < 0 ? range.lo : range.hi >= extent ? range.hi : undefined);
  if (bad !== undefined) {
    throw new RangeError(`There are ${extent} ${picks}, numbered from 0 to ${extent - 1}; got number ${bad}.`);
  }
}
