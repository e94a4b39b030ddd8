import { useState } from 'react';

import { useT } from '../../app/i18n';
import { Head, TaskLink } from '../bits';
import type { SimulationRun, TornadoRow } from '../types';
import { number, shareCell, signedNumber, titled } from '../words';

const MEASURES = ['delta_days', 'criticality', 'cruciality', 'sensitivity'] as const;
type Measure = (typeof MEASURES)[number];
const SHOWN = 12;

const valueOf = (row: TornadoRow, measure: Measure): number | null => row[measure];
const textOf = (row: TornadoRow, measure: Measure): string => {
  const value = valueOf(row, measure);
  if (measure === 'delta_days') return value === null ? '—' : `${signedNumber(value)} d`;
  return measure === 'criticality' ? shareCell(value) : number(value, 2);
};

/** Rows with a value of the measure, the largest first, and the measure with which to begin. */
export function rank(rows: TornadoRow[], measure: Measure): TornadoRow[] {
  const size = (row: TornadoRow) => Math.abs(valueOf(row, measure) ?? 0);
  return rows.filter((row) => size(row) >= 0.005).sort((a, b) => size(b) - size(a));
}

/** What makes the date uncertain: tasks and risk drivers, the strongest on top. */
export function Tornado({ run, project, onDriver }: { run: SimulationRun; project: string; onDriver: (name: string) => void }) {
  const t = useT();
  const measures = MEASURES.filter((measure) => rank(run.tornado, measure).length > 0);
  const [chosen, setChosen] = useState<Measure>('delta_days');
  const [isWhole, setWhole] = useState(false);
  const measure = measures.includes(chosen) ? chosen : measures[0];
  if (!measure) return <Empty />;
  const rows = rank(run.tornado, measure);
  const most = Math.max(...rows.map((row) => Math.abs(valueOf(row, measure) ?? 0)));
  return (
    <section className="an-sec" aria-label={t('analysis.risk.tornado')}>
      <Head title={t('analysis.risk.tornado')} note={t('analysis.risk.tornadoNote', { hint: t(`analysis.measure.${measure}.hint`), name: run.focus ? titled(run.focus.code, run.focus.name) : '' })}>
        <div className="seg noprint" role="group" aria-label={t('analysis.risk.measure')}>
          {measures.map((name) => (
            <button type="button" key={name} aria-pressed={name === measure} onClick={() => setChosen(name)} title={t(`analysis.measure.${name}.hint`)}>
              {t(`analysis.measure.${name}`)}
            </button>
          ))}
        </div>
      </Head>
      <table className="an-tb an-tor">
        <thead>
          <tr>
            <th scope="col">{t('analysis.risk.what')}</th>
            <th scope="col" className="an-barh" aria-hidden="true" />
            <th scope="col" className="num">{t(`analysis.measure.${measure}`)}</th>
            {MEASURES.filter((name) => name !== measure).map((name) => (
              <th scope="col" key={name} className="num desk" title={t(`analysis.measure.${name}.hint`)}>{t(`analysis.measure.${name}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(isWhole ? rows : rows.slice(0, SHOWN)).map((row) => (
            <Line key={`${row.kind} ${row.id} ${row.name}`} {...{ row, measure, most, project, onDriver }} />
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && (
        <button type="button" className="lk noprint" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('action.less') : t('action.showAll', { n: rows.length })}
        </button>
      )}
    </section>
  );
}

interface LineProps {
  row: TornadoRow;
  measure: Measure;
  most: number;
  project: string;
  onDriver: (name: string) => void;
}

function Line({ row, measure, most, project, onDriver }: LineProps) {
  const t = useT();
  const part = (Math.abs(valueOf(row, measure) ?? 0) / most) * 100;
  const isDriver = row.kind === 'driver';
  return (
    <tr>
      <td className="an-what">
        <span className="el">
          {isDriver ? (
            <button type="button" className="an-drv pl-link" onClick={() => onDriver(row.name)} title={t('analysis.risk.editDriver')}>
              <span className="an-tag">{t('analysis.risk.driver')}</span> {row.code && <span className="mut s12">{row.code} </span>}
              {row.name || (row.code ? '' : t('analysis.risk.unnamed'))}
            </button>
          ) : (
            <TaskLink {...{ project, id: row.id, code: row.code, name: row.name }} />
          )}
        </span>
      </td>
      <td className="an-barc" aria-hidden="true">
        <svg width="100%" height="14">
          <rect width={`${Math.max(0.6, part)}%`} height="14" rx="2" fill={isDriver ? 'var(--ls-c2)' : 'var(--ls-c1)'} />
        </svg>
      </td>
      <td className="num b">{textOf(row, measure)}</td>
      {MEASURES.filter((name) => name !== measure).map((name) => (
        <td key={name} className="num t2 desk">{textOf(row, name)}</td>
      ))}
    </tr>
  );
}

function Empty() {
  const t = useT();
  return (
    <section className="an-sec">
      <Head title={t('analysis.risk.tornado')} />
      <p className="mut">{t('analysis.risk.noTornado')}</p>
    </section>
  );
}
