import { useElementSize } from '@mantine/hooks';
import { Check } from 'lucide-react';
import { Link } from 'wouter';

import type { Milestone, ProjectHome } from '../../api/types';
import { useT } from '../../app/i18n';
import { path } from '../../app/routes';
import { useSession } from '../../app/session';
import { NumberLink, RagMark } from '../../ui/bits';
import { dayOf, dayParts, shortDay, signed, toDay, toFinishDay } from '../../ui/dates';
import { ragOfSlip, slipDays, toneOfSlip } from '../variance';

const ROW = 30;
/** Room at both ends of the axis for the marks, pixels. */
const PAD = 14;
const MONTH_MIN_WIDTH = 26;

interface Axis {
  x: (day: number) => number;
  months: { x: number; label: string; isYear: boolean }[];
  width: number;
  today: number;
}

function makeAxis(days: number[], today: number, width: number, monthLabel: (month: number) => string): Axis {
  const first = Math.min(...days, today) - 3;
  const last = Math.max(...days, today) + 3;
  const scale = (width - 2 * PAD) / Math.max(1, last - first);
  const x = (day: number) => PAD + (day - first) * scale;
  const months: Axis['months'] = [];
  let { year, month } = dayParts(first);
  let lastLabel = -Infinity;
  for (let day = dayOf(year, month + 1, 1); day < last; day = dayOf(year, month + 1, 1)) {
    ({ year, month } = dayParts(day));
    const at = x(day);
    const hasRoom = at - lastLabel >= MONTH_MIN_WIDTH;
    if (hasRoom) lastLabel = at;
    months.push({ x: at, label: hasRoom ? (month === 0 ? String(year) : monthLabel(month)) : '', isYear: month === 0 });
  }
  return { x, months, width, today };
}

function Track({ item, axis, level }: { item: Milestone; axis: Axis; level: string }) {
  const finish = toFinishDay(item.finish);
  const baseline = toFinishDay(item.baseline_finish);
  const promised = toFinishDay(item.deadline);
  if (finish === null) return null;
  const isDone = item.progress >= 1;
  const colour = isDone
    ? 'var(--ls-base)'
    : level === 'red'
      ? 'var(--ls-redf)'
      : level === 'amber'
        ? 'var(--ls-ambf)'
        : 'var(--ls-grnf)';
  const x = axis.x(finish);
  const b = baseline === null ? x : axis.x(baseline);
  const c = ROW / 2;
  return (
    <svg width={axis.width} height={ROW} aria-hidden="true">
      {axis.months.map((month) => (
        <path key={month.x} d={`M${month.x} 0V${ROW}`} stroke={month.isYear ? 'var(--ls-line2)' : 'var(--ls-line)'} />
      ))}
      <path d={`M${axis.x(axis.today)} 0V${ROW}`} stroke="var(--ls-ac)" strokeWidth="1.5" />
      {b !== x && <path d={`M${b} ${c}H${x}`} stroke={colour} strokeWidth="3" />}
      {baseline !== null && <path d={`M${b - 5} ${c - 9}h10l-5 6z`} fill="var(--ls-base)" />}
      {baseline !== null && <path d={`M${b} ${c - 4}v9`} stroke="var(--ls-base)" />}
      {promised !== null && promised !== baseline && (
        <path d={`M${axis.x(promised) - 4} ${c - 10}h8l-4 5z`} fill="var(--ls-t1)" />
      )}
      <path d={`M${x} ${c - 6.5}l6.5 6.5-6.5 6.5-6.5-6.500z`} fill={colour} stroke="var(--ls-s0)" strokeWidth="1.5" />
    </svg>
  );
}

function Line({ item, home, axis }: { item: Milestone; home: ProjectHome; axis: Axis | null }) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const slip = slipDays(item.finish, item.baseline_finish);
  const isDone = item.progress >= 1;
  const level = (item.total_float ?? 0) < 0 ? 'red' : (ragOfSlip(slip) ?? 'green');
  const to = path.plan(home.code, { task: item.id });
  return (
    <div className="ms-r" role="row">
      <span role="cell" className="el ms-n">
        {isDone ? (
          <Check size={10} strokeWidth={3} className="grn" aria-label={t('work.doneShort')} />
        ) : (
          <RagMark level={level} />
        )}
        <Link href={to} className={`el pl-link ${isDone ? 'mut' : ''}`} title={item.name}>
          {item.name}
        </Link>
      </span>
      <span role="cell" className="ms-c desk">
        {axis && <Track item={item} axis={axis} level={level} />}
      </span>
      <span role="cell" className="num mut desk">
        {shortDay(toFinishDay(item.baseline_finish), today)}
      </span>
      <span role="cell" className="num">
        {shortDay(toFinishDay(item.finish), today)}
      </span>
      <span role="cell" className="num b">
        {slip === null ? (
          <span className="mut">–</span>
        ) : (
          <NumberLink to={to} tone={isDone ? undefined : toneOfSlip(slip)}>
            {signed(slip)}
          </NumberLink>
        )}
      </span>
    </div>
  );
}

function Scale({ axis }: { axis: Axis | null }) {
  return (
    <span className="ms-c desk" aria-hidden="true">
      {axis && (
        <svg width={axis.width} height={18}>
          {axis.months.map((month) => (
            <text key={month.x} x={month.x + 4} y={13} fontSize="11" fill="var(--ls-t3)">
              {month.label}
            </text>
          ))}
        </svg>
      )}
    </span>
  );
}

/** Milestones against the baseline on one axis: hollow past in grey, forecast as diamond, the slip as the line between. */
export function Milestones({ home }: { home: ProjectHome }) {
  const t = useT();
  const { ref, width } = useElementSize();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const items = home.milestones.filter((item) => toFinishDay(item.finish) !== null);
  const days = items
    .flatMap((item) => [toFinishDay(item.finish), toFinishDay(item.baseline_finish)])
    .filter((day) => day !== null);
  const axis = width > 120 && days.length > 0 ? makeAxis(days, today, width, (month) => t(`month.short.${month}`)) : null;
  return (
    <section className="cl">
      <div className="ct">
        <h3 className="b">{t('home.milestones')}</h3>
        <span className="mut">{t('home.milestonesHint')}</span>
      </div>
      {items.length === 0 && <p className="mut">{t('home.noMilestones')}</p>}
      {items.length > 0 && (
        <div role="table" aria-label={t('home.milestones')}>
          <div className="ms-r ms-h" role="row">
            <span role="columnheader">{t('home.milestone')}</span>
            <span ref={ref} className="ms-w desk">
              <Scale axis={axis} />
            </span>
            <span role="columnheader" className="num desk">
              {t('project.col.baseline')}
            </span>
            <span role="columnheader" className="num">
              {t('project.col.finish')}
            </span>
            <span role="columnheader" className="num">
              {t('project.col.slip')}
            </span>
          </div>
          {items.map((item) => (
            <Line key={item.id} item={item} home={home} axis={axis} />
          ))}
        </div>
      )}
    </section>
  );
}
