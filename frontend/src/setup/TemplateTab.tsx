import { useRef, useState } from 'react';

import type { Written } from '../admin/types';
import { useForm } from '../admin/useForm';
import { api } from '../api/client';
import { openDialog } from '../app/dialogs';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { Field } from '../ui/Field';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { urls, useSetupWrite, useTemplates } from './data';
import { asBody, TakeAlong, takeAll } from './TakeAlong';
import type { Settings, Template } from './types';

function SaveForm({ code, settings }: { code: string; settings: Settings }) {
  const t = useT();
  const { run } = useSetupWrite();
  const [name, setName] = useState('');
  const [nameEn, setNameEn] = useState('');
  const [about, setAbout] = useState('');
  const [taken, setTaken] = useState(() => takeAll(settings.choices, false));
  const form = useForm(async () => {
    const body = { name, name_en: nameEn, description: about, ...asBody(taken) };
    await run(() => api.post<Partial<Written>>(urls.template(code), body), true);
    setName('');
    setNameEn('');
    setAbout('');
  });
  return (
    <form className="form su-form" onSubmit={form.submit} noValidate>
      <Field id="tp-name" label={t('setup.name')} error={form.errorOf('name')}>
        <input id="tp-name" className="field" value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field id="tp-name-en" label={t('setup.nameEn')} optional>
        <input id="tp-name-en" className="field" value={nameEn} maxLength={120} onChange={(event) => setNameEn(event.target.value)} />
      </Field>
      <Field id="tp-about" label={t('setup.about')} optional>
        <input id="tp-about" className="field" value={about} maxLength={500} onChange={(event) => setAbout(event.target.value)} />
      </Field>
      <TakeAlong choices={settings.choices} taken={taken} onChange={setTaken} />
      {form.general() && (
        <p className="red" role="alert">
          {form.general()}
        </p>
      )}
      <div className="form-f">
        <button type="submit" className="bt p" disabled={form.isBusy || !name.trim()}>
          {t('setup.keep')}
        </button>
      </div>
    </form>
  );
}

function Line({ template }: { template: Template }) {
  const t = useT();
  const { run, isBusy } = useSetupWrite();
  const parts = template.parts.map((part) => `${part.label} ${part.count}`).join(', ');
  const remove = () => void run(() => api.delete<Partial<Written>>(`/api/project-templates/${template.id}`));
  return (
    <div className="su-line">
      <span className="su-grow">
        <b>{template.name}</b> {template.source && <span className="mut s12">{t('setup.from', { code: template.source })}</span>}
        <br />
        <span className="mut s12">{template.description || parts}</span>
      </span>
      {template.can && (
        <>
          <a className="bt q" href={urls.file(template.id)} download aria-label={`${t('setup.download')} ${template.name}`}>
            {t('setup.download')}
          </a>
          <button type="button" className="bt q" disabled={isBusy} onClick={remove} aria-label={`${t('setup.delete')} ${template.name}`}>
            {t('setup.delete')}
          </button>
        </>
      )}
    </div>
  );
}

function ImportButton() {
  const t = useT();
  const { run, isBusy } = useSetupWrite();
  const input = useRef<HTMLInputElement>(null);
  const send = (file: File | undefined) => {
    if (!file) return;
    const body = new FormData();
    body.set('file', file);
    void run(() => api.post<Partial<Written>>('/api/project-templates/import', body));
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <input ref={input} type="file" accept=".json,application/json" hidden onChange={(event) => send(event.target.files?.[0])} />
      <button type="button" className="bt" disabled={isBusy} onClick={() => input.current?.click()}>
        {t('setup.importFile')}
      </button>
    </>
  );
}

/** Saving the project as a template, the templates there are, and copying it. */
export function TemplateTab({ code, settings }: { code: string; settings: Settings }) {
  const t = useT();
  const { may } = useSession();
  const query = useTemplates();
  const maySave = settings.can.includes('template.edit');
  if (query.isPending) return <Loading />;
  if (query.isError || !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data.items;
  return (
    <>
      {may('project.create') && (
        <section className="su-sec">
          <h2>{t('setup.copy')}</h2>
          <p className="prose su-note">{t('setup.copyNote')}</p>
          <button type="button" className="bt" onClick={() => openDialog({ kind: 'newProject', copyOf: code })}>
            {t('setup.copy')}
          </button>
        </section>
      )}
      {maySave && (
        <section className="su-sec">
          <h2>{t('setup.templateSave')}</h2>
          <p className="prose su-note">{t('setup.templateNote')}</p>
          <SaveForm code={code} settings={settings} />
        </section>
      )}
      <section className="su-sec">
        <div className="row">
          <h2 className="su-grow">{t('setup.templates')}</h2>
          {may('template.edit') && <ImportButton />}
        </div>
        {items.length === 0 && <p className="mut">{t('setup.noTemplates')}</p>}
        {items.map((template) => (
          <Line key={template.id} template={template} />
        ))}
      </section>
    </>
  );
}
