import { useState } from 'react';

import type { Written } from '../admin/types';
import { useForm } from '../admin/useForm';
import { useWrite } from '../admin/useWrite';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Field } from '../ui/Field';
import type { HostRow } from './types';

const EMPTY = { host: '', port: '', reason: '' };

/** Hosts of the company's own network: closed to every connection but those named here. */
export function Hosts({ rows }: { rows: HostRow[] }) {
  const t = useT();
  const { run, isBusy } = useWrite();
  const [draft, setDraft] = useState(EMPTY);
  const form = useForm(async () => {
    const body = { host: draft.host, port: draft.port ? Number(draft.port) || -1 : 0, reason: draft.reason };
    await run(() => api.post<Written>('/api/admin/hosts', body), { quiet: true });
    setDraft(EMPTY);
  });
  const text = (name: keyof typeof EMPTY, isOptional = false) => (
    <Field id={`ho-${name}`} label={t(`messages.host.${name}`)} optional={isOptional} error={form.errorOf(name)}>
      <input
        id={`ho-${name}`}
        className="field"
        autoComplete="off"
        value={draft[name]}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <section className="ad-sec" aria-labelledby="ms-hosts">
      <h2 id="ms-hosts">{t('messages.hosts')}</h2>
      <p className="mut s12 prose ad-after">{t('messages.hostsNote')}</p>
      {rows.map((row) => (
        <div key={row.id} className="ad-line">
          <b>{row.port ? `${row.host}:${row.port}` : row.host}</b>
          <span className="ad-grow mut">{row.reason}</span>
          <button
            type="button"
            className="bt q"
            disabled={isBusy}
            onClick={() => void run(() => api.delete<Written>(`/api/admin/hosts/${row.id}`))}
          >
            {t('messages.closeHost')}
          </button>
        </div>
      ))}
      <form className="form ms-hosts" onSubmit={form.submit}>
        <div className="ms-three">
          {text('host')}
          {text('port', true)}
          {text('reason', true)}
        </div>
        {form.general() && (
          <p className="red" role="alert">
            {form.general()}
          </p>
        )}
        <div className="form-f">
          <button type="submit" className="bt" disabled={!draft.host || form.isBusy}>
            {t('messages.allowHost')}
          </button>
        </div>
      </form>
    </section>
  );
}
