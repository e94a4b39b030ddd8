/** The two header lines of the time axis for a scale: spans on top, ticks below. */
import type { TimeScale } from './layout';
import { zoomOf } from './layout';
import { dayFrom, weekdayOf, ymdOf } from './time';
import type { Translate } from './types';

export interface Tick { day: number; end: number; label: string; isStrong: boolean }
export interface Ticks { top: Tick[]; bottom: Tick[] }

/** Ticks that touch days [first, last]. `today` makes the month it lies in stand out. */
export function ticksFor(scale: TimeScale, span: { first: number; last: number; today: number }, t: Translate): Ticks {
  const months = monthTicks(span, t), zoom = zoomOf(scale.px);
  if (zoom === 'day') return { top: months, bottom: dayTicks(span, scale.px >= 44 ? t : null) };
  if (zoom === 'week') return { top: months, bottom: weekTicks(span) };
  if (zoom === 'month') return { top: yearTicks(span, t), bottom: monthTicks(span, t, true) };
  return { top: yearTicks(span, t), bottom: quarterTicks(span, t) };
}

/** One line for the narrow axis of a phone: the finest unit whose label fits. */
export function miniTicks(scale: TimeScale, span: { first: number; last: number; today: number }, t: Translate): Ticks {
  const top = scale.px * 30 >= 36 ? monthTicks(span, t, true) : scale.px * 91 >= 44 ? quarterTicks(span, t) : yearTicks(span, t);
  return { top, bottom: [] };
}

type Span = { first: number; last: number; today: number };
const two = (n: number): string => String(n).padStart(2, '0');

function monthTicks(span: Span, t: Translate, short = false): Tick[] {
  const ticks: Tick[] = [];
  const today = ymdOf(span.today);
  let { y, m } = ymdOf(span.first);
  for (;;) {
    const day = dayFrom(y, m, 1);
    if (day > span.last) return ticks;
    const end = m === 12 ? dayFrom(y + 1, 1, 1) : dayFrom(y, m + 1, 1);
    const isToday = today.y === y && today.m === m;
    const withYear = !short && (isToday || m === 1);
    ticks.push({ day, end, isStrong: isToday, label: t(withYear ? 'gantt.axis.monthYear' : 'gantt.axis.month', { y, m, name: t(`gantt.month.${m}`) }) });
    m++;
    if (m === 13) { y++; m = 1; }
  }
}

function yearTicks(span: Span, t: Translate): Tick[] {
  const ticks: Tick[] = [];
  const now = ymdOf(span.today).y;
  for (let y = ymdOf(span.first).y; dayFrom(y, 1, 1) <= span.last; y++) {
    ticks.push({ day: dayFrom(y, 1, 1), end: dayFrom(y + 1, 1, 1), label: t('gantt.axis.year', { y }), isStrong: y === now });
  }
  return ticks;
}

function quarterTicks(span: Span, t: Translate): Tick[] {
  const ticks: Tick[] = [];
  for (let y = ymdOf(span.first).y; dayFrom(y, 1, 1) <= span.last; y++) {
    for (let q = 0; q < 4; q++) {
      const day = dayFrom(y, q * 3 + 1, 1), end = q === 3 ? dayFrom(y + 1, 1, 1) : dayFrom(y, q * 3 + 4, 1);
      if (end > span.first && day <= span.last) ticks.push({ day, end, label: t('gantt.axis.quarter', { q: q + 1 }), isStrong: false });
    }
  }
  return ticks;
}

function weekTicks(span: Span): Tick[] {
  const ticks: Tick[] = [];
  for (let day = span.first - weekdayOf(span.first); day <= span.last; day += 7) {
    ticks.push({ day, end: day + 7, label: two(ymdOf(day).d), isStrong: false });
  }
  return ticks;
}

function dayTicks(span: Span, t: Translate | null): Tick[] {
  const ticks: Tick[] = [];
  for (let day = span.first; day <= span.last; day++) {
    const label = two(ymdOf(day).d) + (t ? ' ' + t(`gantt.weekday.${weekdayOf(day)}`) : '');
    ticks.push({ day, end: day + 1, label, isStrong: false });
  }
  return ticks;
}
