import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { api } from '../api/client';
import { RECORD_UNDO, recordUndo } from '../api/undo';
import type { SavedView, ViewConfig } from '../schema/types';
import { showProblem } from '../ui/toasts';

export interface NewView {
  name: string;
  sharing: SavedView['sharing'];
  role: string | null;
  is_default: boolean;
  config: ViewConfig;
}

interface ViewAnswer {
  view?: SavedView | null;
  log_id: number | null;
  undoable: boolean;
  label: string;
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
    const guard = async (call: Promise<ViewAnswer>): Promise<ViewAnswer | null> => {
      try {
        const answer = await call;
        await reread();
        if (answer.undoable && answer.log_id !== null) {
          const step = { project: project ?? '', logId: answer.log_id, label: answer.label, urls: RECORD_UNDO, onAnswer: () => void reread() };
          recordUndo(step);
        }
        return answer;
      } catch (problem) {
        showProblem(problem);
        return null;
      }
    };
    return {
      create: (view: NewView) => guard(api.post<ViewAnswer>('/api/views', { entity, project: project ?? '', ...view })),
      change: (view: SavedView, change: Partial<NewView>) =>
        guard(api.patch<ViewAnswer>(`/api/views/${view.id}`, change, { ifMatch: view.version })),
      remove: (view: SavedView) => guard(api.delete<ViewAnswer>(`/api/views/${view.id}`, undefined, { ifMatch: view.version })),
    };
  }, [client, entity, project]);
  return { views: query.data?.items ?? NO_VIEWS, isRead: query.isFetched, ...verbs };
}
export type SavedViews = ReturnType<typeof useSavedViews>;
