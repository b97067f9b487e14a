/**
 * Which rectangles to divide: those that could hold the lowest value for some Lipschitz constant.
 *
 * Source: D. R. Jones, C. D. Perttunen, B. E. Stuckman (1993), definition 3.1: on the lower convex hull of (size, value),
 * and promising at least `eps` improvement. One candidate per size, the head of its list.
 * As in SciPy 1.17.1, a head that lies above the chord between a larger and a smaller one is divided as well (its log
 * statement swallows that exit); the definition would pass it over. It costs some evaluations and can only help coverage.
 */
import type { Rectangles } from './rectangles';

/** A rectangle chosen for division, and its level. */
export interface Choice {
  readonly rectangle: number;
  readonly level: number;
}

/** @param sizes  size by level
 *  @param best   lowest value so far
 *  @returns      chosen rectangles, the largest first */
export function potentiallyOptimal(rectangles: Rectangles, sizes: Float64Array, best: number, eps: number): Choice[] {
  const { fun, first } = rectangles;
  const heads: (Choice | null)[] = [];
  for (let level = 0; level < first.length; level++) {
    if (first[level] > 0) heads.push({ rectangle: first[level], level: rectangles.level(first[level]) });
  }
  const slopeTo = (from: Choice, to: Choice): number =>
    (fun[to.rectangle] - fun[from.rectangle]) / (sizes[to.level] - sizes[from.level]);

  // From the smallest up; one that was dropped no longer takes part.
  for (let j = heads.length - 1; j >= 0; j--) {
    const head = heads[j]!;
    let steepestAllowed = Infinity;
    let steepestNeeded = 0;
    let isOnHull = true;
    for (let i = 0; i < heads.length && isOnHull; i++) {
      const other = heads[i];
      if (i === j || !other) continue;
      const slope = slopeTo(head, other);
      if (slope <= 0) isOnHull = false;
      else if (i < j && slope < steepestAllowed) steepestAllowed = slope;
      else if (i > j && slope > steepestNeeded) steepestNeeded = slope;
    }
    const promise = fun[head.rectangle] - steepestAllowed * sizes[head.level];
    const target = Math.min(best - eps * Math.abs(best), best);
    const isBelowChord = steepestNeeded <= steepestAllowed;
    if (!isOnHull || (isBelowChord && promise > target)) heads[j] = null;
  }
  return heads.filter((head) => head !== null);
}
