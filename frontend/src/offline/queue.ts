/** The queue of this page: whose it is, how it sends, and when. */
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { api } from '../api/client';
import { shelf } from '../api/idb';
import { OfflineQueue, type QueuedWrite, type QueueState, type Send } from '../api/offlineQueue';
import { takeRows } from '../schema/cache';
import { recordKeys } from '../schema/records';
import type { WriteAnswer } from '../schema/types';
import { registerOffline } from '../schema/writes';

/** A server that came back may not be announced by the browser; while something waits it is asked now and then. */
const ASK_EVERY = 15_000;
const EMPTY: QueueState = { writes: [], isSending: false };
let queue: OfflineQueue | null = null;
let tell: BroadcastChannel | null = null;

const send: Send = (write) => {
  const base = `/api/records/${write.entity}`;
  const options = { idempotencyKey: write.id, ...(write.version !== null && { ifMatch: write.version }) };
  switch (write.kind) {
    case 'create':
      return api.post<WriteAnswer>(base, { ...(write.project && { project: write.project }), values: write.values }, options);
    case 'edit':
      return api.patch<WriteAnswer>(`${base}/${write.row}`, { values: write.values }, options);
    case 'delete':
      return api.delete<WriteAnswer>(`${base}/${write.row}`, undefined, options);
    case 'action':
      return api.post<WriteAnswer>(`${base}/${write.row}/actions/${write.action}`, { inputs: write.values }, options);
  }
};

/** One tab sends at a time where the browser can tell them apart; elsewhere the keys make a second sending harmless. */
function replay(): void {
  if (!queue?.getState().writes.some((write) => write.state === 'waiting')) return;
  const run = () => queue?.replay() ?? Promise.resolve();
  const done = navigator.locks ? navigator.locks.request('linkspan-queue', { ifAvailable: true }, (lock) => lock && run()) : run();
  void Promise.resolve(done).then(() => tell?.postMessage('changed'));
}

/** Begin for this user: what an earlier page left is read and sent. */
export async function startQueue(client: QueryClient, user: string): Promise<void> {
  const onSent = (write: QueuedWrite, row: WriteAnswer['row'] | null) => {
    if (row) takeRows(client, write.entity, [row]);
    void client.invalidateQueries({ queryKey: recordKeys.entity(write.entity) });
  };
  const own = new OfflineQueue({ store: shelf<QueuedWrite[]>('queue'), user, send, onSent });
  await own.load();
  queue = own;
  registerOffline(async (write) => {
    try {
      await own.add(write);
    } catch {
      return false; // Storage is forbidden: the page reports the write as failed, as it would without a queue.
    }
    tell?.postMessage('changed');
    return true;
  });
  if (typeof BroadcastChannel !== 'undefined') {
    tell = new BroadcastChannel('linkspan-queue');
    tell.onmessage = () => void own.load();
  }
  own.subscribe(publish);
  publish();
  addEventListener('online', replay);
  setInterval(replay, ASK_EVERY);
  replay();
}

const listeners = new Set<() => void>();
function publish(): void {
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useQueue(): QueueState {
  return useSyncExternalStore(subscribe, () => queue?.getState() ?? EMPTY);
}

export const sendQueue = replay;
export const queueLength = () => queue?.getState().writes.length ?? 0;
export const keepMine = (id: string) => void queue?.keepMine(id).finally(() => tell?.postMessage('changed'));
export const discardWrite = (id: string) => void queue?.discard(id).finally(() => tell?.postMessage('changed'));
export const clearQueue = async () => queue?.clear();
