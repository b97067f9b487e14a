/** How far a running study is, from what the runs report and what their budget allows. */
import type { AppState } from '../types';

/** Totals over the runs; `left` is the longest that any of them may still take, `share` counts ended runs as whole. */
export function summarize(
  progress: AppState['progress'],
  runs: AppState['runs'],
  budget: AppState['budget'],
): { readonly evaluations: number; readonly rate: number; readonly left: number; readonly share: number } {
  let [evaluations, rate, left, done] = [0, 0, 0, 0];
  for (const run of runs) {
    const each = progress[run.spec.id];
    evaluations += each?.evaluations ?? 0;
    if (run.status !== 'running' && run.status !== 'queued') {
      done += 1;
      continue;
    }
    const speed = each?.evaluationsPerSecond ?? 0;
    rate += speed;
    const bySpeed = speed > 0 ? (budget.evaluations - (each?.evaluations ?? 0)) / speed : Infinity;
    left = Math.max(left, Math.max(0, Math.min(bySpeed, budget.seconds - run.seconds)));
    done += Math.min(1, Math.max((each?.evaluations ?? 0) / budget.evaluations, run.seconds / budget.seconds));
  }
  return { evaluations, rate, left, share: runs.length === 0 ? 0 : done / runs.length };
}
