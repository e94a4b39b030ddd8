import { useSyncExternalStore } from 'react';

import type { Job } from '../api/types';

/** What happened while this page was open: changes by others, and jobs that ended. Newest first. */
export interface Notice {
  id: number;
  at: number;
  kind: 'plan' | 'job' | 'mentioned' | 'watched';
  actor?: string;
  project?: string;
  job?: Job;
  /** Record it is about: its name in the reader's language, and its page. */
  record?: string;
  url?: string;
  count: number;
}

const KEEP = 30;
let notices: Notice[] = [];
let unread = 0;
let serial = 0;
let snapshot = { notices, unread };
const listeners = new Set<() => void>();

function publish(): void {
  snapshot = { notices, unread };
  listeners.forEach((listener) => listener());
}

/** Several changes of one person to one plan are one line with a count. */
export function addNotice(notice: Omit<Notice, 'id' | 'at' | 'count'>): void {
  const top = notices[0];
  const isSame = top?.kind === 'plan' && notice.kind === 'plan' && top.actor === notice.actor && top.project === notice.project;
  serial += 1;
  notices = isSame
    ? [{ ...top, at: Date.now(), count: top.count + 1 }, ...notices.slice(1)]
    : [{ ...notice, id: serial, at: Date.now(), count: 1 }, ...notices].slice(0, KEEP);
  unread += isSame && unread > 0 ? 0 : 1;
  publish();
}

export function markRead(): void {
  unread = 0;
  publish();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useNotices(): { notices: Notice[]; unread: number } {
  return useSyncExternalStore(subscribe, () => snapshot);
}
