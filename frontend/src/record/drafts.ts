/**
 * What somebody has typed and not saved: of a form or of a comment. A draft outlives its dialog; what may be stored also outlives
 * a reload of this tab (sessionStorage, gone with the tab and at log-out). Commercial, personal and sensitive fields stay in
 * memory alone.
 */
const PREFIX = 'linkspan-draft:';
const KEEP_FOR = 7 * 24 * 3600 * 1000;

interface Kept {
  at: number;
  value: unknown;
}

export interface Store {
  getItem: (key: string) => string | null;
  setItem: (key: string, value: string) => void;
  removeItem: (key: string) => void;
}

export interface Drafts {
  read: <T>(key: string) => T | null;
  /** `storable` is the part of `value` that may leave memory; null for none of it. */
  write: <T>(key: string, value: T, storable: T | null) => void;
  forget: (key: string) => void;
}

export function createDrafts(store: Store | null, now: () => number): Drafts {
  const memory = new Map<string, Kept>();

  function stored(key: string): Kept | null {
    try {
      const text = store?.getItem(PREFIX + key);
      const kept = text ? (JSON.parse(text) as Kept) : null;
      return kept && typeof kept.at === 'number' ? kept : null;
    } catch {
      return null; // Storage is forbidden, or somebody else wrote this key: there is no draft then.
    }
  }

  function keep(key: string, value: Kept | null): void {
    try {
      if (value) store?.setItem(PREFIX + key, JSON.stringify(value));
      else store?.removeItem(PREFIX + key);
    } catch {
      return; // Storage is full or forbidden: the draft lives as long as the page.
    }
  }

  return {
    read<T>(key: string): T | null {
      const kept = memory.get(key) ?? stored(key);
      return kept && now() - kept.at < KEEP_FOR ? (kept.value as T) : null;
    },
    write(key, value, storable) {
      memory.set(key, { at: now(), value });
      keep(key, storable === null ? null : { at: now(), value: storable });
    },
    forget(key) {
      memory.delete(key);
      keep(key, null);
    },
  };
}

function tabStore(): Storage | null {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}

export const drafts = createDrafts(tabStore(), () => Date.now());

/** At log-out: the next person at this tab finds nothing. */
export function wipeDrafts(): void {
  const store = tabStore();
  if (!store) return;
  Object.keys(store)
    .filter((key) => key.startsWith(PREFIX))
    .forEach((key) => store.removeItem(key));
}
