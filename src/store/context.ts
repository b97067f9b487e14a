/** What the parts of the app's store share: the state, the workers, and the small helpers around them. */
import type { StoreApi } from 'zustand/vanilla';
import type { WorkerClient } from '../worker/client';
import type { StudyProblem } from '../study/types';
import type { LossSource } from '../worker/solver-protocol';
import type { AppState, LossInfo } from './state';

export type AppStore = StoreApi<AppState>;

export interface Context {
  readonly store: AppStore;
  readonly client: WorkerClient;
  readonly notify: (kind: 'info' | 'error', text: string) => void;
}

export { keyOf, lossIdentity } from '../worker/loss-key';

/** The loss in force as workers are told of it. */
export const sourceOf = ({ text, language, n, params, data, plain }: LossInfo): LossSource => ({
  text,
  language,
  n,
  ...(params && { params }),
  ...(data && { data }),
  ...(plain && { plain }),
});

/** Whether the loss in force is the one that the settings describe, apart from its language. */
export const isInForce = (loss: LossInfo | null, { text, params, data }: StudyProblem): boolean =>
  loss !== null && loss.text === text && loss.params === params && loss.data === data;

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
