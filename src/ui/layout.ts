/** Which of the three layouts the window calls for. */
import { useSyncExternalStore } from 'react';

export type Layout = 'wide' | 'narrow' | 'phone';

const phone = globalThis.matchMedia('(max-width: 720px)');
const narrow = globalThis.matchMedia('(max-width: 1180px)');

function subscribe(listener: () => void): () => void {
  phone.addEventListener('change', listener);
  narrow.addEventListener('change', listener);
  return () => {
    phone.removeEventListener('change', listener);
    narrow.removeEventListener('change', listener);
  };
}

function currentLayout(): Layout {
  if (phone.matches) return 'phone';
  return narrow.matches ? 'narrow' : 'wide';
}

/** The layout now; renders again when the window crosses a limit. */
export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, currentLayout);
}
