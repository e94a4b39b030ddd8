import { useState } from 'react';

import type { Written } from '../admin/types';
import { useForm } from '../admin/useForm';
import { useWrite } from '../admin/useWrite';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { capital } from './words';
import type { ChannelField, ChannelKind, ChannelRow } from './types';

interface Props {
  channel: ChannelRow | null;
  kinds: ChannelKind[];
  onClose: () => void;
}

const valuesOf = (kind: ChannelKind, channel: ChannelRow | null): Record<string, string> =>
  Object.fromEntries(
    kind.fields.filter((field) => !field.secret).map((field) => [field.name, channel?.settings[field.name] ?? field.default]),
  );

/** A channel's settings. What is secret is typed anew or stays as it is; it is never shown. */
export function ChannelDialog({ channel, kinds, onClose }: Props) {
  const t = useT();
  const { run, isBusy } = useWrite();
  const [kind, setKind] = useState(kinds.find((one) => one.name === channel?.kind) ?? kinds[0]);
  const [name, setName] = useState(channel?.name ?? '');
  const [values, setValues] = useState(() => valuesOf(kind, channel));
  const [perMinute, setPerMinute] = useState(String(channel?.per_minute ?? 20));
  const [isNaming, setNaming] = useState(channel?.names_records ?? false);
  const one = `/api/admin/channels/${channel?.id}`;
  const form = useForm(async () => {
    if (channel) {
      const body = { name, per_minute: Number(perMinute) || 0, names_records: isNaming, values };
      await run(() => api.patch<Written>(one, body, { ifMatch: channel.version }), { quiet: true });
    } else {
      await run(() => api.post<Written>('/api/admin/channels', { kind: kind.name, name, values }), { quiet: true });
    }
    onClose();
  });
  const remove = async () => {
    if (channel && (await run(() => api.delete<Written>(one, undefined, { ifMatch: channel.version })))) onClose();
  };
  const choose = (next: string) => {
    const found = kinds.find((other) => other.name === next) ?? kinds[0];
    setKind(found);
    setValues(valuesOf(found, null));
  };
  const input = (field: ChannelField) => {
    const isKept = field.secret && !!channel?.secrets.includes(field.name);
    const props = {
      id: `ch-${field.name}`,
      className: 'field',
      value: values[field.name] ?? '',
      onChange: (event: { target: { value: string } }) => setValues({ ...values, [field.name]: event.target.value }),
    };
    return (
      <Field
        key={field.name}
        id={props.id}
        label={capital(field.label)}
        optional={!field.needed}
        hint={field.hint || undefined}
        error={form.errorOf(field.name)}
      >
        {field.choices.length > 0 ? (
          <select {...props}>
            {field.choices.map((choice) => (
              <option key={choice} value={choice}>
                {t(`messages.security.${choice}`)}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...props}
            type={field.secret ? 'password' : 'text'}
            autoComplete={field.secret ? 'new-password' : 'off'}
            placeholder={isKept ? t('messages.kept') : undefined}
          />
        )}
      </Field>
    );
  };
  return (
    <Dialog title={channel ? channel.name : t('messages.newChannel')} size={520} onClose={onClose}>
      <form className="form" onSubmit={form.submit} autoComplete="off">
        <div className="ad-two">
          <Field id="ch-kind" label={t('messages.col.kind')} error={form.errorOf('kind')}>
            <select
              id="ch-kind"
              className="field"
              value={kind.name}
              disabled={!!channel}
              onChange={(event) => choose(event.target.value)}
            >
              {kinds.map((other) => (
                <option key={other.name} value={other.name}>
                  {capital(other.label)}
                </option>
              ))}
            </select>
          </Field>
          <Field id="ch-name" label={t('admin.col.name')} hint={t('messages.nameHint')} error={form.errorOf('name')}>
            <input id="ch-name" className="field" value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
        </div>
        <div className={kind.fields.length > 2 ? 'ad-two' : 'form'}>{kind.fields.map(input)}</div>
        {channel && (
          <>
            <Field id="ch-rate" label={t('messages.perMinute')} error={form.errorOf('per_minute')}>
              <input
                id="ch-rate"
                className="field"
                inputMode="numeric"
                value={perMinute}
                onChange={(event) => setPerMinute(event.target.value)}
              />
            </Field>
            {channel.is_shared && (
              <label className="ad-verb">
                <input type="checkbox" checked={isNaming} onChange={(event) => setNaming(event.target.checked)} />
                <span>
                  {t('messages.namesRecords')}
                  <small>{t('messages.namesRecordsNote')}</small>
                </span>
              </label>
            )}
          </>
        )}
        {form.general() && (
          <p className="red" role="alert">
            {form.general()}
          </p>
        )}
        <div className="form-f">
          <button type="submit" className="bt p" disabled={form.isBusy}>
            {t(channel ? 'admin.save' : 'messages.newChannel')}
          </button>
          <button type="button" className="bt" onClick={onClose}>
            {t('admin.cancel')}
          </button>
          {channel && (
            <button type="button" className="bt q ms-end" disabled={isBusy} onClick={() => void remove()}>
              {t('messages.remove')}
            </button>
          )}
        </div>
        {!channel && <p className="mut s12">{t('messages.offAtFirst')}</p>}
      </form>
    </Dialog>
  );
}
