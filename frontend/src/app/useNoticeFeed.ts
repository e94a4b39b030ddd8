import { useEffect, useRef } from 'react';

import { isRunning, useJobs } from '../api/jobs';
import { useLive } from '../api/live';
import { addNotice } from './notices';
import { useSession } from './session';

/** Turns live events into the lines of the bell. */
export function useNoticeFeed(): void {
  const { user } = useSession();
  const jobs = useJobs();
  const running = useRef(new Set<string>());
  useLive('plan.changed', ({ actor, project }) => {
    if (actor && actor !== user.name && actor !== user.username) addNotice({ kind: 'plan', actor, project });
  });
  useEffect(() => {
    for (const job of jobs) {
      if (isRunning(job.state)) running.current.add(job.id);
      else if (running.current.delete(job.id)) addNotice({ kind: 'job', job });
    }
  }, [jobs]);
}
