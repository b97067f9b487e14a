/**
 * Correctly rounded exp, sin, cos and atan, for comparing paths with numbers that a C library computed. Test-only.
 *
 * V8's functions differ from the C library's in the last bit now and then; differences of gradients at distance 1e-8
 * magnify that into the sixth digit of the path. The C library rounds correctly almost always, and so do these.
 * Method: Taylor series in fixed point of 160 binary digits after the point, rounded once by BigInt → Number.
 */

const BITS = 160n;
const ONE = 1n << BITS;

/** The value of a double as fixed point; digits below 2⁻¹⁶⁰ are dropped. */
function fixed(value: number): bigint {
  const scaled = new DataView(new ArrayBuffer(8));
  scaled.setFloat64(0, value);
  const bits = scaled.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = exponent === 0n ? fraction : fraction | (1n << 52n);
  const shift = BITS + (exponent === 0n ? 1n : exponent) - 1075n;
  const magnitude = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return bits >> 63n ? -magnitude : magnitude;
}

function toNumber(value: bigint): number {
  return Number(value) * 2 ** -Number(BITS);
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;

function root(value: bigint): bigint {
  let x = 1n << BigInt(Math.ceil((value << BITS).toString(2).length / 2));
  for (;;) {
    const next = (x + (value << BITS) / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

// atan z = 2·atan(z/(1 + √(1 + z²))), four times, then the series.
function atan(z: bigint): bigint {
  let reduced = z;
  for (let k = 0; k < 4; k++) reduced = (reduced << BITS) / (ONE + root(ONE + times(reduced, reduced)));
  const square = times(reduced, reduced);
  let power = reduced;
  let sum = reduced;
  for (let k = 3n; power !== 0n && power !== -1n; k += 2n) {
    power = -times(power, square);
    sum += power / k;
  }
  return sum << 4n;
}

const PI = atan(ONE) << 2n;
const LN2 = ((): bigint => {
  // ln 2 = 2·artanh(1/3)
  let power = ONE / 3n;
  let sum = power;
  for (let k = 3n; power !== 0n; k += 2n) {
    power /= 9n;
    sum += power / k;
  }
  return sum << 1n;
})();

function exp(x: number): number {
  const value = fixed(x);
  const k = BigInt(Math.round(x / Math.LN2));
  const rest = value - k * LN2;
  let term = ONE;
  let sum = ONE;
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    term = times(term, rest) / i;
    sum += term;
  }
  return toNumber(sum) * 2 ** Number(k);
}

function sineOf(value: bigint, startsAtOne: boolean): number {
  const turn = PI << 1n;
  let angle = value % turn;
  if (angle > PI) angle -= turn;
  if (angle < -PI) angle += turn;
  const square = times(angle, angle);
  let term = startsAtOne ? ONE : angle;
  let sum = term;
  for (let i = startsAtOne ? 1n : 2n; term !== 0n && term !== -1n; i += 2n) {
    term = -times(term, square) / (i * (i + 1n));
    sum += term;
  }
  return toNumber(sum);
}

function arctangent(x: number): number {
  const size = fixed(Math.abs(x));
  const angle = size <= ONE ? atan(size) : (PI >> 1n) - atan((ONE << BITS) / size);
  return x < 0 ? -toNumber(angle) : toNumber(angle);
}

const originals = { exp: Math.exp, sin: Math.sin, cos: Math.cos, atan: Math.atan };
const isModerate = (x: number): boolean => Math.abs(x) < 1e6 && Math.abs(x) > 1e-30;

/** Calls `run` while Math.exp, sin, cos and atan round correctly. */
export function withExactMath<T>(run: () => T): T {
  Object.assign(Math, {
    exp: (x: number) => (Math.abs(x) < 700 ? exp(x) : originals.exp(x)),
    sin: (x: number) => (isModerate(x) ? sineOf(fixed(x), false) : originals.sin(x)),
    cos: (x: number) => (isModerate(x) ? sineOf(fixed(x), true) : originals.cos(x)),
    atan: (x: number) => (isModerate(x) ? arctangent(x) : originals.atan(x)),
  });
  try {
    return run();
  } finally {
    Object.assign(Math, originals);
  }
}
