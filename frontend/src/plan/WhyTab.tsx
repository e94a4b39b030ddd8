import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, sentenceOf } from '../api/client';
import { useLanguage, useT } from '../app/i18n';
import { planYear } from '../gantt/columns';
import { formatLag } from '../gantt/duration';
import { finishDay, shortDate } from '../gantt/time';
import { LINK_NAMES } from '../gantt/types';
import { Causes } from './Causes';
import type { PlanView } from './usePlanView';

interface ChainStep {
  task_id: number | null; code: string; name: string; date: number | null; link_type: number | string | null; lag: number | null;
  reason: string; text: string;
}
/** A longer chain shows its beginning and its end; the middle opens on a click. */
const SHOWN = 8, TAIL = 6;

interface Why { sentence: string; chain: ChainStep[]; late_sentence?: string | null }

/** Where the date comes from: one sentence, then the driving chain from the first cause to this task. */
export function WhyTab({ view, id, isVertical }: { view: PlanView; id: number; isVertical: boolean }) {
  const t = useT();
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const { code, store } = view;
  const { revision } = store.getSnapshot();
  const query = useQuery({
    queryKey: ['project', code, 'task', id, 'why', revision, language],
    queryFn: ({ signal }) => api.get<Why>(`/api/projects/${encodeURIComponent(code)}/plan/tasks/${id}/why`, { signal }),
    placeholderData: (old) => old, enabled: id > 0,
  });
  if (query.isError) return <p className="mut pl-pad">{t('plan.why.failed', { detail: sentenceOf(query.error) })}</p>;
  if (!query.data) return <p className="mut pl-pad">{t('plan.why.working')}</p>;
  const { sentence, chain, late_sentence } = query.data;
  const isCut = !isOpen && chain.length > SHOWN;
  const steps = isCut ? [chain[0], null, ...chain.slice(-TAIL)] : chain;
  return (
    <div className={`pl-whys ${isVertical ? 'vertical' : ''}`}>
      <div className="pl-why">
        <p className="pl-sentence"><b>{sentence}</b>{late_sentence ? <span className="t2"> {late_sentence}</span> : null}</p>
        <ol className={`pl-steps ${isVertical ? 'vertical' : ''}`} tabIndex={isVertical ? undefined : 0}>
          {steps.map((step, i) => step ? <Step key={i} view={view} step={step} isLast={i === steps.length - 1} /> : (
            <li key="gap" className="pl-st gap"><button type="button" className="lk" onClick={() => setOpen(true)}>{t('plan.why.more', { n: chain.length - TAIL - 1 })}</button></li>
          ))}
        </ol>
      </div>
      <Causes view={view} id={id} revision={revision} />
    </div>
  );
}

function Step({ view, step, isLast }: { view: PlanView; step: ChainStep; isLast: boolean }) {
  const t = useT();
  const { model } = view.store;
  const row = step.task_id === null ? -1 : model.row(step.task_id);
  const isCritical = row >= 0 && model.c.critical[row] === 1 && model.progress[row] < 1;
  const label = `${step.code ?? ''} ${step.name}`.trim();
  const date = step.date === null ? '—' : shortDate(finishDay(step.date) * 1440, planYear(model));
  const slip = slipOf(view, row);
  return (
    <li className={`pl-st ${isCritical ? 'crit' : ''} ${isLast ? 'last' : ''}`}>
      {step.task_id === null ? <div className="el">{label}</div> : (
        <button type="button" className="el pl-goto" title={t('plan.why.show', { name: label })} onClick={() => view.show(step.task_id as number)}>{label}</button>
      )}
      <div><span className="b">{date}</span>{slip && <span className={slip.startsWith('+') ? 'red' : 'grn'}> {slip}</span>}{linkText(view, step)}</div>
      <div className="s12 mut pl-cause">{step.text}</div>
    </li>
  );
}

function linkText(view: PlanView, step: ChainStep): React.ReactNode {
  if (step.link_type === null || step.link_type === undefined) return null;
  const name = typeof step.link_type === 'number' ? LINK_NAMES[step.link_type] : step.link_type;
  const lag = formatLag(step.lag ?? 0, 0, view.store.model.minutesPerDay);
  return name === 'FS' && !lag ? null : <span className="mut s12"> {name}{lag}</span>;
}

/** Days gained or lost against the baseline, for the step's task. */
function slipOf(view: PlanView, row: number): string {
  const { model } = view.store;
  if (row < 0 || model.c.baseline_finish[row] < 0) return '';
  const days = Math.round(model.calendar.workBetween(model.c.baseline_finish[row], model.c.finish[row]) / model.minutesPerDay);
  return days === 0 ? '' : days > 0 ? `+${days} d` : `−${-days} d`;
}
