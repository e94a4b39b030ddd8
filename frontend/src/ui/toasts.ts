import { useSyncExternalStore } from 'react';

import { sentenceOf } from '../api/client';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'error';
  action?: { label: string; keys?: string; run: () => void };
}

/** One line at a time: a new one takes the place of the old. Errors stay until they are closed. */
let current: Toast | null = null;
let serial = 0;
const listeners = new Set<() => void>();

function set(next: Toast | null): void {
  current = next;
  listeners.forEach((listener) => listener());
}

export function showToast(toast: { text: string; tone?: 'plain' | 'error'; action?: Toast['action'] }): void {
  serial += 1;
  set({ id: serial, tone: 'plain', ...toast });
}

/** Say what went wrong; being sent to the log-in page needs no words. */
export function showProblem(problem: unknown, action?: Toast['action']): void {
  if ((problem as { status?: number })?.status === 401) return;
  showToast({ text: sentenceOf(problem), tone: 'error', action });
}

export function closeToast(id: number): void {
  if (current?.id === id) set(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useToast(): Toast | null {
  return useSyncExternalStore(subscribe, () => current);
}
