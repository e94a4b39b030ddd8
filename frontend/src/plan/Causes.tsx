import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useLanguage, useT } from '../app/i18n';
import { number1 } from '../gantt/duration';
import type { PlanView } from './usePlanView';

interface Cause {
  kind: string; text: string; task_id: number | null; link_id: number | null; moves_minutes: number; moves_days: number; remedy: string;
}
const SHOWN = 4;
/** Less than a twentieth of a day moves nothing that anybody sees. */
const LEAST = 0.05;

/** What would bring the date forward, each with the days that taking it out gives, the strongest first. */
export function Causes({ view, id, revision }: { view: PlanView; id: number; revision: number }) {
  const t = useT();
  const language = useLanguage();
  const [isWhole, setWhole] = useState(false);
  const { code } = view;
  const query = useQuery({
    queryKey: ['project', code, 'analysis', 'why', id, revision, language],
    queryFn: ({ signal }) => api.get<{ causes: Cause[] }>(`/api/projects/${encodeURIComponent(code)}/analysis/why?task=${id}`, { signal }),
    enabled: id > 0, retry: false,
  });
  if (query.isError) return null; // Who sees a part of the plan only has the chain; what the rest would give is not for it.
  const causes = [...(query.data?.causes ?? [])].filter((cause) => Math.abs(cause.moves_days) >= LEAST).sort((a, b) => a.moves_days - b.moves_days);
  return (
    <section className="pl-causes" aria-label={t('plan.causes')} data-testid="causes">
      <div className="pl-ch"><h3 className="b">{t('plan.causes')}</h3><span className="mut s12 num">{t('plan.causes.finish')}</span></div>
      {query.data && causes.length === 0 && <p className="mut">{t('plan.causes.none')}</p>}
      <ul>
        {(isWhole ? causes : causes.slice(0, SHOWN)).map((cause, i) => <Line key={`${cause.kind} ${cause.task_id} ${cause.link_id} ${i}`} view={view} cause={cause} />)}
      </ul>
      {causes.length > SHOWN && !isWhole && <button type="button" className="lk" onClick={() => setWhole(true)}>{t('action.showAll', { n: causes.length })}</button>}
    </section>
  );
}

function Line({ view, cause }: { view: PlanView; cause: Cause }) {
  const { task_id, text, remedy, moves_days } = cause;
  return (
    <li>
      <span className="pl-cw" title={[text, remedy].join('\n')}>
        {task_id === null ? <span>{text}</span> : <button type="button" className="pl-goto" onClick={() => view.show(task_id)}>{text}</button>}
        {remedy && <span className="s12 mut">{remedy}</span>}
      </span>
      <b className={moves_days < 0 ? 'grn nw' : 'red nw'}>{moves_days > 0 ? '+' : ''}{number1(moves_days)} d</b>
    </li>
  );
}
