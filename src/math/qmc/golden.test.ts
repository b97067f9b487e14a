/** Every recorded point of scipy.stats.qmc, bit for bit. */
import { describe, expect, it } from 'vitest';
import { goldenFile } from '../../golden/golden';
import { defaultRng } from '../random/generator';
import { Halton } from './halton';
import { LatinHypercube } from './latin-hypercube';
import { Sobol } from './sobol';

interface QmcCase {
  id: string;
  kind: 'Sobol' | 'Halton' | 'LatinHypercube';
  d: number;
  n: number;
  seed: number | null;
  args: { scramble?: boolean; strength?: 1 | 2; bits?: number };
  steps?: { call: 'random' | 'fast_forward' | 'random_base2'; n: number }[];
  out: number[][];
}

const { cases } = goldenFile('qmc') as { cases: QmcCase[] };

function points(golden: QmcCase): number[] {
  const options = { ...golden.args, rng: defaultRng(golden.seed ?? 0) };
  const steps = golden.steps ?? [{ call: 'random' as const, n: golden.n }];
  if (golden.kind === 'LatinHypercube') {
    const engine = new LatinHypercube(golden.d, options);
    return steps.flatMap((step) => [...engine.random(step.n)]);
  }
  const engine = golden.kind === 'Sobol' ? new Sobol(golden.d, options) : new Halton(golden.d, options);
  return steps.flatMap((step) => {
    if (step.call === 'random') return [...engine.random(step.n)];
    if (step.call === 'random_base2') return [...(engine as Sobol).randomBase2(step.n)];
    engine.fastForward(step.n);
    return [];
  });
}

describe('recorded quasi-random points', () => {
  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
    expect(points(golden)).toEqual(golden.out.flat());
  });
});

describe('limits', () => {
  it('refuses more dimensions than the table has, and more points than the digits tell apart', () => {
    expect(() => new Sobol(1112)).toThrow(/at most|0 … 1111/);
    expect(() => new Sobol(2, { bits: 4 }).random(17)).toThrow(RangeError);
    expect(() => new Sobol(2, { bits: 33 })).toThrow(RangeError);
    expect(() => new LatinHypercube(2, { strength: 2 }).random(10)).toThrow(/square of a prime/);
  });

  it('fills every elementary interval of 2^10 points in the last dimension', () => {
    const engine = new Sobol(1111, { scramble: false });
    const sample = engine.random(1024);
    const slices = new Set(Array.from({ length: 1024 }, (_, i) => Math.floor(sample[i * 1111 + 1110] * 1024)));
    expect(slices.size).toBe(1024);
  });
});
