import { useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Field } from '../ui/Field';
import type { PersonRow, Written } from './types';
import { useForm } from './useForm';
import { useWrite } from './useWrite';

/** What an administrator does with an account: password, sessions, second factor, deactivation. */
export function PersonActions({
  person,
  onPassword,
  onDone,
}: {
  person: PersonRow;
  onPassword: (password: string) => void;
  onDone: () => void;
}) {
  const t = useT();
  const { run, isBusy } = useWrite();
  const [reason, setReason] = useState<string | null>(null);
  const at = `/api/admin/people/${person.id}`;
  const reset = useForm(async () => {
    await run(() => api.post<Written>(`${at}/second-factor/reset`, { reason }), { quiet: true });
    onDone();
  });
  const details = person.details;
  if (!details) return null;
  const post = (what: string) => void run(() => api.post<Written>(`${at}/${what}`)).then((answer) => answer && onDone());
  const password = () =>
    void run(() => api.post<Written>(`${at}/password`, {})).then((answer) => answer?.password && onPassword(answer.password));
  return (
    <>
      <div className="ad-acts">
        {details.can_edit && (
          <>
            <button type="button" className="bt" disabled={isBusy} onClick={password}>
              {t('admin.givePassword')}
            </button>
            <button type="button" className="bt" disabled={isBusy} onClick={() => post('sessions/end')}>
              {t('admin.endSessions')}
            </button>
            <button
              type="button"
              className="bt"
              disabled={isBusy}
              onClick={() => post(person.is_active ? 'deactivate' : 'reactivate')}
            >
              {t(person.is_active ? 'admin.deactivate' : 'admin.reactivate')}
            </button>
          </>
        )}
        {details.can_reset && details.second_factor && reason === null && (
          <button type="button" className="bt" onClick={() => setReason('')}>
            {t('admin.resetFactor')}
          </button>
        )}
      </div>
      {reason !== null && (
        <form className="form" onSubmit={reset.submit}>
          <Field
            id="pd-reason"
            label={t('admin.reason')}
            hint={t('admin.reasonHint')}
            error={reset.errorOf('reason') ?? reset.general()}
          >
            <input
              id="pd-reason"
              className="field"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              data-autofocus
            />
          </Field>
          <div className="form-f">
            <button type="submit" className="bt" disabled={reset.isBusy}>
              {t('admin.resetFactor')}
            </button>
          </div>
        </form>
      )}
    </>
  );
}
