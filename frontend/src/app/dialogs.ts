import { useSyncExternalStore } from 'react';

/** The one dialog that is open over the page; lives outside React so that keys, palette and drops can open it. */
export type DialogState =
  | { kind: 'palette'; text?: string }
  | { kind: 'shortcuts' }
  | { kind: 'newProject'; copyOf?: string }
  | { kind: 'import'; file?: File; project?: string | null }
  | { kind: 'more' }
  /** Writes that wait for a connection; logging out while there are some. */
  | { kind: 'queue' }
  | { kind: 'unsent' };

let current: DialogState | null = null;
let opener: HTMLElement | null = null;
const listeners = new Set<() => void>();

function set(next: DialogState | null): void {
  current = next;
  listeners.forEach((listener) => listener());
}

export function openDialog(next: DialogState): void {
  if (!current) opener = document.activeElement as HTMLElement | null;
  set(next);
}

export function closeDialog(): void {
  set(null);
  const back = opener;
  opener = null;
  // The dialog leaves the page in the next frame; only then does the page take focus again.
  requestAnimationFrame(() => back?.isConnected && back !== document.body && back.focus());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useDialog(): DialogState | null {
  return useSyncExternalStore(subscribe, () => current);
}
