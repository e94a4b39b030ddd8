import { useMemo } from 'react';

import { withQueued } from '../api/offlineQueue';
import { useQueue } from '../offline/queue';
import { useRecordList } from '../schema/records';
import { fieldsAsked, listParams, type Filter, type QueryState } from '../schema/queryState';
import type { EntityMeta, Refs, Row } from '../schema/types';

export const MOST = 500;

export interface ViewRows {
  rows: Row[];
  refs: Refs;
  total: number;
  isPending: boolean;
  error: unknown;
  retry: () => void;
}

/** The rows of a view in the order of the list, ungrouped, with the writes that still wait for a connection. */
export function useViewRows(entity: EntityMeta, state: QueryState, project: string | null, filter?: Filter): ViewRows {
  const filters = filter ? [...state.filters, filter] : state.filters;
  const params = listParams({ ...state, filters, group: '', sub: '' }, project);
  params.set('fields', fieldsAsked(entity, state));
  const query = useRecordList(entity.name, params, MOST);
  const { writes } = useQueue();
  const read = query.data;
  const rows = useMemo(() => withQueued(entity.name, read?.rows ?? [], writes), [entity.name, read?.rows, writes]);
  return {
    rows,
    refs: read?.refs ?? {},
    total: read?.total ?? 0,
    isPending: query.isPending,
    error: query.isError && !read ? query.error : null,
    retry: () => void query.refetch(),
  };
}
