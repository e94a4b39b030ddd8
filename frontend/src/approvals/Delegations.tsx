import './approvals.css';
import './i18n';

import { useState } from 'react';

import { useForm } from '../admin/useForm';
import { moment } from '../admin/when';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { useMeta } from '../schema/useMeta';
import { DateField } from '../ui/DateField';
import { Field } from '../ui/Field';
import { useDelegating, useDelegations } from './data';
import { PeoplePick } from './PeoplePick';
import type { Delegation, Someone, Told } from './types';

const two = (n: number) => String(n).padStart(2, '0');
const dayOf = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
/** The reader's own midnight; the last day counts whole. */
const startOf = (day: string) => new Date(`${day}T00:00:00`).toISOString();
const endOf = (day: string) => new Date(new Date(`${day}T00:00:00`).getTime() + 86_400_000).toISOString();
const WEEK = 7;

function NewDeputy({ onDone }: { onDone: () => void }) {
  const t = useT();
  const meta = useMeta();
  const { run } = useDelegating();
  const now = new Date();
  const [deputy, setDeputy] = useState<Someone[]>([]);
  const [from, setFrom] = useState(dayOf(now));
  const [until, setUntil] = useState(dayOf(new Date(now.getTime() + WEEK * 86_400_000)));
  const [entity, setEntity] = useState('');
  const [note, setNote] = useState('');
  const [isLacking, setLacking] = useState(false);
  const form = useForm(async () => {
    if (!deputy.length) return setLacking(true);
    const body = { to: deputy[0].id, starts_at: from === dayOf(new Date()) ? new Date().toISOString() : startOf(from), ends_at: endOf(until), entity, note };
    if (await run(() => api.post<Told>('/api/delegations', body), true)) onDone();
  });
  return (
    <form className="form ap-deputy" onSubmit={form.submit}>
      <Field id="dl-to" label={t('apd.to')} error={isLacking && !deputy.length ? t('ap.personNeeded') : (form.errorOf('to') ?? form.errorOf('person'))}>
        <PeoplePick id="dl-to" label={t('apd.to')} project="" chosen={deputy} onChange={setDeputy} isInvalid={isLacking && !deputy.length} />
      </Field>
      <div className="ad-two">
        <Field id="dl-from" label={t('apd.from')} error={form.errorOf('starts_at')}>
          <DateField id="dl-from" value={from} onChange={setFrom} />
        </Field>
        <Field id="dl-until" label={t('apd.until')} error={form.errorOf('ends_at')}>
          <DateField id="dl-until" value={until} onChange={setUntil} />
        </Field>
      </div>
      <div className="ad-two">
        <Field id="dl-what" label={t('apd.what')}>
          <select id="dl-what" className="field" value={entity} onChange={(event) => setEntity(event.target.value)}>
            <option value="">{t('apd.all')}</option>
            {Object.values(meta?.entities ?? {}).map((one) => (
              <option key={one.name} value={one.name}>
                {one.label}
              </option>
            ))}
          </select>
        </Field>
        <Field id="dl-note" label={t('apd.note')} optional>
          <input id="dl-note" className="field" value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </div>
      {form.general() && (
        <p className="red" role="alert">
          {form.general()}
        </p>
      )}
      <div className="form-f">
        <button type="submit" className="bt p" disabled={form.isBusy}>
          {t('apd.name')}
        </button>
        <button type="button" className="bt q" onClick={onDone}>
          {t('action.cancel')}
        </button>
      </div>
    </form>
  );
}

function Line({ one, isOwn }: { one: Delegation; isOwn: boolean }) {
  const t = useT();
  const { run, isBusy } = useDelegating();
  const end = () => void run(() => api.post<Told>(`/api/delegations/${one.id}/end`, {}, { ifMatch: one.version }));
  return (
    <div className={`ad-line ${one.state === 'over' ? 'mut' : ''}`}>
      <span className="ad-grow">
        <b>{isOwn ? one.to.name : t('apd.youFor', { name: one.from.name })}</b> <span className="t2">{one.entity_label || t('apd.all')}</span>{' '}
        {one.note && <span className="mut">{one.note}</span>}
      </span>
      <span className="mut s12 nw">
        {moment(one.starts_at)} – {moment(one.ends_at)}
      </span>
      <span className={`s12 nw ${one.state === 'active' ? 'grn' : 'mut'}`}>{t(`apd.state.${one.state}`)}</span>
      {isOwn && one.state !== 'over' && (
        <button type="button" className="bt" disabled={isBusy} onClick={end}>
          {t('apd.end')}
        </button>
      )}
    </div>
  );
}

/** Who signs in one's place for a time, and whose deputy one is. */
export function Delegations() {
  const t = useT();
  const { data } = useDelegations();
  const [isNew, setNew] = useState(false);
  if (!data) return null;
  const isOpen = (one: Delegation) => one.state !== 'over';
  const given = [...data.given].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
  return (
    <>
      {given.length === 0 && !isNew && <p className="mut">{t('apd.none')}</p>}
      {given.slice(0, 8).map((one) => (
        <Line key={one.id} one={one} isOwn />
      ))}
      {data.received.filter(isOpen).map((one) => (
        <Line key={one.id} one={one} isOwn={false} />
      ))}
      {isNew ? (
        <NewDeputy onDone={() => setNew(false)} />
      ) : (
        <div className="form-f">
          <button type="button" className="bt" onClick={() => setNew(true)}>
            {t('apd.new')}
          </button>
        </div>
      )}
    </>
  );
}
