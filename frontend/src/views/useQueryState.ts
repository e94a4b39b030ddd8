import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

import { readState, writeState, type QueryState } from '../schema/queryState';
import type { SavedView } from '../schema/types';

export interface QueryStateHandle {
  state: QueryState;
  /** A new entry in the history, so that Back undoes it; `isQuiet` replaces the present one (typing, peeking). */
  set: (change: Partial<QueryState>, isQuiet?: boolean) => void;
  replaceAll: (next: QueryState, isQuiet?: boolean) => void;
}

/** The state of a list lives in the address and nowhere else. */
export function useQueryState(views: SavedView[]): QueryStateHandle {
  const search = useSearch();
  const [location, go] = useLocation();
  const state = useMemo(() => readState(search, views), [search, views]);
  const replaceAll = useCallback(
    (next: QueryState, isQuiet = false) => {
      const text = writeState(next, views);
      go(location + (text ? `?${text}` : ''), { replace: isQuiet });
    },
    [go, location, views],
  );
  const set = useCallback(
    (change: Partial<QueryState>, isQuiet = false) => {
      // Read again: two changes between two renders must not lose the first.
      replaceAll({ ...readState(window.location.search, views), ...change }, isQuiet);
    },
    [replaceAll, views],
  );
  return useMemo(() => ({ state, set, replaceAll }), [state, set, replaceAll]);
}
