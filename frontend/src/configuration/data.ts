/** Reading and writing the configuration. Every write throws away what it may have changed: the declaration and all records. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';

import { api } from '../api/client';
import { RECORD_UNDO, recordUndo } from '../api/undo';
import { META_KEY } from '../schema/useMeta';
import { showProblem, showToast } from '../ui/toasts';
import type { ChangeItem, CompareAnswer, EntitiesAnswer, FieldsAnswer, FunctionDef, WorkflowAnswer, Written } from './types';

export const CONFIGURATION = 'configuration';
export const BASE = '/api/configuration';
export const ENTITIES = [CONFIGURATION, 'entities'] as const;
/** Code of the project, or null for the whole organisation. */
export type Place = string | null;

const placed = (project: Place, more: Record<string, string> = {}) => new URLSearchParams({ ...more, ...(project && { project }) }).toString();

export function useFields(entity: string, project: Place) {
  const query = placed(project, { entity });
  return useQuery({
    queryKey: [CONFIGURATION, 'fields', query],
    queryFn: ({ signal }) => api.get<FieldsAnswer>(`${BASE}/fields?${query}`, { signal }),
    enabled: entity !== '',
  });
}

export function useFunctions() {
  return useQuery({
    queryKey: [CONFIGURATION, 'functions'],
    queryFn: ({ signal }) => api.get<{ functions: FunctionDef[] }>(`${BASE}/functions`, { signal }),
    staleTime: Infinity,
  });
}

export function useWorkflow(entity: string, project: Place) {
  const query = placed(project, { entity });
  return useQuery({
    queryKey: [CONFIGURATION, 'workflow', query],
    queryFn: ({ signal }) => api.get<WorkflowAnswer>(`${BASE}/workflows?${query}`, { signal }),
    enabled: entity !== '',
  });
}

export function useOwnEntities(enabled = true) {
  return useQuery({
    queryKey: ENTITIES,
    queryFn: ({ signal }) => api.get<EntitiesAnswer>(`${BASE}/entities`, { signal }),
    enabled,
  });
}

export function useChanges(from: string, to: string, project: Place, enabled: boolean) {
  const query = placed(project, { from, to });
  return useQuery({
    queryKey: [CONFIGURATION, 'changes', query],
    queryFn: ({ signal }) => api.get<{ items: ChangeItem[] }>(`${BASE}/changes?${query}`, { signal }),
    enabled,
  });
}

export function useCompare(from: string, to: string, project: Place, enabled: boolean) {
  const query = placed(project, { from, to });
  return useQuery({
    queryKey: [CONFIGURATION, 'compare', query],
    queryFn: ({ signal }) => api.get<CompareAnswer>(`${BASE}/compare?${query}`, { signal }),
    enabled,
  });
}

/** Run a write: its undo is offered and everything stale is read again; a refusal is thrown to a form (`quiet`) or shown. */
export function useConfigure() {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const refresh = () => {
    for (const queryKey of [[CONFIGURATION], META_KEY, ['records'], ['views']]) void client.invalidateQueries({ queryKey });
  };
  const run = async <T extends Partial<Written>>(write: () => Promise<T>, options: { quiet?: boolean } = {}): Promise<T | null> => {
    setBusy(true);
    try {
      const answer = await write();
      if (answer?.log_id && answer.label) {
        const { log_id: logId, label } = answer;
        if (answer.undoable) recordUndo({ project: '', logId, label, urls: RECORD_UNDO, onAnswer: refresh });
        else showToast({ text: label });
      }
      refresh();
      return answer;
    } catch (problem) {
      if (options.quiet) throw problem;
      showProblem(problem);
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy };
}

/**
 * The last answer that was read. A change of rights, which making a kind of records is, throws all answers away and has them read
 * again; what somebody is writing in the meantime stays on the page. A refusal ends it.
 */
export function useKept<T>(data: T | null | undefined, isError = false): T | undefined {
  const last = useRef<T | undefined>(undefined);
  if (data !== undefined && data !== null) last.current = data;
  else if (isError) last.current = undefined;
  return last.current;
}

/** A word of the address, so that a part of the configuration can be sent as a link. */
export function useAddress(name: string): [string, (value: string) => void] {
  const search = useSearch();
  const [location, go] = useLocation();
  const set = (value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    const text = next.toString();
    go(location + (text ? `?${text}` : ''), { replace: true });
  };
  return [new URLSearchParams(search).get(name) ?? '', set];
}
