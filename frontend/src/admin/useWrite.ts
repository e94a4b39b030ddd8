import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { recordUndo, RECORD_UNDO } from '../api/undo';
import { showProblem, showToast } from '../ui/toasts';
import type { Written } from './types';

/** Everything of /api/admin begins with this key, so that one write refreshes all lists that it may have changed. */
export const ADMIN = 'admin';

/** Run a write: its undo is offered, the lists are read again; a refusal is thrown to a form (`quiet`) or shown. */
export function useWrite() {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const run = async <T extends Partial<Written>>(
    write: () => Promise<T>,
    options: { quiet?: boolean } = {},
  ): Promise<T | null> => {
    setBusy(true);
    try {
      const answer = await write();
      const refresh = () => void client.invalidateQueries({ queryKey: [ADMIN] });
      if (answer.log_id && answer.label) {
        const { log_id: logId, label } = answer;
        if (answer.undoable) recordUndo({ project: '', logId, label, urls: RECORD_UNDO, onAnswer: refresh });
        else showToast({ text: label });
      }
      refresh();
      return answer;
    } catch (problem) {
      if (options.quiet) throw problem;
      showProblem(problem);
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy };
}
