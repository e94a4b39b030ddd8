/** The kept cache of this page: who it belongs to is said by the shell; without that nothing is kept. */
import type { QueryClient } from '@tanstack/react-query';

import { shelf } from '../api/idb';
import { keys } from '../api/keys';
import { onLive } from '../api/live';
import { keep, restore, type Kept, type Keeping } from '../api/persist';
import type { Session } from '../api/types';
import { startQueue } from './queue';

/** A disk that takes longer than this is not waited for: the server is as fast. */
const PATIENCE = 250;
let keeping: Keeping | null = null;

const said = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="linkspan-${name}"]`)?.content ?? '';
const rightsOf = ({ user, verbs, projects }: Session) => JSON.stringify([user.id, verbs, projects.map((project) => project.code)]);

/** What the user may see has changed: nothing of before stays, neither here nor on the disk. */
function dropAll(client: QueryClient): void {
  void keeping?.forget().catch(() => undefined); // Nothing to forget where storage is forbidden.
  void client.resetQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
}

/** A grant may have been taken away while this browser was closed: the first real session is compared with the kept one. */
function watchRights(client: QueryClient): void {
  const before = client.getQueryData<Session>(keys.session);
  let known = before ? rightsOf(before) : null;
  client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryKey[0] !== 'session' || !query.state.data) return;
    const now = rightsOf(query.state.data as Session);
    if (known !== null && known !== now) dropAll(client);
    known = now;
  });
  onLive('access.changed', () => dropAll(client));
}

/** Call before the first paint; resolves when the kept answers are in place, or when that takes too long. */
export async function startKeeping(client: QueryClient): Promise<void> {
  const keeper = { user: said('user'), build: said('build') };
  if (!keeper.user || !('indexedDB' in globalThis)) return;
  const store = shelf<Kept>('cache');
  const late = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), PATIENCE);
  });
  await Promise.race([restore(client, store, keeper, Date.now()), late]).catch(() => false); // Storage is forbidden.
  keeping = keep(client, store, keeper);
  watchRights(client);
  addEventListener('pagehide', () => void keeping?.flush().catch(() => undefined)); // Closing: nobody is left to tell.
  void startQueue(client, keeper.user).catch(() => undefined); // Storage is forbidden: writes fail by name, as without a queue.
}

/** At log-out: this computer keeps nothing of anybody. */
export async function forgetAll(): Promise<void> {
  const last = keeping;
  keeping?.stop();
  keeping = null;
  await last?.forget().catch(() => undefined); // As above.
}
