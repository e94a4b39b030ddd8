import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { ApiProblem, api } from '../api/client';
import { useLive } from '../api/live';
import type { ProjectHome } from '../api/types';
import { keys } from '../api/keys';
import { useLanguage } from '../app/i18n';
import type {
  Comparison, DelayReport, Earned, Health, RunLine, RunRequest, SimulationRun, SimulationSetup, Snapshot, Trend,
} from './types';

const home = (code: string) => `/api/projects/${encodeURIComponent(code)}`;
const under = (code: string, rest: string) => `${home(code)}/analysis/${rest}`;

/** Keys hold the language: texts come from the server. */
const keyOf = (code: string, ...rest: unknown[]) => ['project', code, 'analysis', ...rest];

function useAnswer<T>(code: string, rest: string, options: { enabled?: boolean; placeholderData?: typeof keepPreviousData } = { placeholderData: keepPreviousData }) {
  const language = useLanguage();
  return useQuery({
    queryKey: keyOf(code, rest, language),
    queryFn: ({ signal }) => api.get<T>(under(code, rest), { signal }),
    ...options,
  });
}

/** What was computed from the plan is computed again when the plan moves; a saved run only learns that it is stale. */
export function useFreshWithPlan(code: string): void {
  const client = useQueryClient();
  useLive('plan.changed', ({ project }) => {
    if (project === code) void client.invalidateQueries({ queryKey: keyOf(code) });
  });
}

export const useSetup = (code: string) => useAnswer<SimulationSetup>(code, 'simulation/setup');
export const useRuns = (code: string) => useAnswer<{ runs: RunLine[] }>(code, 'simulation/runs');
export const useHealth = (code: string) => useAnswer<Health>(code, 'health');
export const useSnapshots = (code: string) => useAnswer<{ snapshots: Snapshot[] }>(code, 'snapshots');
export const useTrend = (code: string) => useAnswer<Trend>(code, 'trend');

export const useEarned = (code: string, baseline: number | null) =>
  useAnswer<Earned>(code, baseline === null ? 'earned' : `earned?baseline=${baseline}`);

export const useComparison = (code: string, from: string, to: string) =>
  useAnswer<Comparison>(code, `compare?from=${from}&to=${to}`, { enabled: from !== '' && to !== '' && from !== to });

export const useDelay = (code: string, from: string, to: string) =>
  useAnswer<DelayReport>(code, `delay?from=${from}&to=${to}`, { enabled: from !== '' && to !== '' && from !== to });

/** The run asked for, the last one where none is; null where there was never one. */
export function useRun(code: string, id: number | null) {
  const language = useLanguage();
  return useQuery({
    queryKey: keyOf(code, 'run', id ?? 'latest', language),
    queryFn: async ({ signal }) => {
      try {
        return await api.get<SimulationRun | null>(under(code, id === null ? 'simulation/latest' : `simulation/runs/${id}`), { signal });
      } catch (problem) {
        if (id === null && problem instanceof ApiProblem && problem.status === 404) return null;
        throw problem;
      }
    },
  });
}

/** Run a simulation; `cancel` gives up waiting for it. */
export function useSimulate(code: string) {
  const client = useQueryClient();
  const language = useLanguage();
  const abort = useRef<AbortController | null>(null);
  const mutation = useMutation({
    mutationFn: (request: RunRequest) => {
      abort.current = new AbortController();
      return api.post<SimulationRun>(under(code, 'simulation'), request, { signal: abort.current.signal });
    },
    onSuccess: (run) => {
      client.setQueryData(keyOf(code, 'run', 'latest', language), run);
      void client.invalidateQueries({ queryKey: keyOf(code, 'simulation/runs') });
    },
  });
  const cancel = () => {
    abort.current?.abort();
    mutation.reset();
  };
  return { run: mutation.mutate, isRunning: mutation.isPending, problem: mutation.error, cancel };
}

export function useTakeSnapshot(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.post<Snapshot>(under(code, 'snapshots'), { name }),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(code) }),
  });
}

/** Name of the project and what the user may do in it. */
export const useProject = (code: string) =>
  useQuery({
    queryKey: keys.projectHome(code),
    queryFn: ({ signal }) => api.get<ProjectHome>(home(code), { signal }),
  });

/** Store the plan as it is now as its baseline. */
export function useSetBaseline(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const plan = await api.get<{ project: { revision: number } }>(`${home(code)}/plan`);
      return api.post(`${home(code)}/plan/commands`, { base: plan.project.revision, commands: [{ op: 'baseline.set', name: '' }] });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.project(code) }),
  });
}
