import { describe, expect, it } from 'vitest';
import { makeLandscape } from '../test-data';
import type { Landscape } from '../types';
import { negativeRegions, zeroLines } from './isolines';
import { constraintLabel, limitPicture } from './limits';

const grid = (size: number, f: (x: number, y: number) => number) => ({
  width: size,
  height: size,
  values: Float64Array.from({ length: size * size }, (_, k) =>
    f((k % size) / (size - 1), Math.floor(k / size) / (size - 1)),
  ),
});

/** Signed area by the shoelace formula, in squares of the grid. */
const areaOf = (points: Float64Array): number => {
  let twice = 0;
  const count = points.length / 2;
  for (let k = 0; k < count; k++) {
    const next = (k + 1) % count;
    twice += points[2 * k]! * points[2 * next + 1]! - points[2 * next]! * points[2 * k + 1]!;
  }
  return Math.abs(twice) / 2;
};

describe('zero lines', () => {
  it('are one ring around a disk, as long and as far out as the circle', () => {
    const [ring, ...others] = zeroLines(grid(101, (x, y) => 0.09 - (x - 0.5) ** 2 - (y - 0.5) ** 2));
    expect(others).toEqual([]);
    expect(ring!.isClosed).toBe(true);
    for (let k = 0; k < ring!.points.length; k += 2) {
      expect(Math.hypot(ring!.points[k]! - 50, ring!.points[k + 1]! - 50)).toBeCloseTo(30, 1);
    }
    expect(areaOf(ring!.points)).toBeCloseTo(Math.PI * 900, -1);
  });

  it('end at the border, and are exact for straight lines', () => {
    const [line, ...others] = zeroLines(grid(11, (x, y) => x + 2 * y - 1.234));
    expect(others).toEqual([]);
    expect(line!.isClosed).toBe(false);
    for (let k = 0; k < line!.points.length; k += 2) {
      expect(line!.points[k]! + 2 * line!.points[k + 1]!).toBeCloseTo(12.34, 10);
    }
  });

  it('cross a saddle without touching, and stop at holes', () => {
    const branches = zeroLines(grid(40, (x, y) => (x - 0.5) * (y - 0.5) - 0.001));
    expect(branches).toHaveLength(2);
    const holed = zeroLines(grid(21, (x, y) => (y > 0.6 ? Number.NaN : x - 0.52)));
    expect(holed).toHaveLength(1);
    expect(Math.max(...holed[0]!.points.filter((_, k) => k % 2 === 1))).toBeLessThanOrEqual(12);
  });
});

describe('ruled-out regions', () => {
  it('are closed along the border', () => {
    const [half, ...others] = negativeRegions(grid(21, (x) => 0.5 - x));
    expect(others).toEqual([]);
    expect(half!.isClosed).toBe(true);
    expect(areaOf(half!.points)).toBeCloseTo(10 * 20, 10);
    const [all] = negativeRegions(grid(5, () => Number.NaN));
    expect(areaOf(all!.points)).toBeCloseTo(16, 10);
    expect(negativeRegions(grid(5, () => 0))).toEqual([]);
  });
});

describe('the picture of limits', () => {
  const constrained = (
    constraints: readonly [string, 'eq' | 'ineq', (x: number, y: number) => number][],
    size = 51,
    height = size,
  ): Landscape => ({
    ...makeLandscape(size, height, (x, y) => x + y),
    constraints: constraints.map(([text, kind, c]) => ({
      text,
      kind,
      values: Float32Array.from(makeLandscape(size, height, c).values),
    })),
  });

  it('is nothing without limits', () => {
    expect(limitPicture(constrained([]), null)).toBeNull();
  });

  it('hatches what inequalities and bounds rule out, and never what an equality does', () => {
    const half = constrained([['x <= 0.5', 'ineq', (x) => 0.5 - x]]);
    expect(limitPicture(half, null)!.share).toBeCloseTo(25 / 51, 6);
    const quarter = limitPicture(half, [
      [null, null],
      [0.5, null],
    ])!;
    expect(quarter.share).toBeCloseTo(1 - (26 * 26) / 51 ** 2, 6);
    expect(quarter.isBeside(25, 40)).toBe(true);
    expect(quarter.isBeside(25, 10)).toBe(false);
    const line = limitPicture(constrained([['x = y', 'eq', (x, y) => x - y + 0.01]]), null)!;
    expect(line).toMatchObject({ share: 0, region: [], curves: [{ text: 'x = y', kind: 'eq' }] });
    expect(line.curves[0]!.lines).toHaveLength(1);
  });

  it('is intervals for one variable', () => {
    const picture = limitPicture(
      constrained([['0.2 <= x <= 0.7', 'ineq', (x) => Math.min(x - 0.203, 0.707 - x)]], 101, 1),
      null,
    )!;
    expect(picture.region).toHaveLength(2);
    expect(picture.curves[0]!.lines).toHaveLength(2);
    expect(picture.share).toBeCloseTo(51 / 101, 1);
  });
});

it('labels are written as on paper, and short', () => {
  expect(constraintLabel('x^2 + y**2 <= 2')).toBe('x² + y² ≤ 2');
  expect(constraintLabel('-x - 2*y + 6 >= 0')).toBe('−x − 2y + 6 ≥ 0');
  expect(constraintLabel('x1*x2*x3*x4>=25')).toBe('x1·x2·x3·x4 ≥ 25');
  expect(constraintLabel('sum(w) == 1')).toBe('sum(w) = 1');
  expect(constraintLabel('x^10 <= 1')).toBe('x^10 ≤ 1');
  expect(constraintLabel(`${'x + '.repeat(30)}y <= 1`)).toHaveLength(36);
});
