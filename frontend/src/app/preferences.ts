import { useSyncExternalStore } from 'react';

import type { Density, ThemeChoice } from '../api/types';

/**
 * Theme and density of this page. The choice is kept in localStorage too, so that the next visit starts in it before the session
 * has been read. `scheme` is what is really shown: light or dark.
 */
const THEME_KEY = 'linkspan-theme';
const DENSITY_KEY = 'linkspan-density';
const systemDark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

let theme: ThemeChoice = read(THEME_KEY, ['light', 'dark', 'system'], 'system');
let density: Density = read(DENSITY_KEY, ['compact', 'comfortable'], 'comfortable');

function read<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  try {
    const value = localStorage.getItem(key) as T | null;
    return value && allowed.includes(value) ? value : otherwise;
  } catch {
    return otherwise; // Storage is forbidden in this browser: the session still knows the choice.
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return; // As above.
  }
}

export function schemeOf(choice: ThemeChoice): 'light' | 'dark' {
  if (choice === 'system') return systemDark?.matches ? 'dark' : 'light';
  return choice;
}

function paint(): void {
  const root = document.documentElement;
  root.dataset.mantineColorScheme = schemeOf(theme);
  root.dataset.density = density;
  listeners.forEach((listener) => listener());
}

export function applyTheme(next: ThemeChoice): void {
  theme = next;
  write(THEME_KEY, next);
  paint();
}

export function applyDensity(next: Density): void {
  density = next;
  write(DENSITY_KEY, next);
  paint();
}

/** Call once before the first paint. */
export function startPreferences(): void {
  systemDark?.addEventListener('change', paint);
  paint();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => theme);
}

/** What is shown now; canvas code reads its colours again when this changes. */
export function useScheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, () => schemeOf(theme));
}

export function useDensity(): Density {
  return useSyncExternalStore(subscribe, () => density);
}
