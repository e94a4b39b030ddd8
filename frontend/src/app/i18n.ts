import { useSyncExternalStore } from 'react';

import type { Language } from '../api/types';
import en from './en.json';
import zh from './zh.json';

/**
 * Messages are flat: one key, one sentence. `{name}` is replaced by the parameter, `{n|day|days}` chooses by number (English only
 * needs it). A module keeps its own two tables and adds them with registerMessages when its chunk loads.
 */
export type Messages = Record<string, string>;
export type Params = Record<string, string | number>;
export type Translate = (key: string, params?: Params) => string;

const tables: Record<Language, Messages> = { 'zh-CN': { ...zh }, en: { ...en } };
const listeners = new Set<() => void>();
let language: Language = globalThis.document?.documentElement.lang.startsWith('en') ? 'en' : 'zh-CN';

export function registerMessages(modules: { zh: Messages; en: Messages }): void {
  Object.assign(tables['zh-CN'], modules.zh);
  Object.assign(tables.en, modules.en);
}

export function getLanguage(): Language {
  return language;
}

/** Change the language of this page at once; the session remembers it by PUT /api/session/preferences. */
export function setLanguage(next: Language): void {
  if (next === language) return;
  language = next;
  document.documentElement.lang = next;
  listeners.forEach((listener) => listener());
}

const PLACE = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;

export function format(message: string, params: Params): string {
  return message.replace(PLACE, (whole, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one === undefined) return String(value);
    return Math.abs(Number(value)) === 1 ? one : (other ?? '');
  });
}

/** Translate now. Components use useT, so that they are drawn again when the language changes. */
export function t(key: string, params?: Params): string {
  const message = tables[language][key] ?? key;
  return params ? format(message, params) : message;
}

export function hasMessage(key: string): boolean {
  return key in tables[language];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, getLanguage);
}

export function useT(): Translate {
  useLanguage();
  return t;
}
