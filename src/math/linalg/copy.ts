/** Copies of short vectors: `slice` of a typed array costs more than the evaluation of a loss in the plane. */

/** Longest vector that a loop copies faster than `slice` or `set` does. */
export const SHORT = 32;

/** A fresh copy of x. Cost: O(n). */
export function copyOf(x: Float64Array): Float64Array {
  if (x.length > SHORT) return x.slice();
  const copy = new Float64Array(x.length);
  for (let i = 0; i < copy.length; i++) copy[i] = x[i]!;
  return copy;
}

/** to := from, which is no longer than it. Cost: O(n). */
export function copyInto(from: Float64Array, to: Float64Array): void {
  if (from.length > SHORT) to.set(from);
  else for (let i = 0; i < from.length; i++) to[i] = from[i]!;
}
