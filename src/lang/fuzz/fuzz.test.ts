/** A short run of the differential fuzz; the long one is `npm run fuzz`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareGradients } from '../../../bench/fuzz/gradients';
import { compareFormulas, compareWithPython, compareWithV8, hasPython } from './compare';
import { randomLoss } from './generate';
import { randomArrayLoss } from './generate-arrays';
import { randomFormula } from './generate-formulas';
import { randomJavaScriptArrayLoss } from './generate-javascript';

const seed = 20_260;
const sampled = (of: fc.Arbitrary<{ readonly source: string }>, numRuns: number): string[] =>
  fc.sample(of, { numRuns, seed }).map((loss) => loss.source);

describe(`differential fuzz, seed ${seed}`, { timeout: 120_000 }, () => {
  it('JavaScript means what V8 makes of it', () => {
    expect(compareWithV8(sampled(randomLoss('javascript'), 300)).differences).toEqual([]);
  });

  it('arrays mean what V8 makes of them', () => {
    expect(compareWithV8(sampled(randomJavaScriptArrayLoss(), 80)).differences).toEqual([]);
  });

  it('formulas mean what they look like', () => {
    expect(compareFormulas(fc.sample(randomFormula(), { numRuns: 300, seed })).differences).toEqual([]);
  });

  it.skipIf(!hasPython())('Python means what CPython makes of it', () => {
    expect(compareWithPython(sampled(randomLoss('python'), 300)).differences).toEqual([]);
  });

  it.skipIf(!hasPython())('arrays mean what NumPy makes of them', () => {
    const { differences, compared } = compareWithPython(sampled(randomArrayLoss(), 150));
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(140);
  });

  it.skipIf(!hasPython())('counts apart what NumPy cuts to whole numbers and we refuse', () => {
    const source = 'import numpy as np\ndef f(x):\n    a = np.array([1, 2])\n    a[0] = x[0]\n    return a.sum()';
    const { differences, refusals } = compareWithPython([source]);
    expect(differences).toEqual([]);
    expect(refusals.map(({ code }) => code)).toEqual(['integer-array', 'integer-array', 'integer-array']);
  });

  it('gradients are what complex steps give', () => {
    for (const [of, language] of [
      [randomLoss('javascript'), 'javascript'],
      [randomLoss('python'), 'python'],
      [randomArrayLoss(), 'python'],
      [randomJavaScriptArrayLoss(), 'javascript'],
      [randomFormula(), 'formula'],
    ] as const) {
      const { differences, compared } = compareGradients(sampled(of, 90), language);
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThan(70);
    }
  });
});
