import { getLanguage, t } from '../app/i18n';
import type { When } from '../api/types';

/**
 * Dates without zones: a day is a whole number of days since 1970-01-01, an instant a whole number of minutes. Wall-clock
 * arithmetic on the UTC scale is exact, because the plan has no summer time.
 */
export const MINUTES_PER_CALENDAR_DAY = 1440;
const MS_PER_DAY = 86_400_000;
const NONE = '—';

/** Local minutes of a date the server gave as minutes, ISO date or ISO date-time; null when unknown. */
export function toMinutes(when: When): number | null {
  if (when === null || when === undefined || when === '') return null;
  if (typeof when === 'number') return when;
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?/.exec(when) ?? [];
  if (!year) return null;
  return Date.UTC(+year, +month - 1, +day, +(hour ?? 0), +(minute ?? 0)) / 60_000;
}

export function toDay(when: When): number | null {
  const minutes = toMinutes(when);
  return minutes === null ? null : Math.floor(minutes / MINUTES_PER_CALENDAR_DAY);
}

/** The day a finish falls on: finishing at midnight belongs to the day before. */
export function toFinishDay(when: When): number | null {
  const minutes = toMinutes(when);
  if (minutes === null) return null;
  return typeof when === 'string' && when.length <= 10 ? toDay(when) : Math.floor((minutes - 1) / MINUTES_PER_CALENDAR_DAY);
}

function parts(day: number): { year: number; month: number; date: number; weekday: number } {
  const at = new Date(day * MS_PER_DAY);
  // Monday is 0.
  return { year: at.getUTCFullYear(), month: at.getUTCMonth(), date: at.getUTCDate(), weekday: (at.getUTCDay() + 6) % 7 };
}

export const dayParts = parts;

export function dayOf(year: number, month: number, date: number): number {
  return Date.UTC(year, month, date) / MS_PER_DAY;
}

const two = (value: number) => String(value).padStart(2, '0');

export function isoDay(day: number): string {
  const { year, month, date } = parts(day);
  return `${year}-${two(month + 1)}-${two(date)}`;
}

/** `07-24` inside the year of `today`, `2027-01-29` outside it. */
export function shortDay(day: number | null, today: number): string {
  if (day === null) return NONE;
  const iso = isoDay(day);
  return parts(day).year === parts(today).year ? iso.slice(5) : iso;
}

export function weekdayName(weekday: number): string {
  return t(`weekday.${weekday}`);
}

export function longDay(day: number): string {
  return `${isoDay(day)} ${weekdayName(parts(day).weekday)}`;
}

export function monthTitle(year: number, month: number): string {
  return getLanguage() === 'en' ? `${t(`month.${month}`)} ${year}` : `${year} 年 ${month + 1} 月`;
}

/** Difference with its sign; the minus is U+2212. */
export function signed(value: number): string {
  if (value === 0) return '0';
  return value > 0 ? `+${value}` : `−${Math.abs(value)}`;
}

/** Working minutes as days with at most one decimal: `7`, `2.5`, `−3`. */
export function workDays(minutes: number | null, minutesPerDay: number): string {
  if (minutes === null) return NONE;
  const days = Math.round((minutes / minutesPerDay) * 10) / 10;
  return days < 0 ? `−${Math.abs(days)}` : String(days);
}

export const percent = (ratio: number) => `${Math.round(ratio * 100)}%`;

/** Clock time today, date otherwise; `at` is an ISO date-time, or minutes. */
export function shortMoment(at: string, today: number): string {
  const stamp = new Date(at);
  if (Number.isNaN(stamp.getTime())) return at;
  const day = dayOf(stamp.getFullYear(), stamp.getMonth(), stamp.getDate());
  if (day === today) return `${two(stamp.getHours())}:${two(stamp.getMinutes())}`;
  return shortDay(day, today);
}

export function clock(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
