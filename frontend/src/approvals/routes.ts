/** Reading and writing routes, and what their editor asks while one draws. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../api/client';
import { useConfigure, type Place } from '../configuration/data';
import { useSettled } from '../schema/widgets/useOptions';
import { APPROVALS } from './data';
import type { Definition, Fault, Preview, Route, RouteDetail, Told, Vocabulary } from './types';
import { forServer } from './draft';

const BASE = '/api/approval-routes';
const ROUTES = [APPROVALS, 'routes'] as const;
const asked = (project: Place, entity: string) => new URLSearchParams({ ...(project && { project }), ...(entity && { entity }) }).toString();

export function useRoutes(project: Place) {
  return useQuery({
    queryKey: [...ROUTES, 'list', project],
    queryFn: ({ signal }) => api.get<{ items: Route[]; may_configure: boolean }>(`${BASE}?${asked(project, '')}`, { signal }),
  });
}

export function useRoute(id: number | null) {
  return useQuery({
    queryKey: [...ROUTES, 'one', id],
    queryFn: ({ signal }) => api.get<RouteDetail>(`${BASE}/${id}`, { signal }),
    enabled: id !== null,
  });
}

export function useVocabulary(project: Place, entity: string) {
  return useQuery({
    queryKey: [...ROUTES, 'words', project, entity],
    queryFn: ({ signal }) => api.get<Vocabulary>(`${BASE}/vocabulary?${asked(project, entity)}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

export const readVersion = (id: number, number: number) => api.get<{ definition: Definition }>(`${BASE}/${id}/versions/${number}`);

interface Draft {
  project: Place;
  entity: string;
  to: string;
  definition: Definition;
}

/** What is wrong with the drawing, a moment after the last change. */
export function useFaults({ project, entity, to, definition }: Draft) {
  const text = useSettled(JSON.stringify({ project: project ?? '', entity, to, definition: forServer(definition) }));
  const query = useQuery({
    queryKey: [...ROUTES, 'check', text],
    queryFn: ({ signal }) => api.post<{ problems: Fault[]; warnings: Fault[] }>(`${BASE}/check`, JSON.parse(text), { signal }),
    enabled: entity !== '',
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return { problems: query.data?.problems ?? [], warnings: query.data?.warnings ?? [] };
}

export function useSimulation({ entity, to, definition }: Omit<Draft, 'project'>, record: number | null) {
  const text = useSettled(JSON.stringify(forServer(definition)));
  return useQuery({
    queryKey: [...ROUTES, 'simulate', entity, to, record, text],
    queryFn: ({ signal }) => api.post<Preview>(`${BASE}/simulate`, { entity, to, record_id: record, definition: JSON.parse(text) }, { signal }),
    enabled: record !== null,
    placeholderData: keepPreviousData,
  });
}

export interface RouteBody {
  to: string;
  name: string;
  name_en: string;
  order: number;
  active: boolean;
  definition: Definition;
  note: string;
}

/** Writes of routes; every write is undone like others, and all that depends on routes is read again. */
export function useRouteWrites() {
  const client = useQueryClient();
  const { run, isBusy } = useConfigure();
  const told = async <T>(write: () => Promise<T & Told>) => {
    const answer = await run(write, { quiet: true });
    void client.invalidateQueries({ queryKey: [APPROVALS] });
    return answer;
  };
  return {
    isBusy,
    create: (project: Place, entity: string, { definition, ...body }: RouteBody) =>
      told(() => api.post<RouteDetail & Told>(BASE, { project: project ?? '', entity, ...body, definition: forServer(definition) })),
    change: (route: Route, { definition, ...body }: RouteBody) =>
      told(() => api.put<RouteDetail & Told>(`${BASE}/${route.id}`, { ...body, definition: forServer(definition) }, { ifMatch: route.version })),
    remove: (route: Route) => told(() => api.delete<Told>(`${BASE}/${route.id}`, undefined, { ifMatch: route.version })),
  };
}
