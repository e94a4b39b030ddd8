import { describe, expect, it } from 'vitest';

import { WorkCalendar } from './calendar';
import { PlanModel } from './model';
import { Preview } from './network';
import { CHINA_2026, emptyTasks, finishPlan, generatePlan, pushTask, random, schedule } from './testing/generate';
import { dayFrom, isoDay } from './time';
import type { LinkColumns } from './types';

type Link = [from: number, to: number, type?: number, lag?: number, kind?: number];

function plan(days: number[], list: Link[], parents: (number | null)[] = []): PlanModel {
  const tasks = emptyTasks();
  days.forEach((d, i) => pushTask(tasks, { id: i + 1, parent: parents[i] ?? null, kind: d < 0 ? 2 : d === 0 ? 1 : 0, wbs: String(i + 1), name: `T${i + 1}`, days: Math.max(0, d) }));
  const links: LinkColumns = { id: [], from: [], to: [], type: [], lag: [], lag_kind: [], version: [] };
  list.forEach(([from, to, type = 0, lag = 0, kind = 0], i) => {
    links.id.push(i + 1); links.from.push(from); links.to.push(to); links.type.push(type); links.lag.push(lag); links.lag_kind.push(kind); links.version.push(1);
  });
  const model = new PlanModel();
  model.load(finishPlan(tasks, links, random(1)));
  return model;
}

const startDay = (model: PlanModel, start: Int32Array, id: number) => isoDay(Math.floor(start[model.row(id)] / 1440));

describe('preview of a drag', () => {
  it('agrees with a full forward pass after a task grew', () => {
    const generated = generatePlan(600);
    const model = new PlanModel();
    model.load(structuredClone(generated));
    const calendar = new WorkCalendar(CHINA_2026, dayFrom(2026, 1, 1), dayFrom(2028, 1, 1));
    for (const row of [1, 43, 200]) {
      if (model.isSummary(row) || model.isMilestone(row)) continue;
      const longer = model.c.duration[row] + 10 * 480;
      const result = new Preview(model, [row]).run([{ row, start: model.c.start[row], duration: longer }]);
      const fresh = structuredClone(generated);
      fresh.tasks.duration[row] = longer;
      for (const key of ['start', 'finish', 'early_start', 'early_finish', 'late_start', 'late_finish', 'total_float'] as const) fresh.tasks[key].fill(null);
      schedule(fresh.tasks, fresh.links, calendar, fresh.project.start as number);
      const work = (minutes: ArrayLike<number | null>) => Array.from(minutes, (t) => calendar.ord(t as number));
      expect(work(result.start)).toEqual(work(fresh.tasks.start));
      expect(work(result.finish)).toEqual(work(fresh.tasks.finish));
      expect(result.moved.length).toBeGreaterThan(1);
    }
  });

  it('moves nothing when nothing is dragged', () => {
    const model = plan([3, 4, 5], [[1, 2], [2, 3]]);
    expect(new Preview(model, [0]).run([{ row: 0, start: model.c.start[0], duration: 3 * 480 }]).moved).toEqual([]);
  });

  it('follows SS, FF and lags', () => {
    const model = plan([2, 4, 1], [[1, 2, 1, 480], [2, 3, 2]]);
    const shifted = model.calendar.addWork(model.c.start[0], 2 * 480, false);
    const { start } = new Preview(model, [0]).run([{ row: 0, start: shifted, duration: 960 }]);
    expect(model.calendar.workBetween(model.c.start[1], start[1])).toBe(960);
    expect(model.calendar.workBetween(model.c.start[2], start[2])).toBe(960);
  });

  it('counts elapsed and percent lags their own way', () => {
    const model = plan([5, 1, 1], [[1, 2, 0, 2 * 1440, 1], [1, 3, 0, 5000, 2]]);
    const result = new Preview(model, [0]).run([{ row: 0, start: model.c.start[0], duration: 40 * 480 }]);
    const finish = result.finish[0];
    expect(result.start[1]).toBe(model.calendar.snapStart(finish + 2 * 1440));
    expect(result.start[2]).toBe(model.calendar.snapStart(model.calendar.addWork(finish, 40 * 240, false)));
  });

  it('keeps a started task where it is and moves what waits', () => {
    const model = plan([3, 4, 2], [[1, 2], [2, 3]]);
    model.c.actual_start[1] = model.c.start[1];
    const later = model.calendar.addWork(model.c.start[0], 480 * 3, false);
    const result = new Preview(model, [0]).run([{ row: 0, start: later, duration: 3 * 480 }]);
    expect(result.start[1]).toBe(model.c.start[1]);
    expect(result.start[2]).toBe(model.c.start[2]);
  });

  it('uses float first, then turns critical and pushes the project', () => {
    const model = plan([10, 2, 1], [[1, 3], [2, 3]]);
    const row = 1, calendar = model.calendar;
    expect(model.c.total_float[row]).toBe(8 * 480);
    const by = (days: number) => new Preview(model, [row]).run([{ row, start: calendar.addWork(model.c.start[row], days * 480, false), duration: 960 }]);
    const inside = by(7);
    expect(inside.turnCritical).toEqual([]);
    expect(inside.moved).toEqual([row]);
    expect(inside.projectFinish).toBe(inside.projectFinishBefore);
    expect(by(8).turnCritical).toEqual([row]);
    const beyond = by(10);
    expect(beyond.moved).toEqual([row, 2]);
    expect(calendar.workBetween(beyond.projectFinishBefore, beyond.projectFinish)).toBe(2 * 480);
  });

  it('hands a link to a summary down to its children and rolls them up', () => {
    const model = plan([3, -1, 2, 4, 1], [[1, 2], [2, 5]], [null, null, 2, 2, null]);
    // Rows under a summary start with its bound; the generator does not know that, so only the shift is compared.
    const seed = { row: 0, start: model.c.start[0], duration: 20 * 480 };
    const { start, finish } = new Preview(model, [0]).run([seed]);
    expect(start[2]).toBe(start[3]);
    expect(start[2]).toBeGreaterThanOrEqual(finish[0]);
    expect(start[1]).toBe(start[2]);
    expect(finish[1]).toBe(finish[3]);
    expect(start[4]).toBeGreaterThanOrEqual(finish[1]);
  });

  it('leaves tasks on a cycle alone instead of looping', () => {
    const model = plan([2, 2, 2], [[1, 2], [2, 3]]);
    const all = model.links.toColumns(() => true);
    model.applyDelta({ links: { id: [99], from: [3], to: [2], type: [0], lag: [0], lag_kind: [0], version: [1] } });
    expect(all.id.length).toBe(2);
    const result = new Preview(model, [0]).run([{ row: 0, start: model.c.start[0], duration: 30 * 480 }]);
    expect(result.moved).toEqual([0]);
    expect(startDay(model, result.start, 2)).toBe(startDay(model, model.c.start, 2));
  });
});
