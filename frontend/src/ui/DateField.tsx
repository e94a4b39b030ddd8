import { Popover } from '@mantine/core';
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { dayOf, dayParts, isoDay, monthTitle, toDay, weekdayName } from './dates';

const WEEK = 7;
const CELLS = 42;

/** Month to pick a day from; weekends are dimmed. */
export function MonthPicker({ value, today, onPick, isRest }: {
  value: number | null; today: number; onPick: (day: number) => void; isRest?: (day: number) => boolean;
}) {
  const t = useT();
  const [{ year, month }, setMonth] = useState(() => dayParts(value ?? today));
  const step = (by: number) => setMonth(dayParts(dayOf(year, month + by, 1)));
  const first = dayOf(year, month, 1);
  const start = first - dayParts(first).weekday;
  const rest = isRest ?? ((day: number) => dayParts(day).weekday >= 5);
  return (
    <div className="cal">
      <div className="row">
        <b>{monthTitle(year, month)}</b><span className="sp" />
        <button type="button" className="ib" aria-label={t('date.previousMonth')} onClick={() => step(-1)}><ChevronLeft size={14} strokeWidth={1.5} /></button>
        <button type="button" className="ib" aria-label={t('date.nextMonth')} onClick={() => step(1)}><ChevronRight size={14} strokeWidth={1.5} /></button>
      </div>
      <div className="cg">
        {Array.from({ length: WEEK }, (_, index) => <span key={index} className="mut">{t(`weekday.short.${index}`)}</span>)}
        {Array.from({ length: CELLS }, (_, index) => {
          const day = start + index;
          const isOut = dayParts(day).month !== month;
          const tone = day === value ? 's' : day === today ? 't' : isOut || rest(day) ? 'off' : '';
          return <button type="button" key={day} className={tone} aria-label={isoDay(day)} aria-pressed={day === value} onClick={() => onPick(day)}>{dayParts(day).date}</button>;
        })}
      </div>
    </div>
  );
}

/** A date typed as 2026-07-15 or picked from the month. `onChange` gets an ISO date, or '' while it is none. */
export function DateField({ id, value, onChange, label, className = 'field' }: {
  id?: string; value: string; onChange: (iso: string) => void; label?: string; className?: string;
}) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const day = toDay(value);
  const commit = () => {
    if (draft === null) return;
    const typed = toDay(draft.trim().replace(/[./年月]/g, '-').replace(/日$/, '').replace(/-(\d)(?=-|$)/g, '-0$1'));
    setDraft(null);
    if (typed !== null) onChange(isoDay(typed));
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <span className="datef">
          <input
            id={id} className={className} value={draft ?? value} placeholder="2026-01-05" aria-label={label} inputMode="numeric" autoComplete="off"
            onChange={(event) => setDraft(event.target.value)} onBlur={commit} onKeyDown={(event) => event.key === 'Enter' && commit()}
          />
          <button type="button" className="datef-b" aria-label={t('date.pick')} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}><CalendarDays size={14} strokeWidth={1.5} /></button>
        </span>
      </Popover.Target>
      <Popover.Dropdown className="pop cal-pop">
        <MonthPicker value={day} today={today} onPick={(picked) => { onChange(isoDay(picked)); setOpen(false); }} />
        {day !== null && dayParts(day).weekday >= 5 && <div className="cal-f mut s12">{t('date.weekend', { date: isoDay(day).slice(5), weekday: weekdayName(dayParts(day).weekday) })}</div>}
      </Popover.Dropdown>
    </Popover>
  );
}
