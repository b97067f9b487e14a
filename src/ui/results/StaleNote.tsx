/** Says so when the results on show belong to other settings than those in force. */
import { useApp } from '../stores';
import type { AppState } from '../types';

/** See the file's header. */
export function StaleNote() {
  const isStale = useApp(resultsAreStale);
  return isStale ? <span className="stage-tag stage-tag-inline">Settings changed since: run again</span> : null;
}

/** Whether start, methods or options differ from those of the runs on show. Exported for its test. */
export function resultsAreStale({
  runs,
  choices,
  x0,
  seed,
  running,
}: Pick<AppState, 'runs' | 'choices' | 'x0' | 'seed' | 'running'>): boolean {
  if (runs.length === 0 || running) return false;
  const isSamePoint = (x: readonly number[]): boolean => x.length === x0.length && x.every((v, i) => v === x0[i]);
  return (
    runs.length !== choices.length ||
    runs.some(({ spec }, i) => {
      const choice = choices.find((candidate) => candidate.key === spec.id) ?? choices[i];
      return (
        !isSamePoint(spec.x0) ||
        spec.seed !== seed ||
        choice?.method !== spec.method ||
        JSON.stringify(choice.options) !== JSON.stringify(spec.options)
      );
    })
  );
}
