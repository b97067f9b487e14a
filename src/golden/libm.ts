/**
 * sin, cos, exp and atan as the C library that SciPy ran on rounds them, for evaluating recorded problems: correctly, but
 * for one argument in some thousand, of which the recorded runs are known to meet one. V8 rounds otherwise more often, and
 * paths of long runs hang on last bits. Test-only.
 *
 * Double-double arithmetic: T. J. Dekker (1971); argument reduction with three parts of π/2.
 */

/** high + low, |low| ≤ ulp(high)/2 */
type Double2 = readonly [number, number];

const SPLITTER = 2 ** 27 + 1;

function twoSum(a: number, b: number): Double2 {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

function twoProduct(a: number, b: number): Double2 {
  const product = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return [product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

function split(a: number): Double2 {
  const t = SPLITTER * a;
  const high = t - (t - a);
  return [high, a - high];
}

function add(a: Double2, b: Double2): Double2 {
  const [sum, error] = twoSum(a[0], b[0]);
  return twoSum(sum, error + a[1] + b[1]);
}

function multiply(a: Double2, b: Double2): Double2 {
  const [product, error] = twoProduct(a[0], b[0]);
  return twoSum(product, error + a[0] * b[1] + a[1] * b[0]);
}

function divide(a: Double2, b: Double2): Double2 {
  const first = a[0] / b[0];
  const rest = add(a, multiply([-first, 0], b));
  const second = rest[0] / b[0];
  return twoSum(first, second);
}

const HALF_PI: readonly number[] = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33];
const LN2: Double2 = [0.6931471805599453, 2.3190468138462996e-17];
const MOST_TERMS = 40;

// Σ of terms that follow from one another until they no longer count.
function series(first: Double2, next: (term: Double2, k: number) => Double2): Double2 {
  let term = first;
  let total = first;
  for (let k = 1; k < MOST_TERMS && Math.abs(term[0]) > 1e-35 * Math.abs(total[0]); k++) {
    term = next(term, k);
    total = add(total, term);
  }
  return total;
}

function sinSeries(x: Double2): Double2 {
  const square = multiply(x, x);
  return series(x, (term, k) => divide(multiply(term, [-square[0], -square[1]]), [2 * k * (2 * k + 1), 0]));
}

function cosSeries(x: Double2): Double2 {
  const square = multiply(x, x);
  return series([1, 0], (term, k) => divide(multiply(term, [-square[0], -square[1]]), [(2 * k - 1) * 2 * k, 0]));
}

// x − quarters·π/2 as a double-double, for |x| below about 10⁵.
function reduce(x: number): { quarters: number; rest: Double2 } {
  const quarters = Math.round(x / HALF_PI[0]!);
  let rest: Double2 = [x, 0];
  for (const part of HALF_PI) {
    const [high, low] = twoProduct(-quarters, part);
    rest = add(rest, [high, low]);
  }
  return { quarters: ((quarters % 4) + 4) % 4, rest };
}

/** sin x, correctly rounded for |x| < 10⁵; V8's beyond. */
export function sin(x: number): number {
  if (!(Math.abs(x) < 1e5) || x === 0) return Math.sin(x);
  const { quarters, rest } = reduce(x);
  const value = quarters % 2 === 0 ? sinSeries(rest) : cosSeries(rest);
  return quarters < 2 ? value[0] : -value[0];
}

/** cos x, correctly rounded for |x| < 10⁵; V8's beyond. */
export function cos(x: number): number {
  if (!(Math.abs(x) < 1e5)) return Math.cos(x);
  const { quarters, rest } = reduce(x);
  const value = quarters % 2 === 0 ? cosSeries(rest) : sinSeries(rest);
  return quarters === 0 || quarters === 3 ? value[0] : -value[0];
}

/** eˣ, correctly rounded where the result is a normal number. */
export function exp(x: number): number {
  if (!(Math.abs(x) < 700) || x === 0) return Math.exp(x);
  const powers = Math.round(x / LN2[0]);
  const rest = add([x, 0], multiply([-powers, 0], LN2));
  const value = series([1, 0], (term, k) => divide(multiply(term, rest), [k, 0]));
  return value[0] * 2 ** powers;
}

/** Where glibc 2.36 is wrong by 0.503 units in the last place: its atan x, by x. */
const MISROUNDED_ATAN: ReadonlyMap<number, number> = new Map([[0.19047179152747393, 0.18821726036395559]]);

/** atan x, correctly rounded but where glibc's is known not to be. */
export function atan(x: number): number {
  const misrounded = MISROUNDED_ATAN.get(x);
  if (misrounded !== undefined) return misrounded;
  const guess = Math.atan(x);
  if (!Number.isFinite(x) || Math.abs(x) < 1e-8) return guess;
  // One Newton step on tan: atan x = guess + (x·cos − sin)/(cos + x·sin) up to its cube.
  const s = sinSeries([guess, 0]);
  const c = cosSeries([guess, 0]);
  const numerator = add(multiply([x, 0], c), [-s[0], -s[1]]);
  const denominator = add(c, multiply([x, 0], s));
  return add([guess, 0], divide(numerator, denominator))[0];
}
