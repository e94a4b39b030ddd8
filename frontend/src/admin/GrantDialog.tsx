import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { DateField } from '../ui/DateField';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { PickPrincipal } from './PickPrincipal';
import type { GrantRow, Place, Principal, Roles, Written } from './types';
import { useForm } from './useForm';
import { ADMIN, useWrite } from './useWrite';

/** Give a role, or say until when one is given. */
export function GrantDialog({ grant, onClose }: { grant: GrantRow | null; onClose: () => void }) {
  const t = useT();
  const { run } = useWrite();
  const [who, setWho] = useState<Principal | null>(null);
  const [role, setRole] = useState('');
  const [place, setPlace] = useState('');
  const [find, setFind] = useState('');
  const [until, setUntil] = useState(grant?.expires_on ?? '');
  const roles = useQuery({
    queryKey: [ADMIN, 'roles'],
    queryFn: ({ signal }) => api.get<Roles>('/api/admin/roles', { signal }),
  });
  const places = useQuery({
    queryKey: [ADMIN, 'places', find],
    queryFn: ({ signal }) => api.get<{ items: Place[] }>(`/api/admin/places?q=${encodeURIComponent(find)}`, { signal }),
    placeholderData: (old) => old,
  });
  const form = useForm(async () => {
    const expires_on = until || null;
    const write = grant
      ? () => api.patch<Written>(`/api/admin/grants/${grant.id}`, { expires_on }, { ifMatch: grant.version })
      : () =>
          api.post<Written>('/api/admin/grants', {
            role,
            principal: { kind: who?.kind, id: who?.id },
            place,
            expires_on,
          });
    await run(write, { quiet: true });
    onClose();
  });
  return (
    <Dialog title={grant ? `${grant.principal.name}: ${grant.role.name}` : t('admin.newGrant')} size={520} onClose={onClose}>
      <form className="form" onSubmit={form.submit}>
        {!grant && (
          <>
            <Field id="pick-principal" label={t('admin.col.who')} error={form.errorOf('principal')}>
              <PickPrincipal kinds={['user', 'group', 'party']} chosen={who} onChoose={setWho} />
            </Field>
            <Field id="gr-role" label={t('admin.col.role')} error={form.errorOf('role')}>
              <select id="gr-role" className="field" value={role} onChange={(event) => setRole(event.target.value)}>
                <option value="">{t('admin.choose')}</option>
                {roles.data?.items.map((item) => (
                  <option key={item.code} value={item.code}>
                    {item.name}
                  </option>
                ))}
              </select>
            </Field>
            <Field id="gr-place" label={t('admin.col.place')} hint={t('admin.placeHint')} error={form.errorOf('place')}>
              <input
                id="gr-place"
                className="field"
                type="search"
                value={find}
                onChange={(event) => setFind(event.target.value)}
                placeholder={t('admin.findPlace')}
              />
              <div className="ad-pick">
                {places.data?.items.map((item) => (
                  <button key={item.path} type="button" aria-pressed={place === item.path} onClick={() => setPlace(item.path)}>
                    <span className="el">{item.name}</span>
                    <span className="sp" />
                    <span className="mut s12 nw">{item.kind}</span>
                  </button>
                ))}
              </div>
            </Field>
          </>
        )}
        <Field id="gr-until" label={t('admin.col.until')} optional hint={t('admin.untilHint')} error={form.errorOf('expires_on')}>
          <DateField id="gr-until" value={until} onChange={setUntil} />
        </Field>
        {form.general() && (
          <p className="red" role="alert">
            {form.general()}
          </p>
        )}
        <div className="form-f">
          <button type="submit" className="bt p" disabled={form.isBusy || (!grant && !(who && role && place))}>
            {t(grant ? 'admin.save' : 'admin.give')}
          </button>
          {grant && until && (
            <button type="button" className="bt" onClick={() => setUntil('')}>
              {t('admin.dropEnd')}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
