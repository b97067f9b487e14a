/** Who is told of what happens in the pool. */
import type { Outcome } from '../study/session';
import type { Run } from '../study/types';
import type { Progress } from './types';

/** Told of what happens to the runs of a study, as it happens. */
export interface StudyListener {
  /** a run has new rows, a new status, or its end */
  onRun(run: Run): void;
  onProgress(progress: Progress): void;
  /** how a run ended */
  onOutcome?(outcome: Outcome): void;
}
