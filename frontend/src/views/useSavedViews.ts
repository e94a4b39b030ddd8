import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { api } from '../api/client';
import type { SavedView, ViewConfig } from '../schema/types';
import { showProblem } from '../ui/toasts';

export interface NewView {
  name: string;
  sharing: SavedView['sharing'];
  role: string | null;
  is_default: boolean;
  config: ViewConfig;
}

const NO_VIEWS: SavedView[] = [];
export const viewsKey = (entity: string, project: string | null) => ['views', entity, project ?? ''] as const;

/** Saved views of a list with their counts, and what can be done with them. */
export function useSavedViews(entity: string, project: string | null) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: viewsKey(entity, project),
    queryFn: ({ signal }) => {
      const params = new URLSearchParams({ entity, ...(project && { project }) });
      return api.get<{ items: SavedView[] }>(`/api/views?${params.toString()}`, { signal });
    },
  });
  const verbs = useMemo(() => {
    const reread = () => client.invalidateQueries({ queryKey: viewsKey(entity, project) });
    const guard = async <T>(call: Promise<T>): Promise<T | null> => {
      try {
        const answer = await call;
        await reread();
        return answer;
      } catch (problem) {
        showProblem(problem);
        return null;
      }
    };
    return {
      create: (view: NewView) =>
        guard(api.post<{ item?: SavedView } & Partial<SavedView>>('/api/views', { entity, project, ...view })),
      change: (view: SavedView, change: Partial<NewView>) =>
        guard(api.patch(`/api/views/${view.id}`, change, { ifMatch: view.version })),
      remove: (view: SavedView) => guard(api.delete(`/api/views/${view.id}`, undefined, { ifMatch: view.version })),
    };
  }, [client, entity, project]);
  return { views: query.data?.items ?? NO_VIEWS, isRead: query.isFetched, ...verbs };
}
export type SavedViews = ReturnType<typeof useSavedViews>;
