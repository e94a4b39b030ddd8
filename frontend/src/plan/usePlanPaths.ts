/** Floats that the columns show, and the path that is highlighted: what drives a task and what it drives, or a float path. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';

import { api } from '../api/client';
import type { Engine } from '../gantt/engine';
import { Floats, ownDriving, traceDriving, traceOf, type FloatAnswer, type Trace } from '../gantt/floats';
import type { PlanModel } from '../gantt/model';
import type { PlanStore } from './store';

export interface FloatPath { number: number; float: number; tasks: number[]; links: number[] }
/** `driving`: along driving links both ways; `all`: every float path; a number: that one. */
export type TraceMode = 'driving' | 'all' | number;
export interface TraceState { task: number; mode: TraceMode }

export interface PlanPaths {
  trace: TraceState | null; toggle: () => void; clear: () => void; setMode: (mode: TraceMode) => void; paths: FloatPath[]; isWorking: boolean; count: number;
}

export interface PathInput { store: PlanStore; engine: Engine | null; cursor: number | null; needsFloats: boolean; tick: number }

/** Float paths that are asked for; P6 offers ten by default, more than eight nobody tells apart by eye. */
const PATHS = 8;
const analysis = (code: string, rest: string): string => `/api/projects/${encodeURIComponent(code)}/analysis/${rest}`;

export function usePlanPaths({ store, engine, cursor, needsFloats, tick }: PathInput): PlanPaths {
  const [trace, setTrace] = useState<TraceState | null>(null);
  const { revision } = store.getSnapshot();
  const floats = useFloats(store, engine, needsFloats || trace !== null, revision);
  const wantsPaths = trace !== null && trace.mode !== 'driving';
  const query = useQuery({
    queryKey: ['project', store.code, 'analysis', 'paths', trace?.task, revision],
    queryFn: ({ signal }) => api.get<{ paths: FloatPath[] }>(analysis(store.code, `paths?task=${trace?.task}&count=${PATHS}`), { signal }),
    enabled: trace !== null, staleTime: Infinity,
  });
  const paths = query.data?.paths ?? [];
  const shown = useMemo(() => (trace ? traced(store.model, trace, floats, paths) : null), [store, trace, floats, paths, tick]);
  useEffect(() => { engine?.setTrace(shown); }, [engine, shown]);

  const clear = useCallback(() => setTrace(null), []);
  const toggle = useCallback(() => setTrace((old) => {
    if (cursor === null) return null;
    const task = leafOf(store.model, cursor);
    return old?.task === task || task === null ? null : { task, mode: 'driving' };
  }), [store, cursor]);
  const setMode = useCallback((mode: TraceMode) => setTrace((old) => old && { ...old, mode }), []);
  const count = shown ? [...shown.tasks].filter((id) => { const row = store.model.row(id); return row >= 0 && !store.model.isSummary(row); }).length : 0;
  return { trace, toggle, clear, setMode, paths, isWorking: wantsPaths && query.isPending, count };
}

/** The answer is put onto the model, where the cells of the grid read it. */
function useFloats(store: PlanStore, engine: Engine | null, isWanted: boolean, revision: number): Floats | null {
  const query = useQuery({
    queryKey: ['project', store.code, 'analysis', 'floats', revision],
    queryFn: async ({ signal }) => new Floats(await api.get<FloatAnswer>(analysis(store.code, 'floats'), { signal })),
    enabled: isWanted, staleTime: Infinity, gcTime: 60_000, placeholderData: keepPreviousData, structuralSharing: false,
  });
  const floats = query.data ?? null;
  useEffect(() => {
    if (!floats) return;
    store.model.floats = floats;
    engine?.invalidate();
  }, [store, engine, floats]);
  return floats;
}

function traced(model: PlanModel, { task, mode }: TraceState, floats: Floats | null, paths: FloatPath[]): Trace {
  if (mode === 'driving') return traceDriving(model, floats?.driving ?? ownDriving(model), task);
  const wanted = paths.filter((path) => mode === 'all' || path.number === mode).map((path) => toTarget(model, path, paths));
  return traceOf(model, [task, ...wanted.flatMap((path) => path.tasks)], wanted.flatMap((path) => path.links));
}

/** A path holds what is on no tighter one and the link by which it joins one: go on along that to the task itself. */
export function toTarget(model: PlanModel, path: FloatPath, paths: FloatPath[]): { tasks: number[]; links: number[] } {
  const tasks = path.tasks.slice(), links = path.links.slice();
  for (let left = paths.length; left > 0; left--) {
    const k = links.length < tasks.length ? -1 : model.links.find(links[links.length - 1]);
    const join = k < 0 ? null : model.id[model.links.to[k]];
    const next = join === null ? undefined : paths.find((other) => other.number < path.number && other.tasks.includes(join));
    if (join === null || !next) break;
    const at = next.tasks.indexOf(join);
    tasks.push(...next.tasks.slice(at));
    links.push(...next.links.slice(at));
  }
  return { tasks, links };
}

/** The task itself; of a summary the leaf that finishes last, as it is what the summary's finish waits for. */
function leafOf(model: PlanModel, id: number): number | null {
  const row = model.row(id);
  if (row < 0) return null;
  if (!model.isSummary(row)) return id;
  let last = -1;
  for (let r = row + 1; r < model.outline.end[row]; r++) {
    if (!model.isSummary(r) && (last < 0 || model.c.finish[r] > model.c.finish[last])) last = r;
  }
  return last < 0 ? null : model.id[last];
}
