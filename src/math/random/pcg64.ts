/**
 * PCG64: a 128-bit linear congruential generator with the XSL-RR output permutation; NumPy's default.
 *
 * Source: M. E. O'Neill, "PCG: A family of simple fast space-efficient statistically good algorithms for random number
 * generation", HMC-CS-2014-0905 (2014). The state is four 32-bit words (most significant first in names: s3 … s0).
 */
import type { BitGenerator } from './bit-generator';
import { mulHigh } from './limbs';
import type { SeedSequence } from './seed-sequence';

// The multiplier 0x2360ED051FC65DA44385DF649FCCF645.
const M3 = 0x2360ed05;
const M2 = 0x1fc65da4;
const M1 = 0x4385df64;
const M0 = 0x9fccf645;
const TWO_MINUS_32 = 2 ** -32;

/** A 128-bit word as four 32-bit ones, most significant first. */
export type Words128 = readonly [number, number, number, number];

/** Same seed, same bits as numpy.random.PCG64. */
export class Pcg64 implements BitGenerator {
  hi = 0;
  lo = 0;
  private s3 = 0;
  private s2 = 0;
  private s1 = 0;
  private s0 = 0;
  private readonly inc: Words128;
  private hasSpare = false;
  private spare = 0;

  constructor(readonly seedSequence: SeedSequence) {
    const w = seedSequence.generateUint32(8);
    // generate_state(4, uint64) joins words little-endian; its first half is the state, its second the stream.
    const stream: Words128 = [w[5], w[4], w[7], w[6]];
    this.inc = [
      ((stream[0] << 1) | (stream[1] >>> 31)) >>> 0,
      ((stream[1] << 1) | (stream[2] >>> 31)) >>> 0,
      ((stream[2] << 1) | (stream[3] >>> 31)) >>> 0,
      ((stream[3] << 1) | 1) >>> 0,
    ];
    this.step();
    this.add(w[1], w[0], w[3], w[2]);
    this.step();
  }

  /** The current state, for tests and for saving. */
  get state(): Words128 {
    return [this.s3, this.s2, this.s1, this.s0];
  }

  /** The stream increment (odd). */
  get increment(): Words128 {
    return this.inc;
  }

  nextUint64(): void {
    this.step();
    const rotation = this.s3 >>> 26;
    const high = this.s3 ^ this.s1;
    const low = this.s2 ^ this.s0;
    const shift = rotation & 31;
    const a = rotation < 32 ? high : low;
    const b = rotation < 32 ? low : high;
    if (shift === 0) {
      this.hi = a >>> 0;
      this.lo = b >>> 0;
    } else {
      this.hi = ((a >>> shift) | (b << (32 - shift))) >>> 0;
      this.lo = ((b >>> shift) | (a << (32 - shift))) >>> 0;
    }
  }

  nextUint32(): number {
    if (this.hasSpare) {
      this.hasSpare = false;
      return this.spare;
    }
    this.nextUint64();
    this.hasSpare = true;
    this.spare = this.hi;
    return this.lo;
  }

  nextDouble(): number {
    this.nextUint64();
    return (this.hi * 2097152 + (this.lo >>> 11)) * (1 / 9007199254740992);
  }

  private add(w3: number, w2: number, w1: number, w0: number): void {
    const t0 = this.s0 + w0;
    const t1 = this.s1 + w1 + (t0 > 0xffffffff ? 1 : 0);
    const t2 = this.s2 + w2 + (t1 > 0xffffffff ? 1 : 0);
    this.s3 = (this.s3 + w3 + (t2 > 0xffffffff ? 1 : 0)) >>> 0;
    this.s2 = t2 >>> 0;
    this.s1 = t1 >>> 0;
    this.s0 = t0 >>> 0;
  }

  /** state ← state·multiplier + increment (mod 2¹²⁸): schoolbook, column by column. */
  private step(): void {
    const { s3, s2, s1, s0, inc } = this;
    const p00 = Math.imul(s0, M0) >>> 0;
    const p01 = Math.imul(s0, M1) >>> 0;
    const p10 = Math.imul(s1, M0) >>> 0;
    const p02 = Math.imul(s0, M2) >>> 0;
    const p11 = Math.imul(s1, M1) >>> 0;
    const p20 = Math.imul(s2, M0) >>> 0;
    const c0 = p00 + inc[3];
    const c1 = mulHigh(s0, M0, p00) + p01 + p10 + inc[2] + (c0 > 0xffffffff ? 1 : 0);
    const c2 = mulHigh(s0, M1, p01) + mulHigh(s1, M0, p10) + p02 + p11 + p20 + inc[1] + Math.floor(c1 * TWO_MINUS_32);
    const c3 =
      mulHigh(s0, M2, p02) +
      mulHigh(s1, M1, p11) +
      mulHigh(s2, M0, p20) +
      (Math.imul(s0, M3) >>> 0) +
      (Math.imul(s1, M2) >>> 0) +
      (Math.imul(s2, M1) >>> 0) +
      (Math.imul(s3, M0) >>> 0) +
      inc[0] +
      Math.floor(c2 * TWO_MINUS_32);
    this.s0 = c0 >>> 0;
    this.s1 = c1 >>> 0;
    this.s2 = c2 >>> 0;
    this.s3 = c3 >>> 0;
  }
}
