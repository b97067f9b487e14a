/** Every recorded draw of numpy.random, bit for bit. */
import { describe, expect, it } from 'vitest';
import { goldenFile } from '../../golden/golden';
import { type ChoiceOptions, defaultRng, type Generator, type IntegersOptions } from './generator';
import type { Words128 } from './pcg64';
import { Pcg64 } from './pcg64';
import { RandomState } from './random-state';
import { SeedSequence } from './seed-sequence';

interface Draw {
  call: string;
  args: Record<string, unknown>;
  out: unknown;
}
interface RngCase {
  id: string;
  kind: 'default_rng' | 'RandomState';
  seed: number;
  seed_sequence_uint32: number[];
  seed_sequence_uint64: string[];
  spawned_uint32: number[][];
  pcg64_state: string;
  pcg64_inc: string;
  raw_uint64: string[];
  raw_uint32: number[];
  mt19937_key_first8: number[];
  mt19937_key_last4: number[];
  draws: Draw[];
  sequence: Draw[];
}

const { cases } = goldenFile('rng') as { cases: RngCase[] };
const joined = (words: Words128): string => words.reduce((sum, word) => (sum << 32n) + BigInt(word), 0n).toString();
const big = (value: unknown): bigint => BigInt(value as string | number);

/** Recorded integers beyond 2^53 are strings; so are ours. */
const plain = (value: bigint): number | string =>
  value > 9007199254740992n || value < -9007199254740992n ? value.toString() : Number(value);

/** Repeats a scalar draw `size` times, or makes one when no size is recorded. */
function times<T>(args: Record<string, unknown>, draw: () => T): T | T[] {
  return args['size'] === undefined ? draw() : Array.from({ length: args['size'] as number }, draw);
}

function drawFrom(rng: Generator | RandomState, { call, args }: Draw): unknown {
  const low = args['low'];
  const high = args['high'];
  const count = (args['size'] as number | undefined) ?? 1;
  switch (call) {
    case 'random':
    case 'random_sample':
      return times(args, () => rng.random());
    case 'uniform':
      return times(args, () => rng.uniform(low as number, high as number));
    case 'standard_normal':
      return times(args, () => rng.standardNormal());
    case 'normal':
      return times(args, () => rng.normal(args['loc'] as number, args['scale'] as number));
    case 'standard_exponential':
      return times(args, () => rng.standardExponential());
    case 'permutation':
      return rng.permutation(args['x'] as number);
    case 'shuffle': {
      const values = [...(args['x'] as number[])];
      rng.shuffle(values);
      return values;
    }
    case 'choice':
      return rng.choice(args['a'] as number, args['size'] as number, args as ChoiceOptions);
    case 'tomaxint':
      return times(args, () => plain((rng as RandomState).tomaxint()));
    case 'integers':
    case 'randint': {
      const safe = Number.isSafeInteger(low) && Number.isSafeInteger(high);
      const endpoint = args['endpoint'] === true;
      const out = !safe
        ? Array.from(
            'integersArray' in rng
              ? rng.integersBig(count, big(low), big(high), endpoint)
              : rng.integersBig(count, big(low), big(high)),
            plain,
          )
        : 'integersArray' in rng
          ? rng.integersArray(count, low as number, high as number, args as IntegersOptions)
          : Array.from({ length: count }, () => rng.integers(low as number, high as number));
      return args['size'] === undefined ? out[0] : out;
    }
    default:
      throw new Error(`no such draw: ${call}`);
  }
}

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
  const fresh = (): Generator | RandomState =>
    golden.kind === 'default_rng' ? defaultRng(golden.seed) : new RandomState(golden.seed);

  it('has the same state after seeding', () => {
    const rng = fresh();
    if (rng instanceof RandomState) {
      expect(Array.from(rng.bits.key.slice(0, 8))).toEqual(golden.mt19937_key_first8);
      expect(Array.from(rng.bits.key.slice(-4))).toEqual(golden.mt19937_key_last4);
      expect(golden.raw_uint32.map(() => rng.bits.nextUint32())).toEqual(golden.raw_uint32);
      return;
    }
    const sequence = new SeedSequence(golden.seed);
    expect(Array.from(sequence.generateUint32(8))).toEqual(golden.seed_sequence_uint32);
    expect(sequence.spawn(2).map((child) => Array.from(child.generateUint32(4)))).toEqual(golden.spawned_uint32);
    const bits = new Pcg64(sequence);
    expect(joined(bits.state)).toBe(String(golden.pcg64_state));
    expect(joined(bits.increment)).toBe(String(golden.pcg64_inc));
    const raw = golden.raw_uint64.map(() => {
      bits.nextUint64();
      return ((BigInt(bits.hi) << 32n) + BigInt(bits.lo)).toString();
    });
    expect(raw).toEqual(golden.raw_uint64.map(String));
  });

  it.each(golden.draws.map((draw) => [`${draw.call} ${JSON.stringify(draw.args).slice(0, 60)}`, draw] as const))(
    '%s',
    (_name, draw) => {
      expect(drawFrom(fresh(), draw)).toEqual(draw.out);
    },
  );

  it('draws the recorded sequence from one generator', () => {
    const rng = fresh();
    expect(golden.sequence.map((draw) => drawFrom(rng, draw))).toEqual(golden.sequence.map((draw) => draw.out));
  });
});

describe('shuffling typed arrays', () => {
  it('draws the same as shuffling plain ones, from any point of the stream', () => {
    for (let seed = 0; seed < 20; seed++) {
      const plain = defaultRng(seed);
      const typed = defaultRng(seed);
      for (const length of [1, 2, 5, 150, 31, 0, 64, 65]) {
        const values = Array.from({ length }, (_, i) => i);
        const copy = Int32Array.from(values);
        plain.shuffle(values);
        typed.shuffle(copy);
        expect(Array.from(copy)).toEqual(values);
        expect(typed.integers(0, 1000)).toBe(plain.integers(0, 1000));
        expect(typed.random()).toBe(plain.random());
      }
    }
  });
});
