/** The theme in force: the user's choice, or the system's while the choice is 'system'. Read by CSS and by canvases. */
import { useSyncExternalStore } from 'react';
import { viewStore } from './stores';
import type { Theme } from './plots/palette';

const prefersDark = globalThis.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** The theme in force now. */
export function currentTheme(): Theme {
  const chosen = viewStore.getState().theme;
  if (chosen !== 'system') return chosen;
  return prefersDark.matches ? 'dark' : 'light';
}

/** Calls back after every change of the theme in force; returns the way to stop. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Writes the theme on the document and keeps it there. Called once, before the first paint. */
export function installTheme(): void {
  const apply = (): void => {
    const theme = currentTheme();
    if (document.documentElement.dataset['theme'] === theme) return;
    document.documentElement.dataset['theme'] = theme;
    for (const listener of listeners) listener();
  };
  apply();
  prefersDark.addEventListener('change', apply);
  viewStore.subscribe(apply);
}

/** The theme in force, for components. */
export function useTheme(): Theme {
  return useSyncExternalStore(onThemeChange, currentTheme);
}

/** Whether the person asked for less motion. */
export function prefersReducedMotion(): boolean {
  return globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
