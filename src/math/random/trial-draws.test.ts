/** What a trial draws, with and without WebAssembly, and when runs take turns. SciPy's own paths are in drive/global/parity.test.ts. */
import { describe, expect, it } from 'vitest';
import { Generator } from './generator';
import { Pcg64 } from './pcg64';
import { CAPACITY } from './pcg64-kernel';
import { SeedSequence } from './seed-sequence';
import { MOST_PARTNERS, TrialDraws } from './trial-draws';

const fast = (seed: number): Generator => new Generator(new Pcg64(new SeedSequence(seed)));
const plain = (seed: number): Generator => new Generator(new Pcg64(new SeedSequence(seed), null));

/** One candidate's draws, copied. */
const next = (draws: TrialDraws, candidate: number): unknown[] => {
  const coordinate = draws.next(candidate);
  return [coordinate, Array.from(draws.partners), Array.from(draws.uniforms)];
};

describe('the draws of a trial', () => {
  it.each([
    [5, 3],
    [6, 2],
    [16, 2],
    [17, 5],
    [150, 10],
    [1025, 1],
    [CAPACITY, 2],
    [CAPACITY + 1, 2],
  ])('are the same with and without WebAssembly: %i members, %i coordinates', (size, n) => {
    const [a, b] = [fast(size), plain(size)];
    const [ours, theirs] = [new TrialDraws(a, size, n), new TrialDraws(b, size, n)];
    for (let k = 0; k < 12; k++) {
      const candidate = (k * 7) % size;
      expect(next(ours, candidate)).toEqual(next(theirs, candidate));
      const partners = Array.from(ours.partners).slice(0, Math.min(MOST_PARTNERS, size - 1));
      expect(new Set([...partners, candidate]).size).toBe(partners.length + 1);
      // Whoever else draws from the stream, by halves too.
      expect(a.integers(0, 1000)).toBe(b.integers(0, 1000));
      expect(a.random()).toBe(b.random());
      if (k % 4 === 3 && size < 2000) expect(ours.all()).toEqual(theirs.all());
    }
  });

  it('keep runs apart that take turns in the kernel', () => {
    const streams = [1, 2, 3].map(fast);
    const runs = streams.map((rng, k) => new TrialDraws(rng, 20 + k, 4));
    // The third run shares its stream with a fourth.
    runs.push(new TrialDraws(streams[2], 31, 4));
    const alone = [1, 2, 3].map(plain);
    const lonely = alone.map((rng, k) => new TrialDraws(rng, 20 + k, 4));
    lonely.push(new TrialDraws(alone[2], 31, 4));
    for (let k = 0; k < 60; k++) {
      const which = (k * k + (k >> 2)) % runs.length;
      expect(next(runs[which], k % 20)).toEqual(next(lonely[which], k % 20));
    }
  });
});
