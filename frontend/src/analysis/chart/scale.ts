/** Axes: where a value stands, which values get a line, and labels that keep off each other. Instants are local minutes. */
import { t } from '../../app/i18n';
import { MINUTES_PER_CALENDAR_DAY as DAY, dayOf, dayParts, isoDay } from '../../ui/dates';

export interface Scale {
  (value: number): number;
  invert: (at: number) => number;
  domain: [number, number];
}

export function linear(domain: [number, number], range: [number, number]): Scale {
  const [low, high] = domain[0] === domain[1] ? [domain[0] - 1, domain[1] + 1] : domain;
  const factor = (range[1] - range[0]) / (high - low);
  const scale = ((value: number) => range[0] + (value - low) * factor) as Scale;
  scale.invert = (at) => low + (at - range[0]) / factor;
  scale.domain = [low, high];
  return scale;
}

/** Smallest and largest of the values that are there, with a share of room at both ends. */
export function extent(values: (number | null | undefined)[], room = 0): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === Infinity) return [0, 1];
  const more = (high - low) * room;
  return [low - more, high + more];
}

/** Round steps of 1, 2 or 5 times a power of ten that cover the domain in about `count` steps. */
export function niceTicks([low, high]: [number, number], count: number): number[] {
  const raw = (high - low) / Math.max(1, count);
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= raw * 0.999) ?? 10 * power;
  const ticks: number[] = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++) ticks.push(Math.round(n * step * 1e9) / 1e9 || 0);
  return ticks;
}

export interface DateTick {
  at: number;
  label: string;
  isStrong: boolean;
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';
const UNIT_DAYS: [Unit, number, number][] = [
  ['day', 1, 40],
  ['week', 7, 44],
  ['month', 30.4, 34],
  ['quarter', 91.3, 46],
  ['year', 365.3, 36],
];

/** Days, Mondays, months, quarters or years, whichever has room for its labels on `width` pixels. */
export function dateTicks([low, high]: [number, number], width: number): DateTick[] {
  const days = Math.max(1, (high - low) / DAY);
  const [unit] = UNIT_DAYS.find(([, length, room]) => (length / days) * width >= room) ?? UNIT_DAYS[UNIT_DAYS.length - 1];
  const ticks: DateTick[] = [];
  let day = Math.ceil(low / DAY);
  for (day = firstOf(unit, day); day * DAY <= high; day = nextOf(unit, day)) ticks.push(tickOf(unit, day, ticks.length === 0));
  return ticks;
}

function firstOf(unit: Unit, day: number): number {
  const { year, month, date, weekday } = dayParts(day);
  if (unit === 'day') return day;
  if (unit === 'week') return day + ((7 - weekday) % 7);
  if (unit === 'month') return date === 1 ? day : dayOf(year, month + 1, 1);
  if (unit === 'quarter') return date === 1 && month % 3 === 0 ? day : dayOf(year, month - (month % 3) + 3, 1);
  return date === 1 && month === 0 ? day : dayOf(year + 1, 0, 1);
}

function nextOf(unit: Unit, day: number): number {
  const { year, month } = dayParts(day);
  if (unit === 'day') return day + 1;
  if (unit === 'week') return day + 7;
  if (unit === 'month') return dayOf(year, month + 1, 1);
  return unit === 'quarter' ? dayOf(year, month + 3, 1) : dayOf(year + 1, 0, 1);
}

function tickOf(unit: Unit, day: number, isFirst: boolean): DateTick {
  const { year, month } = dayParts(day);
  const at = day * DAY;
  if (unit === 'day' || unit === 'week') return { at, label: isoDay(day).slice(5), isStrong: false };
  if (unit === 'month') return { at, label: month === 0 ? String(year) : t(`analysis.month.${month}`), isStrong: month === 0 };
  if (unit === 'quarter') {
    const label = month === 0 || isFirst ? `${year}-${String(month + 1).padStart(2, '0')}` : t(`analysis.month.${month}`);
    return { at, label, isStrong: month === 0 };
  }
  return { at, label: String(year), isStrong: false };
}

/** Move labels of height `gap` apart, each as little as it can; the order stays. Returns their places. */
export function spread(places: number[], gap: number, [low, high]: [number, number]): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const at = places.slice();
  let least = low;
  for (const i of order) {
    at[i] = Math.max(at[i], least);
    least = at[i] + gap;
  }
  let most = high;
  for (const i of [...order].reverse()) {
    at[i] = Math.min(at[i], most);
    most = at[i] - gap;
  }
  return at;
}

/** Lines for labels above a plot: the first line on which a label of its width meets no other. */
export function stagger(labels: { x: number; width: number }[], lines: number): number[] {
  const ends = new Array<number>(lines).fill(-Infinity);
  const order = labels.map((_, i) => i).sort((a, b) => labels[a].x - labels[b].x);
  const lineOf = new Array<number>(labels.length).fill(0);
  for (const i of order) {
    const left = labels[i].x;
    let line = ends.findIndex((end) => end <= left);
    if (line < 0) line = ends.indexOf(Math.min(...ends));
    lineOf[i] = line;
    ends[line] = left + labels[i].width;
  }
  return lineOf;
}

/** Rough width of a label of 11 px: Han takes a square, the rest about half. */
export const textWidth = (text: string, size = 11): number =>
  [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? size : size * 0.56), 0);
