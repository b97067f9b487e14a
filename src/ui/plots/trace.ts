/** Reading a recorded trace at a playback position. Positions count iterations; a thinned trace skips some rows. */
import type { Trace } from '../types';

/** The iteration that a row records. */
export function iterationOf(trace: Trace, row: number): number {
  return trace.iterations?.[row] ?? row;
}

/** Fractional row at a playback position, within 0 … count − 1; −1 for an empty trace. */
export function rowAt(trace: Trace, position: number): number {
  const { count, iterations } = trace;
  if (count === 0) return -1;
  if (!iterations) return Math.min(count - 1, Math.max(0, position));
  const above = upperBound(count, (row) => iterations[row]!, position);
  if (above === 0) return 0;
  if (above === count) return count - 1;
  const [from, to] = [iterations[above - 1]!, iterations[above]!];
  return above - 1 + (position - from) / (to - from);
}

/** Coordinate `axis` at a fractional row, linear between two iterates; NaN for an empty trace. */
export function coordinateAt(trace: Trace, row: number, axis: number): number {
  if (row < 0) return Number.NaN;
  const k = Math.floor(row);
  const here = trace.x[k * trace.n + axis]!;
  if (row === k) return here;
  return here + (trace.x[(k + 1) * trace.n + axis]! - here) * (row - k);
}

/** How many of `count` ascending values are ≤ `value`. */
export function upperBound(count: number, at: (k: number) => number, value: number): number {
  let [lo, hi] = [0, count];
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (at(mid) <= value) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}
