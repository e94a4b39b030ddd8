import { useState } from 'react';

import { useForm } from '../admin/useForm';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Field } from '../ui/Field';
import { showToast } from '../ui/toasts';

const EMPTY = { old: '', new: '', again: '' };

/** A new own password; every other session ends with the old one. */
export function PasswordForm() {
  const t = useT();
  const [draft, setDraft] = useState(EMPTY);
  const form = useForm(async () => {
    await api.post('/api/me/password', { old: draft.old, new: draft.new });
    setDraft(EMPTY);
    showToast({ text: t('me.passwordChanged') });
  });
  const isDifferent = !!draft.again && draft.again !== draft.new;
  const input = (name: keyof typeof EMPTY, hint?: string) => (
    <Field
      id={`pw-${name}`}
      label={t(`me.password.${name}`)}
      hint={hint}
      error={name === 'again' && isDifferent ? t('me.password.differ') : form.errorOf(name)}
    >
      <input
        id={`pw-${name}`}
        className="field"
        type="password"
        autoComplete={name === 'old' ? 'current-password' : 'new-password'}
        value={draft[name]}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <form className="form" onSubmit={form.submit}>
      {input('old')}
      <div className="ad-two">
        {input('new', t('me.password.rule'))}
        {input('again')}
      </div>
      {form.general() && (
        <p className="red" role="alert">
          {form.general()}
        </p>
      )}
      <div className="form-f">
        <button type="submit" className="bt" disabled={form.isBusy || !draft.old || !draft.new || draft.new !== draft.again}>
          {t('me.password.change')}
        </button>
        <span className="mut s12">{t('me.password.note')}</span>
      </div>
    </form>
  );
}
