/**
 * Where a long loop leaves checkpoints: every `segmentLength`-th step of it, counted in the order in which steps are
 * taken. Between two checkpoints the reverse pass runs the loop again and keeps every step of that one segment, so
 * that about 2√T carries are held instead of T, for one more run of the loop (Griewank & Walther 2008, §12.1; Chen et
 * al. 2016, Training deep nets with sublinear memory cost).
 */

/** Steps from one checkpoint to the next for a loop of `length` steps: near √length, where possible a divisor of it,
 *  so that all segments are alike and none needs code of its own. */
export function segmentLength(length: number): number {
  const root = Math.max(1, Math.ceil(Math.sqrt(length)));
  for (let away = 0; away <= root / 2; away++) {
    if (length % (root - away) === 0) return root - away;
    if (length % (root + away) === 0) return root + away;
  }
  return root;
}

/** The indices of the steps that start with a checkpoint, ascending.
 *  @param reverse  whether the loop takes its last index first: its segments then end where the array ends */
export function checkpointSteps(length: number, reverse: boolean, every: number): number[] {
  const taken = Array.from({ length: Math.ceil(length / every) }, (_, segment) => segment * every);
  return reverse ? taken.map((step) => length - 1 - step).reverse() : taken;
}
