/** A short run of the differential fuzz; the long one is `npm run fuzz`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareGradients } from '../../../bench/fuzz/gradients';
import { compareWithPython, compareWithV8, hasPython } from './compare';
import { randomLoss } from './generate';
import { randomArrayLoss } from './generate-arrays';

const seed = 20_260;
const sampled = (of: fc.Arbitrary<{ readonly source: string }>, numRuns: number): string[] =>
  fc.sample(of, { numRuns, seed }).map((loss) => loss.source);

describe(`differential fuzz, seed ${seed}`, { timeout: 120_000 }, () => {
  it('JavaScript means what V8 makes of it', () => {
    expect(compareWithV8(sampled(randomLoss('javascript'), 300))).toEqual([]);
  });

  it.skipIf(!hasPython())('Python means what CPython makes of it', () => {
    expect(compareWithPython(sampled(randomLoss('python'), 300))).toEqual([]);
  });

  it.skipIf(!hasPython())('arrays mean what NumPy makes of them', () => {
    expect(compareWithPython(sampled(randomArrayLoss(), 150))).toEqual([]);
  });

  it('gradients are what complex steps give', () => {
    for (const [of, language] of [
      [randomLoss('javascript'), 'javascript'],
      [randomLoss('python'), 'python'],
      [randomArrayLoss(), 'python'],
    ] as const) {
      const { differences, compared } = compareGradients(sampled(of, 120), language);
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThan(60);
    }
  });
});
