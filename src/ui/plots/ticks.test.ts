import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearTicks, logTicks, niceStep, superscript, tickLabel } from './ticks';

describe('ticks', () => {
  it('steps are 1, 2 or 5 times a power of ten', () => {
    expect(niceStep(10, 5)).toBe(2);
    expect(niceStep(0.9, 4)).toBe(0.5);
    expect(niceStep(7, 10)).toBe(1);
  });

  it('are exact decimals: no 0.30000000000000004', () => {
    expect(linearTicks(0, 0.5, 5)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(linearTicks(-2, 2, 4)).toEqual([-2, -1, 0, 1, 2]);
  });

  it('lie inside the interval, ascend, and are never many more than asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (lo, span, target) => {
          const ticks = linearTicks(lo, lo + span, target);
          expect(ticks.length).toBeLessThanOrEqual(target + 1);
          ticks.forEach((tick, i) => {
            expect(tick).toBeGreaterThanOrEqual(lo - 1e-6 * span);
            expect(tick).toBeLessThanOrEqual(lo + span * (1 + 1e-6));
            if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]!);
          });
        },
      ),
      { seed: 7 },
    );
  });

  it('of a log axis are decades, thinned, and linear under two decades', () => {
    expect(logTicks(1e-3, 1e3, 10)).toEqual([1e-3, 1e-2, 0.1, 1, 10, 100, 1000]);
    expect(logTicks(1e-16, 1e4, 6).length).toBeLessThanOrEqual(7);
    expect(logTicks(2, 9, 5)).toEqual([2, 4, 6, 8]);
    expect(logTicks(0.36, 2.4, 3)).toEqual([0.5, 1, 2]);
    expect(logTicks(0, 1, 5)).toEqual([]);
  });

  it('labels are short', () => {
    expect([0, 1, -0.5, 1e5, 1e-12, 2.5e7, -1e6].map(tickLabel)).toEqual([
      '0',
      '1',
      '−0.5',
      '10⁵',
      '10⁻¹²',
      '2.5·10⁷',
      '−10⁶',
    ]);
    expect(superscript(-14)).toBe('⁻¹⁴');
  });

  it('an empty or infinite interval has none', () => {
    expect(linearTicks(1, 1, 5)).toEqual([]);
    expect(linearTicks(0, Infinity, 5)).toEqual([]);
  });
});
