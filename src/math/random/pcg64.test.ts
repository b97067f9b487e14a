/** The same stream with and without WebAssembly, in bulk and one by one. NumPy's own draws are in golden.test.ts. */
import { describe, expect, it } from 'vitest';
import { Generator } from './generator';
import { Pcg64 } from './pcg64';
import { CAPACITY, pcgKernel } from './pcg64-kernel';
import { SeedSequence } from './seed-sequence';

const pair = (seed: number): [Pcg64, Pcg64] => [
  new Pcg64(new SeedSequence(seed)),
  new Pcg64(new SeedSequence(seed), null),
];
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

describe('PCG64', () => {
  it('has its kernel here', () => {
    expect(pcgKernel).not.toBeNull();
  });

  it('shuffles alike, whatever the length and the half that was left over', () => {
    const [fast, plain] = pair(2025);
    for (const length of [
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      9,
      15,
      16,
      17,
      31,
      32,
      33,
      127,
      128,
      129,
      150,
      1000,
      CAPACITY,
      CAPACITY + 1,
    ]) {
      const [a, b] = [upTo(length), upTo(length)];
      fast.shuffle(a);
      plain.shuffle(b);
      expect(a, `length ${length}`).toEqual(b);
      expect(Array.from(a).sort((p, q) => p - q)).toEqual(Array.from(upTo(length)));
      expect(fast.state).toEqual(plain.state);
      expect(fast.nextUint32()).toBe(plain.nextUint32());
    }
  });

  it('fills with uniforms as one draw after the other, and leaves the spare half alone', () => {
    const [fast, plain] = pair(7);
    for (const length of [0, 1, 3, 4, 5, 10, 1500, CAPACITY >> 1, (CAPACITY >> 1) + 3, 3 * CAPACITY]) {
      expect(fast.nextUint32()).toBe(plain.nextUint32());
      const out = new Float64Array(length);
      fast.fillDoubles(out);
      expect(out, `length ${length}`).toEqual(Float64Array.from({ length }, () => plain.nextDouble()));
      expect(fast.state).toEqual(plain.state);
    }
  });

  it('keeps two streams apart that take turns', () => {
    const [a, b] = [new Generator(new Pcg64(new SeedSequence(1))), new Generator(new Pcg64(new SeedSequence(2)))];
    const turns = Array.from({ length: 20 }, () => [a.randomArray(9), b.randomArray(9)]);
    const alone = new Generator(new Pcg64(new SeedSequence(2), null));
    for (const [, drawn] of turns) expect(drawn).toEqual(alone.randomArray(9));
  });

  it('steps as 128-bit arithmetic does, also where every carry is taken', () => {
    const kernel = pcgKernel!;
    const ones = (1n << 128n) - 1n;
    const words = [
      0n,
      1n,
      (1n << 64n) - 1n,
      1n << 64n,
      ones ^ ((1n << 32n) - 1n),
      0xffffffff00000000n,
      ones >> 1n,
      ones,
    ];
    for (const state of words) {
      for (const increment of words.map((word) => word | 1n)) {
        kernel.generator?.takeBack();
        kernel.generator = null;
        kernel.block.fill(0);
        for (let k = 0; k < 4; k++) {
          kernel.block[k] = Number(BigInt.asIntN(32, state >> BigInt(32 * k)));
          kernel.block[4 + k] = Number(BigInt.asIntN(32, increment >> BigInt(32 * k)));
        }
        kernel.uniforms(5);
        let expected = state;
        for (let k = 0; k < 5; k++) expected = BigInt.asUintN(128, expected * MULTIPLIER + increment);
        const stepped = kernel.state.reduceRight((whole, word) => (whole << 32n) | BigInt(word), 0n);
        expect(stepped, `${state} and ${increment}`).toBe(expected);
      }
    }
  });
});
