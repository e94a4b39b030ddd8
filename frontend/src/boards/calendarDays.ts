/** Days, ranges and places of the calendar. Pure; a day is whole days since 1970-01-01. */
import type { FieldMeta, Row, Value } from '../schema/types';
import { dayOf, dayParts, isoDay, toDay } from '../ui/dates';

export type Span = 'month' | 'week';
const WEEK = 7;
const MS_PER_DAY = 86_400_000;

export const mondayOf = (day: number) => day - dayParts(day).weekday;

/** First and last day that a page shows: whole weeks, Monday first. */
export function pageOf(span: Span, day: number): { first: number; last: number } {
  if (span === 'week') return { first: mondayOf(day), last: mondayOf(day) + WEEK - 1 };
  const { year, month } = dayParts(day);
  const first = mondayOf(dayOf(year, month, 1));
  const end = dayOf(year, month + 1, 1) - 1;
  return { first, last: mondayOf(end) + WEEK - 1 };
}

/** The same place one page on or back. */
export function turnPage(span: Span, day: number, step: number): number {
  if (span === 'week') return day + step * WEEK;
  const { year, month } = dayParts(day);
  return dayOf(year, month + step, 1);
}

/** Day of a date or a date-time; a date-time counts on the clock of this computer, as the list shows it. */
export function dayOfValue(field: FieldMeta, value: Value | undefined): number | null {
  if (typeof value !== 'string' || value === '') return null;
  if (field.type !== 'datetime') return toDay(value);
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : dayOf(at.getFullYear(), at.getMonth(), at.getDate());
}

/** Value that puts a row on this day: a date-time keeps its clock. */
export function valueOnDay(field: FieldMeta, old: Value | undefined, day: number): string {
  const from = dayOfValue(field, old);
  if (field.type !== 'datetime') return isoDay(day);
  if (from === null) return `${isoDay(day)}T09:00:00`;
  return new Date(new Date(String(old)).getTime() + (day - from) * MS_PER_DAY).toISOString();
}

/** Rows by day, in the order of the list, and those without a day. */
export function byDay(field: FieldMeta, rows: Row[]): { days: Map<number, Row[]>; without: Row[] } {
  const days = new Map<number, Row[]>();
  const without: Row[] = [];
  for (const row of rows) {
    const day = dayOfValue(field, row[field.name]);
    if (day === null) without.push(row);
    else days.set(day, [...(days.get(day) ?? []), row]);
  }
  return { days, without };
}
