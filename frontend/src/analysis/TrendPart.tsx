import { useMemo, useState } from 'react';

import { useT } from '../app/i18n';
import type { When } from '../api/types';
import { EmptyState } from '../ui/bits';
import { MINUTES_PER_CALENDAR_DAY as DAY, toFinishDay, toMinutes } from '../ui/dates';
import { Loading } from '../ui/Loading';
import { ChartBox, Head, Refused, TaskLink } from './bits';
import { dateTicks, extent, linear, spread, textWidth } from './chart/scale';
import { useTrend } from './data';
import { SnapshotDialog } from './SnapshotPick';
import type { Trend, TrendMilestone } from './types';
import { signedNumber, titled, toneOfMove, useDays } from './words';

/** At most five lines have a colour and a label; the rest are drawn thin. */
const COLOURED = 5;
const HEIGHT = 400;
const TOP = 14;
const BOTTOM = 42;
const LEFT = 64;

interface Line {
  milestone: TrendMilestone;
  points: { at: number; finish: number }[];
  /** Calendar days between the first and the last report. */
  moved: number;
  last: number;
}

const minutesOf = (when: When) => toMinutes(when) ?? 0;

export function linesOf(trend: Trend): Line[] {
  return trend.milestones.map((milestone) => {
    const points = milestone.points
      .filter((point) => point.finish !== null)
      .map((point) => ({ at: minutesOf(point.at), finish: point.finish as number }))
      .sort((a, b) => a.at - b.at);
    const day = (i: number) => toFinishDay(points[i]?.finish) ?? 0;
    const n = points.length;
    return { milestone, points, moved: n > 0 ? day(n - 1) - day(0) : 0, last: n > 1 ? day(n - 1) - day(n - 2) : 0 };
  });
}

/** The milestones that moved most. */
const movers = (lines: Line[]): number[] =>
  [...lines].filter((line) => line.points.length > 0).sort((a, b) => Math.abs(b.moved) - Math.abs(a.moved)).slice(0, COLOURED).map((line) => line.milestone.id);

/** Milestone trend: what each report said about each milestone. A level line is on time, a rising one slips. */
export function TrendPart({ code }: { code: string }) {
  const t = useT();
  const query = useTrend(code);
  const [isTaking, setTaking] = useState(false);
  if (query.isError && !query.data) return <Refused code={code} problem={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  const most = Math.max(0, ...query.data.milestones.map((one) => one.points.length));
  return (
    <div className="scroll">
      {most < 2 ? (
        <EmptyState
          text={t(query.data.milestones.length > 0 ? 'analysis.trend.few' : query.data.can?.length === 0 ? 'analysis.trend.noneSeen' : 'analysis.trend.noMilestones', { n: query.data.snapshots })}
          action={query.data.can?.includes('run') === false ? undefined : { label: t('analysis.snapshot.take'), run: () => setTaking(true) }}
        />
      ) : <Drawn key={query.data.milestones.length} code={code} trend={query.data} />}
      {isTaking && <SnapshotDialog code={code} onClose={() => setTaking(false)} />}
    </div>
  );
}

function Drawn({ code, trend }: { code: string; trend: Trend }) {
  const t = useT();
  const { finish } = useDays();
  const lines = useMemo(() => linesOf(trend), [trend]);
  const [chosen, setChosen] = useState(() => movers(lines));
  const [lit, setLit] = useState<number | null>(null);
  const toggle = (id: number) => setChosen((old) => (old.includes(id) ? old.filter((other) => other !== id) : [...old.slice(-COLOURED + 1), id]));
  return (
    <div className="an-body">
      <section className="an-sec">
        <Head title={t('analysis.trend.title')} note={t('analysis.trend.note', { n: trend.snapshots })} />
        <ChartBox height={HEIGHT}>{(width) => <TrendChart {...{ lines, chosen, lit, width }} />}</ChartBox>
      </section>
      <section className="an-sec">
        <table className="an-tb an-trend" onMouseLeave={() => setLit(null)}>
          <thead>
            <tr>
              <th scope="col" className="an-c2"><span className="vh">{t('analysis.trend.drawn')}</span></th>
              <th scope="col">{t('analysis.milestone')}</th>
              <th scope="col" className="num desk">{t('analysis.trend.baseline')}</th>
              <th scope="col" className="num desk">{t('analysis.trend.first')}</th>
              <th scope="col" className="num">{t('analysis.trend.now')}</th>
              <th scope="col" className="num desk" title={t('analysis.trend.forecastHint')}>{t('analysis.trend.forecast')}</th>
              <th scope="col" className="num" title={t('analysis.trend.lastHint')}>{t('analysis.trend.last')}</th>
              <th scope="col" className="num" title={t('analysis.trend.movedHint')}>{t('analysis.trend.moved')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.milestone.id} title={line.milestone.sentence} onMouseEnter={() => setLit(line.milestone.id)}>
                <td><Swatch isOn={chosen.includes(line.milestone.id)} at={chosen.indexOf(line.milestone.id)} name={line.milestone.name} onToggle={() => toggle(line.milestone.id)} /></td>
                <td className="an-name"><TaskLink project={code} id={line.milestone.id} code={line.milestone.code} name={line.milestone.name} /></td>
                <td className="num t2 desk">{finish(line.milestone.baseline)}</td>
                <td className="num t2 desk">{finish(line.points[0]?.finish)}</td>
                <td className="num">{finish(line.points[line.points.length - 1]?.finish)}</td>
                <td className="num t2 desk">{line.milestone.forecast ? finish(line.milestone.forecast) : '–'}</td>
                <td className={`num ${toneOfMove(line.last)}`}>{line.last === 0 ? <span className="mut">0</span> : signedNumber(line.last, 0)}</td>
                <td className={`num b ${toneOfMove(line.moved)}`}>{line.moved === 0 ? <span className="mut">0</span> : signedNumber(line.moved, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function Swatch({ isOn, at, name, onToggle }: { isOn: boolean; at: number; name: string; onToggle: () => void }) {
  const t = useT();
  return (
    <button type="button" className="an-swatch" role="checkbox" aria-checked={isOn} aria-label={t('analysis.trend.draw', { name })} onClick={onToggle}>
      <svg width="22" height="12" aria-hidden="true">
        <path d="M0 6H22" stroke={isOn ? `var(--ls-c${at + 1})` : 'var(--ls-line2)'} strokeWidth={isOn ? 2 : 1} />
        {isOn && <Point shape={at} x={11} y={6} colour={`var(--ls-c${at + 1})`} />}
      </svg>
    </button>
  );
}

/** Every line has a mark of its own, so that it can be told without its colour. */
function Point({ shape, x, y, colour }: { shape: number; x: number; y: number; colour: string }) {
  const d = [`M${x - 3.5} ${y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0`, `M${x - 3} ${y - 3}h6v6h-6z`, `M${x} ${y - 4}l4 7h-8z`, `M${x} ${y - 4.5}l4.5 4.5-4.5 4.5-4.500-4.500z`, `M${x - 4} ${y - 3}h8l-4 7z`][shape % 5];
  return <path d={d} fill={colour} stroke="var(--ls-s0)" strokeWidth="1" />;
}

function TrendChart({ lines, chosen, lit, width }: { lines: Line[]; chosen: number[]; lit: number | null; width: number }) {
  const t = useT();
  const label = (line: Line) => titled(line.milestone.code, line.milestone.name);
  const named = lines.filter((line) => chosen.includes(line.milestone.id) && line.points.length > 0);
  const room = Math.min(width * 0.36, Math.max(...named.map((line) => textWidth(label(line))), 40) + 16);
  const reports = extent(lines.flatMap((line) => line.points.map((point) => point.at)));
  const dates = extent([...lines.flatMap((line) => [...line.points.map((point) => point.finish), line.milestone.baseline]), reports[0], reports[1]], 0.03);
  const x = linear([reports[0] - DAY * 2, Math.max(reports[1], reports[0] + 7 * DAY) + DAY * 2], [LEFT, width - room]);
  const y = linear(dates, [HEIGHT - BOTTOM, TOP]);
  const ends = spread(named.map((line) => y(line.points[line.points.length - 1].finish)), 15, [TOP, HEIGHT - BOTTOM]);
  const right = x(x.domain[1]);
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} className="an-svg" role="img" aria-label={t('analysis.trend.chartLabel', { n: lines.length })} data-testid="trend">
      <Grid {...{ x, y, right }} />
      <path d={diagonal(x, y)} fill="var(--ls-rest)" />
      <path d={`M${x(Math.max(x.domain[0], y.domain[0]))} ${y(Math.max(x.domain[0], y.domain[0]))}L${x(Math.min(x.domain[1], y.domain[1]))} ${y(Math.min(x.domain[1], y.domain[1]))}`} stroke="var(--ls-t3)" strokeDasharray="4 3" />
      {lines.filter((line) => !chosen.includes(line.milestone.id)).map((line) => (
        <path key={line.milestone.id} d={pathOf(line, x, y)} fill="none" stroke={line.milestone.id === lit ? 'var(--ls-t1)' : 'var(--ls-line2)'} strokeWidth={line.milestone.id === lit ? 2 : 1} />
      ))}
      {named.map((line, i) => {
        const at = chosen.indexOf(line.milestone.id);
        const colour = `var(--ls-c${at + 1})`;
        const last = line.points[line.points.length - 1];
        return (
          <g key={line.milestone.id} opacity={lit === null || lit === line.milestone.id || !chosen.includes(lit) ? 1 : 0.35}>
            <path d={pathOf(line, x, y)} fill="none" stroke={colour} strokeWidth={line.milestone.id === lit ? 3 : 2} strokeLinejoin="round" />
            {line.points.map((point) => <Point key={point.at} shape={at} x={x(point.at)} y={y(point.finish)} colour={colour} />)}
            <path d={`M${x(last.at) + 5} ${y(last.finish)}L${right + 4} ${ends[i]}h4`} stroke="var(--ls-t4)" fill="none" />
            <text x={right + 11} y={ends[i] + 4} className="an-tx" fill={colour}>{shorten(label(line), room - 14)}</text>
          </g>
        );
      })}
    </svg>
  );
}

const pathOf = (line: Line, x: (v: number) => number, y: (v: number) => number): string =>
  line.points.map((point, i) => `${i === 0 ? 'M' : 'L'}${x(point.at).toFixed(1)} ${y(point.finish).toFixed(1)}`).join('');

/** The half that is past: a forecast cannot lie before its report. */
function diagonal(x: ReturnType<typeof linear>, y: ReturnType<typeof linear>): string {
  const low = Math.max(x.domain[0], y.domain[0]);
  const high = Math.min(x.domain[1], y.domain[1]);
  const bottom = y(y.domain[0]);
  const right = x(x.domain[1]);
  return `M${x(low)} ${y(low)}L${x(high)} ${y(high)}${high < x.domain[1] ? `H${right}` : ''}V${bottom}H${x(low)}z`;
}

function Grid({ x, y, right }: { x: ReturnType<typeof linear>; y: ReturnType<typeof linear>; right: number }) {
  const t = useT();
  return (
    <g aria-hidden="true">
      {dateTicks(y.domain, (HEIGHT - TOP - BOTTOM) * 1.4).map((tick) => (
        <g key={tick.at}>
          <path d={`M${LEFT} ${y(tick.at)}H${right}`} stroke="var(--ls-line)" />
          <text x={LEFT - 8} y={y(tick.at) + 4} textAnchor="end" className={`an-ax ${tick.isStrong ? 'b' : ''}`}>{tick.label}</text>
        </g>
      ))}
      {dateTicks(x.domain, right - LEFT).map((tick) => (
        <g key={tick.at}>
          <path d={`M${x(tick.at)} ${HEIGHT - BOTTOM}v4`} stroke="var(--ls-line2)" />
          <text x={x(tick.at)} y={HEIGHT - BOTTOM + 16} textAnchor="middle" className={`an-ax ${tick.isStrong ? 'b' : ''}`}>{tick.label}</text>
        </g>
      ))}
      <path d={`M${LEFT} ${HEIGHT - BOTTOM}H${right}`} stroke="var(--ls-line2)" />
      <text x={right} y={HEIGHT - 4} textAnchor="end" className="an-ax">{t('analysis.trend.reportAxis')}</text>
      <text x={LEFT + 4} y={TOP + 4} className="an-ax">{t('analysis.trend.dateAxis')}</text>
    </g>
  );
}

function shorten(text: string, room: number): string {
  if (textWidth(text) <= room) return text;
  let cut = text;
  while (cut.length > 1 && textWidth(`${cut}…`) > room) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}
