/** Durations and lags as people type them: `5d`, `4h`, `2w`, `1.5 天`, `3工作日`, `30m`, `-2d`, `3ed`, `50%`. */
export interface DurationUnits { minutesPerDay: number; daysPerWeek?: number }
export interface ParsedLag { minutes: number; kind: 0 | 1 | 2 }

const UNITS: Record<string, 'm' | 'h' | 'd' | 'w' | 'mo'> = {
  m: 'm', min: 'm', mins: 'm', minute: 'm', minutes: 'm', 分: 'm', 分钟: 'm',
  h: 'h', hr: 'h', hrs: 'h', hour: 'h', hours: 'h', 时: 'h', 小时: 'h', 工时: 'h',
  d: 'd', day: 'd', days: 'd', 天: 'd', 日: 'd', 工作日: 'd', 个工作日: 'd',
  w: 'w', wk: 'w', wks: 'w', week: 'w', weeks: 'w', 周: 'w', 个周: 'w', 星期: 'w',
  mo: 'mo', mon: 'mo', month: 'mo', months: 'mo', 月: 'mo', 个月: 'mo',
};

const normalise = (text: string): string => text.trim().toLowerCase().replace(/[−–—]/g, '-').replace(/＋/g, '+')
  .replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));

function unitMinutes(unit: string, units: DurationUnits, elapsed: boolean): number {
  const day = elapsed ? 1440 : units.minutesPerDay;
  const week = elapsed ? 7 : units.daysPerWeek ?? 5;
  return { m: 1, h: 60, d: day, w: day * week, mo: day * (elapsed ? 30 : 20) }[UNITS[unit] as 'm'] ?? NaN;
}

/** Minutes of working time, or null where the text is no duration. A bare number means days. Negative is refused. */
export function parseDuration(text: string, units: DurationUnits): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z\u4e00-\u9fff]*)\??$/.exec(normalise(text));
  if (!match) return null;
  const unit = match[2] || 'd';
  if (!(unit in UNITS)) return null;
  const minutes = Math.round(Number(match[1]) * unitMinutes(unit, units, false));
  return minutes <= 100_000_000 ? minutes : null;
}

/** A lag with sign: `2d`, `-1w`, `+3ed` (elapsed), `50%` of the predecessor's duration (in hundredths of a percent). Empty: none. */
export function parseLag(text: string, units: DurationUnits): ParsedLag | null {
  const s = normalise(text);
  if (s === '') return { minutes: 0, kind: 0 };
  const percent = /^([+-]?\d+(?:\.\d+)?)\s*%$/.exec(s);
  if (percent) return { minutes: Math.round(Number(percent[1]) * 100), kind: 2 };
  const match = /^([+-]?\d+(?:\.\d+)?)\s*(e?)([a-z\u4e00-\u9fff]*)$/.exec(s);
  if (!match) return null;
  const elapsed = match[2] === 'e';
  const unit = match[3] || 'd';
  if (!(unit in UNITS)) return null;
  return { minutes: Math.round(Number(match[1]) * unitMinutes(unit, units, elapsed)), kind: elapsed ? 1 : 0 };
}

/** Trim to at most one decimal, with the true minus sign. */
export function number1(n: number): string {
  const rounded = Math.round(n * 10) / 10;
  return (rounded < 0 ? '−' : '') + String(Math.abs(rounded));
}

/** `15 d`, `0.5 d`, `4 h`, `30 m`: days while that is exact to one decimal, else hours, else minutes. */
export function formatDuration(minutes: number, minutesPerDay: number): string {
  const days = minutes / minutesPerDay;
  if (minutes === 0 || Number.isInteger(Math.round(days * 1e6) / 1e5)) return number1(days) + ' d';
  const hours = minutes / 60;
  return Number.isInteger(Math.round(hours * 1e6) / 1e5) ? number1(hours) + ' h' : number1(minutes) + ' m';
}

/** Signed days, `+7 d` or `−2 d`; zero is `0 d`. */
export function formatDelta(minutes: number, minutesPerDay: number): string {
  return (minutes > 0 ? '+' : '') + number1(minutes / minutesPerDay) + ' d';
}

/** A lag as typed in a predecessor list: `+2d`, `−1d`, `+3ed`, `+50%`; empty for none. */
export function formatLag(lag: number, kind: number, minutesPerDay: number): string {
  if (lag === 0) return '';
  const sign = lag > 0 ? '+' : '-';
  const size = Math.abs(lag);
  if (kind === 2) return `${sign}${size / 100}%`;
  const day = kind === 1 ? 1440 : minutesPerDay;
  const mark = kind === 1 ? 'e' : '';
  if ((size * 10) % day === 0) return `${sign}${size / day}${mark}d`;
  return size % 60 === 0 ? `${sign}${size / 60}${mark}h` : `${sign}${size}${mark}m`;
}
