import { ChevronLeft, ChevronRight } from 'lucide-react';

import { useT, type Translate } from '../app/i18n';
import type { QueryState } from '../schema/queryState';
import type { FieldMeta } from '../schema/types';
import { IconButton } from '../ui/bits';
import { dayParts, isoDay, monthTitle } from '../ui/dates';
import { turnPage, type Span } from './calendarDays';
import { BarSelect, Cut, Said } from './ViewBar';

interface Range {
  first: number;
  last: number;
}

function title(span: Span, day: number, range: Range, t: Translate): string {
  const { year, month } = dayParts(day);
  if (span === 'month') return monthTitle(year, month);
  return t('calendar.weekOf', { year: dayParts(range.last).year, from: isoDay(range.first).slice(5), to: isoDay(range.last).slice(5) });
}

/** Which days, by which date field. */
export function CalendarBar({
  span,
  day,
  range,
  today,
  field,
  fields,
  total,
  isPhone,
  canMove,
  said,
  onSpan,
  onDay,
  onState,
}: {
  span: Span;
  day: number;
  range: Range;
  today: number;
  field: FieldMeta;
  fields: FieldMeta[];
  total: number;
  isPhone: boolean;
  canMove: boolean;
  said: string;
  onSpan: (span: Span) => void;
  onDay: (day: number) => void;
  onState: (change: Partial<QueryState>) => void;
}) {
  const t = useT();
  return (
    <div className="vb">
      <IconButton label={t('calendar.previous')} onClick={() => onDay(turnPage(span, day, -1))}>
        <ChevronLeft size={16} strokeWidth={1.5} />
      </IconButton>
      <h2>{title(span, day, range, t)}</h2>
      <IconButton label={t('calendar.next')} onClick={() => onDay(turnPage(span, day, 1))}>
        <ChevronRight size={16} strokeWidth={1.5} />
      </IconButton>
      <button type="button" className="bt" onClick={() => onDay(today)}>
        {t('calendar.today')}
      </button>
      {!isPhone && (
        <div className="seg" role="group">
          {(['month', 'week'] as const).map((kind) => (
            <button key={kind} type="button" aria-pressed={span === kind} onClick={() => onSpan(kind)}>
              {t(kind === 'month' ? 'calendar.month' : 'calendar.week')}
            </button>
          ))}
        </div>
      )}
      {fields.length > 1 && (
        <BarSelect
          label={t('calendar.by')}
          value={field.name}
          choices={fields.map(({ name, label }) => ({ value: name, label }))}
          onChange={(name) => onState({ date: name })}
        />
      )}
      <span className="sp" />
      <Cut total={total} />
      {canMove && !isPhone && <span className="mut s12 el">{t('calendar.hint')}</span>}
      <Said>{said}</Said>
    </div>
  );
}
