import { useT } from '../app/i18n';
import type { Mapping, RecordPreview } from './types';

/** A suggestion below this is shown to be checked. */
const SURE = 0.8;

/** Which column of the file goes to which field: suggested, and open to change. */
export function MappingTable({ preview, mapping, onChange }: { preview: RecordPreview; mapping: Mapping; onChange: (mapping: Mapping) => void }) {
  const t = useT();
  const taken = new Set(Object.values(mapping));
  const missing = preview.fields.filter((field) => field.required && !taken.has(field.name));
  return (
    <section>
      <h3 className="b">{t('transfer.mapping')}</h3>
      <div className="tr-map">
        <div className="tr-m tr-mh">
          <span>{t('transfer.column')}</span>
          <span>{t('transfer.sample')}</span>
          <span>{t('transfer.field')}</span>
          <span />
        </div>
        {preview.columns.map((column) => {
          const chosen = mapping[column.index] ?? '';
          const isUnsure = chosen !== '' && chosen === column.field && column.score < SURE;
          return (
            <div key={column.index} className="tr-m">
              <span className="el" title={column.header}>
                {column.header || '—'}
              </span>
              <span className="el mut s12" title={column.sample.join('\n')}>
                {column.sample.slice(0, 3).join(', ')}
              </span>
              <select
                className="field"
                aria-label={column.header}
                value={chosen}
                onChange={(event) => onChange({ ...mapping, [column.index]: event.target.value || null })}
              >
                <option value="">{t('transfer.skip')}</option>
                {preview.fields.map((field) => (
                  <option key={field.name} value={field.name} disabled={field.name !== chosen && taken.has(field.name)}>
                    {field.label}
                  </option>
                ))}
              </select>
              <span className="s12 amb">{isUnsure ? `${t('transfer.unsure')} ${Math.round(column.score * 100)}%` : ''}</span>
            </div>
          );
        })}
      </div>
      {missing.length > 0 && (
        <p className="red s12" role="alert">
          {t('transfer.missing', { fields: missing.map((field) => field.label).join(', ') })}
        </p>
      )}
    </section>
  );
}
