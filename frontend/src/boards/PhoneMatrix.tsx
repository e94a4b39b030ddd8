import { useState } from 'react';

import { useT } from '../app/i18n';
import type { Band, EntityMeta, FieldMeta, Row } from '../schema/types';
import { titleOf } from '../schema/useMeta';
import { cellKey, toneOfCell, type Step } from './matrixAxes';

/** The grid with counts; a tap lists what is in the cell below it. */
export function PhoneMatrix({
  entity,
  yField,
  xField,
  ys,
  xs,
  bands,
  cells,
  unrated,
  labelOf,
  onOpen,
}: {
  entity: EntityMeta;
  yField: FieldMeta;
  xField: FieldMeta;
  ys: Step[];
  xs: Step[];
  bands: Band[];
  cells: Map<string, Row[]>;
  unrated: Row[];
  labelOf: (y: Step, x: Step, n: number) => string;
  onOpen: (id: number) => void;
}) {
  const t = useT();
  const [chosen, setChosen] = useState<string | null>(null);
  const line = (row: Row) => (
    <button key={row.id} type="button" className="cv-ag" onClick={() => onOpen(row.id)}>
      {entity.code_field && <span className="mut s12 nw">{String(row[entity.code_field] ?? '')}</span>}
      <span className="cv-ag-t">{titleOf(entity, row)}</span>
    </button>
  );
  const rows = chosen === null ? [] : (cells.get(chosen) ?? []);
  return (
    <div className="scroll cv-agenda">
      <div className="mx-ph" style={{ gridTemplateColumns: `28px repeat(${xs.length}, minmax(0, 1fr))` }}>
        <span className="mut s12 mx-ph-y">{yField.short}</span>
        {[...ys].reverse().map((y) => [
          <span key={`y${y.value}`} className="mut s12 mx-ph-l">
            {y.value}
          </span>,
          ...xs.map((x) => {
            const key = cellKey(y.value, x.value);
            const count = cells.get(key)?.length ?? 0;
            return (
              <button
                key={key}
                type="button"
                className={`mx-ph-c ${toneOfCell(bands, y.value, x.value) ?? ''}`}
                aria-pressed={chosen === key}
                aria-label={labelOf(y, x, count)}
                onClick={() => setChosen(key)}
              >
                {count || ''}
              </button>
            );
          }),
        ])}
        <span />
        {xs.map((x) => (
          <span key={`x${x.value}`} className="mut s12 mx-ph-l">
            {x.value}
          </span>
        ))}
      </div>
      <p className="mut s12 mx-ph-x">{xField.label} →</p>
      {chosen === null && <p className="mut bd-none">{t('matrix.pick')}</p>}
      {chosen !== null && rows.length === 0 && <p className="mut bd-none">{t('matrix.none')}</p>}
      {rows.map(line)}
      {unrated.length > 0 && (
        <section>
          <div className="gh">
            {t('matrix.unrated')}
            <span className="mut">{unrated.length}</span>
          </div>
          {unrated.map(line)}
        </section>
      )}
    </div>
  );
}
