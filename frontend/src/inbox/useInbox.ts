import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { api } from '../api/client';
import { useLive } from '../api/live';
import { showProblem } from '../ui/toasts';

export type Tab = 'open' | 'snoozed' | 'done';
export type Deed = 'seen' | 'done' | 'snooze' | 'reopen';

export interface Line {
  id: number;
  kind: 'mentioned' | 'watched';
  entity: string;
  record_id: number;
  actor: string;
  record: string;
  url: string;
  excerpt: string;
  count: number;
  at: string;
  seen: boolean;
  snoozed_until: string | null;
}

export interface InboxAnswer {
  items: Line[];
  counts: { open: number; unseen: number; snoozed: number };
}

const key = (tab: Tab) => ['inbox', tab] as const;

export function useInbox(tab: Tab) {
  const client = useQueryClient();
  const refresh = useCallback(() => void client.invalidateQueries({ queryKey: ['inbox'] }), [client]);
  useLive('user.mentioned', refresh);
  useLive('user.watched', refresh);
  const query = useQuery({
    queryKey: key(tab),
    queryFn: ({ signal }) => api.get<InboxAnswer>(`/api/inbox?show=${tab}`, { signal }),
  });
  /** Answers whether the server took it; a refusal says why by itself. */
  const handle = useCallback(
    async (what: Deed, ids: number[], until?: string): Promise<boolean> => {
      try {
        await api.post(`/api/inbox/${what}`, { ids, ...(until && { until }) });
      } catch (problem) {
        showProblem(problem);
        return false;
      } finally {
        refresh();
      }
      return true;
    },
    [refresh],
  );
  return { ...query, handle };
}
