import { describe, expect, it } from 'vitest';
import { makeTrace } from '../test-data';
import { countUntil, eventsOf } from './events/scene';
import { coordinateAt, iterationOf, rowAt, upperBound } from './trace';
import { buildPolyline, countUpTo, nearestPoint } from './polyline';

const trace = makeTrace(
  [
    [0, 0],
    [2, 4],
    [4, 0],
  ],
  [3, 2, 1],
);
const simplex = (value: number) => ({
  type: 'simplex' as const,
  points: Float64Array.of(value),
  fun: new Float64Array(1),
});

describe('reading a trace', () => {
  it('moves linearly between iterates and stops at the ends', () => {
    expect(rowAt(trace, 0.5)).toBe(0.5);
    expect(coordinateAt(trace, 0.5, 1)).toBe(2);
    expect(coordinateAt(trace, rowAt(trace, 99), 0)).toBe(4);
    expect(rowAt(trace, -1)).toBe(0);
    expect(rowAt(makeTrace([], []), 3)).toBe(-1);
    expect(coordinateAt(makeTrace([], []), -1, 0)).toBeNaN();
  });

  it('finds rows of a thinned trace by their iterations', () => {
    const thinned = { ...trace, iterations: Float64Array.of(0, 10, 14) };
    expect(rowAt(thinned, 5)).toBe(0.5);
    expect(rowAt(thinned, 10)).toBe(1);
    expect(rowAt(thinned, 12)).toBe(1.5);
    expect(rowAt(thinned, 100)).toBe(2);
    expect(iterationOf(thinned, 1)).toBe(10);
    expect(iterationOf(trace, 1)).toBe(1);
  });

  it('sorts events by type and counts those that have happened', () => {
    const withEvents = {
      ...trace,
      events: [
        { at: 0, event: simplex(1) },
        { at: 2, event: simplex(2) },
      ],
    };
    const simplices = eventsOf(withEvents, 'simplex');
    expect([0, 1.9, 2].map((row) => countUntil(simplices, row))).toEqual([1, 1, 2]);
    expect(simplices[1]!.event.points).toEqual(Float64Array.of(2));
    expect(eventsOf(withEvents, 'jump')).toEqual([]);
    expect(eventsOf(trace, 'simplex')).toEqual([]);
  });

  it('counts values up to a bound, ties included', () => {
    const values = [1, 2, 2, 5];
    expect([0, 1, 2, 4, 5].map((v) => upperBound(4, (k) => values[k]!, v))).toEqual([0, 1, 3, 3, 4]);
  });
});

describe('polylines', () => {
  const build = (points: readonly (readonly [number, number])[]) =>
    buildPolyline(points.length, (i, out) => out.set(points[i]!));

  it('keep what the eye can tell apart, with its row', () => {
    const line = build([
      [0, 0],
      [0.2, 0.1],
      [0.3, 0.2],
      [5, 0],
      [5.1, 0],
      [9, 9],
    ]);
    expect([...line.index]).toEqual([0, 3, 5]);
    expect(countUpTo(line, 2)).toBe(1);
    expect(countUpTo(line, 3.5)).toBe(2);
  });

  it('break at values that are not finite, once per gap', () => {
    const line = build([
      [0, 0],
      [Number.NaN, 1],
      [Number.NaN, 2],
      [4, 4],
    ]);
    expect([...line.index]).toEqual([0, 1, 3]);
    expect(line.px[1]).toBeNaN();
  });

  it('stay within what a canvas can draw', () => {
    const line = build([
      [0, 0],
      [1e12, -1e12],
      [Infinity, 3],
    ]);
    expect(Math.max(...line.px)).toBeLessThanOrEqual(16_000);
    expect(Math.min(...line.py)).toBeGreaterThanOrEqual(-16_000);
  });

  it('a long trace that stands still costs one point', () => {
    expect(buildPolyline(100_000, (_, out) => out.fill(7)).count).toBe(1);
  });

  it('find the nearest shown point within reach', () => {
    const line = build([
      [0, 0],
      [10, 0],
      [20, 0],
    ]);
    expect(nearestPoint(line, 3, 11, 1, 5)?.index).toBe(1);
    expect(nearestPoint(line, 1, 11, 1, 5)).toBeNull();
    expect(nearestPoint(line, 3, 100, 0, 5)).toBeNull();
  });
});
