/**
 * Integers in [0, range] from random bits, without bias: Lemire's multiplication (Generator) and masking (RandomState).
 *
 * Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019). Which width is drawn
 * follows NumPy: 32 bits when the range fits in them, else 64; the all-ones range takes the bits as they are.
 */
import type { BitGenerator } from './bit-generator';
import { less64, mod64, mul64, mulHigh, type Product128 } from './limbs';

/** A 64-bit integer in two halves. */
export interface Pair {
  hi: number;
  lo: number;
}

const product: Product128 = { w3: 0, w2: 0, w1: 0, w0: 0 };

/** Uniform on 0 … range (inclusive), range < 2³². */
export function lemire32(bits: BitGenerator, range: number): number {
  if (range === 0) return 0;
  if (range === 0xffffffff) return bits.nextUint32();
  const count = range + 1;
  let word = bits.nextUint32();
  let low = Math.imul(word, count) >>> 0;
  if (low < count) {
    const threshold = (0xffffffff - range) % count;
    while (low < threshold) {
      word = bits.nextUint32();
      low = Math.imul(word, count) >>> 0;
    }
  }
  return mulHigh(word, count, low);
}

/** Uniform on 0 … rangeHi:rangeLo (inclusive), written into `out`; the range may be anything up to 2⁶⁴ − 1. */
export function lemire64(bits: BitGenerator, rangeHi: number, rangeLo: number, out: Pair): void {
  if (rangeHi === 0) {
    out.hi = 0;
    out.lo = lemire32(bits, rangeLo);
    return;
  }
  bits.nextUint64();
  if (rangeHi === 0xffffffff && rangeLo === 0xffffffff) {
    out.hi = bits.hi;
    out.lo = bits.lo;
    return;
  }
  const countLo = (rangeLo + 1) >>> 0;
  const countHi = countLo === 0 ? rangeHi + 1 : rangeHi;
  mul64(bits.hi, bits.lo, countHi, countLo, product);
  if (less64(product.w1, product.w0, countHi, countLo)) {
    const [tHi, tLo] = mod64(~rangeHi >>> 0, ~rangeLo >>> 0, countHi, countLo);
    while (less64(product.w1, product.w0, tHi, tLo)) {
      bits.nextUint64();
      mul64(bits.hi, bits.lo, countHi, countLo, product);
    }
  }
  out.hi = product.w3;
  out.lo = product.w2;
}

/** All ones up to the highest set bit of a 32-bit word. */
function maskOf(word: number): number {
  return word === 0 ? 0 : 0xffffffff >>> Math.clz32(word);
}

/** Uniform on 0 … range (inclusive), range < 2³², by masking and rejection. */
export function masked32(bits: BitGenerator, range: number): number {
  if (range === 0) return 0;
  const mask = maskOf(range);
  for (;;) {
    const word = (bits.nextUint32() & mask) >>> 0;
    if (word <= range) return word;
  }
}

/** Uniform on 0 … rangeHi:rangeLo (inclusive) by masking and rejection, as RandomState.randint draws. */
export function masked64(bits: BitGenerator, rangeHi: number, rangeLo: number, out: Pair): void {
  out.hi = 0;
  out.lo = 0;
  if (rangeHi === 0) {
    out.lo = masked32(bits, rangeLo);
    return;
  }
  const mask = maskOf(rangeHi);
  do {
    bits.nextUint64();
    out.hi = (bits.hi & mask) >>> 0;
    out.lo = bits.lo;
  } while (less64(rangeHi, rangeLo, out.hi, out.lo));
}

/** Draws of 8 or 16 bits cut from 32-bit ones: what Generator.integers does for small dtypes within one call. */
export function* narrowLemire(bits: BitGenerator, width: 8 | 16, range: number): Generator<number, never> {
  const top = 2 ** width;
  let buffer = 0;
  let left = 0;
  const next = (): number => {
    if (left === 0) {
      buffer = bits.nextUint32();
      left = 32 / width - 1;
    } else {
      buffer >>>= width;
      left -= 1;
    }
    return buffer & (top - 1);
  };
  const count = range + 1;
  for (;;) {
    if (range === 0) {
      yield 0;
    } else if (range === top - 1) {
      yield next();
    } else {
      let scaled = next() * count;
      if (scaled % top < count) {
        const threshold = (top - 1 - range) % count;
        while (scaled % top < threshold) scaled = next() * count;
      }
      yield Math.floor(scaled / top);
    }
  }
}
