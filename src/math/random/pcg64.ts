/**
 * PCG64: a 128-bit linear congruential generator with the XSL-RR output permutation; NumPy's default.
 *
 * Source: M. E. O'Neill, "PCG: A family of simple fast space-efficient statistically good algorithms for random number
 * generation", HMC-CS-2014-0905 (2014). The state is four 32-bit words (most significant first in names: s3 … s0).
 */
import type { BitGenerator } from './bit-generator';
import { masked32 } from './bounded';
import { mulHigh } from './limbs';
import { BLOCK, CAPACITY, pcgKernel, type PcgKernel, RESULTS, type Tenant } from './pcg64-kernel';
import type { SeedSequence } from './seed-sequence';

// The multiplier 0x2360ED051FC65DA44385DF649FCCF645.
const M3 = 0x2360ed05;
const M2 = 0x1fc65da4;
const M1 = 0x4385df64;
const M0 = 0x9fccf645;
const TWO_MINUS_32 = 2 ** -32;

// Fewer draws than this are not worth the way into the kernel.
const LEAST_BULK = 4;

/** A 128-bit word as four 32-bit ones, most significant first. */
export type Words128 = readonly [number, number, number, number];

/** Same seed, same bits as numpy.random.PCG64. */
export class Pcg64 implements BitGenerator, Tenant {
  hi = 0;
  lo = 0;
  // State, increment, the spare half of a draw and whether there is one, as the kernel has them; while this generator lodges there,
  // they are the kernel's own. Typed arrays keep 32-bit words unboxed: least significant word first.
  private block: Int32Array = new Int32Array(BLOCK);
  private words: Uint32Array = new Uint32Array(this.block.buffer, 0, 4);
  private readonly inc: Words128;

  /** @param kernel  null: without WebAssembly */
  constructor(
    readonly seedSequence: SeedSequence,
    readonly kernel: PcgKernel | null = pcgKernel,
  ) {
    const w = seedSequence.generateUint32(8);
    // generate_state(4, uint64) joins words little-endian; its first half is the state, its second the stream.
    const stream: Words128 = [w[5], w[4], w[7], w[6]];
    this.inc = [
      ((stream[0] << 1) | (stream[1] >>> 31)) >>> 0,
      ((stream[1] << 1) | (stream[2] >>> 31)) >>> 0,
      ((stream[2] << 1) | (stream[3] >>> 31)) >>> 0,
      ((stream[3] << 1) | 1) >>> 0,
    ];
    for (let k = 0; k < 4; k++) this.block[4 + k] = this.inc[3 - k];
    this.step();
    this.add(w[1], w[0], w[3], w[2]);
    this.step();
  }

  /** The current state, for tests and for saving. */
  get state(): Words128 {
    return [this.words[3], this.words[2], this.words[1], this.words[0]];
  }

  /** The stream increment (odd). */
  get increment(): Words128 {
    return this.inc;
  }

  nextUint64(): void {
    this.step();
    const { words } = this;
    const rotation = words[3] >>> 26;
    const high = words[3] ^ words[1];
    const low = words[2] ^ words[0];
    const a = rotation < 32 ? high : low;
    const b = rotation < 32 ? low : high;
    // Shifting by 32 − s in two parts is right for s = 0 as well.
    const s = rotation & 31;
    this.hi = ((a >>> s) | ((b << 1) << (31 - s))) >>> 0;
    this.lo = ((b >>> s) | ((a << 1) << (31 - s))) >>> 0;
  }

  nextUint32(): number {
    const { block } = this;
    if (block[9] === 1) {
      block[9] = 0;
      return block[8] >>> 0;
    }
    this.nextUint64();
    block[9] = 1;
    block[8] = this.hi;
    return this.lo;
  }

  nextDouble(): number {
    this.nextUint64();
    return (this.hi * 2097152 + (this.lo >>> 11)) * (1 / 9007199254740992);
  }

  /** Fills `out` with uniforms on [0, 1): the same draws as `nextDouble`, one after the other. */
  fillDoubles(out: Float64Array): void {
    const { kernel } = this;
    if (!kernel || out.length < LEAST_BULK) {
      for (let i = 0; i < out.length; i++) out[i] = this.nextDouble();
      return;
    }
    const most = CAPACITY >> 1;
    const first = RESULTS >> 1;
    this.lodge();
    for (let start = 0; start < out.length; start += most) {
      const count = Math.min(most, out.length - start);
      kernel.uniforms(count);
      for (let i = 0; i < count; i++) out[start + i] = kernel.doubles[first + i];
    }
  }

  /** Shuffles in place as numpy.random.Generator.shuffle does: from the last place down, each changes places with one at or below
   *  it, whose index is drawn by masking and rejection. */
  shuffle(values: Int32Array): void {
    const { kernel } = this;
    const last = values.length - 1;
    if (!kernel || last < LEAST_BULK || last >= CAPACITY) {
      for (let i = last; i >= 1; i--) swap(values, i, masked32(this, i));
      return;
    }
    this.lodge();
    kernel.words.set(values, RESULTS);
    kernel.shuffle(0, last);
    values.set(kernel.results(values.length));
  }

  /** Moves into the kernel, whose functions then draw from this stream; whoever was there takes its words back. */
  lodge(): void {
    const { kernel } = this;
    if (!kernel || kernel.generator === this) return;
    kernel.generator?.takeBack();
    kernel.generator = this;
    kernel.block.set(this.block);
    this.block = kernel.block;
    this.words = kernel.state;
  }

  takeBack(): void {
    this.block = this.block.slice();
    this.words = new Uint32Array(this.block.buffer, 0, 4);
  }

  private add(w3: number, w2: number, w1: number, w0: number): void {
    const { words } = this;
    const t0 = words[0] + w0;
    const t1 = words[1] + w1 + (t0 > 0xffffffff ? 1 : 0);
    const t2 = words[2] + w2 + (t1 > 0xffffffff ? 1 : 0);
    words[3] += w3 + (t2 > 0xffffffff ? 1 : 0);
    words[2] = t2;
    words[1] = t1;
    words[0] = t0;
  }

  /** state ← state·multiplier + increment (mod 2¹²⁸): schoolbook, column by column. */
  private step(): void {
    const { words, inc } = this;
    const s0 = words[0];
    const s1 = words[1];
    const s2 = words[2];
    const s3 = words[3];
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
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
  }
}

function swap(values: Int32Array, i: number, j: number): void {
  const held = values[j];
  values[j] = values[i];
  values[i] = held;
}
