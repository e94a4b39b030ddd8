import './messages.css';
import './i18n';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useForm } from '../admin/useForm';
import { ADMIN, useWrite } from '../admin/useWrite';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Field } from '../ui/Field';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import type { Digest, OwnMessagesAnswer } from './types';
import { capital, zones } from './words';

/** Which messages one gets, by which way, gathered how, and when not. */
export function OwnMessages() {
  const query = useQuery({
    queryKey: [ADMIN, 'own-messages'],
    queryFn: ({ signal }) => api.get<OwnMessagesAnswer>('/api/me/messages', { signal }),
  });
  if (query.isPending) return <Loading rows={6} />;
  if (query.isError || !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  return <Choice key={query.data.version} given={query.data} />;
}

function draftOf(given: OwnMessagesAnswer) {
  const ways: Record<string, Record<string, boolean>> = {};
  for (const kind of given.kinds)
    ways[kind.name] = Object.fromEntries(given.channels.map((way) => [String(way.id), way.wants[kind.name]]));
  const digests = Object.fromEntries(given.channels.map((way) => [String(way.id), way.digest]));
  const { daily_at, quiet_from, quiet_to, urgent_through, zone } = given;
  return { ways, digests, daily_at, quiet_from, quiet_to, urgent_through, zone };
}

function Choice({ given }: { given: OwnMessagesAnswer }) {
  const t = useT();
  const { run } = useWrite();
  const [draft, setDraft] = useState(() => draftOf(given));
  const set = (change: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...change }));
  const form = useForm(() =>
    run(() => api.put('/api/me/messages', { version: given.version, ...draft }), { quiet: true }),
  );
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(given));
  const toggle = (kind: string, way: number, isOn: boolean) =>
    set({ ways: { ...draft.ways, [kind]: { ...draft.ways[kind], [way]: isOn } } });
  const time = (name: 'daily_at' | 'quiet_from' | 'quiet_to', hint?: string) => (
    <Field id={`ms-${name}`} label={t(`messages.${name}`)} hint={hint} error={form.errorOf(name)}>
      <input
        id={`ms-${name}`}
        className="field"
        type="time"
        value={draft[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <form className="form" onSubmit={form.submit}>
      <p className="mut s12 prose">{t(given.channels.length ? 'messages.note' : 'messages.noChannels')}</p>
      <div className="ms-scroll">
        <table className="ms-t">
          <thead>
            <tr>
              <th scope="col">{t('messages.tellMe')}</th>
              <th scope="col">{t('messages.inbox')}</th>
              {given.channels.map((way) => (
                <th key={way.id} scope="col">
                  {way.name}
                  {!way.can_reach && <span className="amb s12 ms-sub">{t('messages.noAddress')}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {given.kinds.map((kind) => (
              <tr key={kind.name}>
                <th scope="row">
                  {capital(kind.label)}
                  {kind.urgent && <span className="mut s12"> {t('messages.urgent')}</span>}
                </th>
                <td>
                  <span className="ms-box">
                    <input type="checkbox" checked disabled aria-label={`${kind.label}: ${t('messages.inbox')}`} />
                  </span>
                </td>
                {given.channels.map((way) => (
                  <td key={way.id}>
                    <label className="ms-box">
                      <input
                        type="checkbox"
                        aria-label={`${kind.label}: ${way.name}`}
                        checked={draft.ways[kind.name][way.id]}
                        onChange={(event) => toggle(kind.name, way.id, event.target.checked)}
                      />
                    </label>
                  </td>
                ))}
              </tr>
            ))}
            {given.channels.length > 0 && (
              <tr>
                <th scope="row">{t('messages.gathered')}</th>
                <td className="mut">{t('messages.digest.now')}</td>
                {given.channels.map((way) => (
                  <td key={way.id}>
                    <select
                      className="field"
                      aria-label={`${t('messages.gathered')}: ${way.name}`}
                      value={draft.digests[way.id]}
                      onChange={(event) =>
                        set({ digests: { ...draft.digests, [way.id]: event.target.value as Digest } })
                      }
                    >
                      {given.digests.map((digest) => (
                        <option key={digest} value={digest}>
                          {t(`messages.digest.${digest}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <div className="ad-two">
        {time('daily_at')}
        <Field id="ms-zone" label={t('messages.zone')} error={form.errorOf('time_zone') ?? form.errorOf('zone')}>
          <input
            id="ms-zone"
            className="field"
            list="ms-zones"
            value={draft.zone}
            onChange={(event) => set({ zone: event.target.value })}
          />
          <datalist id="ms-zones">
            {zones().map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </Field>
        {time('quiet_from')}
        {time('quiet_to', t('messages.quietHint'))}
      </div>
      <label className="ad-verb">
        <input
          type="checkbox"
          checked={draft.urgent_through}
          onChange={(event) => set({ urgent_through: event.target.checked })}
        />
        <span>{t('messages.urgentThrough')}</span>
      </label>
      {form.general() && (
        <p className="red" role="alert">
          {form.general()}
        </p>
      )}
      <div className="form-f">
        <button type="submit" className="bt" disabled={!isChanged || form.isBusy}>
          {t('admin.save')}
        </button>
        {(draft.quiet_from || draft.quiet_to) && (
          <button type="button" className="bt q" onClick={() => set({ quiet_from: '', quiet_to: '' })}>
            {t('messages.noQuiet')}
          </button>
        )}
      </div>
    </form>
  );
}
