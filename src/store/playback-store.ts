/**
 * The play bar. One position for all runs, in iterations; one clock calls `advance` once per frame. At speed 1 a whole
 * trace takes ten seconds, and short ones go by at twelve iterations a second, so that every one can be watched.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppStore } from './context';
import type { PlaybackState } from './state';

const slowest = 12;
const wholeSeconds = 10;
const speeds = { least: 0.25, most: 8 } as const;

/** Iterations per second at speed 1. */
export const playRate = (length: number): number => Math.max(slowest, length / wholeSeconds);

export type PlaybackStore = StoreApi<PlaybackState>;

/** Creates the play bar over the app's runs: it follows their ends while they run. */
export function createPlayback(app: AppStore): PlaybackStore {
  const store = createStore<PlaybackState>()((set, get) => ({
    playing: false,
    position: 0,
    length: 0,
    speed: 1,
    following: true,
    play() {
      const { position, length } = get();
      if (length === 0) return;
      set({ playing: true, following: false, position: position >= length ? 0 : position });
    },
    pause: () => set({ playing: false, following: false }),
    toggle: () => (get().playing ? get().pause() : get().play()),
    seek(position) {
      if (Number.isNaN(position)) return;
      const { length } = get();
      set({ position: Math.min(length, Math.max(0, position)), following: position >= length });
    },
    stepBy(iterations) {
      const { position } = get();
      set({ playing: false });
      // From between two iterations, a step goes to a whole one.
      get().seek(iterations > 0 ? Math.floor(position) + iterations : Math.ceil(position) + iterations);
    },
    setSpeed(speed) {
      if (Number.isNaN(speed)) return;
      set({ speed: Math.min(speeds.most, Math.max(speeds.least, speed)) });
    },
    advance(seconds) {
      const { playing, position, length, speed } = get();
      if (!playing || !(seconds > 0)) return;
      const next = position + seconds * speed * playRate(length);
      if (next < length) return set({ position: next });
      // More may still come: then wait at the end, and go on with it.
      const goesOn = app.getState().running;
      set({ position: length, playing: goesOn, following: goesOn });
    },
  }));

  app.subscribe((state, before) => {
    if (state.runs === before.runs && state.running === before.running) return;
    const length = Math.max(0, ...state.runs.map(({ trace }) => trace.count - 1));
    const isNewStudy = state.runs.length > 0 && state.runs.every(({ trace }) => trace.count <= 1);
    const { position, following } = store.getState();
    if (isNewStudy || length === 0) store.setState({ length, position: 0, following: true, playing: false });
    else store.setState({ length, position: following ? length : Math.min(position, length) });
  });
  return store;
}
