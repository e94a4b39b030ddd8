import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';

import type { CalendarDetail } from '../../api/types';
import { useT, type Translate } from '../../app/i18n';
import { IconButton } from '../../ui/bits';
import { dayOf, dayParts, longDay } from '../../ui/dates';
import { dayInfo, type DayInfo } from './hours';

function titleOf(t: Translate, day: number, info: DayInfo): string {
  const parts = [longDay(day), t(`calendar.kind.${info.kind}`)];
  if (info.exception?.name) parts.push(info.exception.name);
  if (info.exception?.provisional) parts.push(t('calendar.provisional'));
  return parts.join('\n');
}

function Month({
  calendar,
  year,
  month,
  today,
  onDay,
}: {
  calendar: CalendarDetail;
  year: number;
  month: number;
  today: number;
  onDay: (day: number) => void;
}) {
  const t = useT();
  const first = dayOf(year, month, 1);
  const length = dayOf(year, month + 1, 1) - first;
  const lead = dayParts(first).weekday;
  const days = Array.from({ length }, (_, index) => ({ day: first + index, info: dayInfo(calendar, first + index) }));
  const working = days.filter(({ info }) => info.kind !== 'weekend' && info.kind !== 'holiday').length;
  return (
    <section className="yv-m" aria-label={t(`month.${month}`)}>
      <div className="yv-t">
        <b>{t(`month.${month}`)}</b>
        <span className="mut s12">{t('calendar.workdays', { n: working })}</span>
      </div>
      <div className="yv-g">
        {Array.from({ length: 7 }, (_, index) => (
          <span key={index} className="yv-w">
            {t(`weekday.short.${index}`)}
          </span>
        ))}
        {Array.from({ length: lead }, (_, index) => (
          <span key={`lead-${index}`} />
        ))}
        {days.map(({ day, info }) => (
          <button
            type="button"
            key={day}
            title={titleOf(t, day, info)}
            aria-label={titleOf(t, day, info).replaceAll('\n', ' ')}
            onClick={() => onDay(day)}
            className={`yv-d ${info.kind} ${info.exception?.provisional ? 'prov' : ''} ${day === today ? 'today' : ''}`}
          >
            {dayParts(day).date}
            {info.kind === 'holiday' && <i>{t('calendar.mark.rest')}</i>}
            {info.kind === 'makeup' && <i>{t('calendar.mark.work')}</i>}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Twelve months: rest days dimmed, holidays and make-up workdays marked with their letter, provisional ones dashed. */
export function YearView({
  calendar,
  year,
  onYear,
  today,
  onDay,
}: {
  calendar: CalendarDetail;
  year: number;
  onYear: (year: number) => void;
  today: number;
  onDay: (day: number) => void;
}) {
  const t = useT();
  const total = useMemo(() => {
    let count = 0;
    for (let day = dayOf(year, 0, 1); day < dayOf(year + 1, 0, 1); day += 1) {
      const { kind } = dayInfo(calendar, day);
      if (kind !== 'weekend' && kind !== 'holiday') count += 1;
    }
    return count;
  }, [calendar, year]);
  return (
    <section>
      <div className="ct yv-h">
        <IconButton label={t('calendar.previousYear')} onClick={() => onYear(year - 1)}>
          <ChevronLeft size={14} strokeWidth={1.5} />
        </IconButton>
        <h3 className="b" aria-live="polite">
          {t('calendar.year', { year })}
        </h3>
        <IconButton label={t('calendar.nextYear')} onClick={() => onYear(year + 1)}>
          <ChevronRight size={14} strokeWidth={1.5} />
        </IconButton>
        <span className="mut">{t('calendar.workdays', { n: total })}</span>
        <span className="sp" />
        <span className="lg s12 t2">
          <i className="yv-d holiday">
            1<i>{t('calendar.mark.rest')}</i>
          </i>
          {t('calendar.kind.holiday')}
        </span>
        <span className="lg s12 t2">
          <i className="yv-d makeup">
            1<i>{t('calendar.mark.work')}</i>
          </i>
          {t('calendar.kind.makeup')}
        </span>
        <span className="lg s12 t2 desk">
          <i className="yv-d weekend">1</i>
          {t('calendar.kind.weekend')}
        </span>
        <span className="lg s12 t2 desk">
          <i className="yv-d holiday prov">1</i>
          {t('calendar.provisional')}
        </span>
      </div>
      <div className="yv">
        {Array.from({ length: 12 }, (_, month) => (
          <Month key={`${year}-${month}`} {...{ calendar, year, month, today, onDay }} />
        ))}
      </div>
    </section>
  );
}
