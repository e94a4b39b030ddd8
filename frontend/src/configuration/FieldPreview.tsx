import { useState } from 'react';

import { useLanguage, useT } from '../app/i18n';
import { useSession } from '../app/session';
import type { FieldMeta, Value } from '../schema/types';
import { Cell, Input } from '../schema/widgets';
import { Field } from '../ui/Field';
import { metaOf, needsServer, sampleOf, type Draft } from './fieldDraft';

/** The control of a form; what is picked from a list of the server is only hinted at until the field is there. */
export function SampleInput({ field, id, value, onChange }: { field: FieldMeta; id: string; value: Value; onChange: (value: Value) => void }) {
  const t = useT();
  if (field.read_only) {
    return (
      <p id={id} className="mut">
        {t('cfg.preview.computed')}
      </p>
    );
  }
  if (needsServer(field.type)) return <input id={id} className="field" disabled placeholder={t('cfg.preview.listed')} />;
  return <Input id={id} field={field} value={value} refs={{}} project={null} entity="" onChange={onChange} />;
}

/** How the field will look: in the form and in the list, with the widgets that records use. */
export function FieldPreview({ draft }: { draft: Draft }) {
  const t = useT();
  const language = useLanguage();
  const { business_today } = useSession();
  const field = metaOf(draft, language);
  const [typed, setTyped] = useState<{ type: string; value: Value } | null>(null);
  const sample = sampleOf(field, business_today);
  const value = typed && typed.type === field.type ? typed.value : (draft.default ?? sample);
  const label = field.label || t('cfg.field.unnamed');
  return (
    <aside className="cf-preview" aria-label={t('cfg.preview')}>
      <h3 className="b">{t('cfg.preview')}</h3>
      <p className="cf-label">{t('cfg.preview.form')}</p>
      <div className="cf-sheet">
        <Field id="cf-preview" label={label} hint={field.help || undefined} optional={!field.required && field.type !== 'boolean'}>
          <SampleInput
            key={JSON.stringify([field.type, field.options, field.min, field.max, field.unit, field.default])}
            id="cf-preview"
            field={field}
            value={value}
            onChange={(next) => setTyped({ type: field.type, value: next })}
          />
        </Field>
      </div>
      <p className="cf-label">{t('cfg.preview.list')}</p>
      <div className="cf-sheet cf-mini">
        <span className="mut s12 el">
          {label}
          {field.unit && ` (${field.unit})`}
        </span>
        <span className="el">
          <Cell field={{ ...field, name: 'x' }} row={{ id: 1, version: 1, x: value ?? null }} refs={{}} />
        </span>
      </div>
    </aside>
  );
}
