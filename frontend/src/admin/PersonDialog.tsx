import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { PersonActions } from './PersonActions';
import { Shown } from './Shown';
import type { Choices, PersonRow, Written } from './types';
import { useForm } from './useForm';
import { ADMIN, useWrite } from './useWrite';

const TEXTS = ['name', 'name_en', 'title', 'title_en', 'email'] as const;
type Draft = Record<(typeof TEXTS)[number] | 'username', string> & { party: number | null; department: number | null };

function draftOf(person: PersonRow | null): Draft {
  const {
    name = '',
    name_en = '',
    title = '',
    title_en = '',
    email = '',
    party = null,
    department = null,
  } = person?.details ?? {};
  return { username: person?.username ?? '', name, name_en, title, title_en, email, party, department };
}

/** A person's entry, and what can be done with the account. */
export function PersonDialog({ person, onClose }: { person: PersonRow | null; onClose: () => void }) {
  const t = useT();
  const { run } = useWrite();
  const [draft, setDraft] = useState<Draft>(() => draftOf(person));
  const [shown, setShown] = useState<string | null>(null);
  const isEditable = !person || !!person.details?.can_edit;
  const { data: choices } = useQuery({
    queryKey: [ADMIN, 'choices'],
    queryFn: ({ signal }) => api.get<Choices>('/api/admin/people/choices', { signal }),
    enabled: isEditable,
  });
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const send = async () => {
    const { username, ...details } = draft;
    if (person) {
      await run(() => api.patch<Written>(`/api/admin/people/${person.id}`, details, { ifMatch: person.version }), {
        quiet: true,
      });
      onClose();
      return;
    }
    const made = await run(() => api.post<Written>('/api/admin/people', { username, ...details }), { quiet: true });
    setShown(made?.password ?? null);
  };
  const form = useForm(send);
  if (shown)
    return (
      <Shown
        title={t('admin.oneTime')}
        note={t('admin.oneTimeNote', { name: draft.name || draft.username })}
        text={shown}
        onClose={onClose}
      />
    );
  const text = (name: (typeof TEXTS)[number] | 'username', isOptional = false) => (
    <Field id={`pd-${name}`} label={t(`admin.field.${name}`)} optional={isOptional} error={form.errorOf(name)}>
      <input
        id={`pd-${name}`}
        className="field"
        value={draft[name]}
        autoComplete="off"
        disabled={!isEditable}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Field>
  );
  const select = (name: 'party' | 'department', items: { id: number; name: string }[]) => (
    <Field id={`pd-${name}`} label={t(`admin.field.${name}`)} optional error={form.errorOf(name)}>
      <select
        id={`pd-${name}`}
        className="field"
        value={draft[name] ?? ''}
        disabled={!isEditable}
        onChange={(event) => {
          const value = event.target.value ? Number(event.target.value) : null;
          set(name === 'party' ? { party: value, department: null } : { department: value });
        }}
      >
        <option value="">{t('admin.none')}</option>
        {items.map((item) => (
          <option key={item.id} value={item.id}>
            {item.name}
          </option>
        ))}
      </select>
    </Field>
  );
  return (
    <Dialog title={person ? person.name : t('admin.newPerson')} size={520} onClose={onClose}>
      <form className="form" onSubmit={form.submit}>
        {!person && text('username')}
        {person && !person.details && (
          <p className="prose">
            {[person.username, person.title, person.party, person.department].filter(Boolean).join(t('admin.comma'))}
          </p>
        )}
        {isEditable && (
          <>
            <div className="ad-two">
              {text('name')}
              {text('name_en', true)}
              {text('title', true)}
              {text('title_en', true)}
            </div>
            {text('email', true)}
            <div className="ad-two">
              {select('party', choices?.parties ?? [])}
              {select(
                'department',
                (choices?.departments ?? []).filter((item) => item.party === draft.party),
              )}
            </div>
            {form.general() && (
              <p className="red" role="alert">
                {form.general()}
              </p>
            )}
            <div className="form-f">
              <button type="submit" className="bt p" disabled={form.isBusy}>
                {t(person ? 'admin.save' : 'admin.newPerson')}
              </button>
              <button type="button" className="bt" onClick={onClose}>
                {t('admin.cancel')}
              </button>
            </div>
          </>
        )}
      </form>
      {person && <PersonActions person={person} onPassword={setShown} onDone={onClose} />}
    </Dialog>
  );
}
