import { useState } from 'react';

import type { Interval } from '../../api/types';
import { useT } from '../../app/i18n';
import { hoursOf, parseHours, printHours } from './hours';

/** Text of working hours; leaves the old hours in place and says why when it cannot be read. */
export function HoursField({
  value,
  onChange,
  label,
  disabled,
}: {
  value: Interval[];
  onChange: (next: Interval[]) => void;
  label: string;
  disabled?: boolean;
}) {
  const t = useT();
  const [draft, setDraft] = useState<string | null>(null);
  const rest = t('calendar.off');
  const isWrong = draft !== null && parseHours(draft, [rest.toLowerCase()]) === null;
  const commit = () => {
    if (draft === null || isWrong) return;
    const parsed = parseHours(draft, [rest.toLowerCase()]) ?? value;
    setDraft(null);
    if (JSON.stringify(parsed) !== JSON.stringify(value)) onChange(parsed);
  };
  return (
    <span className="hf">
      <input
        className="cell-f"
        value={draft ?? printHours(value, rest)}
        aria-label={label}
        aria-invalid={isWrong}
        disabled={disabled}
        autoComplete="off"
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      {isWrong && (
        <span className="red s12" role="alert">
          {t('calendar.hoursRule')}
        </span>
      )}
    </span>
  );
}

export function WeekPattern({
  week,
  onChange,
  disabled,
}: {
  week: Interval[][];
  onChange: (week: Interval[][]) => void;
  disabled: boolean;
}) {
  const t = useT();
  const total = Math.round(week.reduce((sum, day) => sum + hoursOf(day), 0) * 10) / 10;
  return (
    <section>
      <div className="ct">
        <h3 className="b">{t('calendar.weekly')}</h3>
        <span className="mut">{t('calendar.weekTotal', { n: total })}</span>
      </div>
      {week.map((day, index) => (
        <div className="wk-r" key={index}>
          <span className={day.length === 0 ? 'mut' : ''}>{t(`weekday.${index}`)}</span>
          <HoursField
            value={day}
            disabled={disabled}
            label={t('calendar.hoursOf', { day: t(`weekday.${index}`) })}
            onChange={(next) => onChange(week.map((other, at) => (at === index ? next : other)))}
          />
          <span className="num mut s12">{day.length === 0 ? '–' : t('calendar.hours', { n: hoursOf(day) })}</span>
        </div>
      ))}
    </section>
  );
}
