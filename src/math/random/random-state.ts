/**
 * numpy.random.RandomState: NumPy's legacy stream over MT19937, for scripts that seed with `np.random.seed`.
 *
 * Normals by Marsaglia's polar method in pairs (the second is kept for the next call), integers by masking.
 */
import { accurateLog } from './accurate-log';
import { masked64, type Pair } from './bounded';
import { checkWeights, weightedIndices, weightedWithoutReplacement } from './choice';
import type { Shuffleable } from './generator';
import { Mt19937 } from './mt19937';

const TWO_32 = 4294967296;

/** Same seed, same draws as numpy.random.RandomState(seed). */
export class RandomState {
  readonly bits: Mt19937;
  private readonly pair: Pair = { hi: 0, lo: 0 };
  private heldNormal: number | null = null;

  /** @param seed  0 ≤ seed < 2³² */
  constructor(seed: number) {
    this.bits = new Mt19937(seed);
  }

  /** Uniform on [0, 1). */
  random(): number {
    return this.bits.nextDouble();
  }

  /** `count` uniforms on [0, 1). */
  randomArray(count: number): Float64Array {
    return new Float64Array(count).map(() => this.bits.nextDouble());
  }

  /** Uniform on [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.bits.nextDouble();
  }

  /** One integer in [low, high), as a double (NumPy's `randint`).
   *  @throws RangeError when low ≥ high */
  integers(low: number, high: number): number {
    const range = high - low - 1;
    if (!(range >= 0) || range > 2 ** 53) {
      throw new RangeError(`randint: expected low < high; got low = ${low}, high = ${high}.`);
    }
    return low + this.below(range);
  }

  /** `count` integers in [low, high) over the whole 64-bit range. */
  integersBig(count: number, low: bigint, high: bigint): BigInt64Array {
    const range = high - low - 1n;
    return BigInt64Array.from({ length: count }, () => {
      masked64(this.bits, Number(range >> 32n), Number(range & 0xffffffffn), this.pair);
      return low + (BigInt(this.pair.hi) << 32n) + BigInt(this.pair.lo);
    });
  }

  /** 63 random bits (NumPy's `tomaxint`). */
  tomaxint(): bigint {
    this.bits.nextUint64();
    return ((BigInt(this.bits.hi) << 32n) + BigInt(this.bits.lo)) >> 1n;
  }

  /** One draw of N(0, 1). */
  standardNormal(): number {
    if (this.heldNormal !== null) {
      const held = this.heldNormal;
      this.heldNormal = null;
      return held;
    }
    for (;;) {
      const x = 2 * this.bits.nextDouble() - 1;
      const y = 2 * this.bits.nextDouble() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * accurateLog(square)) / square);
      this.heldNormal = factor * x;
      return factor * y;
    }
  }

  /** One draw of N(loc, scale²). */
  normal(loc = 0, scale = 1): number {
    return loc + scale * this.standardNormal();
  }

  /** One draw of the exponential distribution with mean 1. */
  standardExponential(): number {
    return -accurateLog(1 - this.bits.nextDouble());
  }

  /** Fisher–Yates in place. */
  shuffle(values: Shuffleable): void {
    for (let i = values.length - 1; i >= 1; i--) {
      const j = this.below(i);
      const held = values[j];
      values[j] = values[i];
      values[i] = held;
    }
  }

  /** A shuffled copy, or a random permutation of 0 … x − 1. */
  permutation(x: number | readonly number[]): number[] {
    const values = typeof x === 'number' ? Array.from({ length: x }, (_, i) => i) : [...x];
    this.shuffle(values);
    return values;
  }

  /** `size` indices from 0 … count − 1, with or without replacement, optionally weighted.
   *  @throws RangeError when there are too few items or p is not a distribution */
  choice(count: number, size: number, options: { replace?: boolean; p?: readonly number[] } = {}): number[] {
    const { replace = true, p } = options;
    if (p) {
      checkWeights(p, count, size, replace);
      if (replace) return weightedIndices(p, this.randomArray(size));
      return weightedWithoutReplacement(p, size, (wanted) => this.randomArray(wanted));
    }
    if (replace) return Array.from({ length: size }, () => this.integers(0, count));
    if (size > count) throw new RangeError(`choice: cannot take ${size} of ${count} items without replacement.`);
    return this.permutation(count).slice(0, size);
  }

  private below(range: number): number {
    masked64(this.bits, Math.floor(range / TWO_32), range % TWO_32, this.pair);
    return this.pair.hi * TWO_32 + this.pair.lo;
  }
}
