/** What the parts of the app's store share: the state, the workers, and the small helpers around them. */
import type { StoreApi } from 'zustand/vanilla';
import type { WorkerClient } from '../worker/client';
import type { AppState, LossInfo } from './state';

export type AppStore = StoreApi<AppState>;

export interface Context {
  readonly store: AppStore;
  readonly client: WorkerClient;
  readonly notify: (kind: 'info' | 'error', text: string) => void;
}

/** Identity of a loss in force; runs and pictures belong to one. */
export const lossIdentity = ({ n, text }: Pick<LossInfo, 'n' | 'text'>): string => `${n}:${text}`;

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
