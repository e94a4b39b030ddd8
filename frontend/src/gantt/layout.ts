/** Geometry: the time axis, the rows, and where each part of a bar lies. Pure arithmetic, shared by drawing and hit tests. */
import type { WorkCalendar } from './calendar';
import type { PlanModel } from './model';
import { DAY, NONE, dayOf } from './time';

export const ZOOMS = { day: 36, week: 7.66, month: 2.6, quarter: 0.9 } as const;
export type Zoom = keyof typeof ZOOMS;
export const MIN_PX = 0.3, MAX_PX = 96;

export const BAR_HEIGHT = 11, BAR_TOP = 7, BASELINE_TOP = 21, BASELINE_HEIGHT = 3, DIAMOND = 7.5, SUMMARY_TOP = 10;
/** How far outside a bar its handles reach. */
export const HANDLE = 6, CONNECTOR = 12;

/** Nearest named zoom of a scale, for the switch in the toolbar and for the header. */
export function zoomOf(px: number): Zoom {
  if (px >= 20) return 'day';
  if (px >= 4.6) return 'week';
  return px >= 1.6 ? 'month' : 'quarter';
}

/**
 * Instants to pixels. Inside a working day the position is the share of the day's work, not of 24 hours: 08:00 is the left
 * edge of the day, 17:00 its right edge, so that a bar of whole days covers whole columns.
 */
export class TimeScale {
  px: number = ZOOMS.week;
  origin = 0;
  days = 1;
  private calendar: WorkCalendar;

  constructor(calendar: WorkCalendar) {
    this.calendar = calendar;
  }

  setCalendar(calendar: WorkCalendar): void {
    this.calendar = calendar;
  }

  /** Cover [low, high] with a margin, and never less than `minWidth` pixels. */
  fit(low: number, high: number, minWidth: number): void {
    const margin = Math.max(10, Math.ceil(120 / this.px));
    const first = dayOf(low) - margin;
    // Months of empty time after the plan, so that a bar can be dragged past its end.
    const last = dayOf(high) + margin + Math.ceil(240 / this.px);
    this.origin = first;
    this.days = Math.max(last - first, Math.ceil(minWidth / this.px) + 1);
  }

  get width(): number {
    return Math.ceil(this.days * this.px);
  }

  x(t: number): number {
    const day = dayOf(t);
    return (day - this.origin + this.calendar.dayFraction(day, t - day * DAY)) * this.px;
  }

  dayX(day: number): number {
    return (day - this.origin) * this.px;
  }

  /** Inverse of `x`. */
  time(x: number): number {
    const position = x / this.px + this.origin;
    const day = Math.floor(position);
    return day * DAY + this.calendar.fractionMinute(day, position - day);
  }
}

export interface Bar { x1: number; x2: number }

/** Left and right edge of a row's bar on the axis; a milestone has both at its centre. False where it has no dates. */
export function barOf(model: PlanModel, scale: TimeScale, row: number, out: Bar, dates?: { start: Int32Array; finish: Int32Array }): boolean {
  const start = (dates?.start ?? model.c.start)[row], finish = (dates?.finish ?? model.c.finish)[row];
  if (start === NONE || finish === NONE) return false;
  if (model.isMilestone(row)) {
    out.x1 = out.x2 = milestoneX(scale, finish);
    return true;
  }
  out.x1 = scale.x(start);
  out.x2 = Math.max(out.x1 + 2, scale.x(finish));
  return true;
}

/** A milestone sits at the end of its day's work when it falls in the second half, at the beginning otherwise. */
export function milestoneX(scale: TimeScale, t: number): number {
  return scale.x(t);
}

/** Vertical offset inside a row taller than the 28 px the anatomy is drawn for. */
export const rowPad = (rowHeight: number): number => Math.floor((rowHeight - 28) / 2);

export interface Viewport {
  /** Left edge in axis pixels, top in row pixels (below the header). */
  left: number; top: number; width: number; height: number; header: number; rowHeight: number;
}

export const firstRow = (v: Viewport): number => Math.max(0, Math.floor(v.top / v.rowHeight));
export const lastRow = (v: Viewport, count: number): number =>
  Math.min(count - 1, Math.floor((v.top + v.height - v.header - 1) / v.rowHeight));
