/** When a point counts as keeping the constraints, and which of two points is the better under them. */

/** Violations up to here are rounding. */
export const feasibilityTolerance = 1e-6;

/** A point's value, and by how much it breaks the constraints (absent: there are none). */
export interface Kept {
  readonly fun: number;
  readonly violation?: number | undefined;
}

/** Whether a violation is no more than rounding. */
export const isKept = (violation: number | undefined): boolean => !((violation ?? 0) > feasibilityTolerance);

/** Whether `a` is better than `b`: it breaks the constraints less, or both keep them and its f is lower. */
export function isBetter(a: Kept, b: Kept | null): boolean {
  if (b === null) return true;
  const excess = ({ violation = 0 }: Kept): number => Math.max(0, violation - feasibilityTolerance);
  const [ours, theirs] = [excess(a), excess(b)];
  return ours < theirs || (ours === theirs && a.fun < b.fun);
}
