/** For people who asked for less motion: nothing plays by itself, runs show their final state. */
import { appStore, playbackStore } from '../stores';
import { prefersReducedMotion } from '../theme';

/** Holds playback at the end while runs stream and when they end. Playing by hand stays possible. */
export function keepStillWhereAsked(): () => void {
  return appStore.subscribe((now, before) => {
    if (now.runs === before.runs && now.running === before.running) return;
    if (!prefersReducedMotion() || (!now.running && !before.running)) return;
    const playback = playbackStore.getState();
    if (playback.playing) playback.pause();
    playback.seek(playback.length);
  });
}
