import { useQuery } from '@tanstack/react-query';

import { api, sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import type { PlanView } from './usePlanView';

interface Change { field: string; label: string; before: unknown; after: unknown }
interface Line { log_id: number; at: string; actor: string; text: string; changes: Change[]; undone: boolean }

const shown = (value: unknown): string => (value === null || value === undefined || value === '' ? '—' : String(value));

/** Who changed this task, when, from what to what. */
export function HistoryTab({ view, id }: { view: PlanView; id: number }) {
  const t = useT();
  const { code, store } = view;
  const { revision } = store.getSnapshot();
  const query = useQuery({
    queryKey: ['project', code, 'task', id, 'history', revision],
    queryFn: ({ signal }) => api.get<{ items: Line[] }>(`/api/projects/${encodeURIComponent(code)}/plan/tasks/${id}/history`, { signal }),
    placeholderData: (old) => old, enabled: id > 0,
  });
  if (query.isError) return <p className="mut pl-pad">{t('plan.history.failed', { detail: sentenceOf(query.error) })}</p>;
  const items = query.data?.items ?? [];
  if (query.data && items.length === 0) return <p className="mut pl-pad">{t('plan.history.empty')}</p>;
  return (
    <ul className="pl-history">
      {items.map((line) => (
        <li key={line.log_id} className={line.undone ? 'undone' : ''}>
          <span className="mut s12 nw">{line.at.slice(0, 16).replace('T', ' ')}</span>
          <span className="nw">{line.actor}</span>
          <span className="pl-changes">
            {(line.changes ?? []).length === 0 && line.text}
            {(line.changes ?? []).map((c, i) => (
              <span key={i}>{i > 0 && t('gantt.listComma')}{t('plan.history.change', { label: c.label, before: shown(c.before), after: shown(c.after) })}</span>
            ))}
          </span>
          {line.undone && <span className="mut s12">{t('plan.history.undone')}</span>}
        </li>
      ))}
    </ul>
  );
}
