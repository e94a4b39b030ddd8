import type { CalendarDetail, CalendarException, Interval } from '../../api/types';
import { clock, dayParts, isoDay, toDay } from '../../ui/dates';

/** Working hours as text and back: `08:00–12:00, 13:00–17:00`; an empty list is a rest day. */
const MIDNIGHT = 1440;
const RANGE = /^(\d{1,2})(?:[:：](\d{2}))?\s*[-–—~至]\s*(\d{1,2})(?:[:：](\d{2}))?$/;

export function printHours(intervals: Interval[], rest: string): string {
  return intervals.length === 0 ? rest : intervals.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ');
}

/** Null where the text is no list of ascending, disjoint ranges of one day. */
export function parseHours(text: string, restWords: string[]): Interval[] | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '' || restWords.includes(trimmed)) return [];
  const intervals: Interval[] = [];
  for (const piece of trimmed.split(/[,，、;；]/)) {
    const match = RANGE.exec(piece.trim());
    if (!match) return null;
    const from = +match[1] * 60 + +(match[2] ?? 0);
    const to = +match[3] * 60 + +(match[4] ?? 0);
    const before = intervals.at(-1)?.[1] ?? 0;
    if (+(match[2] ?? 0) > 59 || +(match[4] ?? 0) > 59 || from >= to || to > MIDNIGHT || from < before) return null;
    intervals.push([from, to]);
  }
  return intervals;
}

export const lengthOf = (intervals: Interval[]) => intervals.reduce((sum, [from, to]) => sum + to - from, 0);

/** Hours of a day with at most one decimal. */
export const hoursOf = (intervals: Interval[]) => Math.round(lengthOf(intervals) / 6) / 10;

export type DayKind = 'work' | 'weekend' | 'holiday' | 'makeup' | 'short';

export interface DayInfo {
  kind: DayKind;
  exception: CalendarException | null;
}

/** What a day is: the last exception that covers it wins over the week. `makeup` works although the week rests. */
export function dayInfo(calendar: Pick<CalendarDetail, 'week' | 'exceptions'>, day: number): DayInfo {
  const usual = calendar.week[dayParts(day).weekday] ?? [];
  const exception =
    calendar.exceptions.findLast((item) => (toDay(item.first) ?? Infinity) <= day && day <= (toDay(item.last) ?? -Infinity)) ??
    null;
  if (!exception) return { kind: usual.length > 0 ? 'work' : 'weekend', exception };
  if (exception.intervals.length === 0) return { kind: 'holiday', exception };
  if (usual.length === 0) return { kind: 'makeup', exception };
  return { kind: lengthOf(exception.intervals) === lengthOf(usual) ? 'work' : 'short', exception };
}

/** Hours of a make-up day where the week offers none: those of the first working weekday. */
function usualHours(draft: CalendarDetail): [number, number][] {
  return (
    draft.week.find((day) => day.length > 0) ?? [
      [480, 720],
      [780, 1020],
    ]
  );
}

/** Click on a day: a workday becomes a rest day, a rest day a make-up workday, an exception of one day goes away. */
export function toggleDay(draft: CalendarDetail, day: number, name: { rest: string; work: string }): CalendarDetail {
  const { kind, exception } = dayInfo(draft, day);
  const iso = isoDay(day);
  if (exception && exception.first === iso && exception.last === iso) {
    return { ...draft, exceptions: draft.exceptions.filter((other) => other !== exception) };
  }
  const rests = kind === 'weekend' || kind === 'holiday';
  const added = {
    first: iso,
    last: iso,
    intervals: rests ? usualHours(draft) : [],
    name: rests ? name.work : name.rest,
    source: 'manual' as const,
    provisional: false,
  };
  return { ...draft, exceptions: [...draft.exceptions, added] };
}
