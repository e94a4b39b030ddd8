import { useLanguage, useT } from '../app/i18n';
import { iconOf } from '../app/icons';
import { useSession } from '../app/session';
import type { FieldMeta, Value } from '../schema/types';
import { fieldOf, useEntity } from '../schema/useMeta';
import { Cell } from '../schema/widgets';
import { Field } from '../ui/Field';
import { numbered, type EntityDraft, type Known } from './entityDraft';
import { draftOf, inWords, metaOf, sampleOf } from './fieldDraft';
import { SampleInput } from './FieldPreview';
import type { FieldDef } from './types';

interface Props {
  draft: EntityDraft;
  /** Its name once it exists. */
  name: string;
  fields: FieldDef[];
  known: Known[];
}

const plain = (one: Known): FieldMeta => ({
  ...{ name: one.name, type: one.type, label: one.label, short: one.label, help: '', required: one.name === 'title', default: null, read_only: one.isReadOnly },
  ...{ formula: '', field_class: 'public', options: [], bands: [], reference: null, unit: '', currency: '', min: null, max: null, max_length: null },
  ...{ filter: [], sortable: false, groupable: false, aggregates: [], key: null, width: 120 },
});

/** List and form of the entity as they would be now, with one made-up record. */
export function EntityPreview({ draft, name, fields, known }: Props) {
  const t = useT();
  const language = useLanguage();
  const { business_today, user } = useSession();
  const meta = useEntity(name);
  const Icon = iconOf(draft.icon);
  const label = inWords(draft, language) || t('cfg.entity.unnamed');
  const metaField = (field: string): FieldMeta | undefined => {
    const own = fields.find((one) => one.name === field);
    if (own) return metaOf(draftOf(own), language, own.name);
    const built = (meta && fieldOf(meta, field)) ?? undefined;
    const one = known.find((other) => other.name === field);
    return built ?? (one && plain(one));
  };
  const valueOf = (field: FieldMeta): Value => {
    if (field.name === 'code') return numbered(draft.numbering, 1) ?? '1';
    if (field.name === 'title') return t('cfg.preview.title', { entity: label });
    if (field.name === 'status') return field.options[0]?.value ?? null;
    if (field.name === 'owner') return user.id;
    return sampleOf(field, business_today);
  };
  const columns = draft.columns.map(metaField).filter((field) => field !== undefined);
  const asked = draft.create.map(metaField).filter((field) => field !== undefined);
  const refs = { person: { [String(user.id)]: { label: user.name } } };
  const row = { id: 1, version: 1, ...Object.fromEntries(columns.map((field) => [field.name, valueOf(field)])) };
  return (
    <aside className="cf-preview" aria-label={t('cfg.preview')}>
      <h3 className="b">{t('cfg.preview')}</h3>
      <p className="cf-label">{t('cfg.preview.nav')}</p>
      <div className="cf-sheet">
        {inWords({ label_zh: draft.group_zh, label_en: draft.group_en }, language) && (
          <p className="mut s12">{inWords({ label_zh: draft.group_zh, label_en: draft.group_en }, language)}</p>
        )}
        <span className="row">
          <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
          {language === 'en' ? draft.plural_en || label : label}
        </span>
      </div>
      <p className="cf-label">{t('cfg.preview.list')}</p>
      <div className="cf-sheet cf-scroll">
        <table className="cf-table">
          <thead>
            <tr>
              {columns.map((field) => (
                <th key={field.name}>{field.label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              {columns.map((field) => (
                <td key={field.name}>
                  <Cell field={field} row={row} refs={refs} />
                </td>
              ))}
            </tr>
          </tbody>
        </table>
        {columns.length === 0 && <p className="mut s12">{t('cfg.preview.noColumns')}</p>}
      </div>
      <p className="cf-label">{t('cfg.preview.form')}</p>
      <div className="cf-sheet form">
        {asked.map((field) => (
          <Field key={field.name} id={`cf-p-${field.name}`} label={field.label} hint={field.help || undefined} optional={!field.required && field.type !== 'boolean'}>
            <SampleInput id={`cf-p-${field.name}`} field={field} value={field.default} onChange={() => undefined} />
          </Field>
        ))}
        {asked.length === 0 && <p className="mut s12">{t('cfg.preview.noForm')}</p>}
      </div>
    </aside>
  );
}
