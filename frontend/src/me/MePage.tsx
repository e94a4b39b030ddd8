import '../admin/admin.css';
import '../admin/i18n';
import './i18n';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useForm } from '../admin/useForm';
import { ADMIN, useWrite } from '../admin/useWrite';
import { api } from '../api/client';
import { Delegations } from '../approvals/Delegations';
import { useT } from '../app/i18n';
import { OwnMessages } from '../messages/OwnMessages';
import { Field } from '../ui/Field';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { PasswordForm } from './PasswordForm';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';
import type { Me } from './types';

const TEXTS = ['name_en', 'title', 'title_en', 'email'] as const;

function Profile({ me }: { me: Me }) {
  const t = useT();
  const { run } = useWrite();
  const [draft, setDraft] = useState({ name_en: me.name_en, title: me.title, title_en: me.title_en, email: me.email });
  const isChanged = TEXTS.some((name) => draft[name] !== me[name]);
  const form = useForm(() => run(() => api.patch('/api/me', draft, { ifMatch: me.version }), { quiet: true }));
  return (
    <form className="form" onSubmit={form.submit}>
      <div className="ad-two">
        {TEXTS.map((name) => (
          <Field key={name} id={`me-${name}`} label={t(`admin.field.${name}`)} optional error={form.errorOf(name)}>
            <input
              id={`me-${name}`}
              className="field"
              value={draft[name]}
              onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
            />
          </Field>
        ))}
      </div>
      {form.general() && (
        <p className="red" role="alert">
          {form.general()}
        </p>
      )}
      <div className="form-f">
        <button type="submit" className="bt" disabled={!isChanged || form.isBusy}>
          {t('admin.save')}
        </button>
      </div>
    </form>
  );
}

function OwnRoles({ me }: { me: Me }) {
  const t = useT();
  if (me.roles.length === 0) return <p className="mut">{t('me.noRoles')}</p>;
  return me.roles.map((role) => (
    <div key={`${role.role}${role.place}${role.by}`} className="ad-line">
      <b>{role.role}</b>
      <span className="ad-grow el">
        {role.place} {role.by && <span className="mut">{t('me.through', { name: role.by })}</span>}
      </span>
      <span className="mut nw">{role.until ? t('me.until', { day: role.until }) : t('admin.noEnd')}</span>
    </div>
  ));
}

/** One's own page: entry, rights, password, sessions, tokens, second factor. */
export default function MePage() {
  const t = useT();
  const query = useQuery({ queryKey: [ADMIN, 'me'], queryFn: ({ signal }) => api.get<Me>('/api/me', { signal }) });
  if (query.isPending) return <Loading rows={12} />;
  if (query.isError || !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  const me = query.data;
  const about = [me.username, me.party, me.department].filter(Boolean).join(t('admin.comma'));
  const sections = [
    { name: 'profile', body: <Profile key={me.version} me={me} /> },
    { name: 'messages', body: <OwnMessages /> },
    { name: 'roles', body: <OwnRoles me={me} /> },
    { name: 'deputy', body: <Delegations /> },
    { name: 'factor', body: <SecondFactor me={me} /> },
    { name: 'password', body: <PasswordForm /> },
    { name: 'sessions', body: <Sessions /> },
    { name: 'tokens', body: <Tokens /> },
  ];
  return (
    <div className="page">
      <div className="scroll">
        <div className="ad-body me-page">
          <p className="verdict">
            {me.name} <span className="mut s12">{about}</span>
          </p>
          {sections.map(({ name, body }) => (
            <section key={name} className="ad-sec" aria-labelledby={`me-h-${name}`}>
              <h2 id={`me-h-${name}`}>{t(`me.h.${name}`)}</h2>
              {body}
            </section>
          ))}
        </div>
      </div>
    </div>
  );
}
