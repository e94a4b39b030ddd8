import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { CalendarDetail } from '../../api/types';
import { useT } from '../../app/i18n';
import { showProblem, showToast } from '../../ui/toasts';

/** A calendar being edited: changes are kept here until they are saved, because saving moves every plan that uses it. */
export function useDraft(stored: CalendarDetail) {
  const client = useQueryClient();
  const t = useT();
  const [draft, setDraft] = useState(stored);
  const [base, setBase] = useState(stored);
  const [isBusy, setBusy] = useState(false);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(base);
  useEffect(() => {
    if (stored.version === base.version) return;
    setBase(stored);
    if (!isDirty) setDraft(stored);
    else
      showToast({
        text: t('calendar.changedElsewhere'),
        tone: 'error',
        action: { label: t('calendar.takeTheirs'), run: () => setDraft(stored) },
      });
  }, [stored, base.version, isDirty, t]);
  const save = async () => {
    if (!isDirty || isBusy) return;
    setBusy(true);
    try {
      const { name, week, exceptions } = draft;
      const answer = await api.put<CalendarDetail>(`/api/calendars/${draft.id}`, {
        version: base.version,
        name,
        week,
        exceptions,
      });
      const next = { ...draft, ...answer };
      setBase(next);
      setDraft(next);
      client.setQueryData(keys.calendar(draft.id), next);
      void client.invalidateQueries({ queryKey: keys.calendars, exact: true });
      if (answer.moved) showToast({ text: t('calendar.replanned', { n: answer.moved }) });
    } catch (problem) {
      showProblem(problem);
    } finally {
      setBusy(false);
    }
  };
  const takeStored = (answer: CalendarDetail) => {
    setBase(answer);
    setDraft(answer);
    client.setQueryData(keys.calendar(answer.id), answer);
    if (answer.moved) showToast({ text: t('calendar.replanned', { n: answer.moved }) });
  };
  const addOfficial = (year: number) => {
    api.post<CalendarDetail>(`/api/calendars/${draft.id}/official/${year}`).then(takeStored, showProblem);
  };
  return { draft, setDraft, isDirty, isBusy, save, addOfficial, takeStored, reset: () => setDraft(base) };
}
