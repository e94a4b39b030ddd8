import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';

import { api, sentenceOf } from '../api/client';
import { keys } from '../api/keys';
import type { ProjectRow } from '../api/types';
import { openDialog } from '../app/dialogs';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
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

function Fields({ form }: { form: ReturnType<typeof useNewProject> }) {
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
    'aria-invalid': !!errorOf(field),
  });
  return (
    <>
      <Field id="np-name" label={t('project.name')} error={errorOf('name')}>
        <input {...input('name')} data-autofocus onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <Field id="np-code" label={t('project.code')} hint={t('project.codeHint')} error={errorOf('code')}>
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

export default function NewProject({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const form = useNewProject((code) => {
    onClose();
    go(path.plan(code));
  });
  return (
    <Dialog title={t('project.new')} size={440} onClose={onClose}>
      <form className="form" onSubmit={form.submit} noValidate>
        <Fields form={form} />
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
