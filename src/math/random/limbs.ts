/**
 * Unsigned 64-bit arithmetic on pairs of 32-bit halves, without BigInt.
 *
 * Every function takes and returns unsigned 32-bit integers held in doubles (`x >>> 0`).
 */

const TWO_MINUS_32 = 2 ** -32;

/** Upper 32 bits of the 64-bit product a·b, given its lower 32 bits `lo` (= `Math.imul(a, b) >>> 0`).
 *  a·b in double precision is off by at most 2¹¹; (a·b − lo)/2³² is an integer, so rounding recovers it exactly. */
export function mulHigh(a: number, b: number, lo: number): number {
  return Math.floor((a * b - lo) * TWO_MINUS_32 + 0.5);
}

/** A 128-bit product, most significant word first. */
export interface Product128 {
  w3: number;
  w2: number;
  w1: number;
  w0: number;
}

/** (aHi·2³² + aLo)·(bHi·2³² + bLo), written into `out`. */
export function mul64(aHi: number, aLo: number, bHi: number, bLo: number, out: Product128): void {
  const ll = Math.imul(aLo, bLo) >>> 0;
  const lh = Math.imul(aLo, bHi) >>> 0;
  const hl = Math.imul(aHi, bLo) >>> 0;
  const hh = Math.imul(aHi, bHi) >>> 0;
  const word1 = mulHigh(aLo, bLo, ll) + lh + hl;
  const word2 = mulHigh(aLo, bHi, lh) + mulHigh(aHi, bLo, hl) + hh + Math.floor(word1 * TWO_MINUS_32);
  const word3 = mulHigh(aHi, bHi, hh) + Math.floor(word2 * TWO_MINUS_32);
  out.w0 = ll;
  out.w1 = word1 >>> 0;
  out.w2 = word2 >>> 0;
  out.w3 = word3 >>> 0;
}

/** Whether aHi:aLo < bHi:bLo. */
export function less64(aHi: number, aLo: number, bHi: number, bLo: number): boolean {
  return aHi < bHi || (aHi === bHi && aLo < bLo);
}

/** aHi:aLo mod bHi:bLo as [hi, lo], by shift and subtract; bHi:bLo must not be zero. Only for rare paths. */
export function mod64(aHi: number, aLo: number, bHi: number, bLo: number): [number, number] {
  let hi = 0;
  let lo = 0;
  for (let bit = 63; bit >= 0; bit--) {
    const carry = hi >>> 31;
    const next = bit >= 32 ? (aHi >>> (bit - 32)) & 1 : (aLo >>> bit) & 1;
    hi = ((hi << 1) | (lo >>> 31)) >>> 0;
    lo = ((lo << 1) | next) >>> 0;
    if (carry !== 0 || !less64(hi, lo, bHi, bLo)) {
      const borrow = lo < bLo ? 1 : 0;
      lo = (lo - bLo) >>> 0;
      hi = (hi - bHi - borrow) >>> 0;
    }
  }
  return [hi, lo];
}
