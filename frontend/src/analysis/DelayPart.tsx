import { useMemo, useState } from 'react';

import { moment } from '../admin/when';
import { useT } from '../app/i18n';
import type { When } from '../api/types';
import { EmptyState, RagMark } from '../ui/bits';
import { Loading } from '../ui/Loading';
import { Head, Refused, TaskLink } from './bits';
import { stack } from './chart/curve';
import { extent, linear } from './chart/scale';
import { useDelay, useSnapshots } from './data';
import { FinishSelect, SnapshotSelect, TakeSnapshot, usePair } from './SnapshotPick';
import type { DelayReport, Snapshot } from './types';
import { number, signedDays, toneOfMove, useDays, type Days } from './words';

const COLOURED = 5;

/** Who the finish waited for, window by window; the totals are the slip. */
export function DelayPart({ code }: { code: string }) {
  const t = useT();
  const query = useSnapshots(code);
  if (query.isError && !query.data) return <Refused code={code} problem={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  if (query.data.snapshots.length === 0) {
    return (
      <div className="scroll">
        <div className="empty"><p className="prose">{t('analysis.delay.none')}</p>{query.data.can?.includes('run') !== false && <TakeSnapshot code={code} />}</div>
      </div>
    );
  }
  return <Delay code={code} snapshots={query.data.snapshots} mayTake={query.data.can?.includes('run') ?? true} />;
}

function Delay({ code, snapshots, mayTake }: { code: string; snapshots: Snapshot[]; mayTake: boolean }) {
  const t = useT();
  const pair = usePair(snapshots);
  const [task, setTask] = useState<number | null>(null);
  const query = useDelay(code, pair.from, pair.to, task);
  return (
    <>
      <div className="tb an-tools">
        <SnapshotSelect label={t('analysis.from')} snapshots={snapshots} value={pair.from} onChange={pair.setFrom} hasNow={false} testId="from" />
        <SnapshotSelect label={t('analysis.to')} snapshots={snapshots} value={pair.to} onChange={pair.setTo} hasNow testId="to" />
        <FinishSelect code={code} value={task} onChange={setTask} />
        <span className="sp" />
        {mayTake && <TakeSnapshot code={code} />}
      </div>
      <div className="scroll">
        {pair.from === pair.to && <EmptyState text={t('analysis.compare.same')} />}
        {query.isError && <Refused code={code} problem={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && pair.from !== pair.to && <Loading />}
        {query.data && pair.from !== pair.to && <Report code={code} report={query.data} />}
      </div>
    </>
  );
}

/** Days of each party in each window, the parties of most days first; beyond five they are «others» in the drawing. */
function tableOf(report: DelayReport, others: string) {
  const parties = [...report.parties].sort((a, b) => Math.abs(b.days) - Math.abs(a.days)).map((row) => row.party);
  const shown = parties.length > COLOURED + 1 ? parties.slice(0, COLOURED) : parties.slice(0, COLOURED + 1);
  const hasOthers = shown.length < parties.length;
  const columns = hasOthers ? [...shown, others] : shown;
  const columnOf = (party: string) => (shown.includes(party) ? shown.indexOf(party) : columns.length - 1);
  const sums = (parts: { party: string; days: number }[]) => {
    const row = columns.map(() => 0);
    for (const part of parts) row[columnOf(part.party)] += part.days;
    return row.map((value) => Math.round(value * 1e4) / 1e4);
  };
  return { columns, windows: report.windows.map((window) => sums(window.parts)), totals: sums(report.parties) };
}

const colourOf = (at: number) => (at < COLOURED ? `var(--ls-c${at + 1})` : 'var(--ls-c8)');

function endOf(end: Snapshot | When, day: Days['day'], now: string): string {
  if (end === null || end === undefined) return now;
  if (typeof end !== 'object') return day(end);
  if (end.id === 'now') return end.data_date ? day(end.data_date) : now;
  return end.data_date ? day(end.data_date) : moment(end.made_at).slice(0, -6);
}

function Report({ code, report }: { code: string; report: DelayReport }) {
  const t = useT();
  const { day } = useDays();
  const table = useMemo(() => tableOf(report, t('analysis.delay.others')), [report, t]);
  const total = report.total_days;
  const first = [...report.parties].sort((a, b) => b.days - a.days)[0];
  const all = [...table.windows, table.totals].flatMap((row) => stack(row).flatMap((part) => [part.from, part.to]));
  const scale = linear(extent([0, ...all], 0.01), [0, 100]);
  const name = (window: DelayReport['windows'][number]) => `${endOf(window.from, day, '')} → ${endOf(window.to, day, t('analysis.delay.now'))}`;
  const row = (label: string, values: number[], sum: number, key: string) => (
    <tr key={key} className={key === 'sum' ? 'an-sum b' : ''}>
      <th scope="row" className="nw">{label}</th>
      <td className="an-barc"><Stacked values={values} scale={scale} /></td>
      {values.map((value, i) => <td key={table.columns[i]} className={`num desk ${key === 'sum' ? '' : 't2'}`}>{Math.abs(value) < 0.05 ? <span className="mut">0</span> : signedDays(value)}</td>)}
      <td className={`num ${toneOfMove(sum)} ${Math.abs(sum) < 0.05 ? '' : 'b'}`}>{Math.abs(sum) < 0.05 ? <span className="mut">0</span> : signedDays(sum)}</td>
    </tr>
  );
  return (
    <div className="an-body">
      <div className="vd">
        <RagMark level={total > 0.05 ? 'red' : 'green'} />
        <p className="verdict">
          {Math.abs(total) < 0.05 ? t('analysis.delay.noSlip') : t(total > 0 ? 'analysis.delay.slip' : 'analysis.delay.gain', { n: number(Math.abs(total)) })}
          {total > 0.05 && first && first.days > 0.05 && t('analysis.delay.most', { party: first.party, n: number(first.days) })}
        </p>
      </div>
      <section className="an-sec">
        <Head title={t('analysis.delay.title')} note={t('analysis.delay.note')} />
        <table className="an-tb an-delay" data-testid="delay">
          <thead>
            <tr>
              <th scope="col">{t('analysis.delay.window')}</th>
              <th scope="col" className="an-barh"><span className="an-keys phone">{table.columns.map((party, i) => <Key key={party} at={i} party={party} />)}</span></th>
              {table.columns.map((party, i) => <th scope="col" key={party} className="num desk"><Key at={i} party={party} /></th>)}
              <th scope="col" className="num">{t('analysis.delay.sum')}</th>
            </tr>
          </thead>
          <tbody>{report.windows.map((window, i) => row(name(window), table.windows[i], window.slip_days, String(i)))}</tbody>
          <tfoot>{row(t('analysis.delay.total'), table.totals, total, 'sum')}</tfoot>
        </table>
      </section>
      {!!report.skipped && <p className="mut s12 an-how">{t('analysis.delay.skipped', { n: report.skipped })}</p>}
      <Parts code={code} report={report} name={name} />
      <Concurrent report={report} name={name} />
    </div>
  );
}

function Key({ at, party }: { at: number; party: string }) {
  return <span className="an-key" title={party}><i style={{ background: colourOf(at) }} /><span className="el">{party}</span></span>;
}

/** Parts beside each other from zero: what was lost to the right, what was gained to the left. */
function Stacked({ values, scale }: { values: number[]; scale: (value: number) => number }) {
  return (
    <svg className="an-lane" width="100%" height="22" aria-hidden="true">
      {stack(values).map((part, i) => {
        const width = Math.abs(scale(part.to) - scale(part.from));
        return width < 0.05 ? null : (
          <g key={i}>
            <rect x={`${scale(Math.min(part.from, part.to))}%`} y="4" width={`${width}%`} height="14" fill={colourOf(i)} stroke="var(--ls-s0)" />
            {values[i] < 0 && <line x1={`${scale(part.to)}%`} x2={`${scale(part.from)}%`} y1="11" y2="11" stroke="var(--ls-s0)" strokeWidth="2" strokeDasharray="3 3" />}
          </g>
        );
      })}
      <line x1={`${scale(0)}%`} x2={`${scale(0)}%`} y1="0" y2="22" stroke="var(--ls-t3)" />
    </svg>
  );
}

function Parts({ code, report, name }: { code: string; report: DelayReport; name: (window: DelayReport['windows'][number]) => string }) {
  const t = useT();
  const rows = report.windows.flatMap((window, i) => window.parts.filter((part) => Math.abs(part.days) >= 0.05).map((part) => ({ ...part, window: name(window), i })));
  return (
    <section className="an-sec">
      <Head title={t('analysis.delay.parts')} note={number(rows.length)} />
      {rows.length === 0 ? <p className="mut">{t('analysis.delay.noParts')}</p> : (
        <table className="an-tb">
          <thead>
            <tr>
              <th scope="col" className="an-c16 desk">{t('analysis.delay.window')}</th>
              <th scope="col" className="an-c16 desk">{t('analysis.delay.party')}</th>
              <th scope="col">{t('analysis.task')}</th>
              <th scope="col" className="desk">{t('analysis.delay.why')}</th>
              <th scope="col" className="num an-c8">{t('analysis.delay.days')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((part, i) => (
              <tr key={i}>
                <td className="nw t2 desk">{part.window}</td>
                <td className="desk">{part.party}</td>
                <td className="an-name"><TaskLink project={code} id={part.task_id} code={part.code} name={part.name} /><span className="phone s12 t2">{part.party}{t('analysis.comma')}{part.window}</span><span className="phone s12 t2">{part.text}</span></td>
                <td className="desk t2">{part.text}</td>
                <td className={`num b ${toneOfMove(part.days)}`}>{signedDays(part.days)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** What fell behind at the same time without moving the finish by itself. */
function Concurrent({ report, name }: { report: DelayReport; name: (window: DelayReport['windows'][number]) => string }) {
  const t = useT();
  const rows = report.windows.flatMap((window) => (window.concurrent ?? []).map((text) => ({ window: name(window), text })));
  if (rows.length === 0) return null;
  return (
    <section className="an-sec">
      <Head title={t('analysis.delay.concurrent')} note={t('analysis.delay.concurrentNote')} />
      <ul className="an-list">
        {rows.map((row, i) => <li key={i}><span><span className="mut s12">{row.window}</span> {row.text}</span></li>)}
      </ul>
    </section>
  );
}
