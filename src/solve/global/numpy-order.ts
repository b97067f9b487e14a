/** Small NumPy reductions whose rounding and NaN rules decide a path. */
import { mean, sum } from '../../math/linalg/sums';

/** Population standard deviation as `np.std`. */
export function standardDeviation(values: Float64Array): number {
  const center = mean(values);
  const squares = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) squares[i] = (values[i] - center) * (values[i] - center);
  return Math.sqrt(sum(squares) / values.length);
}

/** Index of the smallest value as `np.argmin`: the first one; a NaN counts as smallest. */
export function argmin(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== values[i]) return i;
    if (values[i] < values[best]) best = i;
  }
  return best;
}

/** Nearest integer, halves to even, as `np.round`. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

const view = new DataView(new ArrayBuffer(8));

/** The next double above x (direction +1) or below x (direction −1), as `np.nextafter` towards ±Infinity. */
export function nextAfter(x: number, direction: 1 | -1): number {
  if (x !== x || x === direction * Infinity) return x;
  if (x === 0) return direction * Number.MIN_VALUE;
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 === direction > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

/** A number as Python prints it: with an exponent of at least two digits below 1e-4 and from 1e16. */
export function pythonNumber(value: number): string {
  const size = Math.abs(value);
  const isPlain = value === 0 || !Number.isFinite(value) || (size >= 1e-4 && size < 1e16);
  return isPlain ? String(value) : value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
