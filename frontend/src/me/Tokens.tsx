import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { Shown } from '../admin/Shown';
import type { TokenRow, Written } from '../admin/types';
import { useForm } from '../admin/useForm';
import { ADMIN, useWrite } from '../admin/useWrite';
import { moment } from '../admin/when';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { DateField } from '../ui/DateField';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import type { OwnTokens } from './types';

type Level = 'read' | 'all' | 'chosen';

function NewToken({ tokens, onMade, onClose }: { tokens: OwnTokens; onMade: (text: string) => void; onClose: () => void }) {
  const t = useT();
  const { run } = useWrite();
  const [name, setName] = useState('');
  const [until, setUntil] = useState('');
  const [place, setPlace] = useState('/');
  const [level, setLevel] = useState<Level>('read');
  const [chosen, setChosen] = useState<string[]>([]);
  const form = useForm(async () => {
    const verbs = level === 'chosen' ? chosen : null;
    const body = { name, expires_on: until, read_only: level === 'read', verbs, place };
    const made = await run(() => api.post<Written & { token: string }>('/api/me/tokens', body), { quiet: true });
    if (made) onMade(made.token);
  });
  const toggle = (verb: string) =>
    setChosen(chosen.includes(verb) ? chosen.filter((other) => other !== verb) : [...chosen, verb]);
  return (
    <Dialog title={t('me.newToken')} size={520} onClose={onClose}>
      <form className="form" onSubmit={form.submit}>
        <Field id="tk-name" label={t('admin.field.name_of_token')} hint={t('me.tokenNameHint')} error={form.errorOf('name')}>
          <input id="tk-name" className="field" value={name} onChange={(event) => setName(event.target.value)} data-autofocus />
        </Field>
        <Field
          id="tk-until"
          label={t('admin.col.until')}
          hint={t('me.tokenUntil', { day: tokens.latest })}
          error={form.errorOf('expires_on')}
        >
          <DateField id="tk-until" value={until} onChange={setUntil} />
        </Field>
        <Field id="tk-place" label={t('admin.col.place')} error={form.errorOf('place')}>
          <select id="tk-place" className="field" value={place} onChange={(event) => setPlace(event.target.value)}>
            <option value="/">{t('me.allPlaces')}</option>
            {tokens.places
              .filter((item) => item.path !== '/')
              .map((item) => (
                <option key={item.path} value={item.path}>
                  {item.name}
                </option>
              ))}
          </select>
        </Field>
        <div className="fld">
          <span className="s12 t2">{t('admin.col.verbs')}</span>
          <div className="seg wide" role="group">
            {(['read', 'all', 'chosen'] as const).map((item) => (
              <button key={item} type="button" aria-pressed={item === level} onClick={() => setLevel(item)}>
                {t(`me.level.${item}`)}
              </button>
            ))}
          </div>
          <p className="mut s12">{t(`me.levelNote.${level}`)}</p>
        </div>
        {level === 'chosen' && (
          <div className="ad-pick">
            {tokens.verbs.map((item) => (
              <label key={item.verb} className="ad-verb ad-wrap">
                <input type="checkbox" checked={chosen.includes(item.verb)} onChange={() => toggle(item.verb)} />
                {item.label}
              </label>
            ))}
          </div>
        )}
        {(form.errorOf('verbs') ?? form.general()) && (
          <p className="red" role="alert">
            {form.errorOf('verbs') ?? form.general()}
          </p>
        )}
        <div className="form-f">
          <button type="submit" className="bt p" disabled={form.isBusy || !name.trim() || !until}>
            {t('me.newToken')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** One's own API tokens. */
export function Tokens() {
  const t = useT();
  const { run, isBusy } = useWrite();
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: [ADMIN, 'own-tokens'],
    queryFn: ({ signal }) => api.get<OwnTokens>('/api/me/tokens', { signal }),
  });
  const level = (row: TokenRow) =>
    t(row.read_only ? 'admin.readOnly' : row.verbs ? 'admin.chosenVerbs' : 'admin.allVerbs', { n: row.verbs?.length ?? 0 });
  return (
    <>
      <p className="mut prose">{t('me.tokensNote')}</p>
      {data?.items.map((row) => (
        <div key={row.id} className="ad-line">
          <span className="ad-grow">
            <b>{row.name}</b> <span className="mut s12">{row.hint}</span>
            <br />
            <span className="mut s12">
              {level(row)}
              {t('admin.comma')}
              {row.place}
              {t('admin.comma')}
              {row.used_at ? t('me.used', { at: moment(row.used_at), from: row.used_from }) : t('me.neverUsed')}
            </span>
          </span>
          <span className={row.is_expired ? 'amb nw' : 'mut nw'}>
            {row.is_expired ? t('admin.expired') : t('me.until', { day: row.expires_on })}
          </span>
          <button
            type="button"
            className="bt"
            disabled={isBusy}
            onClick={() => void run(() => api.delete<Written>(`/api/me/tokens/${row.id}`))}
          >
            {t('admin.revokeToken')}
          </button>
        </div>
      ))}
      <div className="form-f">
        <button type="button" className="bt" disabled={!data} onClick={() => setOpen(true)}>
          {t('me.newToken')}
        </button>
      </div>
      {open && data && (
        <NewToken
          tokens={data}
          onMade={(text) => {
            setOpen(false);
            setShown(text);
          }}
          onClose={() => setOpen(false)}
        />
      )}
      {shown && <Shown title={t('me.token')} note={t('me.tokenShown')} text={shown} onClose={() => setShown(null)} />}
    </>
  );
}
