import '../setup/i18n';
import '../setup/setup.css';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';

import { api, sentenceOf } from '../api/client';
import { keys } from '../api/keys';
import type { ProjectRow } from '../api/types';
import { openDialog } from '../app/dialogs';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { useBeginnings, useSettings } from '../setup/data';
import { asBody, TakeAlong, takeAll, type Taken } from '../setup/TakeAlong';
import type { Template } from '../setup/types';
import { DateField } from '../ui/DateField';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { useCalendars } from './useCalendars';
import { useNewProject } from './useNewProject';

function useProgrammes(): { code: string; name: string }[] {
  const { data } = useQuery({
    queryKey: keys.projects,
    queryFn: ({ signal }) => api.get<{ items: ProjectRow[] }>('/api/projects', { signal }),
  });
  const all = (data?.items ?? []).flatMap((row) => (row.programme ? [row.programme] : []));
  return [...new Map(all.map((programme) => [programme.code, programme])).values()];
}

interface Choice {
  value: string | number;
  name: string;
}

function Select({
  id,
  value,
  none,
  choices,
  onChange,
}: {
  id: string;
  value: string;
  none: string;
  choices: Choice[];
  onChange: (value: string) => void;
}) {
  return (
    <select id={id} className="field" value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{none}</option>
      {choices.map((item) => (
        <option key={item.value} value={item.value}>
          {item.name}
        </option>
      ))}
    </select>
  );
}

/** Empty, from a template, or as a copy; dates of the last two move with the start. */
function Beginning({ form, templates }: { form: ReturnType<typeof useNewProject>; templates: Template[] }) {
  const t = useT();
  const { projects } = useSession();
  const { draft, set } = form;
  return (
    <>
      <Field id="np-from" label={t('setup.begin')}>
        <select id="np-from" className="field" value={draft.from} onChange={(event) => set({ from: event.target.value })}>
          <option value="">{t('setup.blank')}</option>
          {templates.length > 0 && (
            <optgroup label={t('setup.group.templates')}>
              {templates.map((item) => (
                <option key={item.id} value={`t:${item.id}`}>
                  {item.name}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={t('setup.group.projects')}>
            {projects.map((item) => (
              <option key={item.code} value={`p:${item.code}`}>
                {item.code} {item.name}
              </option>
            ))}
          </optgroup>
        </select>
      </Field>
      {draft.from && (
        <Field id="np-shift" label={t('setup.shift')}>
          <select
            id="np-shift"
            className="field"
            value={draft.shift}
            onChange={(event) => set({ shift: event.target.value as 'work' | 'calendar' })}
          >
            <option value="work">{t('setup.shift.work')}</option>
            <option value="calendar">{t('setup.shift.calendar')}</option>
          </select>
        </Field>
      )}
    </>
  );
}

/** What of the project to copy is taken along; all of it where nobody chose. */
function CopyParts({ code, taken, onChange }: { code: string; taken: Taken | null; onChange: (next: Taken) => void }) {
  const choices = useSettings(code).data?.choices;
  return choices ? <TakeAlong choices={choices} taken={taken ?? takeAll(choices, true)} onChange={onChange} /> : null;
}

function Fields({ form, next }: { form: ReturnType<typeof useNewProject>; next: string | null }) {
  const t = useT();
  const calendars = useCalendars().map((item) => ({ value: item.id, name: item.name }));
  const programmes = useProgrammes().map((item) => ({ value: item.code, name: item.name }));
  const { draft, set, touch, errorOf } = form;
  const input = (field: 'name' | 'code') => ({
    id: `np-${field}`,
    className: 'field',
    value: draft[field],
    autoComplete: 'off',
    onBlur: () => touch(field),
    'aria-invalid': !!errorOf(field, next !== null),
  });
  return (
    <>
      <Field id="np-name" label={t('project.name')} error={errorOf('name')}>
        <input {...input('name')} data-autofocus onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <Field
        id="np-code"
        label={t('project.code')}
        hint={next ? t('setup.codeByMask', { code: next }) : t('project.codeHint')}
        error={errorOf('code', next !== null)}
        optional={next !== null}
      >
        <input {...input('code')} onChange={(event) => set({ code: event.target.value.toUpperCase() })} />
      </Field>
      <Field id="np-start" label={t('project.start')} error={errorOf('start')}>
        <DateField id="np-start" value={draft.start} onChange={(start) => set({ start })} />
      </Field>
      <Field id="np-calendar" label={t('project.calendar')} optional>
        <Select
          id="np-calendar"
          value={draft.calendar}
          none={t('project.calendarDefault')}
          choices={calendars}
          onChange={(calendar) => set({ calendar })}
        />
      </Field>
      {programmes.length > 0 && (
        <Field id="np-programme" label={t('project.programme')} optional error={errorOf('programme')}>
          <Select
            id="np-programme"
            value={draft.programme}
            none={t('project.noProgramme')}
            choices={programmes}
            onChange={(programme) => set({ programme })}
          />
        </Field>
      )}
    </>
  );
}

export default function NewProject({ onClose, copyOf }: { onClose: () => void; copyOf?: string }) {
  const t = useT();
  const [, go] = useLocation();
  const form = useNewProject(copyOf, (code) => {
    onClose();
    go(form.draft.from ? path.project(code) : path.plan(code));
  });
  const { from, programme } = form.draft;
  const { data } = useBeginnings(programme);
  const next = data?.code ?? null;
  const [chosen, setChosen] = useState<{ of: string; taken: Taken } | null>(null);
  const taken = chosen?.of === from ? chosen.taken : null;
  return (
    <Dialog title={t('project.new')} size={440} onClose={onClose}>
      <form className="form" onSubmit={(event) => form.submit(event, taken && asBody(taken), next !== null)} noValidate>
        <Fields form={form} next={next} />
        <Beginning form={form} templates={data?.templates ?? []} />
        {from.startsWith('p:') && (
          <CopyParts code={from.slice(2)} taken={taken} onChange={(value) => setChosen({ of: from, taken: value })} />
        )}
        {form.general !== null && (
          <p className="red" role="alert">
            {sentenceOf(form.general)}
          </p>
        )}
        <div className="form-f">
          <button type="button" className="lk" onClick={() => openDialog({ kind: 'import' })}>
            {t('project.fromFile')}
          </button>
          <span className="sp" />
          <button type="button" className="bt q" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="bt p" disabled={form.isBusy}>
            {t('project.create')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
