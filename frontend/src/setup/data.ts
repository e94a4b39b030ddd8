import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Written } from '../admin/types';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { RECORD_UNDO, recordUndo } from '../api/undo';
import { META_KEY } from '../schema/useMeta';
import { showProblem } from '../ui/toasts';
import type { Beginnings, Masks, Settings, Template } from './types';

const SETUP = 'setup';
const home = (code: string) => `/api/projects/${encodeURIComponent(code)}`;

export const useSettings = (code: string) =>
  useQuery({ queryKey: [SETUP, code], queryFn: ({ signal }) => api.get<Settings>(`${home(code)}/settings`, { signal }) });

export const useMasks = (code: string) =>
  useQuery({ queryKey: [SETUP, code, 'masks'], queryFn: ({ signal }) => api.get<Masks>(`${home(code)}/numbering`, { signal }) });

export const useTemplates = () =>
  useQuery({
    queryKey: [SETUP, 'templates'],
    queryFn: ({ signal }) => api.get<{ items: Template[] }>('/api/project-templates', { signal }),
  });

/** Templates and the code that a mask would give; read anew each time the dialog opens. */
export const useBeginnings = (programme: string) =>
  useQuery({
    queryKey: [SETUP, 'begin', programme],
    queryFn: ({ signal }) => api.get<Beginnings>(`/api/new-project?programme=${encodeURIComponent(programme)}`, { signal }),
    staleTime: 0,
  });

/** Run a write: its undo is offered and everything that it may have changed is read again; a refusal is shown or thrown. */
export function useSetupWrite() {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const run = async <T extends Partial<Written>>(write: () => Promise<T>, quiet = false): Promise<T | null> => {
    setBusy(true);
    const refresh = () => [[SETUP], keys.session, META_KEY].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
    try {
      const answer = await write();
      if (answer.log_id && answer.label) {
        recordUndo({ project: '', logId: answer.log_id, label: answer.label, urls: RECORD_UNDO, onAnswer: refresh });
      }
      refresh();
      return answer;
    } catch (problem) {
      if (quiet) throw problem;
      showProblem(problem);
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy };
}

export const urls = {
  modules: (code: string) => `${home(code)}/modules`,
  mask: (code: string, entity: string) => `${home(code)}/numbering/${entity}`,
  template: (code: string) => `${home(code)}/template`,
  file: (id: number) => `/api/project-templates/${id}/file`,
};
