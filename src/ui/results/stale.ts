/** Whether the results on show belong to the settings in force. */
import type { AppState } from '../types';

/** Whether start, methods or options differ from those of the runs on show. */
export function resultsAreStale({
  runs,
  choices,
  x0,
  seed,
  running,
  compile,
}: Pick<AppState, 'runs' | 'choices' | 'x0' | 'seed' | 'running'> & {
  readonly compile: Pick<AppState['compile'], 'constraints'>;
}): boolean {
  if (runs.length === 0 || running) return false;
  const isSamePoint = (x: readonly number[]): boolean => x.length === x0.length && x.every((v, i) => v === x0[i]);
  const inForce = compile.constraints.flatMap((each) => (each.inForce === null ? [] : [each.inForce]));
  return (
    runs.length !== choices.length ||
    runs.some(({ spec }, i) => {
      const choice = choices.find((candidate) => candidate.key === spec.id) ?? choices[i];
      return (
        !isSamePoint(spec.x0) ||
        spec.seed !== seed ||
        JSON.stringify(spec.constraints ?? []) !== JSON.stringify(inForce) ||
        choice?.method !== spec.method ||
        JSON.stringify(choice.options) !== JSON.stringify(spec.options)
      );
    })
  );
}
