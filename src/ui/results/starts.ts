/** What the starts of a multi-start reached: their ends, gathered by value. */
import type { Run } from '../types';

/** Ends of equal value. */
export interface Reached {
  readonly fun: number;
  readonly count: number;
  /** row of the trace at which the first of them was found */
  readonly row: number;
}

/** Two ends are the same when their values differ by less than this share (or absolutely, below 1). */
const SAME = 1e-6;

/** The values that starts ended at, the lowest first; empty for a run that made no starts of its own. */
export function reachedBy({ trace }: Pick<Run, 'trace'>): readonly Reached[] {
  const ends = trace.events.flatMap(({ at, event }) =>
    event.type === 'jump' && event.stepSize === 0 && !Number.isNaN(event.fun) ? [{ row: at, fun: event.fun }] : [],
  );
  const groups: { fun: number; count: number; row: number }[] = [];
  for (const { fun, row } of ends.toSorted((a, b) => a.fun - b.fun)) {
    const last = groups.at(-1);
    if (!last || fun - last.fun > SAME * Math.max(1, Math.abs(last.fun))) groups.push({ fun, count: 1, row });
    else {
      last.count++;
      last.row = Math.min(last.row, row);
    }
  }
  return groups;
}
