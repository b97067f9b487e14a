/** Parts of `choice` that both generators share: cumulative weights and weighted draws without replacement. */

/** Index drawn for each uniform: the number of cumulative weights ≤ u, NumPy's searchsorted(side='right'). */
export function weightedIndices(weights: ArrayLike<number>, uniforms: Float64Array): number[] {
  const cumulative = new Float64Array(weights.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) cumulative[i] = total += weights[i];
  for (let i = 0; i < weights.length; i++) cumulative[i] /= total;
  return Array.from(uniforms, (u) => {
    let low = 0;
    let high = cumulative.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cumulative[middle] <= u) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/** `size` different indices with the given weights: draws in rounds, keeping first occurrences, zeroing what is taken. */
export function weightedWithoutReplacement(
  weights: readonly number[],
  size: number,
  uniforms: (count: number) => Float64Array,
): number[] {
  const left = Float64Array.from(weights);
  const found: number[] = [];
  while (found.length < size) {
    const draws = uniforms(size - found.length);
    for (const index of found) left[index] = 0;
    found.push(...new Set(weightedIndices(left, draws)));
  }
  return found;
}

/** @throws RangeError when p is not a distribution over `count` items, or has too few positive entries for `size` */
export function checkWeights(p: readonly number[], count: number, size: number, replace: boolean): void {
  const total = p.reduce((sum, value) => sum + value, 0);
  if (p.length !== count)
    throw new RangeError(`choice: a and p must have the same size; got ${count} and ${p.length}.`);
  if (p.some((value) => !(value >= 0))) throw new RangeError('choice: probabilities must be non-negative numbers.');
  if (Math.abs(total - 1) > 1e-8) throw new RangeError(`choice: probabilities must sum to 1; they sum to ${total}.`);
  if (!replace && p.filter((value) => value > 0).length < size) {
    throw new RangeError('choice: fewer non-zero entries in p than size.');
  }
}
