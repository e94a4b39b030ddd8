/** Which decision is being asked for, so that a list, its panel and the keys speak of the same one. */
import { useSyncExternalStore } from 'react';

import type { Verb } from './types';

export interface Question {
  id: number;
  verb: Verb;
}

let question: Question | null = null;
const listeners = new Set<() => void>();

export function askFor(next: Question | null): void {
  question = next;
  listeners.forEach((listener) => listener());
}

export const questionNow = (): Question | null => question;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useQuestion(): Question | null {
  return useSyncExternalStore(subscribe, questionNow);
}
