import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { ApiProblem, api } from '../api/client';
import { cancelJob, followJob, isRunning, useJob } from '../api/jobs';
import { useLive } from '../api/live';
import type { ProjectHome } from '../api/types';
import { keys } from '../api/keys';
import { t, useLanguage } from '../app/i18n';
import type {
  Allowed, Comparison, DelayReport, Driver, Earned, Health, RunAnswer, RunLine, RunRequest, SimulationRun, SimulationSetup, Snapshot, Trend,
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
export const useSnapshots = (code: string) => useAnswer<Allowed & { snapshots: Snapshot[] }>(code, 'snapshots');
export const useTrend = (code: string) => useAnswer<Trend>(code, 'trend');

export const useEarned = (code: string, baseline: number | null) =>
  useAnswer<Earned>(code, baseline === null ? 'earned' : `earned?baseline=${baseline}`);

/** Of the project's finish, or of one task's. */
const between = (from: string, to: string, task: number | null) => `from=${from}&to=${to}${task === null ? '' : `&task=${task}`}`;

export const useComparison = (code: string, from: string, to: string, task: number | null) =>
  useAnswer<Comparison>(code, `compare?${between(from, to, task)}`, { enabled: from !== '' && to !== '' && from !== to });

export const useDelay = (code: string, from: string, to: string, task: number | null) =>
  useAnswer<DelayReport>(code, `delay?${between(from, to, task)}`, { enabled: from !== '' && to !== '' && from !== to });

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

/** Run a simulation, in the request where it is small, else as a job; `cancel` stops it. */
export function useSimulate(code: string, onDone: (run: number) => void) {
  const client = useQueryClient();
  const language = useLanguage();
  const abort = useRef<AbortController | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId);
  const done = useRef(onDone);
  done.current = onDone;
  const mutation = useMutation({
    mutationFn: (request: RunRequest) => {
      abort.current = new AbortController();
      return api.post<RunAnswer>(under(code, 'simulation'), request, { signal: abort.current.signal });
    },
    onSuccess: (answer) => {
      if ('job' in answer) {
        setJobId(String(answer.job.id));
        return followJob(answer.job.id, answer.job.label ?? t('analysis.risk.running'));
      }
      client.setQueryData(keyOf(code, 'run', 'latest', language), answer);
      void client.invalidateQueries({ queryKey: keyOf(code, 'simulation/runs') });
      done.current(answer.id);
    },
  });
  const isOver = job !== null && !isRunning(job.state);
  useEffect(() => {
    if (!isOver) return;
    const run = Number((job?.result as { run?: number } | null)?.run) || 0;
    setJobId(null);
    void client.invalidateQueries({ queryKey: keyOf(code) });
    if (run) done.current(run);
  }, [isOver]);
  const cancel = () => {
    abort.current?.abort();
    if (jobId) void cancelJob(jobId);
    setJobId(null);
    mutation.reset();
  };
  return { run: mutation.mutate, isRunning: mutation.isPending || jobId !== null, progress: jobId ? (job?.progress ?? 0) : null, cancel };
}

/** Keep the drivers for the next time and for the others. */
export function useSaveDrivers(code: string) {
  const client = useQueryClient();
  const language = useLanguage();
  return useMutation({
    mutationFn: (drivers: Driver[]) => api.put<SimulationSetup>(under(code, 'simulation/drivers'), { drivers }),
    onSuccess: (setup) => client.setQueryData(keyOf(code, 'simulation/setup', language), setup),
  });
}

export function useTakeSnapshot(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.post<Snapshot>(under(code, 'snapshots'), { name }),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(code) }),
  });
}

export interface PlanTask {
  id: number;
  code: string;
  name: string;
  parent: number | null;
  isSummary: boolean;
}
interface PlanColumns {
  tasks: { id: number[]; wbs: string[]; name: string[]; kind: number[]; parent: (number | null)[] };
}
const SUMMARY = 2;

/** Codes, names and outline of the plan. */
export function usePlanTasks(code: string, enabled = true): PlanTask[] {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: keyOf(code, 'tasks', language),
    queryFn: async ({ signal }) => {
      const { tasks } = await api.get<PlanColumns>(`${home(code)}/plan`, { signal });
      return tasks.id.map((id, i): PlanTask => ({ id, code: tasks.wbs[i], name: tasks.name[i], parent: tasks.parent[i], isSummary: tasks.kind[i] === SUMMARY }));
    },
    enabled,
  });
  return data ?? NO_TASKS;
}
const NO_TASKS: PlanTask[] = [];

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
