import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useLanguage, useT } from '../app/i18n';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { LoadFailed } from '../ui/LoadFailed';
import { PickPrincipal } from './PickPrincipal';
import type { Place, Principal, Roles, Why } from './types';
import { ADMIN } from './useWrite';

/** Why somebody can or cannot do something somewhere: the grants that make it so, or what is missing. */
export function WhyDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const word = useLanguage() === 'en' ? 'en' : 'zh';
  const [who, setWho] = useState<Principal | null>(null);
  const [verb, setVerb] = useState('');
  const [find, setFind] = useState('');
  const [place, setPlace] = useState<Place | null>(null);
  const roles = useQuery({
    queryKey: [ADMIN, 'roles'],
    queryFn: ({ signal }) => api.get<Roles>('/api/admin/roles', { signal }),
  });
  const places = useQuery({
    queryKey: [ADMIN, 'places', 'seen', find],
    queryFn: ({ signal }) =>
      api.get<{ items: Place[] }>(`/api/admin/places?verb=access.view&q=${encodeURIComponent(find)}`, { signal }),
    placeholderData: (old) => old,
  });
  const question =
    who && verb && place?.entity
      ? new URLSearchParams({ entity: place.entity, id: String(place.id), verb, user: String(who.id) }).toString()
      : '';
  const answer = useQuery({
    queryKey: [ADMIN, 'why', question],
    queryFn: ({ signal }) => api.get<Why>(`/api/access/why?${question}`, { signal }),
    enabled: question !== '',
    staleTime: 0,
  });
  return (
    <Dialog title={t('admin.why')} size={520} onClose={onClose}>
      <div className="form">
        <Field id="pick-principal" label={t('admin.col.who')}>
          <PickPrincipal kinds={['user']} chosen={who} onChoose={setWho} />
        </Field>
        <Field id="why-verb" label={t('admin.whyVerb')}>
          <select id="why-verb" className="field" value={verb} onChange={(event) => setVerb(event.target.value)}>
            <option value="">{t('admin.choose')}</option>
            {roles.data?.areas.map((area) => (
              <optgroup key={area.name} label={area[word]}>
                {area.verbs.map((one) => (
                  <option key={one.verb} value={one.verb}>
                    {one[word]}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </Field>
        <Field id="why-place" label={t('admin.col.place')}>
          <input
            id="why-place"
            className="field"
            type="search"
            value={find}
            onChange={(event) => setFind(event.target.value)}
            placeholder={t('admin.findPlace')}
          />
          <div className="ad-pick">
            {places.data?.items
              .filter((item) => item.entity)
              .map((item) => (
                <button key={item.path} type="button" aria-pressed={place?.path === item.path} onClick={() => setPlace(item)}>
                  <span className="el">{item.name}</span>
                  <span className="sp" />
                  <span className="mut s12 nw">{item.kind}</span>
                </button>
              ))}
          </div>
        </Field>
        <div className="ad-why" aria-live="polite">
          {!question && <p className="mut">{t('admin.whyHint')}</p>}
          {answer.isError && <LoadFailed problem={answer.error} onRetry={() => void answer.refetch()} />}
          {question && answer.data && (
            <>
              <p>
                <b className={answer.data.allowed ? 'grn' : 'red'}>{t(answer.data.allowed ? 'admin.whyYes' : 'admin.whyNo')}</b>{' '}
                {answer.data.reason}
              </p>
              {answer.data.grants.map((grant) => (
                <div key={`${grant.role}${grant.place}${grant.until ?? ''}`} className="ad-line">
                  <span className="ad-grow el">{grant.role}</span>
                  <span className="mut el">{grant.place}</span>
                  <span className="mut s12 nw">{grant.until ?? t('admin.noEnd')}</span>
                </div>
              ))}
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}
