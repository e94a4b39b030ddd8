import { Popover } from '@mantine/core';
import { CalendarDays } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { dayParts, isoDay, toDay, weekdayName } from './dates';
import { MonthPicker } from './MonthPicker';

/** A date typed as 2026-07-15 or picked from the month. `onChange` gets an ISO date, or '' while it is none. */
export function DateField({
  id,
  value,
  onChange,
  label,
  className = 'field',
  canClear = false,
}: {
  id?: string;
  value: string;
  onChange: (iso: string) => void;
  label?: string;
  className?: string;
  /** Emptying the field means «no date»; otherwise the date before comes back. */
  canClear?: boolean;
}) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const day = toDay(value);
  const commit = () => {
    if (draft === null) return;
    const typed = toDay(
      draft
        .trim()
        .replace(/[./年月]/g, '-')
        .replace(/日$/, '')
        .replace(/-(\d)(?=-|$)/g, '-0$1'),
    );
    setDraft(null);
    if (typed !== null) onChange(isoDay(typed));
    else if (canClear && draft.trim() === '') onChange('');
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <span className="datef">
          <input
            id={id}
            className={className}
            value={draft ?? value}
            placeholder="2026-01-05"
            aria-label={label}
            inputMode="numeric"
            autoComplete="off"
            onChange={(event) => setDraft(event.target.value)}
            onBlur={commit}
            onKeyDown={(event) => event.key === 'Enter' && commit()}
          />
          <button
            type="button"
            className="datef-b"
            aria-label={t('date.pick')}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <CalendarDays size={14} strokeWidth={1.5} />
          </button>
        </span>
      </Popover.Target>
      <Popover.Dropdown className="pop cal-pop">
        <MonthPicker
          value={day}
          today={today}
          onPick={(picked) => {
            onChange(isoDay(picked));
            setOpen(false);
          }}
        />
        {day !== null && dayParts(day).weekday >= 5 && (
          <div className="cal-f mut s12">
            {t('date.weekend', { date: isoDay(day).slice(5), weekday: weekdayName(dayParts(day).weekday) })}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
