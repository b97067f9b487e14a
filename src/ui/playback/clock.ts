/**
 * The app's one animation clock. Plots register a painter and say when it is out of date; at most one paint of each
 * happens per frame, and playback advances in the same frame, so that every plot shows the same instant.
 * The loop sleeps when nothing moves.
 */
import { playbackStore } from '../stores';

export interface Painter {
  /** asks for a repaint in the next frame */
  invalidate(): void;
  dispose(): void;
}

const stale = new Set<() => void>();
let frame = 0;
let last = 0;

/** Registers a painter; it is painted once at the next frame. */
export function registerPainter(paint: () => void): Painter {
  const invalidate = (): void => {
    stale.add(paint);
    wake();
  };
  invalidate();
  return { invalidate, dispose: () => stale.delete(paint) };
}

function wake(): void {
  if (frame === 0) frame = requestAnimationFrame(tick);
}

function tick(now: number): void {
  frame = 0;
  const playback = playbackStore.getState();
  if (playback.playing) {
    // A hidden tab or a long task must not make the picture leap.
    const elapsed = last === 0 ? 1 / 60 : Math.min(0.1, (now - last) / 1000);
    playback.advance(elapsed);
    last = now;
  } else {
    last = 0;
  }
  const due = [...stale];
  stale.clear();
  for (const paint of due) paint();
  if (playbackStore.getState().playing || stale.size > 0) wake();
}

/** Starts the clock whenever playback starts. Returns the way to stop listening. */
export function startClock(): () => void {
  wake();
  return playbackStore.subscribe((now, before) => {
    if (now.playing && !before.playing) wake();
  });
}
