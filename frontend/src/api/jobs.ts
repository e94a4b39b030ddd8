import { useSyncExternalStore } from 'react';

import { api } from './client';
import { onLive } from './live';
import type { Job, JobState } from './types';

/** Jobs that this page started or heard of. The live stream moves them; a slow poll stands in while it is away. */
const POLL_EVERY = 1500;
const KEEP_FINISHED = 8;
let jobs: Job[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const lastHeard = new Map<string, number>();

export const isRunning = (state: JobState) => state === 'queued' || state === 'running';

function publish(next: Job[]): void {
  const finished = next.filter((job) => !isRunning(job.state)).slice(0, KEEP_FINISHED);
  jobs = next.filter((job) => isRunning(job.state) || finished.includes(job));
  listeners.forEach((listener) => listener());
}

function put(row: Job): void {
  const job = { ...row, id: String(row.id) };
  lastHeard.set(job.id, Date.now());
  publish(
    jobs.some((other) => other.id === job.id)
      ? jobs.map((other) => (other.id === job.id ? { ...other, ...job } : other))
      : [job, ...jobs],
  );
}

async function read(id: string): Promise<void> {
  try {
    put(await api.get<Job>(`/api/jobs/${id}`));
  } catch {
    lastHeard.set(id, Date.now()); // Asked again at the next turn; the stream may answer first.
  }
}

function poll(): void {
  clearTimeout(timer);
  const running = jobs.filter((job) => isRunning(job.state));
  if (running.length === 0) return;
  timer = setTimeout(() => {
    const silent = running.filter((job) => Date.now() - (lastHeard.get(job.id) ?? 0) >= POLL_EVERY);
    void Promise.all(silent.map((job) => read(job.id))).finally(poll);
  }, POLL_EVERY);
}

/** Follow a job that was just started. */
export function followJob(jobId: string | number, label: string): void {
  const id = String(jobId);
  put({ id, name: '', label, state: 'queued', progress: 0, message: '' });
  void read(id);
  poll();
}

export async function cancelJob(id: string): Promise<void> {
  const answer = await api.post<Partial<Job> | undefined>(`/api/jobs/${id}/cancel`);
  if (answer && answer.state) put({ ...(jobs.find((job) => job.id === id) as Job), ...answer, id });
  else await read(id);
}

onLive('job.progress', (event) => {
  const id = String(event.job_id);
  const known = jobs.find((job) => job.id === id);
  // The event has no label and no result: read the whole job when it is new to us or has ended.
  if (!known || !isRunning(event.state)) void read(id);
  else put({ ...known, state: event.state, progress: event.progress, message: event.message });
  poll();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useJobs(): Job[] {
  return useSyncExternalStore(subscribe, () => jobs);
}

export function useJob(id: string | null): Job | null {
  return useJobs().find((job) => job.id === id) ?? null;
}
