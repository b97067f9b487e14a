/**
 * Halton's sequence, plain or scrambled; point for point scipy.stats.qmc.Halton.
 *
 * Source: J. H. Halton (1960): coordinate k is the radical inverse in the k-th prime. Scrambling: A. B. Owen, "A randomized
 * Halton algorithm in R" (2017): one random permutation of the digits for each digit position, down to 2⁻⁵⁴.
 */
import { engineRng, type QmcEngine, type QmcRng } from './engine';

export interface HaltonOptions {
  /** default true, as in SciPy */
  readonly scramble?: boolean;
  readonly rng?: QmcRng;
}

/** Halton points in [0, 1)^d; any number of points is fine. */
export class Halton implements QmcEngine {
  private readonly bases: number[];
  /** per dimension: digit permutations, row-major (digits·base); null when not scrambled */
  private readonly permutations: Int32Array[] | null;
  private generated = 0;

  /** @throws RangeError when d is not a non-negative integer */
  constructor(
    readonly d: number,
    options: HaltonOptions = {},
  ) {
    if (!Number.isInteger(d) || d < 0) throw new RangeError(`Halton: d must be a non-negative integer; got ${d}.`);
    this.bases = firstPrimes(d);
    this.permutations = null;
    if (options.scramble ?? true) {
      const rng = engineRng(options.rng ?? 0);
      this.permutations = this.bases.map((base) => {
        const digits = Math.ceil(54 / Math.log2(base)) - 1;
        const rows = new Int32Array(digits * base);
        for (let i = 0; i < digits; i++) rows.set(rng.permutation(base), i * base);
        return rows;
      });
    }
  }

  /** The next `count` points, row-major (count·d). */
  random(count: number): Float64Array {
    const out = new Float64Array(count * this.d);
    for (let k = 0; k < this.d; k++) {
      for (let i = 0; i < count; i++) {
        out[i * this.d + k] = radicalInverse(this.generated + i, this.bases[k], this.permutations?.[k]);
      }
    }
    this.generated += count;
    return out;
  }

  /** Skips `count` points. */
  fastForward(count: number): void {
    this.generated += count;
  }
}

/** Mirrors the digits of `index` at the radix point, until a digit's weight no longer changes 1. */
function radicalInverse(index: number, base: number, permutations?: Int32Array): number {
  let rest = index;
  let weight = 1 / base;
  let value = 0;
  for (let position = 0; 1 - weight < 1; position++) {
    const digit = rest % base;
    value += (permutations ? permutations[position * base + digit] : digit) * weight;
    weight /= base;
    rest = Math.floor(rest / base);
    if (rest === 0 && !permutations) break;
  }
  return value;
}

/** The first `count` primes. */
export function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => prime * prime > n || n % prime !== 0)) primes.push(n);
  }
  return primes;
}
