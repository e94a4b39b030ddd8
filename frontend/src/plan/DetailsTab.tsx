import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { deleteSelected } from '../gantt/actions';
import { cellText, planYear, predecessorText, type ColumnKey } from '../gantt/columns';
import { formatDelta, formatDuration } from '../gantt/duration';
import { parseEdit, update, type EditResult } from '../gantt/edits';
import { formatLag } from '../gantt/duration';
import { NONE, finishDay, isoDay, parseDate, shortDate } from '../gantt/time';
import { LINK_NAMES, type TaskSet } from '../gantt/types';
import type { PlanView } from './usePlanView';

type Column = 'constraint_date' | 'deadline' | 'actual_start' | 'actual_finish';

/** Every field of a task; what is computed is text, what people write is a field that saves when it is left. */
export function DetailsTab({ view, id }: { view: PlanView; id: number }) {
  const t = useT();
  const { model } = view.store;
  const row = model.row(id);
  if (row < 0) return <p className="mut pl-pad">{t('gantt.error.gone')}</p>;
  const isSummary = model.isSummary(row);
  const cell = (key: ColumnKey, label: string, isOpen = true) => (
    <TextField label={t(label)} text={cellText(model, row, key)} isOpen={isOpen && view.canEdit} parse={(text) => parseEdit(model, row, key, text)} view={view} />
  );
  return (
    <div className="pl-details">
      {cell('name', 'plan.field.name')}
      {cell('duration', 'plan.field.duration', !isSummary)}
      {cell('start', 'plan.field.start', !isSummary)}
      {cell('finish', 'plan.field.finish', !isSummary)}
      {cell('progress', 'plan.field.progress', !isSummary)}
      <OwnerField view={view} row={row} />
      {!isSummary && <ConstraintField view={view} row={row} />}
      {!isSummary && model.c.constraint[row] > 1 && <DayField view={view} row={row} column="constraint_date" label="plan.field.constraintDate" />}
      <DayField view={view} row={row} column="deadline" label="plan.field.deadline" />
      {!isSummary && <CalendarField view={view} row={row} />}
      {!isSummary && <DayField view={view} row={row} column="actual_start" label="plan.field.actualStart" />}
      {!isSummary && <DayField view={view} row={row} column="actual_finish" label="plan.field.actualFinish" />}
      <TextField
        label={t('plan.field.predecessors')} hint={t('plan.predecessors.hint')} text={predecessorText(model, row)} isOpen={view.canEdit} isWide
        parse={(text) => parseEdit(model, row, 'predecessors', text)} view={view}
      />
      {!isSummary && <ResourcesField key={id} view={view} id={id} />}
      <Facts view={view} row={row} />
      {view.canEdit && (
        <div className="pl-wide">
          <button type="button" className="bt q red" onClick={() => { if (view.engine) deleteSelected(view.engine); }}>{t('plan.delete')} <span className="kbd desk">Del</span></button>
        </div>
      )}
    </div>
  );
}

/** Who works on the task, with units, as the server reads and writes it. */
function ResourcesField({ view, id }: { view: PlanView; id: number }) {
  const t = useT();
  const path = `/api/projects/${encodeURIComponent(view.code)}/plan/tasks/${id}/resources`;
  const { data } = useQuery({
    queryKey: ['plan', view.code, 'resources', id, view.store.model.project.revision], queryFn: () => api.get<{ text: string }>(path),
    placeholderData: keepPreviousData,
  });
  if (!data) return null;
  const parse = (text: string): EditResult =>
    text.trim() === data.text ? { kind: 'none' } : { kind: 'commands', commands: [{ op: 'task.resources', id, text }], set: null };
  return <TextField label={t('plan.field.resources')} hint={t('plan.resources.hint')} text={data.text} isOpen={view.canEdit} isWide parse={parse} view={view} />;
}

interface TextFieldProps {
  label: string; text: string; isOpen: boolean; parse: (text: string) => EditResult; view: PlanView; hint?: string; isWide?: boolean;
}

function TextField({ label, text, isOpen, parse, view, hint, isWide }: TextFieldProps) {
  const t = useT();
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState('');
  const commit = () => {
    if (draft === null) return;
    const result = parse(draft);
    if (result.kind === 'error') {
      const { weekday, ...rest } = result.params ?? {};
      setError(t(result.key, { ...rest, weekday: weekday === undefined ? '' : t(`gantt.weekdayLong.${weekday}`) }));
      return;
    }
    setError('');
    setDraft(null);
    if (result.kind === 'commands') void view.store.run(result.commands);
  };
  return (
    <div className={`pl-fld ${isWide ? 'pl-wide' : ''}`}>
      <label htmlFor={id}>{label}</label>
      {isOpen ? (
        <input
          id={id} className="field" value={draft ?? text} aria-invalid={error !== ''} title={hint} placeholder={hint}
          onChange={(event) => setDraft(event.target.value)} onBlur={commit}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape' && draft !== null) { event.preventDefault(); setDraft(null); setError(''); }
          }}
        />
      ) : <output id={id} className="pl-out">{text || '—'}</output>}
      {error && <p className="red s12" role="alert">{error}</p>}
    </div>
  );
}

const save = (view: PlanView, row: number, set: TaskSet): void => {
  const result = update(view.store.model, row, set);
  if (result.kind === 'commands') void view.store.run(result.commands);
};

function DayField({ view, row, column, label }: { view: PlanView; row: number; column: Column; label: string }) {
  const t = useT();
  const { model } = view.store;
  const value = model.c[column][row];
  const isFinish = column === 'deadline' || column === 'actual_finish' || (column === 'constraint_date' && [3, 6, 7].includes(model.c.constraint[row]));
  const text = value === NONE ? '' : isoDay(isFinish ? finishDay(value) : Math.floor(value / 1440));
  const parse = (typed: string): EditResult => {
    if (typed.trim() === text) return { kind: 'none' };
    if (typed.trim() === '') return update(model, row, { [column]: null } as TaskSet);
    const parsed = parseDate(typed, value === NONE ? model.project.business_today ?? 0 : value);
    if (!parsed) return { kind: 'error', key: 'gantt.error.date', params: { text: typed } };
    const minutes = model.calendarOf(row).intervals(parsed.day);
    const edge = minutes.length === 0 ? (isFinish ? 1440 : 0) : isFinish ? minutes[minutes.length - 1][1] : minutes[0][0];
    return update(model, row, { [column]: parsed.day * 1440 + (parsed.minute ?? edge) } as TaskSet);
  };
  return <TextField label={t(label)} text={text} isOpen={view.canEdit} parse={parse} view={view} />;
}

function OwnerField({ view, row }: { view: PlanView; row: number }) {
  const t = useT();
  const id = useId();
  const { model } = view.store;
  return (
    <div className="pl-fld">
      <label htmlFor={id}>{t('plan.field.owner')}</label>
      <select id={id} className="field" disabled={!view.canEdit} value={model.c.owner[row]} onChange={(event) => save(view, row, { owner: Number(event.target.value) === NONE ? null : Number(event.target.value) })}>
        <option value={NONE}>{t('plan.field.nobody')}</option>
        {[...model.people.values()].map((p) => <option key={p.id} value={p.id}>{[p.name, p.title].filter(Boolean).join('  ')}</option>)}
      </select>
    </div>
  );
}

/** A kind with a date starts from the date the task has now, so that choosing one moves nothing. */
function ConstraintField({ view, row }: { view: PlanView; row: number }) {
  const t = useT();
  const id = useId();
  const { model } = view.store;
  const { c } = model;
  const choose = (kind: number): void => {
    const now = [3, 6, 7, 9, 11].includes(kind) ? c.finish[row] : c.start[row];
    const date = kind < 2 ? null : c.constraint_date[row] !== NONE ? c.constraint_date[row] : now;
    save(view, row, { constraint: kind, constraint_date: date });
  };
  return (
    <div className="pl-fld">
      <label htmlFor={id}>{t('plan.field.constraint')}</label>
      <select id={id} className="field" disabled={!view.canEdit} value={c.constraint[row]} onChange={(event) => choose(Number(event.target.value))}>
        {[0, 1, 4, 5, 6, 7, 2, 3, 8, 9, 10, 11].map((kind) => <option key={kind} value={kind}>{t(`gantt.constraint.${kind}`)}</option>)}
      </select>
    </div>
  );
}

function CalendarField({ view, row }: { view: PlanView; row: number }) {
  const t = useT();
  const id = useId();
  const { model } = view.store;
  const own = model.c.calendar[row];
  return (
    <div className="pl-fld">
      <label htmlFor={id}>{t('plan.field.calendar')}</label>
      <select id={id} className="field" disabled={!view.canEdit} value={own} onChange={(event) => save(view, row, { calendar: Number(event.target.value) === NONE ? null : Number(event.target.value) })}>
        <option value={NONE}>{t('plan.field.calendar.project', { name: model.calendar.def.name })}</option>
        {[...model.calendars.values()].map((c) => <option key={c.def.id} value={c.def.id}>{c.def.name}</option>)}
      </select>
    </div>
  );
}

/** What the engine computed; not editable, so plain text. */
function Facts({ view, row }: { view: PlanView; row: number }) {
  const t = useT();
  const { model } = view.store;
  const { c } = model;
  const year = planYear(model);
  const range = (a: number, b: number) => (a === NONE || b === NONE ? '—' : `${shortDate(a, year)} – ${shortDate(finishDay(b) * 1440, year)}`);
  const days = (minutes: number) => (minutes === NONE ? '—' : formatDuration(minutes, model.minutesPerDay).replace(/^-/, '−'));
  const slip = c.baseline_finish[row] === NONE || c.finish[row] === NONE ? '—' : formatDelta(model.calendar.workBetween(c.baseline_finish[row], c.finish[row]), model.minutesPerDay);
  const items: [string, string][] = [
    ['float', model.progress[row] >= 1 ? '–' : days(c.total_float[row])], ['freeFloat', model.progress[row] >= 1 ? '–' : days(c.free_float[row])],
    ['early', range(c.early_start[row], c.early_finish[row])], ['late', range(c.late_start[row], c.late_finish[row])],
    ['baseline', range(c.baseline_start[row], c.baseline_finish[row])], ['slip', slip],
    ['successors', successorText(view, row)],
  ];
  return <>{items.map(([key, text]) => <div key={key} className={`pl-fld ${key === 'successors' ? 'pl-wide' : ''}`}><span className="pl-lab">{t(`plan.field.${key}`)}</span><output className="pl-out">{text || t('plan.field.none')}</output></div>)}</>;
}

function successorText(view: PlanView, row: number): string {
  const { model } = view.store;
  const { links } = model;
  const parts: string[] = [];
  for (let i = links.outStart[row]; i < links.outStart[row + 1]; i++) {
    const k = links.out[i], lag = formatLag(links.lag[k], links.lagKind[k], model.minutesPerDay);
    parts.push(`${model.wbs[links.to[k]]}${links.type[k] === 0 && !lag ? '' : LINK_NAMES[links.type[k]] + lag} ${model.name[links.to[k]]}`);
  }
  return parts.join(', ');
}
