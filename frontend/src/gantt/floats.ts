/** Floats of every kind beside the plan's own columns, and the tracing of driving links. They come after the plan and may lag behind it. */
import type { PlanModel } from './model';
import type { Num } from './types';

export interface FloatAnswer {
  revision: number; ids: number[]; total: Num[]; start: Num[]; finish: Num[]; free: Num[]; independent: Num[]; longest: number[]; driving_links: number[];
}

export const FLOAT_COLUMNS = ['free_float', 'start_float', 'finish_float', 'independent_float', 'longest'] as const;
export type FloatColumn = (typeof FLOAT_COLUMNS)[number];
const SOURCE = { free_float: 'free', start_float: 'start', finish_float: 'finish', independent_float: 'independent', longest: 'longest' } as const;

export class Floats {
  readonly driving: ReadonlySet<number>;
  private readonly answer: FloatAnswer;
  private readonly at: Map<number, number>;

  constructor(answer: FloatAnswer) {
    this.answer = answer;
    this.at = new Map(answer.ids.map((id, i) => [id, i]));
    this.driving = new Set(answer.driving_links);
  }

  /** Minutes, for `longest` 0 or 1; null where it is not known. */
  of(id: number, column: FloatColumn): Num {
    const i = this.at.get(id);
    return i === undefined ? null : this.answer[SOURCE[column]][i] ?? null;
  }
}

/** What is highlighted: tasks with the summaries above them, and links, by id. */
export interface Trace { tasks: ReadonlySet<number>; links: ReadonlySet<number> }

/** A trace of tasks and links that are known already, such as a float path. */
export function traceOf(model: PlanModel, tasks: Iterable<number>, links: Iterable<number>): Trace {
  const all = new Set(tasks);
  for (const id of [...all]) {
    const row = model.row(id);
    for (let p = row < 0 ? -1 : model.outline.parent[row]; p >= 0; p = model.outline.parent[p]) all.add(model.id[p]);
  }
  return { tasks: all, links: new Set(links) };
}

/** What drives a task, back to the first causes, and what it drives, on to the end: along driving links only. */
export function traceDriving(model: PlanModel, driving: ReadonlySet<number>, task: number): Trace {
  const row = model.row(task), tasks = new Set([task]), links = new Set<number>();
  if (row < 0) return { tasks, links };
  walk(model, row, driving, true, tasks, links);
  walk(model, row, driving, false, tasks, links);
  return traceOf(model, tasks, links);
}

function walk(model: PlanModel, from: number, driving: ReadonlySet<number>, isBack: boolean, tasks: Set<number>, links: Set<number>): void {
  const store = model.links;
  const [start, list] = isBack ? [store.inStart, store.into] : [store.outStart, store.out];
  const seen = new Set([from]), todo = [from];
  for (let row = todo.pop(); row !== undefined; row = todo.pop()) {
    for (let i = start[row]; i < start[row + 1]; i++) {
      const k = list[i];
      if (!driving.has(store.id[k])) continue;
      links.add(store.id[k]);
      const next = isBack ? store.from[k] : store.to[k];
      if (seen.has(next)) continue;
      seen.add(next);
      tasks.add(model.id[next]);
      todo.push(next);
    }
  }
}

/** Driving links as the plan itself tells them: one of each task, until the floats are here. */
export function ownDriving(model: PlanModel): Set<number> {
  const driving = new Set<number>();
  for (let row = 0; row < model.n; row++) if (model.c.driving[row] >= 0) driving.add(model.c.driving[row]);
  return driving;
}
