import { describe, expect, it } from 'vitest';
import { accurateLog } from './accurate-log';
import { defaultRng } from './generator';

describe('accurateLog', () => {
  it('agrees with Math.log to two units in the last place, over the whole range', () => {
    const rng = defaultRng(11);
    for (let i = 0; i < 20000; i++) {
      const x = 2 ** rng.uniform(-1000, 1000);
      const y = accurateLog(x);
      expect(Math.abs(y - Math.log(x))).toBeLessThanOrEqual(2 * 2 ** -52 * Math.abs(y));
    }
  });

  // Values of ln x rounded from 40 digits.
  it.each([
    [0.5, -0.6931471805599453],
    [0.9999999999999999, -1.1102230246251565e-16],
    [1.4142135623730951, 0.3465735902799727],
    [0.7071067811865475, -0.34657359027997275],
    [3, 1.0986122886681098],
    [1e-300, -690.7755278982137],
    [0.1, -2.3025850929940455],
  ])('ln %d', (x, expected) => {
    expect(accurateLog(x)).toBe(expected);
  });

  it('leaves special arguments to Math.log', () => {
    expect(accurateLog(0)).toBe(-Infinity);
    expect(accurateLog(-1)).toBeNaN();
    expect(accurateLog(Infinity)).toBe(Infinity);
    expect(accurateLog(5e-324)).toBe(Math.log(5e-324));
  });
});
