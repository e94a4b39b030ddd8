import { Plus, X } from 'lucide-react';

import type { CalendarException } from '../../api/types';
import { useT } from '../../app/i18n';
import { IconButton } from '../../ui/bits';
import { DateField } from '../../ui/DateField';
import { dayParts, toDay, weekdayName } from '../../ui/dates';
import { HoursField } from './WeekPattern';

interface RowProps {
  item: CalendarException;
  disabled: boolean;
  onChange: (next: CalendarException) => void;
  onRemove: () => void;
}

/** An official day that a hand has changed is official no longer. */
function byHand(item: CalendarException, change: Partial<CalendarException>): CalendarException {
  const isMoved = change.first !== undefined || change.last !== undefined || change.intervals !== undefined;
  return { ...item, ...change, ...(isMoved && { source: 'manual' as const, provisional: false }) };
}

function Row({ item, disabled, onChange, onRemove }: RowProps) {
  const t = useT();
  const first = toDay(item.first) ?? 0;
  const length = (toDay(item.last) ?? first) - first + 1;
  const setFirst = (iso: string) => onChange(byHand(item, { first: iso, last: item.last < iso ? iso : item.last }));
  const setLast = (iso: string) => onChange(byHand(item, { last: iso, first: iso < item.first ? iso : item.first }));
  const work = item.intervals.length > 0;
  return (
    <div className="ex-r" role="row">
      <span role="cell">
        <DateField className="cell-f" value={item.first} onChange={setFirst} label={t('calendar.col.first')} />
      </span>
      <span role="cell">
        <DateField className="cell-f" value={item.last} onChange={setLast} label={t('calendar.col.last')} />
      </span>
      <span role="cell" className="mut s12 nw">
        {weekdayName(dayParts(first).weekday)}
        {length > 1 && ` ${t('calendar.length', { n: length })}`}
      </span>
      <span role="cell" className="ex-n">
        <span className={`ex-k ${work ? 'makeup' : 'holiday'}`}>{t(work ? 'calendar.mark.work' : 'calendar.mark.rest')}</span>
        <input
          className="cell-f"
          value={item.name}
          disabled={disabled}
          aria-label={t('calendar.col.name')}
          onChange={(event) => onChange({ ...item, name: event.target.value })}
        />
      </span>
      <span role="cell">
        <HoursField
          value={item.intervals}
          disabled={disabled}
          label={t('calendar.col.hours')}
          onChange={(intervals) => onChange(byHand(item, { intervals }))}
        />
      </span>
      <span role="cell" className="t2 nw">
        {t(`calendar.source.${item.source}`)}
        {item.provisional && <span className="amb s12"> {t('calendar.provisional')}</span>}
      </span>
      <span role="cell">
        {!disabled && (
          <IconButton label={t('calendar.remove')} onClick={onRemove}>
            <X size={14} strokeWidth={1.5} />
          </IconButton>
        )}
      </span>
    </div>
  );
}

/** Days that differ from the week, of the year in view. */
export function Exceptions({
  list,
  year,
  disabled,
  onChange,
  onAdd,
  onOfficial,
  onNotice,
}: {
  list: CalendarException[];
  year: number;
  disabled: boolean;
  onChange: (list: CalendarException[]) => void;
  onAdd: () => void;
  /** Ask the server for the official days of the year; absent while there are unsaved changes. */
  onOfficial?: () => void;
  /** Open the box for a holiday notice; absent likewise. */
  onNotice?: () => void;
}) {
  const t = useT();
  const rows = list
    .map((item, index) => ({ item, index }))
    .filter(({ item }) => item.first.slice(0, 4) <= String(year) && item.last.slice(0, 4) >= String(year))
    .sort((a, b) => a.item.first.localeCompare(b.item.first));
  return (
    <section>
      <div className="ct">
        <h3 className="b">{t('calendar.exceptions', { year })}</h3>
        <span className="mut">{rows.length}</span>
        <span className="sp" />
        {!disabled && onOfficial && !rows.some(({ item }) => item.source === 'official') && (
          <button type="button" className="bt q" onClick={onOfficial}>
            {t('calendar.official')}
          </button>
        )}
        {!disabled && onNotice && (
          <button type="button" className="bt q" onClick={onNotice}>
            {t('calendar.notice')}
          </button>
        )}
        {!disabled && (
          <button type="button" className="bt q" onClick={onAdd}>
            <Plus size={14} strokeWidth={1.5} />
            {t('calendar.addException')}
          </button>
        )}
      </div>
      {rows.some(({ item }) => item.provisional) && <p className="amb s12">{t('calendar.provisionalYear', { year })}</p>}
      {rows.length === 0 && <p className="mut">{t('calendar.noExceptions', { year })}</p>}
      {rows.length > 0 && (
        <div role="table" aria-label={t('calendar.exceptions', { year })}>
          <div className="ex-r ex-h" role="row">
            {['first', 'last', 'days', 'name', 'hours', 'source'].map((head) => (
              <span key={head} role="columnheader">
                {t(`calendar.col.${head}`)}
              </span>
            ))}
            <span />
          </div>
          {rows.map(({ item, index }) => (
            <Row
              key={index}
              item={item}
              disabled={disabled}
              onChange={(next) => onChange(list.map((other, at) => (at === index ? next : other)))}
              onRemove={() => onChange(list.filter((_, at) => at !== index))}
            />
          ))}
        </div>
      )}
    </section>
  );
}
