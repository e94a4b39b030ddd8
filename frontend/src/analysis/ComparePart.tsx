import { useState } from 'react';

import { hasMessage, useT } from '../app/i18n';
import { EmptyState, RagMark } from '../ui/bits';
import { Loading } from '../ui/Loading';
import { Head, Refused, TaskLink } from './bits';
import { cascade } from './chart/curve';
import { extent, linear, niceTicks } from './chart/scale';
import { useComparison, useSnapshots } from './data';
import { FinishSelect, SnapshotDialog, SnapshotSelect, TakeSnapshot, usePair } from './SnapshotPick';
import type { Cause, Comparison, Snapshot } from './types';
import { number, signedDays, signedNumber, snapshotName, toneOfMove, useDays } from './words';

const ORDER: Cause[] = ['progress', 'duration', 'logic', 'calendar', 'constraint', 'scope'];
const SHOWN = 100;

/** Two revisions of the plan: by how many days the finish moved, split by cause, and what was changed. */
export function ComparePart({ code }: { code: string }) {
  const t = useT();
  const query = useSnapshots(code);
  const [isTaking, setTaking] = useState(false);
  if (query.isError && !query.data) return <Refused code={code} problem={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  if (query.data.snapshots.length === 0) {
    return (
      <div className="scroll">
        <EmptyState text={t('analysis.compare.none')} action={query.data.can?.includes('run') === false ? undefined : { label: t('analysis.snapshot.take'), run: () => setTaking(true) }} />
        {isTaking && <SnapshotDialog code={code} onClose={() => setTaking(false)} />}
      </div>
    );
  }
  return <Compare code={code} snapshots={query.data.snapshots} mayTake={query.data.can?.includes('run') ?? true} />;
}

function Compare({ code, snapshots, mayTake }: { code: string; snapshots: Snapshot[]; mayTake: boolean }) {
  const t = useT();
  const pair = usePair(snapshots);
  const [task, setTask] = useState<number | null>(null);
  const query = useComparison(code, pair.from, pair.to, task);
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
        {query.data && pair.from !== pair.to && <Movement key={`${pair.from} ${pair.to} ${task}`} code={code} data={query.data} />}
      </div>
    </>
  );
}

function Movement({ code, data }: { code: string; data: Comparison }) {
  const t = useT();
  const { finish } = useDays();
  const [cause, setCause] = useState<Cause | null>(null);
  const moved = data.moved_days;
  const key = Math.abs(moved) < 0.05 ? 'same' : moved > 0 ? 'later' : 'earlier';
  return (
    <div className="an-body">
      <div className="vd">
        <RagMark level={key === 'later' ? 'red' : 'green'} />
        <p className="verdict">{t(`analysis.compare.${key}Finish`, { from: finish(data.finish_from), to: finish(data.finish_to), n: number(Math.abs(moved)) })}</p>
      </div>
      <section className="an-sec">
        <Head title={t('analysis.compare.byCause')} note={t('analysis.compare.note')} />
        <Waterfall data={data} chosen={cause} onChoose={(next) => setCause(next === cause ? null : next)} />
      </section>
      <Behind code={code} data={data} cause={cause} />
      <Changes code={code} data={data} />
    </div>
  );
}

/** Causes from top to bottom, each bar from where the one above ended; the last is the whole movement. */
function Waterfall({ data, chosen, onChoose }: { data: Comparison; chosen: Cause | null; onChoose: (cause: Cause) => void }) {
  const t = useT();
  const { finish } = useDays();
  const split = ORDER.flatMap((cause) => data.split.filter((part) => part.cause === cause));
  const bars = cascade(split.map((part) => part.days));
  const scale = linear(extent([0, data.moved_days, ...bars.flatMap((bar) => [bar.from, bar.to])], 0.02), [0, 100]);
  const end = (label: string, date: string, at: number, days: string) => (
    <div className="an-wf-r an-wf-end">
      <span className="b el">{label} <span className="nw">{date}</span></span>
      <Lane scale={scale} from={Math.min(0, at)} to={Math.max(0, at)} tone="sum" />
      <span className="num b">{days}</span>
    </div>
  );
  return (
    <div className="an-wf" data-testid="waterfall">
      {end(t('analysis.from'), finish(data.finish_from), 0, '')}
      {split.map((part, i) => (
        <button type="button" key={part.cause} className="an-wf-r" aria-pressed={part.cause === chosen} onClick={() => onChoose(part.cause)} data-cause={part.cause} title={t(`analysis.cause.${part.cause}.hint`)}>
          <span className="el">{t(`analysis.cause.${part.cause}`)} <span className="mut s12">{part.rows.length || ''}</span></span>
          <Lane scale={scale} from={bars[i].from} to={bars[i].to} tone={Math.abs(part.days) < 0.05 ? 'none' : part.days > 0 ? 'red' : 'grn'} />
          <span className={`num b ${toneOfMove(part.days)}`}>{Math.abs(part.days) < 0.05 ? <span className="mut">0</span> : signedDays(part.days)}</span>
        </button>
      ))}
      {end(t('analysis.to'), finish(data.finish_to), data.moved_days, signedDays(data.moved_days))}
      <DayAxis scale={scale} />
    </div>
  );
}

function Lane({ scale, from, to, tone }: { scale: (value: number) => number; from: number; to: number; tone: 'red' | 'grn' | 'sum' | 'none' }) {
  const fill = { red: 'var(--ls-redf)', grn: 'var(--ls-grnf)', sum: 'var(--ls-sum)', none: 'var(--ls-t4)' }[tone];
  const left = scale(Math.min(from, to));
  const width = Math.abs(scale(to) - scale(from));
  return (
    <svg className="an-lane" width="100%" height="26" aria-hidden="true">
      <line x1={`${scale(0)}%`} x2={`${scale(0)}%`} y1="0" y2="26" stroke="var(--ls-line2)" />
      <line x1={`${scale(to)}%`} x2={`${scale(to)}%`} y1="13" y2="26" stroke="var(--ls-t4)" strokeDasharray="2 2" />
      <rect x={`${left}%`} y="6" width={width < 0.15 ? '1.5' : `${width}%`} height="14" rx="2" fill={fill} />
    </svg>
  );
}

function DayAxis({ scale }: { scale: ReturnType<typeof linear> }) {
  return (
    <div className="an-wf-r an-wf-ax" aria-hidden="true">
      <span />
      <span className="an-lane an-ticks">
        {niceTicks(scale.domain, 6).map((tick) => <i key={tick} style={{ left: `${scale(tick)}%` }}>{signedNumber(tick)}</i>)}
      </span>
      <span className="num mut s12">d</span>
    </div>
  );
}

/** The rows behind the bars: of one cause where one is chosen, else of all. */
function Behind({ code, data, cause }: { code: string; data: Comparison; cause: Cause | null }) {
  const t = useT();
  const rows = ORDER.flatMap((one) => data.split.filter((part) => part.cause === one && (cause === null || cause === one)).flatMap((part) => part.rows.map((row) => ({ ...row, cause: part.cause }))));
  rows.sort((a, b) => Math.abs(b.days) - Math.abs(a.days));
  return (
    <section className="an-sec">
      <Head title={cause ? t('analysis.compare.rowsOf', { cause: t(`analysis.cause.${cause}`) }) : t('analysis.compare.rows')} note={t('analysis.compare.rowsNote')} />
      {rows.length === 0 ? <p className="mut">{t('analysis.compare.noRows')}</p> : (
        <table className="an-tb">
          <thead>
            <tr>
              <th scope="col">{t('analysis.task')}</th>
              <th scope="col" className="desk an-c12">{t('analysis.compare.cause')}</th>
              <th scope="col" className="desk">{t('analysis.compare.whatHappened')}</th>
              <th scope="col" className="num an-c8" title={t('analysis.compare.rowsNote')}>{t('analysis.compare.effect')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row, i) => (
              <tr key={`${row.cause} ${row.task_id} ${i}`}>
                <td className="an-name"><TaskLink project={code} id={row.task_id} code={row.code} name={row.name} /><span className="phone s12 t2">{row.text}</span></td>
                <td className="desk t2">{t(`analysis.cause.${row.cause}`)}</td>
                <td className="desk t2">{row.text}</td>
                <td className={`num b ${toneOfMove(row.days)}`}>{signedDays(row.days)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Changes({ code, data }: { code: string; data: Comparison }) {
  const t = useT();
  const [isWhole, setWhole] = useState(false);
  const rows = isWhole ? data.changes : data.changes.slice(0, SHOWN);
  const what = (key: string) => (hasMessage(`analysis.what.${key}`) ? t(`analysis.what.${key}`) : key);
  const names = { from: snapshotName(data.from), to: snapshotName(data.to) };
  return (
    <section className="an-sec">
      <Head title={t('analysis.compare.changes')} note={number(data.changes.length)} />
      {data.changes.length === 0 ? <p className="mut">{t('analysis.compare.noChanges')}</p> : (
        <table className="an-tb">
          <thead>
            <tr>
              <th scope="col">{t('analysis.task')}</th>
              <th scope="col" className="an-c12 desk">{t('analysis.compare.what')}</th>
              <th scope="col" className="desk" title={names.from}>{t('analysis.compare.before')}</th>
              <th scope="col" className="desk" title={names.to}>{t('analysis.compare.after')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={`${row.task_id} ${row.what} ${i}`} title={row.text}>
                <td className="an-name"><TaskLink project={code} id={row.task_id} code={row.code} name={row.name || t('analysis.project')} /><span className="phone s12 t2">{what(row.what)} {row.before || '—'} → {row.after || '—'}</span></td>
                <td className="desk t2">{what(row.what)}</td>
                <td className="desk t2">{row.before || '—'}</td>
                <td className="desk">{row.after || '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data.changes.length > rows.length && <button type="button" className="lk noprint" onClick={() => setWhole(true)}>{t('action.showAll', { n: data.changes.length })}</button>}
    </section>
  );
}
