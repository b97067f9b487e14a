/**
 * `defaultRng(seed)`: numpy.random.default_rng, same stream, draw for draw.
 *
 * Source: NumPy's documented distributions over PCG64 (see the files beside this one for each method's paper).
 * Array methods consume the stream exactly as NumPy's `size=` does. Differs: integers beyond 2^53 come from
 * `integersBig`, since a double cannot hold them.
 */
import type { BitGenerator } from './bit-generator';
import { lemire32, lemire64, masked32, narrowLemire, type Pair } from './bounded';
import { checkWeights, weightedIndices, weightedWithoutReplacement } from './choice';
import { Pcg64 } from './pcg64';
import { type Entropy, SeedSequence } from './seed-sequence';
import { standardExponential, standardNormal } from './ziggurat';

const TWO_32 = 4294967296;

/** Anything that can be shuffled in place. */
export interface Shuffleable<T = unknown> {
  readonly length: number;
  [index: number]: T;
}

export interface IntegersOptions {
  /** include `high` */
  readonly endpoint?: boolean;
  /** NumPy's dtype: it fixes how many bits each draw consumes */
  readonly dtype?: 'int64' | 'int32' | 'uint32' | 'uint16' | 'uint8' | 'int16' | 'int8';
}

export interface ChoiceOptions {
  readonly replace?: boolean;
  readonly p?: readonly number[];
  readonly shuffle?: boolean;
}

/** Anything with numbered entries, such as an array to choose from. */
export interface Entries<T> {
  readonly length: number;
  readonly [index: number]: T;
}

/** numpy.random.Generator over PCG64. Not shared between runs: each run owns its own. Without a `size` a method draws
 *  one number, with it an array, as NumPy's do. */
export class Generator {
  private readonly pair: Pair = { hi: 0, lo: 0 };

  constructor(readonly bits: BitGenerator & { readonly seedSequence: SeedSequence }) {}

  /** Uniform on [0, 1): one number, or `size` of them. */
  random(): number;
  random(size: number): Float64Array;
  random(size?: number): number | Float64Array {
    return size === undefined ? this.bits.nextDouble() : this.randomArray(size);
  }

  /** `count` uniforms on [0, 1). */
  randomArray(count: number): Float64Array {
    return this.fillRandom(new Float64Array(count));
  }

  /** Fills an array with uniforms on [0, 1) and returns it. */
  fillRandom(out: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    if (this.bits instanceof Pcg64) this.bits.fillDoubles(out);
    else for (let i = 0; i < out.length; i++) out[i] = this.bits.nextDouble();
    return out;
  }

  /** Uniform on [low, high): one number, or `size` of them. */
  uniform(low?: number, high?: number): number;
  uniform(low: number, high: number, size: number): Float64Array;
  uniform(low = 0, high = 1, size?: number): number | Float64Array {
    return size === undefined ? low + (high - low) * this.bits.nextDouble() : this.uniformArray(size, low, high);
  }

  /** `count` uniforms on [low, high). */
  uniformArray(count: number, low = 0, high = 1): Float64Array {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = this.uniform(low, high);
    return out;
  }

  /** One integer in [low, high), as a double; in [0, low) without `high`; `size` of them with a size.
   *  @throws RangeError when low ≥ high or the bounds are not safe integers */
  integers(low: number, high?: number, endpoint?: boolean): number;
  integers(low: number, high: number, size: number, options?: IntegersOptions): number[];
  integers(low: number, high?: number, third: boolean | number = false, options?: IntegersOptions): number | number[] {
    if (high === undefined) return this.integer(0, low, third === true);
    return typeof third === 'number' ? this.integersArray(third, low, high, options) : this.integer(low, high, third);
  }

  private integer(low: number, high: number, endpoint: boolean): number {
    const range = endpoint ? high - low : high - low - 1;
    if (!(range >= 0) || !Number.isSafeInteger(low) || high > 2 ** 53) {
      throw new RangeError(`integers: expected low < high within ±2^53; got low = ${low}, high = ${high}.`);
    }
    return low + this.below(range);
  }

  /** `count` integers in [low, high), consumed as NumPy does for `dtype`. */
  integersArray(count: number, low: number, high: number, options: IntegersOptions = {}): number[] {
    const { endpoint = false, dtype = 'int64' } = options;
    const width = Number(dtype.replace(/\D/g, ''));
    if (width === 8 || width === 16) {
      const draws = narrowLemire(this.bits, width, endpoint ? high - low : high - low - 1);
      return Array.from({ length: count }, () => low + draws.next().value);
    }
    return Array.from({ length: count }, () => this.integer(low, high, endpoint));
  }

  /** `count` integers in [low, high) over the whole 64-bit range. */
  integersBig(count: number, low: bigint, high: bigint, endpoint = false): BigInt64Array {
    const range = endpoint ? high - low : high - low - 1n;
    if (range < 0n) throw new RangeError(`integersBig: expected low < high; got low = ${low}, high = ${high}.`);
    const rangeHi = Number(range >> 32n);
    const rangeLo = Number(range & 0xffffffffn);
    return BigInt64Array.from({ length: count }, () => {
      lemire64(this.bits, rangeHi, rangeLo, this.pair);
      return low + (BigInt(this.pair.hi) << 32n) + BigInt(this.pair.lo);
    });
  }

  /** N(0, 1): one draw, or `size` of them. */
  standardNormal(): number;
  standardNormal(size: number): Float64Array;
  standardNormal(size?: number): number | Float64Array {
    return size === undefined ? standardNormal(this.bits) : this.normalArray(size);
  }

  /** N(loc, scale²): one draw, or `size` of them. */
  normal(loc?: number, scale?: number): number;
  normal(loc: number, scale: number, size: number): Float64Array;
  normal(loc = 0, scale = 1, size?: number): number | Float64Array {
    return size === undefined ? loc + scale * standardNormal(this.bits) : this.normalArray(size, loc, scale);
  }

  /** `count` draws of N(loc, scale²). */
  normalArray(count: number, loc = 0, scale = 1): Float64Array {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = this.normal(loc, scale);
    return out;
  }

  /** The exponential distribution with mean 1: one draw, or `size` of them. */
  standardExponential(): number;
  standardExponential(size: number): Float64Array;
  standardExponential(size?: number): number | Float64Array {
    if (size === undefined) return standardExponential(this.bits);
    return Float64Array.from({ length: size }, () => standardExponential(this.bits));
  }

  /** Fisher–Yates in place. NumPy draws these indices by masking, unlike its other bounded integers. */
  shuffle<T>(values: Shuffleable<T>): void {
    if (values instanceof Int32Array && this.bits instanceof Pcg64) {
      this.bits.shuffle(values);
      return;
    }
    for (let i = values.length - 1; i >= 1; i--) swap(values, i, masked32(this.bits, i));
  }

  /** A shuffled copy, or a random permutation of 0 … x − 1. */
  permutation(x: number): number[];
  permutation<T>(x: Entries<T>): T[];
  permutation<T>(x: number | Entries<T>): number[] | T[] {
    if (typeof x !== 'number') {
      const values = Array.from(x);
      this.shuffle(values);
      return values;
    }
    const indices = Int32Array.from({ length: x }, (_, i) => i);
    this.shuffle(indices);
    return Array.from(indices);
  }

  /** `size` entries of an array, or indices from 0 … a − 1, with or without replacement, optionally weighted; one without a size.
   *  @throws RangeError when there are too few items or p is not a distribution */
  choice(a: number, size?: null, options?: ChoiceOptions): number;
  choice(a: number, size: number, options?: ChoiceOptions): number[];
  choice<T>(a: Entries<T>, size?: null, options?: ChoiceOptions): T;
  choice<T>(a: Entries<T>, size: number, options?: ChoiceOptions): T[];
  choice<T>(a: number | Entries<T>, size?: number | null, options: ChoiceOptions = {}): number | T | number[] | T[] {
    const indices = this.chooseIndices(typeof a === 'number' ? a : a.length, size ?? 1, options);
    if (typeof a === 'number') return typeof size === 'number' ? indices : indices[0];
    return typeof size === 'number' ? indices.map((index) => a[index]) : a[indices[0]];
  }

  private chooseIndices(count: number, size: number, options: ChoiceOptions): number[] {
    const { replace = true, p, shuffle = true } = options;
    if (p) {
      checkWeights(p, count, size, replace);
      if (replace) return weightedIndices(p, this.randomArray(size));
      return weightedWithoutReplacement(p, size, (wanted) => this.randomArray(wanted));
    }
    if (replace) return this.integersArray(size, 0, count);
    if (size > count) throw new RangeError(`choice: cannot take ${size} of ${count} items without replacement.`);
    return this.sampleIndices(count, size, shuffle);
  }

  /** Independent generators, as numpy.random.Generator.spawn. */
  spawn(count: number): Generator[] {
    return this.bits.seedSequence.spawn(count).map((child) => new Generator(new Pcg64(child)));
  }

  // NumPy shuffles the tail of a large population, else uses Floyd's algorithm; the border depends on `shuffle`.
  private sampleIndices(count: number, size: number, shuffle: boolean): number[] {
    if (count > 10000 && size > Math.floor(count / (shuffle ? 50 : 20))) {
      const all = Int32Array.from({ length: count }, (_, i) => i);
      this.shuffleIndices(all, Math.max(count - size, 1));
      return Array.from(all.subarray(count - size));
    }
    const taken = new Set<number>();
    for (let j = count - size; j < count; j++) {
      const value = this.below(j);
      taken.add(taken.has(value) ? j : value);
    }
    const chosen = [...taken];
    if (shuffle) this.shuffleIndices(chosen, 1);
    return chosen;
  }

  private shuffleIndices(values: Shuffleable, first: number): void {
    for (let i = values.length - 1; i >= first; i--) swap(values, i, lemire32(this.bits, i));
  }

  private below(range: number): number {
    if (range < TWO_32) return lemire32(this.bits, range);
    lemire64(this.bits, Math.floor(range / TWO_32), range % TWO_32, this.pair);
    return this.pair.hi * TWO_32 + this.pair.lo;
  }
}

function swap<T>(values: Shuffleable<T>, i: number, j: number): void {
  const held = values[j];
  values[j] = values[i];
  values[i] = held;
}

/** numpy.random.default_rng(seed): the same seed gives the same stream.
 *  @throws RangeError when the seed is negative or not an integer */
export function defaultRng(seed: Entropy): Generator {
  return new Generator(new Pcg64(new SeedSequence(seed)));
}
