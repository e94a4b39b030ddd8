import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { keys } from './keys';
import { startLive, useLive } from './live';
import type { Session } from './types';

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
  useLive('project.changed', ({ project }) => stale(keys.project(project), keys.projects, keys.session));
  useLive('calendar.changed', () => stale(keys.calendars));
  useLive('access.changed', () => void client.invalidateQueries());
  useLive('resync', () => void client.invalidateQueries());
}
