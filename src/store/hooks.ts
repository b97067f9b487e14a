/** The app's stores, the hooks that select from them, and the one call that starts everything. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { problems } from '../problems';
import type { ScheduleReply, ScheduleRequest } from '../study/schedule';
import { WorkerClient } from '../worker/client';
import { createApp } from './app-store';
import { createDigits, type DigitsState } from './digits-store';
import { exampleIn, loadExamples, Sketches, type Example } from './examples';
import { browserSurroundings, keepSettings, openLinkedExample, storageKeys } from './keeping';
import { LanguageDesk } from './language';
import { Predicting } from './predicting';
import { createPlayback } from './playback-store';
import type { AppState, PlaybackState, ViewState } from './state';
import { createView, readKeptView } from './view-store';

// Workers are started when they are first needed, so this costs nothing outside a browser.
const client = new WorkerClient();
const app = createApp(client);

export type { ScheduleReply, ScheduleRequest } from '../study/schedule';

export const appStore = app.store;
export const playbackStore = createPlayback(appStore);
export const viewStore = createView(appStore, readKeptView(keptViewText()));

export { digitsMethods } from './digits-store';

/** The training on handwritten digits; its worker starts when its dialog opens. */
export const digitsStore = createDigits();

/** The editor's questions about the loss language. */
export const languageDesk = new LanguageDesk(client, appStore);

/** The test functions, in the picker's order. */
export const catalogue = problems;

export { builtInData } from '../problems';

/** Selects from the app's state; the component renders again when what it selected changes. */
export const useApp = <T>(select: (state: AppState) => T): T => useStore(appStore, select);
export const usePlayback = <T>(select: (state: PlaybackState) => T): T => useStore(playbackStore, select);
export const useDigits = <T>(select: (state: DigitsState) => T): T => useStore(digitsStore, select);
export const useView = <T>(select: (state: ViewState) => T): T => useStore(viewStore, select);

let started: Promise<void> | null = null;

/** Starts the app: restores the settings, draws the landscape, then runs the study and plays it. Safe to call twice. */
export const startApp = (): Promise<void> => (started ??= start());

/** Opens an example of the gallery, shown as it asks to be. Resolves when its text is being compiled. */
export const openExample = (id: string): Promise<void> => openLinkedExample(app, viewStore, id);

/** The learning rates that a first-order method would use; rejects when the worker does not answer. */
export const scheduleOf = (request: ScheduleRequest): Promise<ScheduleReply> => client.schedule(request);

/** What the loss in force predicts at a point. */
export const predicting = new Predicting(client, appStore);

/** The pictures on the gallery's cards. */
export const sketches = new Sketches(client);

/** The gallery's examples; empty until they are loaded, or when they cannot be. */
export function useExamples(): readonly Example[] {
  const [examples, setExamples] = useState<readonly Example[]>([]);
  useEffect(() => {
    let isWanted = true;
    loadExamples().then(
      (loaded) => isWanted && setExamples(loaded),
      () => undefined,
    );
    return () => void (isWanted = false);
  }, []);
  return examples;
}

async function start(): Promise<void> {
  const linked = exampleIn(globalThis.location.hash);
  keepSettings(app, viewStore, browserSurroundings());
  // Over what the last visit left, so that undo brings that back.
  if (linked !== null) await openExample(linked);
  await app.start();
  await appStore.getState().runStudy();
  const wantsStillness = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;
  if (!wantsStillness) playbackStore.getState().play();
}

function keptViewText(): string | null {
  try {
    return globalThis.localStorage?.getItem(storageKeys.view) ?? null;
  } catch {
    return null;
  }
}
