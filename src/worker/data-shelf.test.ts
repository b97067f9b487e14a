/** An array travels once, whatever is typed meanwhile; both ends forget alike. */
import { describe, expect, it } from 'vitest';
import { DataSender, DataShelf } from './data-shelf';
import { keyOf, lossIdentity, lossKey } from './loss-key';
import type { LossSource } from './loss-source';

const source = (text: string, ...arrays: (readonly number[])[]): LossSource => ({
  text,
  language: 'python',
  n: 1,
  data: arrays.map((values, i) => ({ name: `d${i}`, values, source: 'not sent' })),
});

describe('data on their way', () => {
  it('are sent once', () => {
    const [a, b] = [[1, 2, 3], [4]];
    const sender = new DataSender();
    const shelf = new DataShelf();
    const first = structuredClone(sender.pack(source('one', a)));
    const second = structuredClone(sender.pack(source('two', a, b)));
    expect(first.data![0]!.values).toEqual(Float64Array.from(a));
    expect(second.data!.map(({ values }) => values)).toEqual([undefined, Float64Array.from(b)]);
    const [one, two] = [shelf.unpack(first), shelf.unpack(second)];
    expect(two.data![0]!.values).toBe(one.data![0]!.values);
    expect(two.data![1]!.values).toEqual(Float64Array.from(b));
    // The same arrays are the same key, on either side, and another array of equal numbers is not.
    expect(lossKey(two)).toBe(lossKey(shelf.unpack(structuredClone(sender.pack(source('two', a, b))))));
    expect(lossIdentity(source('x', a))).toBe(lossIdentity(source('x', a)));
    expect(lossIdentity(source('x', a))).not.toBe(lossIdentity(source('x', [...a])));
  });

  it('come again when both ends have forgotten them', () => {
    const sender = new DataSender();
    const shelf = new DataShelf();
    const early = [0, 1];
    shelf.unpack(sender.pack(source('', early)));
    for (let k = 0; k < 300; k++) shelf.unpack(sender.pack(source('', [k, k + 1])));
    expect(shelf.unpack(sender.pack(source('', early))).data![0]!.values).toEqual(Float64Array.from(early));
  });

  it('cost a key stroke nothing: a million numbers are keyed and packed in no time', () => {
    const large = Array.from({ length: 1_000_000 }, (_, i) => i / 7);
    const sender = new DataSender();
    sender.pack(source('', large));
    const started = performance.now();
    for (let k = 0; k < 100; k++) keyOf(sender.pack(source(`text ${k}`, large)));
    // Sending them each time would take seconds.
    expect(performance.now() - started).toBeLessThan(500);
  });
});
