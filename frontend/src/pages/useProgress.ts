import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { MyWork, MyWorkItem } from '../api/types';
import { recordUndo } from '../api/undo';
import { useT } from '../app/i18n';
import { percent } from '../ui/dates';
import { showProblem } from '../ui/toasts';

function withProgress(data: MyWork | undefined, task: number, progress: number): MyWork | undefined {
  if (!data) return data;
  const groups = data.groups.map((group) => ({
    ...group,
    items: group.items.map((item) => (item.task_id === task ? { ...item, progress } : item)),
  }));
  return { ...data, groups };
}

/** Report progress: shown at once, taken back with the reason when the server refuses, undone from the toast. */
export function useProgress(): (item: MyWorkItem, progress: number) => void {
  const client = useQueryClient();
  const t = useT();
  return useCallback(
    (item, progress) => {
      if (progress === item.progress) return;
      const before = item.progress;
      client.setQueryData<MyWork>(keys.myWork, (old) => withProgress(old, item.task_id, progress));
      const body = { task_id: item.task_id, version: item.version, progress };
      api.post<{ log_id: number | null }>('/api/my-work/progress', body).then(
        ({ log_id }) => {
          const label = t('work.reported', { task: `${item.wbs} ${item.name}`, from: percent(before), to: percent(progress) });
          const refresh = () => void client.invalidateQueries({ queryKey: keys.myWork });
          if (log_id) recordUndo({ project: item.project.code, logId: log_id, label, onAnswer: refresh });
          refresh();
        },
        (problem) => {
          client.setQueryData<MyWork>(keys.myWork, (old) => withProgress(old, item.task_id, before));
          showProblem(problem);
          void client.invalidateQueries({ queryKey: keys.myWork });
        },
      );
    },
    [client, t],
  );
}
