import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { Shown } from '../admin/Shown';
import { useForm } from '../admin/useForm';
import { ADMIN } from '../admin/useWrite';
import { moment } from '../admin/when';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Field } from '../ui/Field';
import type { Me } from './types';

interface Secret {
  secret: string;
  qr: string;
}

/** What a form of this section asks for: one secret, one button. */
function Ask({
  name,
  label,
  hint,
  button,
  type,
  onSend,
  onCancel,
}: {
  name: 'password' | 'code';
  label: string;
  hint?: string;
  button: string;
  type: 'password' | 'text';
  onSend: (value: string) => Promise<void>;
  onCancel: () => void;
}) {
  const t = useT();
  const [value, setValue] = useState('');
  const form = useForm(() => onSend(value));
  return (
    <form className="form" onSubmit={form.submit}>
      <Field id={`sf-${name}`} label={label} hint={hint} error={form.errorOf(name) ?? form.general()}>
        <input
          id={`sf-${name}`}
          className="field"
          type={type}
          autoComplete={name === 'password' ? 'current-password' : 'one-time-code'}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          // The field appears because its button was pressed.
          autoFocus
        />
      </Field>
      <div className="form-f">
        <button type="submit" className="bt" disabled={form.isBusy || !value}>
          {button}
        </button>
        <button type="button" className="bt q" onClick={onCancel}>
          {t('admin.cancel')}
        </button>
      </div>
    </form>
  );
}

/** The authenticator: set up with a QR code, confirmed by its first code; recovery codes; removal. */
export function SecondFactor({ me }: { me: Me }) {
  const t = useT();
  const client = useQueryClient();
  const [step, setStep] = useState<'begin' | 'codes' | 'remove' | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const stop = () => {
    setStep(null);
    setSecret(null);
    void client.invalidateQueries({ queryKey: [ADMIN] });
  };
  const begin = async (password: string) => setSecret(await api.post<Secret>('/api/me/second-factor/begin', { password }));
  const confirm = async (code: string) => {
    const answer = await api.post<{ codes: string[] }>(`/api/me/second-factor/${secret ? 'confirm' : 'codes'}`, { code });
    setCodes(answer.codes);
    stop();
  };
  const remove = async (code: string) => {
    await api.post('/api/me/second-factor/remove', { code });
    stop();
  };
  const ask = { label: t('me.code'), type: 'text', name: 'code', onCancel: stop } as const;
  return (
    <>
      <p className="prose">
        {me.second_factor ? t('me.factorOn', { at: moment(me.second_factor), n: me.recovery_codes }) : t('me.factorOff')}
        {me.second_factor_needed && <span className="mut"> {t('me.factorNeeded')}</span>}
      </p>
      {!step && (
        <div className="form-f">
          {!me.second_factor && (
            <button type="button" className="bt" onClick={() => setStep('begin')}>
              {t('me.setUpFactor')}
            </button>
          )}
          {me.second_factor && (
            <>
              <button type="button" className="bt" onClick={() => setStep('codes')}>
                {t('me.newCodes')}
              </button>
              {!me.second_factor_needed && (
                <button type="button" className="bt" onClick={() => setStep('remove')}>
                  {t('me.removeFactor')}
                </button>
              )}
            </>
          )}
        </div>
      )}
      {step === 'begin' && !secret && (
        <Ask
          name="password"
          type="password"
          label={t('me.password.old')}
          button={t('me.continue')}
          onSend={begin}
          onCancel={stop}
        />
      )}
      {secret && (
        <>
          <p className="prose">{t('me.scan')}</p>
          {/* The server draws it from the secret alone; no text of anybody stands in it. */}
          <div className="ad-qr" role="img" aria-label={t('me.qr')} dangerouslySetInnerHTML={{ __html: secret.qr }} />
          <p className="mut s12">{t('me.typeSecret')}</p>
          <output className="ad-secret">{secret.secret.replace(/(.{4})/g, '$1 ').trim()}</output>
          <Ask {...ask} key="confirm" hint={t('me.codeHint')} button={t('me.confirm')} onSend={confirm} />
        </>
      )}
      {step === 'codes' && <Ask {...ask} hint={t('me.newCodesHint')} button={t('me.newCodes')} onSend={confirm} />}
      {step === 'remove' && <Ask {...ask} button={t('me.removeFactor')} onSend={remove} />}
      {codes && <Shown title={t('me.codes')} note={t('me.codesNote')} text={codes.join('\n')} onClose={() => setCodes(null)} />}
    </>
  );
}
