import { useT } from '../../app/i18n';
import { useSession } from '../../app/session';
import { DateField } from '../../ui/DateField';
import { dayParts, isoDay, longDay, toDay, weekdayName } from '../../ui/dates';
import { MonthPicker } from '../../ui/MonthPicker';
import { formatValue } from '../formatValue';
import { dayOfValue, parseDate } from '../parseValue';
import { LineEditor } from './LineEditor';
import type { CellProps, EditorProps, InputProps } from './types';

const SATURDAY = 5;

export function DateCell({ field, row, refs, isRoomy }: CellProps) {
  const { business_today } = useSession();
  const value = row[field.name];
  const day = dayOfValue(value);
  const today = toDay(business_today);
  const title = field.type === 'date' && day !== null ? longDay(day) : formatValue(field, value, refs);
  return (
    <span className={field.formula ? 'computed' : undefined} title={field.formula ? `${title}\n${field.formula}` : title}>
      {formatValue(field, value, refs, isRoomy && field.type === 'datetime' ? null : today)}
    </span>
  );
}

/** Says so when a day is no working day, before it is taken. */
export function RestDayNote({ day }: { day: number | null }) {
  const t = useT();
  if (day === null || dayParts(day).weekday < SATURDAY) return null;
  const words = { date: isoDay(day).slice(5), weekday: weekdayName(dayParts(day).weekday) };
  return <div className="cal-f mut s12">{t('date.weekend', words)}</div>;
}

export function DateEditor(props: EditorProps) {
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const panel = (take: (text: string) => void, text: string) => {
    const typed = parseDate(text, today);
    const day = typed ? toDay(typed) : null;
    // The month turns to what is typed.
    return (
      <>
        <MonthPicker key={typed?.slice(0, 7)} value={day} today={today} onPick={(picked) => take(isoDay(picked))} />
        <RestDayNote day={day} />
      </>
    );
  };
  return <LineEditor {...props} panel={props.field.type === 'date' ? panel : undefined} />;
}

/** The browser's own control: it knows the clock of the user's place. */
function MomentInput({ id, value, onChange, error, autoFocus }: InputProps) {
  return (
    <input
      id={id}
      type="datetime-local"
      className="field"
      autoFocus={autoFocus}
      aria-invalid={!!error}
      value={typeof value === 'string' ? value.slice(0, 16) : ''}
      onChange={(event) => onChange(event.target.value || null)}
    />
  );
}

export function DateInput(props: InputProps) {
  if (props.field.type === 'datetime') return <MomentInput {...props} />;
  const { id, value, onChange, field } = props;
  const iso = typeof value === 'string' ? value : '';
  return <DateField id={id} value={iso} label={field.label} canClear onChange={(next) => onChange(next || null)} />;
}
