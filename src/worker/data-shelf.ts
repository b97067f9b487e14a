/**
 * Data on their way to a worker: an array is sent once, and only named from then on, so that a key stroke in the
 * editor does not carry a table of numbers along. Both ends forget the same arrays: they see the same messages in the
 * same order and keep the same number of arrays, the latest used.
 */
import type { NestedArray } from '../study/types';
import { valuesKey } from './loss-key';
import type { LossSource } from './loss-source';

/** More than any one study may have (see the store's and the file's limits). */
const keptArrays = 256;

interface SentData {
  readonly name: string;
  readonly unit?: string;
  readonly key: string;
  /** absent: the worker has it */
  readonly values?: NestedArray;
}

/** A loss as it travels. */
export interface SentLoss extends Omit<LossSource, 'data'> {
  readonly data?: readonly SentData[];
}

/** The latest used of what was put in. */
class Recent<T> {
  private readonly items = new Map<string, T>();

  get(key: string): T | undefined {
    return this.items.get(key);
  }

  put(key: string, item: T): void {
    this.items.delete(key);
    this.items.set(key, item);
  }

  /** Between messages, so that one message's arrays are there together. */
  trim(): void {
    for (const key of this.items.keys()) {
      if (this.items.size <= keptArrays) return;
      this.items.delete(key);
    }
  }
}

/** The page's end: one for each worker. */
export class DataSender {
  private readonly sent = new Recent<true>();

  /** The loss with the arrays that the worker does not have yet; to be sent at once, and in this order. */
  pack({ data, ...source }: LossSource): SentLoss {
    if (!data) return source;
    const sets = data.map(({ name, unit, values }): SentData => {
      const key = valuesKey(values);
      const isKnown = this.sent.get(key) ?? false;
      this.sent.put(key, true);
      return { name, ...(unit !== undefined && { unit }), key, ...(!isKnown && { values: compact(values) }) };
    });
    this.sent.trim();
    return { ...source, data: sets };
  }
}

/** The worker's end. */
export class DataShelf {
  private readonly arrays = new Recent<NestedArray>();

  /** The loss with its data.
   *  @throws Error when an array is named that never came: a mistake of ours */
  unpack({ data, ...source }: SentLoss): LossSource {
    if (!data) return source;
    const sets = data.map(({ name, unit, key, values: sent }) => {
      const values = this.arrays.get(key) ?? sent;
      if (values === undefined) throw new Error(`The data "${name}" did not come along.`);
      this.arrays.put(key, values);
      return { name, values, ...(unit !== undefined && { unit }) };
    });
    this.arrays.trim();
    return { ...source, data: sets };
  }
}

/** Rows of numbers as typed arrays: they are cloned and read many times faster. */
function compact(values: NestedArray): NestedArray {
  if (typeof values !== 'object' || values instanceof Float64Array) return values;
  const isRow = values.length > 0 && values.every((value) => typeof value === 'number');
  return isRow ? Float64Array.from(values as readonly number[]) : values.map(compact);
}
