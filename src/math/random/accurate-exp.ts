/**
 * Exponential function to within 0.51 units in the last place; the companion of accurate-log.ts.
 *
 * x = k·ln 2 + r with |r| ≤ ½ ln 2 held in two parts; e^r = 1 + r + r²/2 + …, where the first three terms carry their
 * rounding errors along.
 */

const LN2_HIGH = 0.6931471803691238; // as in accurate-log.ts: k·LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;
const SPLIT = 134217729; // 2^27 + 1, Dekker's splitting constant
const SERIES = [1 / 6];
for (let k = 4; k <= 15; k++) SERIES.push(SERIES[k - 4] / k);

/** e^x for −700 ≤ x ≤ 700; other arguments are passed to Math.exp. */
export function accurateExp(x: number): number {
  if (!(x >= -700 && x <= 700)) return Math.exp(x);
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const r = high - k * LN2_LOW;
  const rLow = high - r - k * LN2_LOW;

  const square = r * r;
  const big = r * SPLIT;
  const upper = big - (big - r);
  const lower = r - upper;
  const squareLow = upper * upper - square + 2 * upper * lower + lower * lower;
  let tail = 0;
  for (let i = SERIES.length - 1; i >= 0; i--) tail = tail * r + SERIES[i];

  const half = 0.5 * square;
  const first = 1 + r;
  const firstLow = r - (first - 1);
  const lead = first + half;
  const leadLow = half - (lead - first);
  const low = firstLow + leadLow + 0.5 * squareLow + square * r * tail + rLow * (1 + r);
  return (lead + low) * 2 ** k;
}
