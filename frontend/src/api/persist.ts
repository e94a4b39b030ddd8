/**
 * The query cache on the disk of this browser, so that the next load paints before the server has answered.
 *
 * TanStack's persister is not used: it stores every query as it is, and here each answer is stripped of what may not lie on a shared
 * computer (api/strip.ts). What it does beyond `dehydrate` and `hydrate` fits below.
 */
import { dehydrate, hydrate, type DehydratedState, type Query, type QueryClient } from '@tanstack/react-query';

import type { EntityMeta, GroupAnswer, ListAnswer, Meta, SavedView } from '../schema/types';
import type { Shelf } from './idb';
import { namesClosedField, stripGroups, stripList, stripViews } from './strip';

export interface Kept {
  /** Build that wrote it; another build may read other shapes. */
  buster: string;
  /** Milliseconds since 1970. */
  at: number;
  state: DehydratedState;
}

export interface Keeper {
  user: string;
  build: string;
}

const MAX_AGE = 24 * 3600_000;
/** Writing is put off until the answers of a page have come in. */
const CALM = 1000;
/** Enough for the pages of a day's work; the newest stay. */
const MAX_QUERIES = 60;
/** Queries whose answers hold no field with a class: kept as they are. */
const PLAIN = new Set(['session', 'meta', 'projects', 'my-work']);

/** What of a query may be kept, or undefined. `records` answers need `meta` to know the classes of their fields. */
export function keptData(query: Pick<Query, 'queryKey' | 'state'>, meta: Meta | undefined): unknown {
  const [family, entityName, part, asked] = query.queryKey;
  const { data, status, isInvalidated } = query.state;
  if (status !== 'success' || isInvalidated || data === undefined) return undefined;
  if (PLAIN.has(String(family))) return data;
  if (family !== 'records' && family !== 'views') return undefined;
  const entity = meta?.entities[String(entityName)];
  if (!entity) return undefined;
  if (family === 'views') return stripViews(data as { items: SavedView[] }, entity);
  if (namesClosedField(String(asked), entity)) return undefined;
  if (part === 'list') return stripPages(data as ListAnswer | { pages: ListAnswer[] }, entity);
  if (part === 'groups') return stripGroups(data as GroupAnswer);
  return undefined;
}

/** A list is one answer, or the answers of its pages. */
const stripPages = (data: ListAnswer | { pages: ListAnswer[] }, entity: EntityMeta) =>
  'pages' in data ? { ...data, pages: data.pages.map((page) => stripList(page, entity)) } : stripList(data, entity);

/** The cache as it may be written down: stripped, the newest queries, no mutations. */
export function snapshot(client: QueryClient): DehydratedState {
  const meta = client.getQueryData<Meta>(['meta']);
  const kept = new Map<string, unknown>();
  for (const query of client.getQueryCache().getAll()) {
    const data = keptData(query, meta);
    if (data !== undefined) kept.set(query.queryHash, data);
  }
  const state = dehydrate(client, {
    shouldDehydrateMutation: () => false,
    shouldDehydrateQuery: (query) => kept.has(query.queryHash),
  });
  const newest = [...state.queries].sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt).slice(0, MAX_QUERIES);
  return {
    mutations: [],
    queries: newest.map((query) => ({ ...query, state: { ...query.state, data: kept.get(query.queryHash) } })),
  };
}

/** Put back what was kept for this user by this build within a day. Everything is read again as soon as it is shown. */
export async function restore(client: QueryClient, store: Shelf<Kept>, keeper: Keeper, now: number): Promise<boolean> {
  const kept = await store.get(keeper.user);
  if (!kept) return false;
  if (kept.buster !== keeper.build || now - kept.at > MAX_AGE || now < kept.at) {
    await store.remove(keeper.user);
    return false;
  }
  hydrate(client, {
    mutations: [],
    queries: kept.state.queries.map((query) => ({ ...query, state: { ...query.state, isInvalidated: true } })),
  });
  return true;
}

export interface Keeping {
  /** Write now what has changed. */
  flush: () => Promise<void>;
  /** Throw away what every user left on this computer and what comes until the cache has been read anew. */
  forget: () => Promise<void>;
  stop: () => void;
}

/** Keep the cache written down from now on. A browser that forbids storage works without. */
export function keep(client: QueryClient, store: Shelf<Kept>, keeper: Keeper, clock: () => number = Date.now): Keeping {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (isStopped) return;
    await store.put(keeper.user, { buster: keeper.build, at: clock(), state: snapshot(client) });
  };
  const unsubscribe = client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' && event.type !== 'removed') return;
    timer ??= setTimeout(() => void flush().catch(stop), CALM);
  });
  function stop(): void {
    isStopped = true;
    clearTimeout(timer);
    unsubscribe();
  }
  return {
    flush,
    forget: async () => {
      clearTimeout(timer);
      timer = undefined;
      await store.clear();
    },
    stop,
  };
}
