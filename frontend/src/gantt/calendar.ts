/** Working calendars as cumulative minutes per day: `ord` and `inv` in O(1) and O(log days), for previews and shading. */
import type { CalendarDef, Interval } from './types';
import { DAY, dayOf, weekdayOf } from './time';

const MARGIN = 400;
/** Past this many days a calendar without any work is given up on instead of searched for ever. */
const HORIZON = 366 * 120;

export class WorkCalendar {
  readonly def: CalendarDef;
  private patterns: Interval[][] = [];
  private total: number[] = [];
  private low = 0;
  private high = 0;
  private pattern: Uint16Array = new Uint16Array(0);
  private cumulative: Int32Array = new Int32Array(1);
  private readonly hasWork: boolean;

  constructor(def: CalendarDef, firstDay: number, lastDay: number) {
    this.def = def;
    this.patterns = def.week.map((day) => sorted(day));
    for (const exception of def.exceptions) this.patterns.push(sorted(exception[2]));
    this.total = this.patterns.map((p) => p.reduce((sum, [a, b]) => sum + b - a, 0));
    this.hasWork = this.total.slice(0, 7).some((minutes) => minutes > 0);
    this.build(firstDay - MARGIN, lastDay + MARGIN);
  }

  /** Working intervals of a day, minutes from midnight. */
  intervals(day: number): Interval[] {
    return this.patterns[this.patternOf(day)];
  }

  workMinutes(day: number): number {
    return this.total[this.patternOf(day)];
  }

  isRest(day: number): boolean {
    return this.workMinutes(day) === 0;
  }

  /** Working minutes between the calendar's origin and t. */
  ord(t: number): number {
    const day = dayOf(t);
    this.reach(day);
    const before = this.cumulative[day - this.low];
    return before + worked(this.patterns[this.pattern[day - this.low]], t - day * DAY);
  }

  /** The instant with `w` working minutes before it: the left limit for a finish, the right limit for a start. */
  inv(w: number, isFinish: boolean): number {
    if (!this.hasWork) return w;
    this.reachWork(w);
    let lo = 0, hi = this.high - this.low;
    const c = this.cumulative;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      const reached = isFinish ? (c[mid + 1]) >= w : (c[mid + 1]) > w;
      if (reached) hi = mid; else lo = mid + 1;
    }
    const rest = w - (c[lo]);
    return (lo + this.low) * DAY + instant(this.patterns[this.pattern[lo]], rest, isFinish);
  }

  addWork(t: number, minutes: number, isFinish: boolean): number {
    return this.inv(this.ord(t) + minutes, isFinish);
  }

  workBetween(a: number, b: number): number {
    return this.ord(b) - this.ord(a);
  }

  snapStart(t: number): number {
    return this.hasWork ? this.inv(this.ord(t), false) : t;
  }

  /** Share of the day's work done before `minute`: 0 at its first working minute, 1 at its last; linear on rest days. */
  dayFraction(day: number, minute: number): number {
    const index = this.patternOf(day);
    const total = this.total[index];
    return total === 0 ? minute / DAY : worked(this.patterns[index], minute) / total;
  }

  /** Inverse of `dayFraction`. */
  fractionMinute(day: number, fraction: number): number {
    const index = this.patternOf(day);
    const total = this.total[index];
    if (total === 0) return Math.round(fraction * DAY);
    return instant(this.patterns[index], Math.round(fraction * total), fraction >= 0.5);
  }

  private patternOf(day: number): number {
    this.reach(day);
    return this.pattern[day - this.low];
  }

  private reach(day: number): void {
    if (day < this.low) this.build(day - MARGIN * 2, this.high);
    else if (day >= this.high) this.build(this.low, day + MARGIN * 2);
  }

  private reachWork(w: number): void {
    while (this.cumulative[this.high - this.low] <= w && this.high - this.low < HORIZON) {
      this.build(this.low, this.high + Math.max(MARGIN * 2, this.high - this.low));
    }
    while (this.cumulative[0] > w && this.high - this.low < HORIZON) {
      this.build(this.low - Math.max(MARGIN * 2, this.high - this.low), this.high);
    }
  }

  /** Lay out days [low, high); ord stays fixed at the first low, so that values taken before an extension remain valid. */
  private build(low: number, high: number): void {
    const anchor = this.cumulative.length > 1 ? this.low : low;
    const size = high - low;
    const pattern = new Uint16Array(size + 1);
    for (let i = 0; i <= size; i++) pattern[i] = weekdayOf(low + i);
    this.def.exceptions.forEach(([first, last], e) => {
      for (let d = Math.max(first, low); d <= Math.min(last, high); d++) pattern[d - low] = 7 + e;
    });
    const cumulative = new Int32Array(size + 2);
    for (let i = 0; i <= size; i++) cumulative[i + 1] = cumulative[i] + this.total[pattern[i]];
    const shift = cumulative[anchor - low] - this.cumulative[0];
    if (shift !== 0) for (let i = 0; i < cumulative.length; i++) cumulative[i] = cumulative[i] - shift;
    this.low = low; this.high = high; this.pattern = pattern; this.cumulative = cumulative;
  }
}

const sorted = (day: Interval[]): Interval[] => [...day].sort((a, b) => a[0] - b[0]);

function worked(intervals: Interval[], minute: number): number {
  let sum = 0;
  for (let i = 0; i < intervals.length; i++) {
    const [a, b] = intervals[i];
    if (minute <= a) break;
    sum += (minute < b ? minute : b) - a;
  }
  return sum;
}

function instant(intervals: Interval[], rest: number, isFinish: boolean): number {
  for (let i = 0; i < intervals.length; i++) {
    const [a, b] = intervals[i];
    const size = b - a;
    if (isFinish ? rest <= size : rest < size) return a + rest;
    rest -= size;
  }
  const last = intervals[intervals.length - 1];
  return last ? last[1] : 0;
}
