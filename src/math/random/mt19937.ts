/**
 * MT19937, the Mersenne Twister, seeded as numpy.random.RandomState(seed) does.
 *
 * Source: M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998); the 2002 initialization by
 * Knuth's multiplier 1812433253.
 */
import type { BitGenerator } from './bit-generator';

const N = 624;
const M = 397;
const MATRIX_A = 0x9908b0df;

/** Same seed, same bits as NumPy's legacy generator. */
export class Mt19937 implements BitGenerator {
  hi = 0;
  lo = 0;
  /** the state (624 words) */
  readonly key = new Uint32Array(N);
  private position = N;

  /** @param seed  taken modulo 2³² */
  constructor(seed: number) {
    let word = seed >>> 0;
    for (let i = 0; i < N; i++) {
      this.key[i] = word;
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i + 1) >>> 0;
    }
  }

  nextUint32(): number {
    if (this.position === N) this.refill();
    let y = this.key[this.position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  nextUint64(): void {
    this.hi = this.nextUint32();
    this.lo = this.nextUint32();
  }

  nextDouble(): number {
    const a = this.nextUint32() >>> 5;
    const b = this.nextUint32() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }

  private refill(): void {
    const { key } = this;
    for (let i = 0; i < N; i++) {
      const y = (key[i] & 0x80000000) | (key[(i + 1) % N] & 0x7fffffff);
      key[i] = key[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? MATRIX_A : 0);
    }
    this.position = 0;
  }
}
