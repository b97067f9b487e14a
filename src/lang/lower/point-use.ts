/**
 * What reading an element says about the loss's vector: that n is free, that it has at least so many elements, that
 * another n is needed, or that it is no vector at all.
 */
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import type { Context } from './context';
import { Tensor } from './values';

/** An index from the front.
 *  @throws LossError if it is out of range; in JavaScript negative ones are */
export function normalizeIndex(context: Context, index: number, length: number, range: Range): number {
  const counted = index < 0 && context.language !== 'javascript' ? index + length : index;
  if (counted >= 0 && counted < length) return counted;
  if (index < 0 && context.language === 'javascript') {
    return fail(
      range,
      'index',
      `Index ${index} is undefined in JavaScript: indices start at 0.`,
      `Write x.at(${index}) or x[x.length - ${-index}].`,
    );
  }
  return fail(
    range,
    'index',
    `Index ${index} is out of range: there ${length === 1 ? 'is 1 element' : `are ${length} elements`}.`,
    length === 0 ? 'The array is empty.' : `Valid indices are 0 to ${length - 1}.`,
  );
}

/** Thrown when the loss needs another number of variables than it was given: the caller may try that one, or report
 *  the mistake by calling `fallback`. */
export class NeedsOtherN extends Error {
  constructor(
    readonly n: number,
    readonly fallback: () => never,
  ) {
    super();
  }
}

/** Thrown when the loss takes entries by name from its parameter: it is a dictionary, not a vector. */
export class NeedsNames extends Error {}

/** Notes that an element of the vector was read. */
export function noteParameterIndex(parameter: Tensor['parameter'], index: number): void {
  if (!parameter) return;
  if (index < 0) parameter.usesLength = true;
  else parameter.extent = Math.max(parameter.extent, index + 1);
}

/** Notes that the vector was sliced. */
export function noteParameterSlice(
  parameter: Tensor['parameter'],
  slice: { start: number | null; stop: number | null },
): void {
  if (!parameter) return;
  parameter.usesLength = true;
  parameter.sliceEnd = Math.max(parameter.sliceEnd, slice.start ?? 0, slice.stop ?? 0);
}

/** An index from the front; one beyond the vector asks for a larger n. */
export function indexInParameter(
  context: Context,
  index: number,
  length: number,
  range: Range,
  parameter: Tensor['parameter'],
): number {
  if (parameter && index >= length)
    throw new NeedsOtherN(index + 1, () => normalizeIndex(context, index, length, range) as never);
  return normalizeIndex(context, index, length, range);
}
