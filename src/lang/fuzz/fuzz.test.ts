/** A short run of the differential fuzz; the long one is `main.ts`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWithPython, compareWithV8, hasPython } from './compare';
import { randomLoss } from './generate';

const seed = 20_260;
const sources = (language: 'javascript' | 'python', numRuns: number): string[] =>
  fc.sample(randomLoss(language), { numRuns, seed }).map((loss) => loss.source);

describe(`differential fuzz, seed ${seed}`, () => {
  it('JavaScript means what V8 makes of it', () => {
    expect(compareWithV8(sources('javascript', 300))).toEqual([]);
  });

  it.skipIf(!hasPython())('Python means what CPython makes of it', () => {
    expect(compareWithPython(sources('python', 300))).toEqual([]);
  });
});
