import { describe, expect, it } from 'vitest';
import { makeLandscape } from '../test-data';
import { contourLevels, heightMap, heightOf } from './levels';

const rosenbrock = makeLandscape(81, 81, (u, v) => {
  const [x, y] = [4 * u - 2, 4 * v - 1];
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
});

describe('heights', () => {
  it('logarithmic ones measure from the known minimum', () => {
    const map = heightMap(rosenbrock.values, 0, true);
    expect(map.kind).toBe('log');
    expect(map.base).toBe(0);
    expect(heightOf(map, 1000)).toBeCloseTo(3, 12);
    expect(heightOf(map, 0)).toBeCloseTo(Math.log10(map.floor), 12);
    expect(map.range[1]).toBeCloseTo(Math.log10(2509), 6);
  });

  it('a recorded minimum that the grid undercuts is not believed', () => {
    expect(heightMap([-5, 1, 2, 3], 0, true).base).toBe(-5);
    expect(heightMap([1, 2, 3], null, true).base).toBe(1);
  });

  it('NaN and both infinities are holes and leave the range finite', () => {
    const map = heightMap([Number.NaN, Infinity, -Infinity, 1, 2, 3], null, false);
    expect(map.range).toEqual([1, 3]);
    expect(map.nonFinite).toBeCloseTo(0.5, 12);
    expect([Number.NaN, Infinity, -Infinity].map((value) => heightOf(map, value))).toEqual([NaN, NaN, NaN]);
  });

  it('nothing finite, and one value everywhere, still give a range', () => {
    for (const values of [
      [Number.NaN, Infinity],
      [7, 7, 7],
    ]) {
      for (const wantsLog of [true, false]) {
        const { range } = heightMap(values, null, wantsLog);
        expect(range[1]).toBeGreaterThan(range[0]);
        expect(range.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('a wall is cut off linear levels', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i < 990 ? i / 990 : 1e9));
    expect(heightMap(values, null, false).range[1]).toBeLessThan(2);
  });
});

describe('contour levels', () => {
  it('are few, ascending, within the range, and labelled by f − f*', () => {
    const levels = contourLevels(heightMap(rosenbrock.values, 0, true));
    expect(levels.heights.length).toBeGreaterThan(4);
    expect(levels.heights.length).toBeLessThanOrEqual(16);
    expect(levels.labels).toContain('100');
    expect(levels.start).toBe(levels.heights[0]);
    expect(levels.end).toBeCloseTo(levels.heights.at(-1)!, 12);
  });

  it('linear ones are round numbers of f', () => {
    const levels = contourLevels(heightMap([0, 10, 25, 70], null, false), 10);
    expect(levels.labels).toEqual(['10', '20', '30', '40', '50', '60']);
  });

  it('a tiny grid of huge values has levels too', () => {
    const levels = contourLevels(heightMap([1e300, 1.5e300, 2e300], null, false));
    expect(levels.heights.every(Number.isFinite)).toBe(true);
  });
});
