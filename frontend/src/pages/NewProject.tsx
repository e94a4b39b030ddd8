import { Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';

import { api, ApiProblem, sentenceOf } from '../api/client';
import { keys } from '../api/keys';
import type { CalendarRow, ProjectRow } from '../api/types';
import { openDialog } from '../app/dialogs';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { DateField } from '../ui/DateField';
import { Field } from '../ui/Field';

export const CODE_RULE = /^[A-Za-z][A-Za-z0-9_-]{1,19}$/;

function useProgrammes(): { code: string; name: string }[] {
  const { data } = useQuery({
    queryKey: keys.projects, queryFn: ({ signal }) => api.get<{ items: ProjectRow[] }>('/api/projects', { signal }),
  });
  const all = (data?.items ?? []).flatMap((row) => (row.programme ? [row.programme] : []));
  return [...new Map(all.map((programme) => [programme.code, programme])).values()];
}

export function useCalendars(): CalendarRow[] {
  const { data } = useQuery({
    queryKey: keys.calendars,
    queryFn: async ({ signal }) => {
      const answer = await api.get<CalendarRow[] | { items: CalendarRow[] }>('/api/calendars', { signal });
      return Array.isArray(answer) ? answer : answer.items;
    },
  });
  return data ?? [];
}

interface Draft { name: string; code: string; start: string; calendar: string; programme: string }

export default function NewProject({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const client = useQueryClient();
  const { business_today } = useSession();
  const calendars = useCalendars();
  const programmes = useProgrammes();
  const [draft, setDraft] = useState<Draft>({ name: '', code: '', start: business_today, calendar: '', programme: '' });
  const [problem, setProblem] = useState<unknown>(null);
  const [touched, setTouched] = useState<Set<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const touch = (field: string) => setTouched((old) => new Set(old).add(field));
  const refused = problem instanceof ApiProblem ? problem : null;
  const errorOf = (field: keyof Draft): string | null => {
    if (refused?.field === field) return refused.detail;
    if (!touched.has(field)) return null;
    if (field === 'name' && !draft.name.trim()) return t('project.nameMissing');
    if (field === 'code' && !CODE_RULE.test(draft.code)) return t('project.codeRule');
    return null;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTouched(new Set(['name', 'code']));
    if (!draft.name.trim() || !CODE_RULE.test(draft.code) || isBusy) return;
    setBusy(true);
    try {
      const made = await api.post<ProjectRow>('/api/projects', {
        name: draft.name.trim(), code: draft.code, start: draft.start,
        ...(draft.calendar && { calendar_id: Number(draft.calendar) }), ...(draft.programme && { programme: draft.programme }),
      });
      await Promise.all([client.invalidateQueries({ queryKey: keys.session }), client.invalidateQueries({ queryKey: keys.projects })]);
      onClose();
      go(path.plan(made.code));
    } catch (caught) {
      setProblem(caught);
    } finally {
      setBusy(false);
    }
  };
  const input = (field: 'name' | 'code', extra: Record<string, unknown> = {}) => ({
    id: `np-${field}`, className: 'field', value: draft[field], onBlur: () => touch(field), 'aria-invalid': !!errorOf(field), autoComplete: 'off', ...extra,
  });
  return (
    <Modal opened onClose={onClose} title={t('project.new')} size={440} returnFocus={false} closeButtonProps={{ 'aria-label': t('action.close') }} classNames={{ title: 'dlg-t' }}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field id="np-name" label={t('project.name')} error={errorOf('name')}>
          <input {...input('name', { 'data-autofocus': true })} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <Field id="np-code" label={t('project.code')} hint={t('project.codeHint')} error={errorOf('code')}>
          <input {...input('code')} onChange={(event) => set({ code: event.target.value.toUpperCase() })} />
        </Field>
        <Field id="np-start" label={t('project.start')} error={errorOf('start')}>
          <DateField id="np-start" value={draft.start} onChange={(start) => set({ start })} />
        </Field>
        <Field id="np-calendar" label={t('project.calendar')} optional>
          <select id="np-calendar" className="field" value={draft.calendar} onChange={(event) => set({ calendar: event.target.value })}>
            <option value="">{t('project.calendarDefault')}</option>
            {calendars.map((item) => <option key={item.id} value={item.id}>{item.name}</option>)}
          </select>
        </Field>
        {programmes.length > 0 && (
          <Field id="np-programme" label={t('project.programme')} optional>
            <select id="np-programme" className="field" value={draft.programme} onChange={(event) => set({ programme: event.target.value })}>
              <option value="">{t('project.noProgramme')}</option>
              {programmes.map((item) => <option key={item.code} value={item.code}>{item.name}</option>)}
            </select>
          </Field>
        )}
        {problem !== null && !refused?.field && <p className="red" role="alert">{sentenceOf(problem)}</p>}
        <div className="form-f">
          <button type="button" className="lk" onClick={() => openDialog({ kind: 'import' })}>{t('project.fromFile')}</button><span className="sp" />
          <button type="button" className="bt q" onClick={onClose}>{t('action.cancel')}</button>
          <button type="submit" className="bt p" disabled={isBusy}>{t('project.create')}</button>
        </div>
      </form>
    </Modal>
  );
}
