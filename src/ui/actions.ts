/** Actions of the page that are more than one call of a store. */
import { appStore, openExample, playbackStore } from './stores';
import { prefersReducedMotion } from './theme';

const WATCHED_MILLISECONDS = 1500;

const REPEAT_MILLISECONDS = 250;

let lastPress = -Infinity;

/**
 * Runs the study; when it was too quick to be watched while it ran, plays it from the start.
 * A study that took longer was followed live and stays at its end, as it does for people who asked for less motion.
 */
export async function runAndPlay(): Promise<void> {
  // A key that repeats, or a double click, asks for one study.
  const pressed = performance.now();
  if (pressed - lastPress < REPEAT_MILLISECONDS) return;
  lastPress = pressed;
  const before = appStore.getState().runs;
  await appStore.getState().runStudy();
  const { runs, running } = appStore.getState();
  const isOver = runs !== before && !running && runs.every(({ status }) => status === 'done' || status === 'skipped');
  const wasQuick = performance.now() - pressed < WATCHED_MILLISECONDS;
  const playback = playbackStore.getState();
  if (isOver && wasQuick && !playback.playing && !prefersReducedMotion()) playback.play();
}

/** Opens an example of the gallery and runs it. */
export async function showExample(id: string): Promise<void> {
  await openExample(id);
  await runAndPlay();
}
