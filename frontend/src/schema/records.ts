/** Reading records. Everything of an entity lies under ['records', entity], so that one prefix throws it away. */
import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { api } from '../api/client';
import { withQueued } from '../api/offlineQueue';
import { useQueue } from '../offline/queue';
import { fieldsAsked, listParams, type QueryState } from './queryState';
import { mergeRefs } from './refs';
import type { Can, DetailAnswer, EntityMeta, GroupAnswer, ListAnswer, Refs, Row } from './types';

export const PAGE = 100;
export const recordKeys = {
  all: ['records'] as const,
  entity: (entity: string) => ['records', entity] as const,
  lists: (entity: string) => ['records', entity, 'list'] as const,
  list: (entity: string, query: string) => ['records', entity, 'list', query] as const,
  groups: (entity: string, query: string) => ['records', entity, 'groups', query] as const,
  detail: (entity: string, id: number) => ['records', entity, 'detail', id] as const,
  activity: (entity: string, id: number) => ['records', entity, 'activity', id] as const,
};

export const NOTHING: Can = {
  create: false,
  edit: false,
  delete: false,
  comment: false,
  share_view: false,
  import: false,
  export: false,
  history: false,
  actions: {},
};

const listQuery = (entity: string, params: URLSearchParams, offset: number, limit: number) => {
  const query = new URLSearchParams(params);
  query.set('offset', String(offset));
  query.set('limit', String(limit));
  const text = query.toString();
  return {
    queryKey: recordKeys.list(entity, text),
    queryFn: ({ signal }: { signal: AbortSignal }) => api.get<ListAnswer>(`/api/records/${entity}?${text}`, { signal }),
  };
};

/** The first `limit` rows (at most 500): for boards, calendars, grids and pickers. */
export function useRecordList(entity: string, params: URLSearchParams, limit = 500): UseQueryResult<ListAnswer> {
  return useQuery({ ...listQuery(entity, params, 0, limit), placeholderData: keepPreviousData });
}

export interface RowWindow {
  total: number;
  /** Row at this place of the whole list; undefined while its page is not read. */
  rowAt: (index: number) => Row | undefined;
  loaded: Row[];
  refs: Refs;
  can: Can;
  /** Nothing was read yet. */
  isPending: boolean;
  /** What is shown belongs to the question before this one. */
  isStale: boolean;
  /** Fields that the rows shown were read with: a column that was just added is drawn when its values are there. */
  has: (field: string) => boolean;
  error: unknown;
  retry: () => void;
  /** Tell which places are in sight; their pages are read. */
  show: (first: number, last: number) => void;
}

interface Snapshot {
  question: string;
  pages: Map<number, ListAnswer>;
  refs: Refs;
  total: number;
  can: Can;
}

const EMPTY: Snapshot = { question: '', pages: new Map(), refs: {}, total: 0, can: NOTHING };

function snapshotOf(question: string, pages: number[], answers: (ListAnswer | undefined)[]): Snapshot | null {
  const found = new Map<number, ListAnswer>();
  let refs: Refs = {};
  let last: ListAnswer | undefined;
  pages.forEach((page, index) => {
    const answer = answers[index];
    if (!answer) return;
    found.set(page, answer);
    refs = mergeRefs(refs, answer.refs);
    last ??= answer;
  });
  return last ? { question, pages: found, refs, total: last.total, can: last.can } : null;
}

/** A list of any length, of which only the pages in sight are read, 100 rows each. */
export function useRows(meta: EntityMeta, state: QueryState, project: string | null): RowWindow {
  const entity = meta.name;
  const params = listParams(state, project);
  params.set('fields', fieldsAsked(meta, state));
  const question = params.toString();
  const [seen, setSeen] = useState<{ question: string; pages: number[] }>({ question, pages: [0] });
  const pages = useMemo(() => (seen.question === question ? seen.pages : [0]), [seen, question]);
  const queries = useQueries({ queries: pages.map((page) => listQuery(entity, params, page * PAGE, PAGE)) });
  const answers = queries.map((query) => query.data);
  const memo = useRef<{ inputs: unknown[]; snapshot: Snapshot }>({ inputs: [], snapshot: EMPTY });
  const inputs = [question, pages, ...answers];
  if (inputs.length !== memo.current.inputs.length || inputs.some((input, index) => input !== memo.current.inputs[index])) {
    // Until the new question is answered the old rows stay: no flicker between two filters.
    memo.current = { inputs, snapshot: snapshotOf(question, pages, answers) ?? memo.current.snapshot };
  }
  const { snapshot } = memo.current;
  const show = useCallback(
    (first: number, last: number) => {
      const wanted: number[] = [];
      for (let page = Math.floor(Math.max(0, first) / PAGE); page <= Math.floor(Math.max(0, last) / PAGE); page++) wanted.push(page);
      setSeen((old) => {
        const base = old.question === question ? old.pages : [0];
        const fresh = wanted.filter((page) => !base.includes(page));
        return fresh.length || old.question !== question ? { question, pages: [...base, ...fresh] } : old;
      });
    },
    [question],
  );
  // What waits for the network is shown as if it were written; a waiting deletion keeps its place until it is.
  const { writes } = useQueue();
  const edits = useMemo(() => writes.filter((write) => write.kind === 'edit'), [writes]);
  const rowAt = useCallback(
    (index: number) => {
      const row = snapshot.pages.get(Math.floor(index / PAGE))?.rows[index % PAGE];
      return row && edits.length > 0 ? withQueued(entity, [row], edits)[0] : row;
    },
    [snapshot, edits, entity],
  );
  const loaded = useMemo(() => {
    const rows = [...snapshot.pages].sort(([a], [b]) => a - b).flatMap(([, answer]) => answer.rows);
    return withQueued(entity, rows, edits);
  }, [snapshot, edits, entity]);
  const has = useMemo(() => {
    const asked = new Set(new URLSearchParams(snapshot.question).get('fields')?.split(','));
    return (field: string) => asked.has(field);
  }, [snapshot.question]);
  const failed = queries.find((query) => query.isError);
  return {
    total: snapshot.total,
    rowAt,
    loaded,
    refs: snapshot.refs,
    can: snapshot.can,
    isPending: snapshot === EMPTY,
    isStale: snapshot.question !== question,
    has,
    error: failed?.error ?? null,
    retry: () => queries.forEach((query) => query.isError && void query.refetch()),
    show,
  };
}

/** Groups of the list with their counts and sums; nothing is asked while the list is not grouped. */
export function useGroups(entity: string, state: QueryState, project: string | null, measures: string[]) {
  const params = listParams(state, project);
  params.delete('sort');
  params.set('measure', ['count', ...measures].join(','));
  const query = params.toString();
  return useQuery({
    queryKey: recordKeys.groups(entity, query),
    queryFn: ({ signal }) => api.get<GroupAnswer>(`/api/records/${entity}/groups?${query}`, { signal }),
    enabled: state.group !== '',
    placeholderData: keepPreviousData,
  });
}

export function useDetail(entity: string, id: number | null) {
  return useQuery({
    queryKey: recordKeys.detail(entity, id ?? 0),
    queryFn: ({ signal }) => api.get<DetailAnswer>(`/api/records/${entity}/${id}`, { signal }),
    enabled: id !== null,
  });
}

/** True once `isPending` has lasted longer than people take for instant. */
export function useIsLate(isPending: boolean, after = 300): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isPending) {
      setLate(false);
      return undefined;
    }
    const timer = setTimeout(() => setLate(true), after);
    return () => clearTimeout(timer);
  }, [isPending, after]);
  return isPending && isLate;
}
