import { describe, expect, it } from 'vitest';
import { gridPoints, type GridSpec } from '../gpu/grid';
import { problemById } from '../problems';
import { compileLoss } from '../study/compile';
import { previewValues } from './preview';

describe('previewValues', () => {
  it.each([2, 5])('is what the compiled loss draws, n = %i', (n) => {
    const spec: GridSpec = {
      base: Float64Array.from(problemById('rosenbrock')!.start(n)),
      x: { index: 0, lo: -2, hi: 2, count: 9 },
      y: { index: 1, lo: -1, hi: 3, count: 7 },
    };
    for (const source of Object.values(problemById('rosenbrock')!.sources)) {
      const compiled = compileLoss(source, { n }).funBatch(gridPoints(spec));
      previewValues('rosenbrock', spec)!.forEach((value, k) => expect(value).toBeCloseTo(compiled[k]!, 10));
    }
  });

  it('knows no other problem', () => {
    const spec: GridSpec = { base: Float64Array.of(1, 2), x: { index: 0, lo: 0, hi: 1, count: 2 }, y: null };
    expect(previewValues('beale', spec)).toBeNull();
    expect(previewValues('toString', spec)).toBeNull();
  });
});
