/** What a drag on the timeline means: new dates, duration, progress or link, previewed locally until the drop. */
import type { HitPart } from './hit';
import type { PlanModel } from './model';
import { Preview, type PreviewResult, type Seed } from './network';
import { topmost } from './outline';
import type { TimeScale } from './layout';
import { NONE } from './time';
import type { Command } from './types';

export type DragKind = 'move' | 'resize' | 'progress' | 'link';

/** Finest step of a drag, as a share of a day: whole days until a day is wide enough for halves. */
const HALF_DAY_PX = 60;

export const kindOf = (part: HitPart): DragKind | null =>
  part === 'bar' ? 'move' : part === 'resize' ? 'resize' : part === 'progress' ? 'progress'
    : part === 'linkStart' || part === 'linkFinish' ? 'link' : null;

export class DateDrag {
  readonly kind: 'move' | 'resize';
  readonly rows: number[];
  readonly lead: number;
  result: PreviewResult | null = null;
  private readonly model: PlanModel;
  private readonly scale: TimeScale;
  private readonly preview: Preview;
  private seeds: Seed[] = [];

  constructor(setup: { model: PlanModel; scale: TimeScale; kind: 'move' | 'resize'; row: number; rows: number[] }) {
    this.model = setup.model;
    this.scale = setup.scale;
    this.kind = setup.kind;
    this.lead = setup.row;
    const chosen = setup.kind === 'move' ? topmost(setup.model.outline, setup.rows) : [setup.row];
    this.rows = chosen.filter((row) => setup.model.c.start[row] !== NONE);
    this.preview = new Preview(setup.model, this.seedRows());
  }

  /** Move by `dx` axis pixels; `isFree` switches the snapping to whole days off. Returns whether anything changed. */
  to(dx: number, isFree: boolean): boolean {
    const next = this.kind === 'move' ? this.movedSeeds(dx, isFree) : this.resizedSeeds(dx, isFree);
    const same = next.length === this.seeds.length
      && next.every((s, i) => s.start === this.seeds[i].start && s.duration === this.seeds[i].duration);
    if (same) return false;
    this.seeds = next;
    this.result = this.isNothing(next) ? null : this.preview.run(next);
    return true;
  }

  commands(): Command[] {
    const { model } = this;
    if (!this.result) return [];
    return this.seeds.map((seed): Command => ({
      op: 'task.update', id: model.id[seed.row], version: model.c.version[seed.row],
      set: this.kind === 'move' ? { start: seed.start } : { duration: seed.duration },
    }));
  }

  /** Leaf rows whose start is set; dragging a summary moves the leaves under it that have not started. */
  private seedRows(): number[] {
    const { outline, c, progress } = this.model;
    const rows: number[] = [];
    for (const row of this.rows) {
      for (let r = row; r < outline.end[row]; r++) {
        const isStarted = c.actual_start[r] !== NONE || progress[r] > 0;
        if (outline.end[r] === r + 1 && c.start[r] !== NONE && (r === this.lead || !isStarted)) rows.push(r);
      }
    }
    return rows;
  }

  private movedSeeds(dx: number, isFree: boolean): Seed[] {
    const { model } = this;
    const { c } = model;
    const from = c.start[this.lead];
    const shift = model.calendar.workBetween(from, this.snap(from, dx, isFree, false));
    return this.seedRows().map((row) => {
      const calendar = model.calendarOf(row);
      const start = shift === 0 ? c.start[row] : calendar.inv(calendar.ord(c.start[row]) + shift, c.duration[row] === 0);
      return { row, start, duration: c.duration[row] };
    });
  }

  private resizedSeeds(dx: number, isFree: boolean): Seed[] {
    const { c } = this.model;
    const row = this.lead;
    const calendar = this.model.calendarOf(row);
    const finish = this.snap(c.finish[row], dx, isFree, true);
    const least = Math.min(c.duration[row], this.model.minutesPerDay / 2);
    const worked = calendar.workBetween(c.start[row], finish);
    const grown = finish === c.finish[row] ? c.duration[row] : Math.max(least, worked);
    return [{ row, start: c.start[row], duration: grown }];
  }

  private snap(t: number, dx: number, isFree: boolean, isFinish: boolean): number {
    const { scale, model } = this;
    const at = scale.x(t) + dx;
    if (isFree) return Math.round(scale.time(at) / 30) * 30;
    const step = scale.px >= HALF_DAY_PX ? 2 : 1;
    const position = Math.round((at / scale.px) * step) / step;
    if (position === Math.round((scale.x(t) / scale.px) * step) / step) return t;
    if (!isFinish) return model.calendarOf(this.lead).snapStart(scale.time(position * scale.px));
    // A finish on a day line means the end of the day before it.
    return Number.isInteger(position) ? scale.time(position * scale.px - 1e-6) : scale.time(position * scale.px);
  }

  private isNothing(seeds: Seed[]): boolean {
    const { c } = this.model;
    return seeds.every((s) => s.start === c.start[s.row] && s.duration === c.duration[s.row]);
  }
}
