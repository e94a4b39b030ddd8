import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { keys } from './keys';
import { startLive, useLive } from './live';
import type { Session } from './types';
import { isOwnLog } from './undo';

/** Several changes in a row, a bulk edit of somebody's script for example, are one reading. */
const GATHER = 250;
const gathering = new Map<string, ReturnType<typeof setTimeout>>();

/** Own writes are in the cache already, their lists are read again by who wrote them. */
function recordChanged(client: QueryClient, entity: string, logId: number | null): void {
  clearTimeout(gathering.get(entity));
  const read = () => {
    if (isOwnLog(logId)) return;
    void client.invalidateQueries({ queryKey: ['records', entity] });
    void client.invalidateQueries({ queryKey: ['views', entity] });
  };
  gathering.set(entity, setTimeout(read, GATHER));
}

/**
 * Keeps what is on screen true: each live event throws away exactly the answers it made stale. The plan itself is not refetched
 * here, its page asks for the delta.
 */
export function useLiveInvalidation(): void {
  const client = useQueryClient();
  const stale = (...queryKeys: (readonly unknown[])[]) =>
    queryKeys.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
  useEffect(startLive, []);
  useLive('plan.changed', ({ project }) => {
    stale(keys.projectHome(project), keys.projects, keys.myWork);
    // A project that the session does not list was made since, by an import for example.
    const known = client.getQueryData<Session>(keys.session)?.projects ?? [];
    if (!known.some((other) => other.code === project)) stale(keys.session);
  });
  useLive('project.changed', ({ project }) => stale(keys.project(project), keys.projects, keys.session, ['setup', project]));
  useLive('calendar.changed', () => stale(keys.calendars));
  useLive('record.changed', ({ entity, log_id }) => recordChanged(client, entity, log_id));
  useLive('view.changed', ({ entity }) => stale(['views', entity]));
  // The declaration first: what the lists are asked for depends on it.
  useLive('configuration.changed', ({ entity }) => stale(['meta'], ['records', entity], ['configuration']));
  useLive('access.changed', () => void client.invalidateQueries());
  useLive('resync', () => void client.invalidateQueries());
}
