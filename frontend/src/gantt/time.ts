/** Local-minute arithmetic: whole minutes since 1970-01-01 00:00 of the project's wall clock; no time zone anywhere. */
export const DAY = 1440;
/** «No value» in the integer columns. */
export const NONE = -2147483648;

export const dayOf = (t: number): number => Math.floor(t / DAY);
export const minuteOf = (t: number): number => t - dayOf(t) * DAY;
/** Monday = 0 ... Sunday = 6; day 0 (1970-01-01) was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

export interface Ymd { y: number; m: number; d: number }

export function ymdOf(day: number): Ymd {
  const date = new Date(day * 86400000);
  return { y: date.getUTCFullYear(), m: date.getUTCMonth() + 1, d: date.getUTCDate() };
}

export const dayFrom = (y: number, m: number, d: number): number => Math.round(Date.UTC(y, m - 1, d) / 86400000);

const two = (n: number): string => (n < 10 ? '0' + n : String(n));

/** `2026-07-24` of a day number. */
export function isoDay(day: number): string {
  const { y, m, d } = ymdOf(day);
  return `${y}-${two(m)}-${two(d)}`;
}

/** Short date: `07-24` inside the reference year, `2027-01-29` outside. */
export function shortDate(t: number, year: number): string {
  const { y, m, d } = ymdOf(dayOf(t));
  return y === year ? `${two(m)}-${two(d)}` : `${y}-${two(m)}-${two(d)}`;
}

export const clock = (t: number): string => `${two(Math.floor(minuteOf(t) / 60))}:${two(minuteOf(t) % 60)}`;

/** The day a finish belongs to: 00:00 closes the day before. */
export const finishDay = (t: number): number => dayOf(t - 1);

function validDay(y: number, m: number, d: number): number | null {
  if (m < 1 || m > 12 || d < 1 || d > 31 || y < 1970 || y > 2199) return null;
  const day = dayFrom(y, m, d);
  return ymdOf(day).d === d ? day : null;
}

export interface ParsedDate { day: number; minute: number | null }

/**
 * Read a typed date: `2026-07-24`, `2026/7/24`, `07-24`, `7.24`, `7月24日`, `2026年7月24日`, `24` (same month), `+3` (days later),
 * each with an optional `08:30`. Returns null where it is no date.
 */
export function parseDate(text: string, reference: number): ParsedDate | null {
  let s = text.trim().replace(/[年月/.]/g, '-').replace(/日/g, '').replace(/：/g, ':');
  let minute: number | null = null;
  const time = /[ T](\d{1,2}):(\d{2})$/.exec(s);
  if (time) {
    minute = Number(time[1]) * 60 + Number(time[2]);
    if (minute > DAY) return null;
    s = s.slice(0, time.index);
  }
  s = s.trim().replace(/-$/, '');
  const ref = ymdOf(dayOf(reference));
  const relative = /^([+−-])(\d{1,4})$/.exec(s);
  if (relative) return { day: dayOf(reference) + (relative[1] === '+' ? 1 : -1) * Number(relative[2]), minute };
  const parts = s.split('-').map(Number);
  if (parts.length > 3 || !/^[\d-]+$/.test(s) || parts.some((p) => !Number.isInteger(p))) return null;
  const [a, b, c] = parts as [number, number?, number?];
  const day = c !== undefined ? validDay(a < 100 ? 2000 + a : a, b as number, c)
    : b !== undefined ? validDay(ref.y, a, b) : validDay(ref.y, ref.m, a);
  return day === null ? null : { day, minute };
}
