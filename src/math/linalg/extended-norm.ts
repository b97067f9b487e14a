/**
 * The Euclidean norm in 80-bit arithmetic, rounding by rounding, as BLAS `dnrm2` computes it on x86-64: squares, sums and
 * root with a significand of 64 bits, four sums at a time, the result rounded once more to a double. It differs from the
 * correctly rounded norm once in some thousand, where the last rounding is a tie of the ones before.
 *
 * A number of 64 bits is kept as an unevaluated sum high + low of doubles, |low| ≤ ulp(high)/2.
 * Source: Dekker (1971), two-sum and two-product; the order of sums was read off recorded norms.
 */
const SPLITTER = 134217729;
const LANES = 4;
const BLOCK = 8;

const bits = new DataView(new ArrayBuffer(8));
const highs = new Float64Array(LANES);
const lows = new Float64Array(LANES);

/** The greatest power of two that is at most x > 0, x normal. */
export function powerOfTwo(x: number): number {
  bits.setFloat64(0, x);
  bits.setUint32(0, bits.getUint32(0) & 0x7ff00000);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** ‖scale·x‖ of `count` entries from `start`, `stride` apart; scaled squares must be in range, scale a power of two.
 *  Cost: O(count), some sixty operations an entry. */
export function extendedNorm(x: Float64Array, start: number, count: number, stride: number, scale: number): number {
  highs.fill(0);
  lows.fill(0);
  const blocked = count - (count % BLOCK);
  for (let k = 0; k < count; k++) addSquare(k < blocked ? k % LANES : 0, x[start + k * stride] * scale);
  add(2, highs[0], lows[0]);
  add(2, highs[1], lows[1]);
  add(3, highs[2], lows[2]);
  return root(highs[3], lows[3]);
}

function addSquare(lane: number, value: number): void {
  const square = value * value;
  const split = SPLITTER * value;
  const upper = split - (split - value);
  const lower = value - upper;
  const error = upper * upper - square + 2 * upper * lower + lower * lower;
  add(lane, square, square === 0 ? 0 : to64Bits(square, error, 0));
}

// Lane += high + low, rounded to 64 bits.
function add(lane: number, high: number, low: number): void {
  const sum = highs[lane] + high;
  if (sum === 0) return;
  const part = sum - highs[lane];
  const error = highs[lane] - (sum - part) + (high - part);
  const first = error + lows[lane];
  const firstPart = first - error;
  const firstError = error - (first - firstPart) + (lows[lane] - firstPart);
  const rest = first + low;
  const restPart = rest - first;
  const restError = first - (rest - restPart) + (low - restPart) + firstError;
  const total = sum + rest;
  lows[lane] = to64Bits(total, rest - (total - sum), restError);
  highs[lane] = total;
}

// What is left of `low` when high + low + beyond is rounded to 64 bits, ties to even; |beyond| is tiny.
function to64Bits(high: number, low: number, beyond: number): number {
  let power = powerOfTwo(high);
  if (high === power && low < 0) power *= 0.5;
  const unit = power * 2 ** -63;
  const magic = 1.5 * 2 ** 52 * unit;
  let rounded = low + magic - magic;
  const dropped = low - rounded;
  if (Math.abs(dropped) === 0.5 * unit && beyond !== 0 && dropped > 0 === beyond > 0)
    rounded += beyond > 0 ? unit : -unit;
  return rounded;
}

function root(high: number, low: number): number {
  if (high === 0) return 0;
  const first = Math.sqrt(high);
  const split = SPLITTER * first;
  const upper = split - (split - first);
  const lower = first - upper;
  const square = first * first;
  const error = upper * upper - square + 2 * upper * lower + lower * lower;
  const second = (high - square - error + low) / (2 * first);
  return first + to64Bits(first, second, 0);
}
