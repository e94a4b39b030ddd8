import { useEffect, useRef, useSyncExternalStore } from 'react';

import type { LiveEvents } from './types';

export type LiveStatus = 'connecting' | 'online' | 'offline';
type Handler = (data: never) => void;

const EVENT_NAMES: (keyof LiveEvents | 'reset')[] = [
  'hello',
  'reset',
  'plan.changed',
  'project.changed',
  'calendar.changed',
  'job.progress',
  'access.changed',
  'record.changed',
  'view.changed',
  'configuration.changed',
  'user.mentioned',
  'user.watched',
  'user.told',
  'approval.changed',
];
const handlers = new Map<string, Set<Handler>>();
const statusListeners = new Set<() => void>();
let status: LiveStatus = 'connecting';
let stop: (() => void) | null = null;

function setStatus(next: LiveStatus): void {
  if (status === next) return;
  status = next;
  statusListeners.forEach((listener) => listener());
}

function dispatch(name: string, data: string): void {
  let value: unknown;
  try {
    value = JSON.parse(data || '{}');
  } catch {
    return; // A line that is no JSON carries nothing for us; the next event tells the state.
  }
  // `reset`: the server no longer has the events since our last one, so everything may be stale.
  handlers.get(name === 'reset' ? 'resync' : name)?.forEach((handler) => handler(value as never));
}

/** One stream for all tabs of this browser. Returns false where SharedWorker is missing or refuses to start. */
function startShared(): boolean {
  if (typeof SharedWorker === 'undefined') return false;
  let worker: SharedWorker;
  try {
    worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'linkspan-live' });
  } catch {
    return false;
  }
  const { port } = worker;
  const say = (type: string, name?: string) => port.postMessage({ type, name });
  const onHide = () => say('bye');
  const onShow = () => say('hello');
  worker.onerror = () => {
    stop?.();
    startOwn();
  };
  port.onmessage = (event: MessageEvent<{ status?: LiveStatus; name?: string; data?: string }>) => {
    if (event.data.status) setStatus(event.data.status);
    if (event.data.name) dispatch(event.data.name, event.data.data ?? '{}');
  };
  port.start();
  EVENT_NAMES.forEach((name) => say('listen', name));
  say('hello');
  addEventListener('pagehide', onHide);
  addEventListener('pageshow', onShow);
  stop = () => {
    removeEventListener('pagehide', onHide);
    removeEventListener('pageshow', onShow);
    say('bye');
    port.close();
    stop = null;
  };
  return true;
}

/** Fallback: a stream of this tab alone. */
function startOwn(): void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lost = false;
  const open = () => {
    source = new EventSource('/live');
    EVENT_NAMES.forEach((name) =>
      source?.addEventListener(name, (event) => dispatch(name, (event as MessageEvent<string>).data)),
    );
    source.onopen = () => {
      setStatus('online');
      if (lost) dispatch('resync', '{}');
      lost = false;
    };
    source.onerror = () => {
      setStatus('offline');
      if (source?.readyState !== EventSource.CLOSED) return;
      lost = true;
      timer = setTimeout(open, 5000);
    };
  };
  open();
  stop = () => {
    clearTimeout(timer);
    source?.close();
    stop = null;
  };
}

export function startLive(): void {
  if (stop) return;
  if (!startShared()) startOwn();
}

export function stopLive(): void {
  stop?.();
}

/** Subscribe outside React; returns the function that unsubscribes. */
export function onLive<N extends keyof LiveEvents>(name: N, handler: (data: LiveEvents[N]) => void): () => void {
  const set = handlers.get(name) ?? new Set<Handler>();
  handlers.set(name, set);
  set.add(handler as Handler);
  return () => set.delete(handler as Handler);
}

/** Subscribe a component; the handler may change between renders. */
export function useLive<N extends keyof LiveEvents>(name: N, handler: (data: LiveEvents[N]) => void): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => onLive(name, (data) => latest.current(data)), [name]);
}

function subscribeStatus(listener: () => void): () => void {
  statusListeners.add(listener);
  return () => statusListeners.delete(listener);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(subscribeStatus, () => status);
}
