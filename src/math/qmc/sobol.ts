/**
 * Sobol's sequence, plain or scrambled; point for point scipy.stats.qmc.Sobol.
 *
 * Source: I. M. Sobol' (1967) with the direction numbers of joe-kuo.ts; Gray-code order by I. A. Antonov and
 * V. M. Saleev (1979): each point differs from the one before by one direction number. Scrambling: J. Matoušek, "On the
 * L2-discrepancy for anchored boxes" (1998): a random lower-triangular matrix over GF(2), then a digital shift.
 * Differs from SciPy: at most 32 bits and `maxDimensions` dimensions.
 */
import { engineRng, type QmcEngine, type QmcRng } from './engine';
import { maxDimensions, sobolDimension } from './joe-kuo';

export interface SobolOptions {
  /** default true, as in SciPy */
  readonly scramble?: boolean;
  /** digits of each coordinate, 1 … 32; default 30 */
  readonly bits?: number;
  readonly rng?: QmcRng;
}

/** Sobol points in [0, 1)^d. Best used in powers of two. */
export class Sobol implements QmcEngine {
  private readonly bits: number;
  /** direction numbers, row-major (d·bits) */
  private readonly directions: Uint32Array;
  private readonly current: Uint32Array;
  private generated = 0;

  /** @throws RangeError when d or bits is out of range */
  constructor(
    readonly d: number,
    options: SobolOptions = {},
  ) {
    const { scramble = true, bits = 30, rng = 0 } = options;
    if (!Number.isInteger(d) || d < 0 || d > maxDimensions) {
      throw new RangeError(`Sobol: d must be an integer in 0 … ${maxDimensions}; got ${d}.`);
    }
    if (!Number.isInteger(bits) || bits < 1 || bits > 32) {
      throw new RangeError(`Sobol: bits must be an integer in 1 … 32; got ${bits}.`);
    }
    this.bits = bits;
    this.directions = directionNumbers(d, bits);
    this.current = new Uint32Array(d);
    if (scramble) this.scramble(rng);
  }

  /** The next `count` points, row-major (count·d).
   *  @throws RangeError when 2^bits points are exhausted */
  random(count: number): Float64Array {
    if (this.generated + count > 2 ** this.bits) {
      throw new RangeError(`Sobol: at most 2^${this.bits} points exist; ${this.generated} + ${count} were asked for.`);
    }
    const { d } = this;
    const scale = 2 ** -this.bits;
    const out = new Float64Array(count * d);
    for (let i = 0; i < count; i++) {
      this.advance();
      for (let k = 0; k < d; k++) out[i * d + k] = this.current[k] * scale;
    }
    return out;
  }

  /** The next 2^m points.
   *  @throws RangeError when the total would not be a power of two, which would spoil the balance */
  randomBase2(m: number): Float64Array {
    const total = this.generated + 2 ** m;
    if (!Number.isInteger(Math.log2(total))) {
      throw new RangeError(
        `Sobol: ${this.generated} points so far, so 2^${m} more are not a power of two; use random().`,
      );
    }
    return this.random(2 ** m);
  }

  /** Skips `count` points. */
  fastForward(count: number): void {
    for (let i = 0; i < count; i++) this.advance();
  }

  // The first point is the shift itself; point g follows by the direction of the lowest zero bit of g − 1.
  private advance(): void {
    if (this.generated > 0) {
      const index = 31 - Math.clz32(~(this.generated - 1) & this.generated);
      for (let k = 0; k < this.d; k++) this.current[k] ^= this.directions[k * this.bits + index];
    }
    this.generated += 1;
  }

  private scramble(seed: QmcRng): void {
    const rng = engineRng(seed);
    const { d, bits, directions } = this;
    for (let k = 0; k < d; k++) {
      let shift = 0;
      for (let j = 0; j < bits; j++) shift |= rng.integers(0, 2) << j;
      this.current[k] = shift;
    }
    const rows = new Uint32Array(bits);
    for (let k = 0; k < d; k++) {
      for (let p = 0; p < bits; p++) rows[p] = randomRow(() => rng.integers(0, 2), p, bits);
      for (let j = 0; j < bits; j++) {
        const column = directions[k * bits + j];
        let product = 0;
        for (let p = 0; p < bits; p++) product |= parity(rows[p] & column) << (bits - 1 - p);
        directions[k * bits + j] = product;
      }
    }
  }
}

/** Row p of a random unit lower-triangular matrix, most significant digit first. A full row is drawn. */
function randomRow(bit: () => number, p: number, bits: number): number {
  let row = 0;
  for (let q = 0; q < bits; q++) {
    const digit = bit();
    if (q === p || (q < p && digit === 1)) row |= 1 << (bits - 1 - q);
  }
  return row >>> 0;
}

function parity(word: number): number {
  let w = word ^ (word >>> 16);
  w ^= w >>> 8;
  w ^= w >>> 4;
  return (0x6996 >>> (w & 15)) & 1;
}

/** v[j] = m[j]·2^(bits−1−j), with the recurrence of the dimension's polynomial beyond its degree. */
function directionNumbers(d: number, bits: number): Uint32Array {
  const out = new Uint32Array(d * bits);
  for (let k = 0; k < d; k++) {
    for (let j = 0; j < bits; j++) out[k * bits + j] = 1 << (bits - 1 - j);
    if (k === 0) continue;
    const { polynomial, degree, initial } = sobolDimension(k - 1);
    const m = new Uint32Array(bits);
    for (let j = 0; j < bits; j++) {
      if (j < degree) {
        m[j] = initial[j];
      } else {
        m[j] = m[j - degree];
        for (let i = 1; i <= degree; i++) if ((polynomial >> (degree - i)) & 1) m[j] ^= m[j - i] << i;
      }
      out[k * bits + j] = m[j] << (bits - 1 - j);
    }
  }
  return out;
}
