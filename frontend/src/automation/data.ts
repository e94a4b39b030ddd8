/** Reading rules and their log; writes go through the configuration's own `useConfigure`. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { api } from '../api/client';
import { CONFIGURATION, type Place } from '../configuration/data';
import type { Run, RulesAnswer } from './types';

export const RULES = '/api/automation/rules';
export const CHECK = '/api/automation/check';
export const TRY = '/api/automation/try';

const placed = (project: Place, more: Record<string, string> = {}) => new URLSearchParams({ ...more, ...(project && { project }) }).toString();

export function useRules(project: Place) {
  const query = placed(project);
  return useQuery({
    queryKey: [CONFIGURATION, 'rules', query],
    queryFn: ({ signal }) => api.get<RulesAnswer>(`${RULES}?${query}`, { signal }),
  });
}

export function useRuns(project: Place, rule: number, state: string) {
  const asked = { ...(rule && { rule: String(rule) }), ...(state && { state }) };
  return useInfiniteQuery({
    queryKey: [CONFIGURATION, 'runs', project, rule, state],
    queryFn: ({ signal, pageParam }) =>
      api.get<{ runs: Run[]; next: number | null }>(`/api/automation/runs?${placed(project, { ...asked, before: String(pageParam) })}`, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 10_000,
  });
}
