/** Where settings live between visits: the link's fragment, and local storage for when there is none. */
import type { App } from './app-store';
import { exampleIn } from './examples';
import { settingsOf, type Settings } from './settings';
import { decodeLink, encodeLink, isLink, settingsFromText, settingsText } from './share';
import { keptView, type ViewStore } from './view-store';

export const storageKeys = { settings: 'thalweg.settings.1', view: 'thalweg.view.1' } as const;
const debounceMilliseconds = 300;

/** The browser's parts that are used; injected, so that this runs without one. */
export interface Surroundings {
  readonly location: Pick<Location, 'hash'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  addEventListener(type: 'hashchange', listener: () => void): void;
}

/** The browser's own; storage may be refused. */
export function browserSurroundings(): Surroundings {
  let storage: Storage | null = null;
  try {
    storage = globalThis.localStorage;
  } catch {
    // Blocked by the user: links still work.
  }
  const { location, history } = globalThis;
  return {
    location,
    history,
    storage,
    addEventListener: (type, listener) => globalThis.addEventListener(type, listener),
  };
}

/** Restores what the link or the last visit left, and keeps both up to date from now on. */
export function keepSettings(app: App, view: ViewStore, surroundings: Surroundings): void {
  const { location, history, storage } = surroundings;
  const linked = readLink(app, location.hash);
  const kept = settingsFromText(storage?.getItem(storageKeys.settings) ?? '');
  // Our own link after a reload: what it has no room for is still in storage.
  const isOwnLink = linked !== null && kept !== null && encodeLink(kept) === location.hash;
  const settings = isOwnLink ? kept : (linked ?? kept);
  if (settings) app.restore(settings);

  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = '';
  const write = (): void => {
    const now = settingsOf(app.store.getState());
    written = encodeLink(now);
    history.replaceState(null, '', written);
    // Storage may be too small for the data; the rest is kept at least.
    if (!setItem(storage, storageKeys.settings, settingsText(now))) {
      setItem(storage, storageKeys.settings, settingsText(now, 0));
    }
  };
  app.store.subscribe((state, before) => {
    if (same(settingsOf(state), settingsOf(before))) return;
    clearTimeout(timer);
    timer = setTimeout(write, debounceMilliseconds);
  });
  view.subscribe((state) => setItem(storage, storageKeys.view, JSON.stringify(keptView(state))));
  // Another link pasted into this tab, or the back button.
  surroundings.addEventListener('hashchange', () => {
    if (location.hash === written) return;
    const example = exampleIn(location.hash);
    if (example !== null) {
      void openLinkedExample(app, view, example).then(() => app.store.getState().runStudy());
      return;
    }
    const fresh = readLink(app, location.hash);
    if (!fresh) return;
    app.restore(fresh);
    void app.start().then(() => app.store.getState().runStudy());
  });
}

/** Opens the example that a link names, shown as it asks to be. */
export async function openLinkedExample(app: App, view: ViewStore, id: string): Promise<void> {
  const wanted = await app.store.getState().openExample(id);
  if (wanted) view.setState(wanted);
}

function readLink(app: App, fragment: string): Settings | null {
  if (!isLink(fragment)) return null;
  const settings = decodeLink(fragment);
  if (!settings)
    app.notify('error', 'This link is damaged or was not made by Thalweg; it was ignored. Nothing was changed.');
  return settings;
}

/** Whether it is kept: storage may be full, or refused. */
function setItem(storage: Surroundings['storage'], key: string, text: string): boolean {
  try {
    storage?.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

const same = (a: Settings, b: Settings): boolean =>
  (Object.keys(a) as (keyof Settings)[]).every((key) => a[key] === b[key]);
