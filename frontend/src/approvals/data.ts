/** Reading and deciding approvals. A decision throws away what it made stale: the lists, the record and the inbox. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

import { api, ApiProblem } from '../api/client';
import { useLive } from '../api/live';
import { recordUrl } from '../record/data';
import { recordKeys } from '../schema/records';
import { showProblem, showToast } from '../ui/toasts';
import type { Approval, ApprovalList, Decidable, Delegation, Preview, RecordApprovals, Sheet, Show, Told, Verb } from './types';

export const APPROVALS = 'approvals';
const panelKey = (entity: string, id: number) => [...recordKeys.entity(entity), 'approvals', id] as const;

/** Reads again what an approval that moved made stale. */
function refresh(client: QueryClient, entity?: string): void {
  void client.invalidateQueries({ queryKey: [APPROVALS] });
  void client.invalidateQueries({ queryKey: ['inbox'] });
  if (entity) void client.invalidateQueries({ queryKey: recordKeys.entity(entity) });
}

/** Keeps lists of approvals and open records true while others sign. */
export function useApprovalNews(): void {
  const client = useQueryClient();
  const onMove = useCallback(({ entity }: { entity: string }) => refresh(client, entity), [client]);
  useLive('approval.changed', onMove);
}

export function useRecordApprovals(entity: string, id: number) {
  return useQuery({
    queryKey: panelKey(entity, id),
    queryFn: ({ signal }) => api.get<RecordApprovals>(`${recordUrl(entity, id)}/approvals`, { signal }),
    enabled: id > 0,
  });
}

export function usePreview(entity: string, id: number, to: string) {
  return useQuery({
    queryKey: [APPROVALS, 'preview', entity, id, to],
    queryFn: ({ signal }) => api.get<Preview>(`${recordUrl(entity, id)}/approvals/preview?to=${encodeURIComponent(to)}`, { signal }),
    staleTime: 0,
  });
}

export interface Asked {
  show: Show;
  project: string;
  limit: number;
}

export function useApprovals({ show, project, limit }: Asked) {
  const query = new URLSearchParams({ show, ...(project && { project }), limit: String(limit) }).toString();
  return useQuery({
    queryKey: [APPROVALS, 'list', query],
    queryFn: ({ signal }) => api.get<ApprovalList>(`/api/approvals?${query}`, { signal }),
  });
}

/** How many approvals wait for the reader. */
export function useWaiting(): number {
  return useApprovals({ show: 'waiting', project: '', limit: 50 }).data?.counts.waiting ?? 0;
}

export function useSheet(id: number) {
  return useQuery({
    queryKey: [APPROVALS, 'sheet', id],
    queryFn: ({ signal }) => api.get<Sheet>(`/api/approvals/${id}/sheet`, { signal }),
    staleTime: 0,
  });
}

export function useDelegations() {
  return useQuery({
    queryKey: [APPROVALS, 'delegations'],
    queryFn: ({ signal }) => api.get<{ given: Delegation[]; received: Delegation[] }>('/api/delegations', { signal }),
  });
}

type Answer = { approval: Approval } & Told;
export type Deed = { comment?: string; stage?: number | null; person?: number; when?: 'before' | 'after'; note?: string };

/** Carries out a verb. A refusal is thrown to the form that asked; of an approval that moved on, the fresh one is read first. */
export function useAct() {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const run = async (send: () => Promise<Answer>): Promise<Approval> => {
    setBusy(true);
    try {
      const answer = await send();
      const { approval } = answer;
      showToast({ text: answer.label });
      refresh(client, approval.entity);
      return approval;
    } catch (problem) {
      if (problem instanceof ApiProblem && (problem.status === 409 || problem.status === 412)) {
        refresh(client);
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'records' && queryKey[2] === 'approvals' });
      }
      throw problem;
    } finally {
      setBusy(false);
    }
  };
  const act = (one: Decidable, verb: Verb, body: Deed = {}) =>
    run(() => api.post<Answer>(`/api/approvals/${one.id}/${verb}`, body, { ifMatch: one.version }));
  const start = (entity: string, id: number, version: number, body: { to: string; note: string; choices: Record<string, number[]> }) =>
    run(() => api.post<Answer>(`${recordUrl(entity, id)}/approvals`, body, { ifMatch: version }));
  return { act, start, isBusy };
}

/** Naming and ending deputies. */
export function useDelegating() {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const run = async (send: () => Promise<Partial<Told>>, isThrown = false): Promise<boolean> => {
    setBusy(true);
    try {
      const answer = await send();
      if (answer.label) showToast({ text: answer.label });
      void client.invalidateQueries({ queryKey: [APPROVALS] });
      return true;
    } catch (problem) {
      if (isThrown) throw problem;
      showProblem(problem);
      void client.invalidateQueries({ queryKey: [APPROVALS, 'delegations'] });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy };
}
