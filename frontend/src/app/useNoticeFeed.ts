import { useEffect, useRef } from 'react';

import { isRunning, useJobs } from '../api/jobs';
import { useLive } from '../api/live';
import type { PersonalNews } from '../api/types';
import { isOwnLog } from '../api/undo';
import { showToast } from '../ui/toasts';
import { getLanguage, useT } from './i18n';
import { addNotice } from './notices';
import { useSession } from './session';

/** An event may overtake the answer to the edit that caused it; only then is known that the edit was ours. */
const ANSWER_FIRST = 1500;

/** Turns live events into the lines of the bell. */
export function useNoticeFeed(): void {
  const t = useT();
  const { user } = useSession();
  const jobs = useJobs();
  const running = useRef(new Set<string>());
  const build = useRef<string | null>(null);
  useLive('hello', (hello) => {
    if (build.current && build.current !== hello.build) {
      showToast({
        text: t('error.newVersion'),
        tone: 'error',
        action: { label: t('action.reload'), run: () => location.reload() },
      });
    }
    build.current = hello.build;
  });
  useLive('plan.changed', ({ actor, project, log_id }) => {
    if (!actor || actor === user.name || actor === user.username) return;
    setTimeout(() => isOwnLog(log_id) || addNotice({ kind: 'plan', actor, project }), ANSWER_FIRST);
  });
  const tell = (kind: 'mentioned' | 'watched') => (news: PersonalNews) =>
    addNotice({ kind, actor: news.actor, record: getLanguage() === 'en' ? news.name.en : news.name.zh, url: news.url });
  useLive('user.mentioned', tell('mentioned'));
  useLive('user.watched', tell('watched'));
  useEffect(() => {
    for (const job of jobs) {
      if (isRunning(job.state)) running.current.add(job.id);
      else if (running.current.delete(job.id)) addNotice({ kind: 'job', job });
    }
  }, [jobs]);
}
