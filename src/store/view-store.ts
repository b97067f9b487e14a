/** How things are shown. Kept between visits, and apart from the study: undo never touches it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppStore } from './context';
import type { ViewState } from './state';

export type ViewStore = StoreApi<ViewState>;

/** What is kept between visits. */
export type KeptView = Pick<ViewState, 'theme' | 'convergenceX' | 'logY' | 'logLevels'>;

export const keptView = ({ theme, convergenceX, logY, logLevels }: ViewState): KeptView => ({
  theme,
  convergenceX,
  logY,
  logLevels,
});

/** Creates the view store; `app` tells which runs there are. */
export function createView(app: AppStore, kept: Partial<KeptView> = {}): ViewStore {
  return createStore<ViewState>()((set, get) => ({
    theme: 'system',
    convergenceX: 'iterations',
    logY: true,
    convergenceY: 'value',
    logLevels: true,
    hidden: [],
    hover: null,
    panel: 'landscape',
    ...kept,
    setTheme: (theme) => set({ theme }),
    setConvergenceX: (convergenceX) => set({ convergenceX }),
    setLogY: (logY) => set({ logY }),
    setConvergenceY: (convergenceY) => set({ convergenceY }),
    setLogLevels: (logLevels) => set({ logLevels }),
    toggleHidden(runId) {
      const { hidden } = get();
      set({ hidden: hidden.includes(runId) ? hidden.filter((id) => id !== runId) : [...hidden, runId] });
    },
    solo(runId) {
      const others = app
        .getState()
        .runs.map(({ spec }) => spec.id)
        .filter((id) => id !== runId);
      const { hidden } = get();
      const isSolo = !hidden.includes(runId) && others.every((id) => hidden.includes(id));
      set({ hidden: isSolo ? [] : others });
    },
    setHover(hover) {
      const old = get().hover;
      if (old?.runId !== hover?.runId || old?.iterate !== hover?.iterate) set({ hover });
    },
    setPanel: (panel) => set({ panel }),
  }));
}

/** Reads a kept view; anything unexpected in it is left out. */
export function readKeptView(text: string | null): Partial<KeptView> {
  let value: Partial<Record<keyof KeptView, unknown>>;
  try {
    value = (JSON.parse(text ?? '{}') as typeof value | null) ?? {};
  } catch {
    return {};
  }
  const theme = (['system', 'light', 'dark'] as const).find((name) => name === value.theme);
  const convergenceX = (['iterations', 'evaluations', 'time'] as const).find((name) => name === value.convergenceX);
  return {
    ...(theme && { theme }),
    ...(convergenceX && { convergenceX }),
    ...(typeof value.logY === 'boolean' && { logY: value.logY }),
    ...(typeof value.logLevels === 'boolean' && { logLevels: value.logLevels }),
  };
}
