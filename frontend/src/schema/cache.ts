/** What is known of records in the cache: put an edit or an answer into every list and detail that shows the row. */
import type { QueryClient } from '@tanstack/react-query';

import { recordKeys } from './records';
import { mergeRefs } from './refs';
import type { DetailAnswer, ListAnswer, Refs, Row } from './types';

type Change = (row: Row) => Row;

function changeList(answer: ListAnswer | undefined, ids: Set<number>, change: Change, refs?: Refs): ListAnswer | undefined {
  if (!answer || !answer.rows.some((row) => ids.has(row.id))) return answer;
  const rows = answer.rows.map((row) => (ids.has(row.id) ? change(row) : row));
  return { ...answer, rows, refs: mergeRefs(answer.refs, refs) };
}

export function changeRows(client: QueryClient, entity: string, ids: number[], change: Change, refs?: Refs): void {
  const set = new Set(ids);
  client.setQueriesData<ListAnswer>({ queryKey: recordKeys.lists(entity) }, (old) => changeList(old, set, change, refs));
  for (const id of set) {
    client.setQueryData<DetailAnswer>(recordKeys.detail(entity, id), (old) =>
      old ? { ...old, row: change(old.row), refs: mergeRefs(old.refs, refs) } : old,
    );
  }
}

export function dropRows(client: QueryClient, entity: string, ids: number[]): void {
  const set = new Set(ids);
  client.setQueriesData<ListAnswer>({ queryKey: recordKeys.lists(entity) }, (old) => {
    if (!old || !old.rows.some((row) => set.has(row.id))) return old;
    const rows = old.rows.filter((row) => !set.has(row.id));
    return { ...old, rows, total: old.total - (old.rows.length - rows.length) };
  });
}

/** Rows as the server answered them. */
export function takeRows(client: QueryClient, entity: string, rows: Row[], refs?: Refs): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  changeRows(client, entity, [...byId.keys()], (old) => ({ ...old, ...byId.get(old.id) }), refs);
}

export function knownRow(client: QueryClient, entity: string, id: number): Row | undefined {
  for (const [, answer] of client.getQueriesData<ListAnswer>({ queryKey: recordKeys.lists(entity) })) {
    const row = answer?.rows.find((other) => other.id === id);
    if (row) return row;
  }
  return client.getQueryData<DetailAnswer>(recordKeys.detail(entity, id))?.row;
}
