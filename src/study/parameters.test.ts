/** What becomes of packed numbers when a row of the table is rewritten. */
import { describe, expect, it } from 'vitest';
import { countedIn, packedOf, quantityOf, reshaping, rewriting, slicesOf, withUnit } from './parameters';

describe('rewriting a row', () => {
  const tau = { name: 'tau', unit: 'ms' };

  it('converts by moving the decimal point', () => {
    expect(rewriting(tau, { ...tau, unit: 's' })(20.1)).toBe(0.0201);
    expect(rewriting({ ...tau, unit: 's' }, tau)(0.0201)).toBe(20.1);
    expect(rewriting(tau, { ...tau, unit: 'min' })(30_000)).toBeCloseTo(0.5, 15);
  });

  it('leaves packed numbers alone where the scale is rewritten with the unit', () => {
    const scaled = { ...tau, scale: 10 };
    const inSeconds = withUnit(scaled, 's');
    expect(inSeconds).toEqual({ name: 'tau', unit: 's', scale: 0.01 });
    for (const packed of [0.1, 2.01, 1 / 3]) expect(rewriting(scaled, inSeconds)(packed)).toBe(packed);
  });

  it('keeps quantities when the scale changes, and numbers when the unit measures something else', () => {
    expect(rewriting(tau, { ...tau, scale: 10 })(20)).toBe(2);
    expect(rewriting({ ...tau, scale: 10 }, tau)(2)).toBe(20);
    expect(rewriting(tau, { name: 'tau', unit: 'mV' })(20)).toBe(20);
    expect(rewriting({ name: 'tau' }, tau)(20)).toBe(20);
    expect(withUnit({ ...tau, scale: 10 }, '')).toEqual({ name: 'tau', scale: 10 });
  });

  it('goes there and back', () => {
    const spec = { name: 'V', unit: 'mV', scale: 10 };
    expect(quantityOf(spec, packedOf(spec, -50.3))).toBe(-50.3);
    expect(countedIn(spec)).toBe('10 mV');
    expect(countedIn({ name: 'V', unit: 'mV' })).toBe('mV');
    expect(countedIn({ name: 'k' })).toBeNull();
  });
});

describe('reshaping', () => {
  it.each([
    [[], [3], [0, 0, 0]],
    [[3], [], [0]],
    [[2], [4], [0, 1, 1, 1]],
    [[4], [2], [0, 1]],
    [
      [2, 2],
      [3, 2],
      [0, 1, 2, 3, 2, 3],
    ],
    [
      [3, 2],
      [2, 3],
      [0, 1, 1, 2, 3, 3],
    ],
    [[2], [2, 2], [0, 1, 0, 1]],
  ])('%j to %j', (from, to, expected) => {
    expect(reshaping(from, to)).toEqual(expected);
  });

  it('packs in order', () => {
    expect(slicesOf([{ name: 'W', shape: [3, 4] }, { name: 'b' }]).map(({ from, to }) => [from, to])).toEqual([
      [0, 12],
      [12, 13],
    ]);
  });
});
