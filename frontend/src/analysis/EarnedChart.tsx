import { useState } from 'react';

import { useT } from '../app/i18n';
import { toMinutes } from '../ui/dates';
import { ChartBox } from './bits';
import { dateTicks, extent, linear, niceTicks, spread, textWidth, type Scale } from './chart/scale';
import type { Earned } from './types';
import { number, useDays } from './words';

const HEIGHT = 340;
const TOP = 30;
const BOTTOM = 26;
const LEFT = 54;

interface Curve {
  key: 'pv' | 'ev' | 'ac' | 'forecast';
  values: (number | null)[];
  colour: string;
  dash?: string;
  width: number;
}

/** The forecast goes on from where the earned value ends. */
function forecastOf(earned: Earned): (number | null)[] {
  const last = lastOf(earned.ev);
  const values = (earned.forecast ?? []).slice();
  if (last && (values[last[0]] ?? null) === null) values[last[0]] = last[1];
  return values;
}

const curvesOf = (earned: Earned): Curve[] => {
  const curves: Curve[] = [
    { key: 'pv', values: earned.pv, colour: 'var(--ls-base)', width: 2 },
    { key: 'forecast', values: forecastOf(earned), colour: 'var(--ls-c1)', dash: '5 4', width: 1.5 },
    { key: 'ac', values: earned.ac ?? [], colour: 'var(--ls-c2)', width: 2 },
    { key: 'ev', values: earned.ev, colour: 'var(--ls-c1)', width: 2.5 },
  ];
  return curves.filter((curve) => curve.values.some((value) => value !== null && value !== undefined));
};

/** Index and value of the last period that has one. */
export function lastOf(values: (number | null)[]): [number, number] | null {
  for (let i = values.length - 1; i >= 0; i--) if (values[i] !== null && values[i] !== undefined) return [i, values[i] as number];
  return null;
}

/** When the plan meant to have earned `value`: earned schedule as an instant; null outside the curve. */
export function whenPlanned(periods: number[], pv: (number | null)[], value: number): number | null {
  for (let i = 1; i < periods.length; i++) {
    const [low, high] = [pv[i - 1], pv[i]];
    if (low === null || high === null || value < low || value > high) continue;
    return high === low ? periods[i - 1] : periods[i - 1] + ((value - low) / (high - low)) * (periods[i] - periods[i - 1]);
  }
  return null;
}

function valueAt(periods: number[], values: (number | null)[], at: number): number | null {
  let i = periods.findIndex((period) => period >= at);
  if (i < 0) i = periods.length - 1;
  if (i === 0 || periods[i] === at) return values[i] ?? null;
  const [low, high] = [values[i - 1], values[i]];
  if (low === null || low === undefined || high === null || high === undefined) return null;
  return low + ((at - periods[i - 1]) / (periods[i] - periods[i - 1])) * (high - low);
}

/** Planned, earned and actual over time, today, and where the plan would have stood with what is earned. */
export function EarnedChart({ earned }: { earned: Earned }) {
  return <ChartBox height={HEIGHT}>{(width) => <Drawing earned={earned} width={width} />}</ChartBox>;
}

function Drawing({ earned, width }: { earned: Earned; width: number }) {
  const t = useT();
  const { day } = useDays();
  const [hover, setHover] = useState<number | null>(null);
  const { periods } = earned;
  const curves = curvesOf(earned);
  const room = Math.max(...curves.map((curve) => textWidth(t(`analysis.earned.line.${curve.key}`)))) + 14;
  const x = linear(extent(periods), [LEFT, width - room]);
  const y = linear([0, extent(curves.flatMap((curve) => curve.values), 0.04)[1]], [HEIGHT - BOTTOM, TOP]);
  const today = toMinutes(earned.as_of) ?? periods[0];
  const nearest = (left: number) => {
    const at = x.invert(left);
    return periods.reduce((best, period, i) => (Math.abs(period - at) < Math.abs(periods[best] - at) ? i : best), 0);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const from = hover ?? nearest(x(today));
    setHover(Math.max(0, Math.min(periods.length - 1, from + step)));
  };
  const read = hover === null ? '' : readingOf(earned, curves, hover, day, t);
  return (
    <svg
      width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} className="an-svg an-line" tabIndex={0} role="img" data-testid="earned-curve" aria-label={`${t('analysis.earned.curve')} ${read}`}
      onPointerMove={(event) => setHover(nearest(event.clientX - event.currentTarget.getBoundingClientRect().left))}
      onPointerLeave={() => setHover(null)} onBlur={() => setHover(null)} onKeyDown={onKeyDown}
    >
      <Grid x={x} y={y} right={width - room} />
      <path d={`M${x(today)} ${TOP - 6}V${HEIGHT - BOTTOM}`} stroke="var(--ls-ac)" strokeWidth="1.5" />
      <text x={x(today)} y={TOP - 10} textAnchor="middle" className="an-tx b" fill="var(--ls-ac)">{t('analysis.earned.today', { date: day(today) })}</text>
      {curves.map((curve) => <path key={curve.key} d={pathOf(curve, periods, x, y)} fill="none" stroke={curve.colour} strokeWidth={curve.width} strokeDasharray={curve.dash} strokeLinejoin="round" />)}
      <EarnedSchedule {...{ earned, x, y, today }} />
      <Names {...{ curves, periods, x, y }} />
      {hover !== null && <Cross {...{ x, y, at: periods[hover], text: read, width, curves, hover }} />}
    </svg>
  );
}

function readingOf(earned: Earned, curves: Curve[], i: number, day: (at: number) => string, t: (key: string) => string): string {
  const values = curves.flatMap((curve) => {
    const value = curve.values[i];
    return value === null || value === undefined ? [] : [`${t(`analysis.earned.short.${curve.key}`)} ${number(value, 0)}`];
  });
  return [day(earned.periods[i]), ...values].join('  ');
}

const pathOf = (curve: Curve, periods: number[], x: Scale, y: Scale): string => {
  let isPen = false;
  return curve.values.map((value, i) => {
    if (value === null || value === undefined) { isPen = false; return ''; }
    const command = isPen ? 'L' : 'M';
    isPen = true;
    return `${command}${x(periods[i]).toFixed(1)} ${y(value).toFixed(1)}`;
  }).join('');
};

function Grid({ x, y, right }: { x: Scale; y: Scale; right: number }) {
  return (
    <g aria-hidden="true">
      {niceTicks(y.domain, 5).map((tick) => (
        <g key={tick}>
          <path d={`M${LEFT} ${y(tick) + 0.5}H${right}`} stroke={tick === 0 ? 'var(--ls-line2)' : 'var(--ls-line)'} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end" className="an-ax">{number(tick, 0)}</text>
        </g>
      ))}
      {dateTicks(x.domain, right - LEFT).map((tick) => (
        <g key={tick.at}>
          <path d={`M${x(tick.at)} ${HEIGHT - BOTTOM}v4`} stroke="var(--ls-line2)" />
          <text x={x(tick.at)} y={HEIGHT - BOTTOM + 16} textAnchor="middle" className={`an-ax ${tick.isStrong ? 'b' : ''}`}>{tick.label}</text>
        </g>
      ))}
    </g>
  );
}

/** From what is earned today straight across to the day on which the plan had it. */
function EarnedSchedule({ earned, x, y, today }: { earned: Earned; x: Scale; y: Scale; today: number }) {
  const t = useT();
  const { day } = useDays();
  const value = valueAt(earned.periods, earned.ev, today) ?? lastOf(earned.ev)?.[1] ?? null;
  const at = value === null ? null : whenPlanned(earned.periods, earned.pv, value);
  if (value === null || at === null) return null;
  const isLeft = at <= today;
  return (
    <g>
      <path d={`M${x(today)} ${y(value)}H${x(at)}V${HEIGHT - BOTTOM}`} fill="none" stroke="var(--ls-t2)" strokeDasharray="3 3" />
      <circle cx={x(at)} cy={y(value)} r="3.5" fill="var(--ls-s0)" stroke="var(--ls-t1)" strokeWidth="1.5" />
      <circle cx={x(today)} cy={y(value)} r="3.5" fill="var(--ls-c1)" stroke="var(--ls-s0)" />
      <text x={x(at) + (isLeft ? -8 : 8)} y={y(value) - 6} textAnchor={isLeft ? 'end' : 'start'} className="an-tx b halo">{t('analysis.earned.es', { date: day(at) })}</text>
    </g>
  );
}

/** Names at the ends of the lines instead of a legend. */
function Names({ curves, periods, x, y }: { curves: Curve[]; periods: number[]; x: Scale; y: Scale }) {
  const t = useT();
  const ends = curves.flatMap((curve) => {
    const last = lastOf(curve.values);
    return last ? [{ curve, x: x(periods[last[0]]), y: y(last[1]) }] : [];
  });
  const places = spread(ends.map((end) => end.y), 15, [TOP, HEIGHT - BOTTOM]);
  return ends.map(({ curve, x: at }, i) => (
    <text key={curve.key} x={at + 6} y={places[i] + 4} className={`an-tx halo ${curve.key === 'ev' ? 'b' : ''}`} fill={curve.key === 'pv' ? 'var(--ls-t2)' : curve.colour}>
      {t(`analysis.earned.line.${curve.key}`)}
    </text>
  ));
}

function Cross({ x, y, at, text, width, curves, hover }: { x: Scale; y: Scale; at: number; text: string; width: number; curves: Curve[]; hover: number }) {
  const wide = textWidth(text) + 12;
  const left = Math.max(LEFT, Math.min(x(at) - wide / 2, width - wide));
  return (
    <g pointerEvents="none" aria-hidden="true">
      <path d={`M${x(at)} ${TOP}V${HEIGHT - BOTTOM}`} stroke="var(--ls-t3)" strokeDasharray="2 2" />
      {curves.map((curve) => {
        const value = curve.values[hover];
        return value === null || value === undefined ? null : <circle key={curve.key} cx={x(at)} cy={y(value)} r="3" fill={curve.colour} stroke="var(--ls-s0)" />;
      })}
      <rect x={left} y={HEIGHT - BOTTOM - 22} width={wide} height="18" rx="3" fill="var(--ls-s3)" stroke="var(--ls-line2)" />
      <text x={left + 6} y={HEIGHT - BOTTOM - 9} className="an-tx">{text}</text>
    </g>
  );
}
