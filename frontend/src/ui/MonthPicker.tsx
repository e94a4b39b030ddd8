import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../app/i18n';
import { dayOf, dayParts, isoDay, monthTitle } from './dates';

const WEEK = 7;
const CELLS = 42;

/** Month to pick a day from; weekends are dimmed. */
export function MonthPicker({
  value,
  today,
  onPick,
  isRest,
}: {
  value: number | null;
  today: number;
  onPick: (day: number) => void;
  isRest?: (day: number) => boolean;
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
        <b>{monthTitle(year, month)}</b>
        <span className="sp" />
        <button type="button" className="ib" aria-label={t('date.previousMonth')} onClick={() => step(-1)}>
          <ChevronLeft size={14} strokeWidth={1.5} />
        </button>
        <button type="button" className="ib" aria-label={t('date.nextMonth')} onClick={() => step(1)}>
          <ChevronRight size={14} strokeWidth={1.5} />
        </button>
      </div>
      <div className="cg">
        {Array.from({ length: WEEK }, (_, index) => (
          <span key={index} className="mut">
            {t(`weekday.short.${index}`)}
          </span>
        ))}
        {Array.from({ length: CELLS }, (_, index) => {
          const day = start + index;
          const isOut = dayParts(day).month !== month;
          const tone = day === value ? 's' : day === today ? 't' : isOut || rest(day) ? 'off' : '';
          return (
            <button
              type="button"
              key={day}
              className={tone}
              aria-label={isoDay(day)}
              aria-pressed={day === value}
              onClick={() => onPick(day)}
            >
              {dayParts(day).date}
            </button>
          );
        })}
      </div>
    </div>
  );
}
