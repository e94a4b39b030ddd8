import { useT } from '../app/i18n';
import { RagMark } from '../ui/bits';
import { KINDS, type PreviewRow, type RecordPreview } from './types';

function ErrorsOf({ row }: { row: PreviewRow }) {
  return (
    <>
      {row.errors.map((error, index) => (
        <p key={index} className="red s12">
          {error.message}
        </p>
      ))}
    </>
  );
}

/** What will happen, counted, and the first rows with their mistakes where they are. */
export function PreviewTable({ preview }: { preview: RecordPreview }) {
  const t = useT();
  const used = new Set(preview.columns.map((column) => column.field));
  const fields = preview.fields.filter((field) => used.has(field.name));
  return (
    <section>
      <dl className="im-sum">
        {KINDS.map((kind) => (
          <div key={kind}>
            <dt>{t(`transfer.count.${kind}`)}</dt>
            <dd className={preview.counts[kind] === 0 ? 'mut' : kind === 'error' ? 'red' : ''}>{preview.counts[kind].toLocaleString()}</dd>
          </div>
        ))}
      </dl>
      {preview.notes.map((note) => (
        <p key={note} className="t2 s12">
          {note}
        </p>
      ))}
      <div className="im-head tr-ph">
        <h3 className="b">{t('transfer.preview', { n: preview.rows.length })}</h3>
        <span className="sp" />
        {preview.errors_url && (
          <a className="lk" href={preview.errors_url} download>
            {t('transfer.errors')}
          </a>
        )}
      </div>
      <div className="tr-rows" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th className="num">{t('transfer.row')}</th>
              <th />
              {fields.map((field) => (
                <th key={field.name}>{field.label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => {
              const wrong = new Map(row.errors.map((error) => [error.field, error.message]));
              return (
                <tr key={row.row} className={row.kind === 'same' || row.kind === 'skip' ? 'mut' : ''}>
                  <td className="num mut">{row.row}</td>
                  <td className="nw">
                    {row.kind === 'error' && <RagMark level="red" />} {t(`transfer.kind.${row.kind}`)}
                    <ErrorsOf row={row} />
                  </td>
                  {fields.map((field) => (
                    <td key={field.name} className={wrong.has(field.name) ? 'wrong' : ''} title={wrong.get(field.name) ?? row.values[field.name]}>
                      {row.values[field.name] ?? ''}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
