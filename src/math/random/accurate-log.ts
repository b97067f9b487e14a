/**
 * Natural logarithm to within 0.51 units in the last place, so that draws equal those of a good C library.
 *
 * Math.log may be off by a whole unit, and differently in each engine. Here x = 2^k·m with m in [√½, √2), and
 * log m = 2(s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1); s carries a correction term, as do the sums.
 */

const LN2_HIGH = 0.6931471803691238; // ln 2 with 21 trailing zero bits: k·LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;
const SPLIT = 134217729; // 2^27 + 1, Dekker's splitting constant
const SERIES = Array.from({ length: 12 }, (_, i) => 1 / (2 * i + 3));

const view = new DataView(new ArrayBuffer(8));

/** ln x for a finite normal x > 0; other arguments are passed to Math.log. */
export function accurateLog(x: number): number {
  if (!(x >= 2.2250738585072014e-308) || x === Infinity) return Math.log(x);
  view.setFloat64(0, x);
  const word = view.getUint32(0);
  let exponent = (word >>> 20) - 1023;
  view.setUint32(0, (word & 0xfffff) | 0x3ff00000);
  let m = view.getFloat64(0);
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  const numerator = m - 1;
  const sum = m + 1;
  const sumLow = m - (sum - 1);
  const s = numerator / sum;
  const sLow = (remainder(numerator, s, sum) - s * sumLow) / sum;

  const square = s * s;
  let tail = 0;
  for (let i = SERIES.length - 1; i >= 0; i--) tail = tail * square + SERIES[i];
  const low = 2 * sLow * (1 + square) + 2 * s * square * tail + exponent * LN2_LOW;
  const high = exponent * LN2_HIGH;
  const lead = high + 2 * s;
  const leadLow = exponent === 0 ? 0 : 2 * s - (lead - high);
  return lead + (leadLow + low);
}

/** a − b·c with the product taken exactly. */
function remainder(a: number, b: number, c: number): number {
  const bBig = b * SPLIT;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  const cBig = c * SPLIT;
  const cHigh = cBig - (cBig - c);
  const cLow = c - cHigh;
  const p = b * c;
  const pLow = bHigh * cHigh - p + bHigh * cLow + bLow * cHigh + bLow * cLow;
  return a - p - pLow;
}
