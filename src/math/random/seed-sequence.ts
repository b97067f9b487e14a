/**
 * SeedSequence: turns a seed of any size into well-mixed initial states, and spawns independent children.
 *
 * Source: M. E. O'Neill, "Developing a seed_seq alternative" (2015), as adopted by numpy.random.SeedSequence with a
 * pool of four words. The hash multiplies and xor-shifts with a running constant; `mix` combines two words.
 */

const POOL_SIZE = 4;
const INIT_A = 0x43b0d7e5;
const MULT_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULT_B = 0x58f38ded;
const MIX_L = 0xca01f9dd;
const MIX_R = 0x4973f715;

/** What a seed may be: a non-negative integer, or several 32-bit words (least significant first). */
export type Entropy = number | bigint | readonly number[];

/** Splits a seed into 32-bit words, least significant first, as NumPy does; zero is one word.
 *  @throws RangeError when it is negative or not an integer */
export function entropyWords(entropy: Entropy): number[] {
  if (typeof entropy === 'object') return entropy.flatMap(entropyWords);
  if (typeof entropy === 'number' && !Number.isSafeInteger(entropy)) {
    throw new RangeError(`A seed must be an integer below 2^53 (or a bigint); got ${entropy}.`);
  }
  if (entropy < 0) throw new RangeError(`A seed must not be negative; got ${entropy}.`);
  const words: number[] = [];
  let rest = BigInt(entropy);
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return words;
}

/** A source of initial states for bit generators: same entropy and spawn key, same states as NumPy's. */
export class SeedSequence {
  private readonly pool: Uint32Array;
  private childrenSpawned = 0;

  /** @param entropy   the seed
   *  @param spawnKey  path from the root sequence; empty for a root */
  constructor(
    private readonly entropy: Entropy,
    private readonly spawnKey: readonly number[] = [],
  ) {
    this.pool = mixEntropy(assembleEntropy(entropyWords(entropy), spawnKey));
  }

  /** The first `count` 32-bit words of state. */
  generateUint32(count: number): Uint32Array {
    const state = new Uint32Array(count);
    let hashConst = INIT_B;
    for (let i = 0; i < count; i++) {
      let word = this.pool[i % POOL_SIZE] ^ hashConst;
      hashConst = Math.imul(hashConst, MULT_B);
      word = Math.imul(word, hashConst);
      state[i] = word ^ (word >>> 16);
    }
    return state;
  }

  /** The next `count` children: independent sequences, each different on every call. */
  spawn(count: number): SeedSequence[] {
    const first = this.childrenSpawned;
    this.childrenSpawned += count;
    return Array.from({ length: count }, (_, i) => new SeedSequence(this.entropy, [...this.spawnKey, first + i]));
  }
}

// A short seed is padded before the spawn key, so that a child never equals a root with a longer seed.
function assembleEntropy(words: readonly number[], spawnKey: readonly number[]): number[] {
  const padding = spawnKey.length > 0 ? Math.max(0, POOL_SIZE - words.length) : 0;
  return [...words, ...Array.from({ length: padding }, () => 0), ...spawnKey.flatMap(entropyWords)];
}

function mixEntropy(words: readonly number[]): Uint32Array {
  const pool = new Uint32Array(POOL_SIZE);
  let hashConst = INIT_A;
  const hash = (value: number): number => {
    let word = value ^ hashConst;
    hashConst = Math.imul(hashConst, MULT_A);
    word = Math.imul(word, hashConst);
    return word ^ (word >>> 16);
  };
  const mixInto = (target: number, value: number): void => {
    const word = (Math.imul(MIX_L, pool[target]) - Math.imul(MIX_R, value)) | 0;
    pool[target] = word ^ (word >>> 16);
  };
  for (let i = 0; i < POOL_SIZE; i++) pool[i] = hash(words[i] ?? 0);
  for (let source = 0; source < POOL_SIZE; source++) {
    for (let target = 0; target < POOL_SIZE; target++) if (source !== target) mixInto(target, hash(pool[source]));
  }
  for (const word of words.slice(POOL_SIZE)) {
    for (let target = 0; target < POOL_SIZE; target++) mixInto(target, hash(word));
  }
  return pool;
}
