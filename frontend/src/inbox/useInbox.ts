import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { api } from '../api/client';
import type { Decidable, Fact } from '../approvals/types';
import { useLive } from '../api/live';
import { showProblem } from '../ui/toasts';

export type Tab = 'open' | 'snoozed' | 'done';
export type Deed = 'seen' | 'done' | 'snooze' | 'reopen';

export interface Line {
  id: number;
  kind: 'mentioned' | 'watched' | 'assigned' | 'due' | 'automation' | 'approval' | 'decided';
  /** Of a line that waits for a signature, or says how one ended. */
  approval?: (Decidable & { state_label: string; project?: string; facts: Fact[] }) | null;
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
  useLive('user.told', refresh);
  useLive('approval.changed', refresh);
  const query = useQuery({
    queryKey: key(tab),
    queryFn: ({ signal }) => api.get<InboxAnswer>(`/api/inbox?show=${tab}`, { signal }),
  });
  /** Thrown where the server refuses. */
  const send = useCallback(
    async (what: Deed, ids: number[], until?: string): Promise<void> => {
      try {
        await api.post(`/api/inbox/${what}`, { ids, ...(until && { until }) });
      } finally {
        refresh();
      }
    },
    [refresh],
  );
  /** The line leaves the list at once, and comes back where the server refuses. */
  const handle = useCallback(
    async (what: Deed, line: Line, until?: string): Promise<void> => {
      await client.cancelQueries({ queryKey: ['inbox'] });
      if (what !== 'seen') {
        client.setQueryData<InboxAnswer>(key(tab), (old) => old && { ...old, items: old.items.filter(({ id }) => id !== line.id) });
      }
      await send(what, [line.id], until).catch(showProblem);
    },
    [client, send, tab],
  );
  return { ...query, handle, send };
}
