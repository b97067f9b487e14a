import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insetRect, linearScale, logScale, roundToPixel, zoomInterval } from './scale';

const seed = 20_260_721;

describe('scales', () => {
  it('a linear scale and its inverse undo each other', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        number,
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1 }),
        (lo, span, t) => {
          const scale = linearScale([lo, lo + span], [400, 10]);
          const value = lo + t * span;
          expect(Math.abs(scale.toValue(scale.toPixel(value)) - value)).toBeLessThan(
            1e-9 * Math.max(1, Math.abs(lo), span),
          );
        },
      ),
      { seed },
    );
  });

  it('a log scale puts decades at equal distances and zero at its lower end', () => {
    const scale = logScale([1e-4, 1e4], [0, 800]);
    expect(scale.toPixel(1)).toBeCloseTo(400, 9);
    expect(scale.toPixel(10) - scale.toPixel(1)).toBeCloseTo(100, 9);
    expect(scale.toPixel(0)).toBe(0);
    expect(scale.toPixel(-3)).toBe(0);
    expect(scale.toPixel(1e-9)).toBe(0);
    expect(scale.toValue(500)).toBeCloseTo(10, 9);
  });

  it('an empty domain stays invertible', () => {
    const scale = linearScale([3, 3], [0, 100]);
    expect(Number.isFinite(scale.toPixel(3))).toBe(true);
    expect(scale.toValue(50)).toBeCloseTo(3, 4);
  });

  it('zooming keeps the center where it is', () => {
    const [lo, hi] = zoomInterval([-2, 6], 1, 0.5);
    expect([lo, hi]).toEqual([-0.5, 3.5]);
    expect((1 - lo) / (hi - lo)).toBeCloseTo((1 + 2) / 8, 12);
  });

  it('a canvas smaller than its margins still has a box', () => {
    expect(insetRect(20, 20, { left: 50, right: 10, top: 8, bottom: 40 })).toMatchObject({ width: 1, height: 1 });
  });

  it('rounds a click to what its pixel can tell', () => {
    expect(roundToPixel(-1.2298850574712643, 0.0076)).toBe(-1.23);
    expect(roundToPixel(1234.5678, 12)).toBe(1235);
    expect(roundToPixel(1.23456789e-7, 1e-9)).toBe(1.23e-7);
  });
});
