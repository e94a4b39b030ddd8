import { useEffect, useRef, useState } from 'react';

import { api } from '../api/client';
import type { Job } from '../api/types';
import { useT } from '../app/i18n';
import { showProblem, showToast } from '../ui/toasts';
import type { ChannelRow } from './types';

const ASK_EVERY = 700;
const LONGEST = 60_000;

/** Send a test message to oneself and say what came of it, in one sentence. */
export function useTryOut() {
  const t = useT();
  const [trying, setTrying] = useState<number | null>(null);
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);

  const follow = async (jobId: number): Promise<Job> => {
    const until = Date.now() + LONGEST;
    for (;;) {
      const job = await api.get<Job>(`/api/jobs/${jobId}`);
      if (!['queued', 'running'].includes(job.state) || Date.now() > until || !isHere.current) return job;
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
    }
  };

  const tryOut = (channel: ChannelRow) => {
    setTrying(channel.id);
    api
      .post<{ job: number }>(`/api/admin/channels/${channel.id}/test`, {})
      .then(({ job }) => follow(job))
      .then((job) => {
        if (!isHere.current) return;
        if (job.state === 'done') showToast({ text: t('messages.tried', { name: channel.name }) });
        else if (job.error) showToast({ text: job.error, tone: 'error' });
        else showToast({ text: t('messages.noWorker'), tone: 'error' });
      })
      .catch(showProblem)
      .finally(() => isHere.current && setTrying(null));
  };
  return { tryOut, trying };
}
