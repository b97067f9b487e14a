import { describe, expect, it } from 'vitest';
import { makeRun, makeTrace } from '../test-data';
import { columnOf, extentOf, gapAt, measureAt, referenceOf, valueTitle, violationReference } from './convergence-data';

const run = makeRun('BFGS', makeTrace([[3], [2], [1]], [9, 4, 1]));
const known = { minima: [{ x: [0], fun: 0 }] };

describe('the reference', () => {
  it('is the known minimum, else the best value found, and says which', () => {
    expect(referenceOf(known, [run])).toEqual({ value: 0, kind: 'known' });
    expect(referenceOf({ minima: [] }, [run])).toEqual({ value: 1, kind: 'best' });
    expect(referenceOf({ minima: [] }, [])).toEqual({ value: 0, kind: 'none' });
    expect(valueTitle(true, { value: 1, kind: 'best' })).toBe('f − best found');
  });

  it('gives way to a run that goes clearly below, not to rounding', () => {
    const below = makeRun('x', makeTrace([[0]], [-1]));
    expect(referenceOf(known, [below])).toEqual({ value: -1, kind: 'best' });
    const rounding = makeRun('x', makeTrace([[0]], [-1e-15]));
    expect(referenceOf(known, [rounding]).kind).toBe('known');
    expect(gapAt(rounding, 0, referenceOf(known, [rounding]))).toBe(0);
  });

  it('ignores values that are not finite', () => {
    const wild = makeRun('x', makeTrace([[0], [1], [2]], [Number.NaN, -Infinity, 5]));
    expect(referenceOf({ minima: [] }, [wild])).toEqual({ value: 5, kind: 'best' });
  });
});

describe('extents', () => {
  it('of a log axis leave zeros out and keep room below', () => {
    const extent = extentOf([makeRun('x', makeTrace([[0], [0]], [10, 0]))], 'iterations', true, {
      value: 0,
      kind: 'known',
    });
    expect(extent?.y[0]).toBeGreaterThan(0);
    expect(extent?.y[1]).toBeGreaterThan(10);
  });

  it('are null when nothing is finite or there is no run', () => {
    const wild = makeRun('x', makeTrace([[0]], [Number.NaN]));
    expect(extentOf([wild], 'time', false, { value: 0, kind: 'none' })).toBeNull();
    expect(extentOf([], 'time', true, { value: 0, kind: 'none' })).toBeNull();
  });

  it('run along iterations, evaluations or milliseconds', () => {
    expect([columnOf(run, 'iterations')(2), columnOf(run, 'evaluations')(2), columnOf(run, 'time')(2)]).toEqual([
      2, 6, 2,
    ]);
    const thinned = makeRun('x', { ...run.trace, iterations: Float64Array.of(0, 8, 16) });
    expect(columnOf(thinned, 'iterations')(1)).toBe(8);
  });
});

describe('under constraints', () => {
  const kept = { value: 1, kind: 'known' } as const;
  const trace = makeTrace([[3], [2], [1]], [9, 0.25, 1], { violation: Float64Array.of(0, 0.5, 1e-9) });
  const constrained = makeRun('SLSQP', trace);

  it('a lower f that breaks them is not the best found, and lies at its distance', () => {
    expect(referenceOf({ minima: [] }, [constrained])).toEqual({ value: 1, kind: 'best' });
    expect(gapAt(constrained, 1, kept)).toBe(0.75);
    expect(valueTitle(true, kept, true)).toBe('|f − f*|');
  });

  it('violations have an axis of their own', () => {
    expect([0, 1, 2].map((k) => measureAt(constrained, k, true, violationReference))).toEqual([0, 0.5, 1e-9]);
    expect(measureAt(run, 0, true, violationReference)).toBeNaN();
    expect(extentOf([constrained], 'iterations', true, violationReference)!.y[0]).toBeLessThan(1e-9);
    const always = makeRun('COBYLA', { ...trace, violation: new Float64Array(3) });
    expect(extentOf([always], 'iterations', true, violationReference)).toBeNull();
  });
});
