import '../boards/i18n';
import '../boards/boards.css';

import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';

import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { useNarrow } from '../app/useNarrow';
import { Agenda } from '../boards/Agenda';
import { CalendarBar } from '../boards/CalendarBar';
import { byDay, dayOfValue, pageOf, valueOnDay, type Span } from '../boards/calendarDays';
import { DayCell, Unscheduled, type ChipSetting } from '../boards/CalendarParts';
import { useDragging } from '../boards/dnd';
import type { ViewProps } from '../boards/props';
import { nameOf, planCard } from '../boards/RecordCard';
import { useCalendarKeys } from '../boards/useCalendarKeys';
import { useRestDays } from '../boards/useRestDays';
import { useViewRows } from '../boards/useViewRows';
import { columnsOf as listColumns } from '../schema/queryState';
import type { FieldMeta, Row } from '../schema/types';
import { EmptyState } from '../ui/bits';
import { dayParts, isoDay, longDay, toDay, weekdayName } from '../ui/dates';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { isClosed } from './rules';

/** Heights of a line, of the day's number and of the head of the weekdays, in pixels. */
const LINE = 22;
const NUMBER = 24;
const HEAD = 26;
const NO_DAY = 'none';

/** How many lines fit into a day of this grid. */
function useFits(grid: RefObject<HTMLDivElement | null>, weeks: number, isReady: boolean): number {
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const element = grid.current;
    if (!element || !isReady) return undefined;
    const watch = new ResizeObserver(() => setHeight(element.clientHeight));
    watch.observe(element);
    return () => watch.disconnect();
  }, [grid, isReady]);
  return Math.max(1, Math.floor(((height - HEAD) / weeks - NUMBER) / LINE));
}

/** Rows of the page's days and rows without a date, as two questions, so that each may be long. */
function useCalendarRows({ entity, state, project }: ViewProps, field: FieldMeta, range: { first: number; last: number }) {
  const between = [isoDay(range.first), isoDay(range.last)];
  const dated = useViewRows(entity, state, project, { field: field.name, op: 'between', values: between });
  const undated = useViewRows(entity, state, project, { field: field.name, op: 'empty', values: [] });
  const rows = useMemo(() => {
    const all = new Map([...undated.rows, ...dated.rows].map((row) => [row.id, row]));
    return [...all.values()];
  }, [dated.rows, undated.rows]);
  return { rows, dated, undated };
}

function CalendarBody(props: ViewProps & { field: FieldMeta; fields: FieldMeta[] }) {
  const { entity, project, state, can, field, fields, onOpen, onEdit, onCreate, onState } = props;
  const t = useT();
  const isPhone = useNarrow(768);
  const today = toDay(useSession().business_today) ?? 0;
  const isRest = useRestDays(project);
  const [span, setSpan] = useState<Span>('month');
  const [day, setDay] = useState(today);
  const [said, setSaid] = useState('');
  const page = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const range = pageOf(span, day);
  const { rows, dated, undated } = useCalendarRows(props, field, range);
  const { days, without } = useMemo(() => byDay(field, rows), [field, rows]);
  const weeks = (range.last - range.first + 1) / 7;
  const fits = useFits(grid, weeks, !dated.isPending && !isPhone);
  const board = `${entity.name}:calendar`;
  const { tone } = useMemo(() => planCard(entity, listColumns(entity, state), [field.name]), [entity, state, field]);
  const isFree = !field.read_only;
  const mayMove = (row: Row) =>
    can.edit && isFree && !isClosed(entity, row);
  const put = (row: Row, to: number | null) => {
    const from = dayOfValue(field, row[field.name]);
    if (from === to || !mayMove(row) || (to === null && field.required)) return;
    onEdit(row, { [field.name]: to === null ? null : valueOnDay(field, row[field.name], to) });
    const code = nameOf(entity, row);
    setSaid(to === null ? t('calendar.cleared', { code }) : t('calendar.moved', { code, day: longDay(to) }));
  };
  useDragging(board, (id, place) => {
    const row = rows.find((other) => other.id === id);
    if (row) put(row, place === NO_DAY ? null : Number(place));
  });
  const inOrder = [...days.keys()].sort((a, b) => a - b).flatMap((key) => days.get(key) ?? []).concat(without);
  const { cursor, setCursor } = useCalendarKeys(inOrder, field, page, (row, step) => {
    const from = dayOfValue(field, row[field.name]);
    if (!mayMove(row)) return;
    const to = from === null ? today : from + step;
    put(row, to);
    if (to < range.first || to > range.last) setDay(to);
  });
  if (dated.error) return <LoadFailed problem={dated.error} onRetry={dated.retry} />;
  const setting: ChipSetting = { entity, tone, board, canDrag: can.edit && isFree, cursor, onOpen, onFocus: setCursor };
  const may = (id: number) => {
    const row = rows.find((other) => other.id === id);
    return row !== undefined && mayMove(row);
  };
  const create = can.create && isFree ? (on: number) => onCreate({ [field.name]: valueOnDay(field, null, on) }) : null;
  const bar = (
    <CalendarBar
      {...{ span, day, range, today, field, fields, isPhone, said, onState }}
      total={dated.total}
      canMove={can.edit && isFree}
      onSpan={setSpan}
      onDay={setDay}
    />
  );
  if (isPhone) {
    return (
      <div className="page">
        {bar}
        {dated.isPending ? (
          <Loading />
        ) : (
          <Agenda {...{ entity, tone, days, without, today, isRest, range, onOpen }} onCreate={create} />
        )}
      </div>
    );
  }
  const month = dayParts(day).month;
  const classesOf = (on: number) =>
    [
      isRest(on) ? 'rest' : '',
      on === today ? 'today' : '',
      span === 'month' && dayParts(on).month !== month ? 'off' : '',
    ].join(' ');
  const all = Array.from({ length: weeks * 7 }, (_, index) => range.first + index);
  return (
    <div className="page" ref={page}>
      {bar}
      {dated.isPending ? (
        <Loading />
      ) : (
        <div className="cv">
          <div
            ref={grid}
            className={`cv-grid ${span}`}
            role="grid"
            style={{ gridTemplateRows: `${HEAD}px repeat(${weeks}, minmax(0, 1fr))` }}
          >
            {all.slice(0, 7).map((on) => (
              <div key={on} role="columnheader" className="cv-w">
                {weekdayName(dayParts(on).weekday)}
              </div>
            ))}
            {all.map((on) => (
              <DayCell
                key={on}
                day={on}
                rows={days.get(on) ?? []}
                fits={fits}
                setting={setting}
                classes={classesOf(on)}
                may={may}
                onCreate={create && (() => create(on))}
              />
            ))}
          </div>
          <Unscheduled
            rows={without}
            total={Math.max(without.length, undated.total)}
            place={NO_DAY}
            setting={setting}
            may={(id) => !field.required && may(id)}
            note={t(field.required || !can.edit ? 'calendar.allScheduled' : 'calendar.dropHere')}
          />
        </div>
      )}
    </div>
  );
}

/** Records on the days of a date field, by month or by week. */
export function CalendarView(props: ViewProps) {
  const t = useT();
  const { entity, state } = props;
  const isDate = (field: FieldMeta) => field.type === 'date' || field.type === 'datetime';
  const named = entity.date_fields.map((name) => entity.fields.find((field) => field.name === name)).filter((field) => field !== undefined);
  const fields = named.length ? named : entity.fields.filter(isDate);
  const field = fields.find((other) => other.name === state.date) ?? fields[0];
  if (!field) return <EmptyState text={t('calendar.noField')} />;
  return <CalendarBody key={field.name} {...props} field={field} fields={fields} />;
}
