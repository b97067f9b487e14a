/** Which dialog is open. A tiny store of its own: it is neither part of the study nor of the view. */
import { useSyncExternalStore } from 'react';

export type DialogName =
  | 'commands'
  | 'shortcuts'
  | 'landscape-data'
  | 'convergence-data'
  | 'became'
  | 'plain-javascript'
  | 'examples'
  | 'data'
  | 'digits';

let open: DialogName | null = null;
const listeners = new Set<() => void>();

/** Opens one dialog and closes any other; null closes. */
export function openDialog(name: DialogName | null): void {
  open = name;
  for (const listener of listeners) listener();
}

/** Whether any dialog is open now. */
export function isDialogOpen(): boolean {
  return open !== null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The open dialog's name, or null. */
export function useOpenDialog(): DialogName | null {
  return useSyncExternalStore(subscribe, () => open);
}
