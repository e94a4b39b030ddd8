import { useMemo, useRef, useState } from 'react';

import { useT } from '../../app/i18n';
import { MINUTES_PER_CALENDAR_DAY as DAY, toFinishDay } from '../../ui/dates';
import { ChartBox } from '../bits';
import { curveOf, endOfDay, probabilityAt } from '../chart/curve';
import { dateTicks, extent, linear, stagger, textWidth, type Scale } from '../chart/scale';
import type { CurvePoint, RunTarget } from '../types';
import { shareText, signedNumber, useDays, type Days } from '../words';

const BAND_LINE = 16;
const BAND = 3 * BAND_LINE + 4;
const PLOT = 208;
const AXIS = 22;
const BARS = 56;
const HEIGHT = BAND + PLOT + AXIS + BARS;
const LEFT = 40;
const RIGHT = 14;

interface Frame {
  width: number;
  x: Scale;
  y: Scale;
  curve: CurvePoint[];
}

function frameOf(target: RunTarget, curve: CurvePoint[], width: number): Frame {
  const [low, high] = extent([...curve.map(([at]) => at), ...target.histogram.map(([at]) => at)], 0.03);
  return { width, curve, x: linear([low, high], [LEFT, width - RIGHT]), y: linear([0, 1], [BAND + PLOT, BAND]) };
}

/** Probability of being finished by each date, and beneath it how often each date came out. A date line reads any date. */
export function SCurve({ target, day, onDay }: { target: RunTarget; day: number; onDay: (day: number) => void }) {
  const t = useT();
  const say = useDays();
  const curve = useMemo(() => curveOf(target), [target]);
  return (
    <div className="an-scurve">
      <Reading target={target} curve={curve} day={day} say={say} />
      <ChartBox height={HEIGHT}>
        {(width) => <Drawing frame={frameOf(target, curve, width)} target={target} day={day} onDay={onDay} say={say} />}
      </ChartBox>
      <p className="mut s12 an-how noprint">{t('analysis.risk.lineHow')}</p>
    </div>
  );
}

function Reading({ target, curve, day, say }: { target: RunTarget; curve: CurvePoint[]; day: number; say: Days }) {
  const t = useT();
  const later = day - (toFinishDay(target.deterministic) ?? day);
  return (
    <p className="an-read" data-testid="reading">
      <b>{t('analysis.risk.byDate', { date: say.long(day), share: shareText(probabilityAt(curve, endOfDay(day))) })}</b>{' '}
      <span className="mut">{later === 0 ? t('analysis.risk.onPlan') : t('analysis.risk.fromPlan', { n: signedNumber(later, 0) })}</span>
    </p>
  );
}

interface DrawingProps {
  frame: Frame;
  target: RunTarget;
  day: number;
  onDay: (day: number) => void;
  say: Days;
}

function Drawing({ frame, target, day, onDay, say }: DrawingProps) {
  const t = useT();
  const svg = useRef<SVGSVGElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  const { x, width } = frame;
  const bounds = [Math.ceil(x.domain[0] / DAY) - 1, Math.floor(x.domain[1] / DAY) - 1];
  const clamp = (value: number) => Math.max(bounds[0], Math.min(bounds[1], value));
  const dayAt = (clientX: number) => {
    const left = svg.current?.getBoundingClientRect().left ?? 0;
    return clamp(Math.round(x.invert(clientX - left) / DAY) - 1);
  };
  const onPointerDown = (event: React.PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    onDay(dayAt(event.clientX));
  };
  const onPointerMove = (event: React.PointerEvent<SVGSVGElement>) => {
    const at = dayAt(event.clientX);
    if (event.buttons & 1) onDay(at);
    setHover(event.pointerType === 'mouse' && !(event.buttons & 1) ? at : null);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const next = stepOf(event, day, bounds);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onDay(clamp(next));
  };
  const probability = probabilityAt(frame.curve, endOfDay(day));
  return (
    <svg
      ref={svg} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} className="an-svg an-drag" data-testid="s-curve"
      {...{ onPointerDown, onPointerMove }} onPointerLeave={() => setHover(null)}
      role="group" aria-label={t('analysis.risk.curveOf', { name: target.name })}
    >
      <Axes frame={frame} />
      <Bars frame={frame} target={target} />
      <Marks frame={frame} target={target} say={say} />
      <path d={pathOf(frame)} fill="none" stroke="var(--ls-c1)" strokeWidth="2" strokeLinejoin="round" />
      {hover !== null && hover !== day && <Cross frame={frame} day={hover} say={say} />}
      <g
        role="slider" tabIndex={0} className="an-line" onKeyDown={onKeyDown} aria-label={t('analysis.risk.dateLine')} aria-orientation="horizontal"
        aria-valuemin={bounds[0]} aria-valuemax={bounds[1]} aria-valuenow={day}
        aria-valuetext={t('analysis.risk.byDate', { date: say.long(day), share: shareText(probability) })} data-testid="date-line"
      >
        <DateLine x={x(endOfDay(day))} y={frame.y(probability)} />
      </g>
    </svg>
  );
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 };

function stepOf(event: React.KeyboardEvent, day: number, bounds: number[]): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === 'Home') return bounds[0];
  if (event.key === 'End') return bounds[1];
  const step = STEPS[event.key];
  return step === undefined ? null : day + step * (event.shiftKey && Math.abs(step) === 1 ? 7 : 1);
}

const pathOf = ({ curve, x, y }: Frame): string => {
  const [first] = curve;
  const last = curve[curve.length - 1];
  const points = curve.map(([at, p]) => `${x(at).toFixed(1)} ${y(p).toFixed(1)}`);
  return `M${x(x.domain[0])} ${y(first[1] < 0.02 ? 0 : first[1])}L${points.join('L')}L${x(x.domain[1])} ${y(last[1] > 0.98 ? 1 : last[1])}`;
};

function Axes({ frame: { x, y, width } }: { frame: Frame }) {
  return (
    <g aria-hidden="true">
      {[0, 0.2, 0.4, 0.6, 0.8, 1].map((p) => (
        <g key={p}>
          <path d={`M${LEFT} ${y(p) + 0.5}H${width - RIGHT}`} stroke={p === 0 ? 'var(--ls-line2)' : 'var(--ls-line)'} />
          <text x={LEFT - 6} y={y(p) + 4} textAnchor="end" className="an-ax">
            {`${Math.round(p * 100)}%`}
          </text>
        </g>
      ))}
      {dateTicks(x.domain, width - LEFT - RIGHT).map((tick) => (
        <g key={tick.at}>
          <path d={`M${x(tick.at)} ${BAND + PLOT}v4`} stroke="var(--ls-line2)" />
          <text x={x(tick.at)} y={BAND + PLOT + 16} textAnchor="middle" className={`an-ax ${tick.isStrong ? 'b' : ''}`}>
            {tick.label}
          </text>
        </g>
      ))}
      <path d={`M${LEFT} ${HEIGHT - 0.5}H${width - RIGHT}`} stroke="var(--ls-line2)" />
    </g>
  );
}

function Bars({ frame: { x }, target }: { frame: Frame; target: RunTarget }) {
  const t = useT();
  const { histogram } = target;
  const most = Math.max(...histogram.map(([, value]) => value), 1e-9);
  const step = histogram.length > 1 ? Math.abs(x(histogram[1][0]) - x(histogram[0][0])) : 8;
  const width = Math.max(1, step - 1);
  return (
    <g role="img" aria-label={t('analysis.risk.histogram')}>
      {histogram.map(([at, value]) => {
        const height = (value / most) * (BARS - 6);
        return <rect key={at} x={x(at) - width / 2} y={HEIGHT - height} width={width} height={height} fill="var(--ls-bar)" />;
      })}
    </g>
  );
}

interface Mark {
  at: number;
  p: number;
  text: string;
  dash?: string;
  isDeadline?: boolean;
}

function marksOf(target: RunTarget, say: Days, t: (key: string, params?: Record<string, string | number>) => string): Mark[] {
  const marks: Mark[] = [
    {
      at: target.deterministic,
      p: target.probability_deterministic,
      text: t('analysis.risk.markPlan', { date: say.finish(target.deterministic), share: shareText(target.probability_deterministic) }),
      dash: '2 3',
    },
  ];
  if (target.deadline !== null) {
    const share = shareText(target.probability_deadline);
    const text = t('analysis.risk.markDeadline', { date: say.finish(target.deadline), share });
    marks.push({ at: target.deadline, p: target.probability_deadline ?? 0, text, dash: '2 3', isDeadline: true });
  }
  for (const [p, dash] of [['50', '5 4'], ['80', undefined]] as const) {
    if (target.p[p] !== undefined) marks.push({ at: target.p[p], p: Number(p) / 100, text: `P${p} ${say.finish(target.p[p])}`, dash });
  }
  return marks;
}

/** Plan, promise, P50 dashed, P80 solid; the labels stand above the plot, on lines where they meet no other. */
function Marks({ frame: { x, y, width }, target, say }: { frame: Frame; target: RunTarget; say: Days }) {
  const t = useT();
  const marks = marksOf(target, say, t);
  const places = marks.map((mark) => {
    const wide = textWidth(mark.text) + 16;
    return { x: Math.max(0, Math.min(x(mark.at) - 5, width - wide)), width: wide };
  });
  const lines = stagger(places, 3);
  return (
    <g>
      {marks.map((mark, i) => {
        const at = x(mark.at);
        const top = lines[i] * BAND_LINE;
        return (
          <g key={mark.text}>
            <path d={`M${at} ${top + BAND_LINE - 2}V${BAND + PLOT}`} stroke="var(--ls-t2)" strokeWidth={mark.dash ? 1 : 1.5} strokeDasharray={mark.dash} />
            <circle cx={at} cy={y(mark.p)} r="3.5" fill="var(--ls-s0)" stroke="var(--ls-t1)" strokeWidth="1.5" />
            {mark.isDeadline && <path d={`M${at - 5} ${BAND}h10l-5 6z`} fill="var(--ls-t1)" />}
          </g>
        );
      })}
      {marks.map((mark, i) => (
        <text key={mark.text} x={places[i].x + 5} y={lines[i] * BAND_LINE + 11} className="an-tx halo">
          {mark.text}
        </text>
      ))}
    </g>
  );
}

function Cross({ frame, day, say }: { frame: Frame; day: number; say: Days }) {
  const at = frame.x(endOfDay(day));
  const p = probabilityAt(frame.curve, endOfDay(day));
  const text = `${say.finish(endOfDay(day))}  ${shareText(p)}`;
  const isLeft = at + textWidth(text) + 14 > frame.width;
  return (
    <g pointerEvents="none" aria-hidden="true">
      <path d={`M${LEFT} ${frame.y(p)}H${at}V${BAND + PLOT}`} stroke="var(--ls-t3)" fill="none" strokeDasharray="2 2" />
      <circle cx={at} cy={frame.y(p)} r="3" fill="var(--ls-t1)" />
      <text x={isLeft ? at - 8 : at + 8} y={frame.y(p) + 14} textAnchor={isLeft ? 'end' : 'start'} className="an-tx b halo">
        {text}
      </text>
    </g>
  );
}

function DateLine({ x, y }: { x: number; y: number }) {
  return (
    <>
      <path d={`M${x} ${BAND}V${HEIGHT}`} stroke="var(--ls-ac)" strokeWidth="2" />
      <path d={`M${x} ${BAND}V${HEIGHT}`} stroke="transparent" strokeWidth="24" />
      <circle cx={x} cy={y} r="4.5" fill="var(--ls-ac)" stroke="var(--ls-s0)" strokeWidth="1.5" />
      <rect x={x - 8} y={BAND + PLOT + 2} width="16" height="18" rx="4" fill="var(--ls-ac)" className="an-grip" />
      <path d={`M${x - 2.5} ${BAND + PLOT + 7}v8M${x + 2.5} ${BAND + PLOT + 7}v8`} stroke="var(--ls-onac)" />
    </>
  );
}
