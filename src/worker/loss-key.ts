/**
 * Identity of a loss, cheap however large its data are: arrays of data are never changed, so that the object itself
 * stands for its numbers. Keys hold within one thread.
 */
import type { NestedArray } from '../study/types';
import type { LossSource } from './loss-source';

const identities = new WeakMap<object, string>();
let known = 0;

/** A key for the values of a data set: equal for the same object only. */
export function valuesKey(values: NestedArray): string {
  if (typeof values !== 'object') return JSON.stringify(values);
  let key = identities.get(values);
  if (key === undefined) identities.set(values, (key = `#${++known}`));
  return key;
}

/** A key for anything that holds data sets: their numbers are named, not written out. */
export const keyOf = (value: unknown): string =>
  JSON.stringify(value, (name, item: unknown) => (name === 'values' ? valuesKey(item as NestedArray) : item));

/** Identity of a loss without its language: what it is, not how it was read. */
export const lossIdentity = ({ n, text, params, data }: Pick<LossSource, 'n' | 'text' | 'params' | 'data'>): string =>
  `${n}:${params || data ? keyOf([params, data?.map(({ name, unit, values }) => ({ name, unit, values }))]) : ''}:${text}`;

/** Identity of a text as it is compiled. */
export const lossKey = (source: LossSource): string => `${source.language}:${lossIdentity(source)}`;
