/**
 * View-model of a plan: one typed array per column, rows in outline order. Optimistic writes go through a journal, so that
 * the server's answer is always applied to exactly what the server knows.
 */
import { WorkCalendar } from './calendar';
import type { Floats } from './floats';
import { buildLinks, emptyLinks, type LinkStore } from './links';
import { buildOutline, emptyOutline, type Outline } from './outline';
import { NONE, dayOf } from './time';
import { KIND_MILESTONE, KIND_SUMMARY } from './types';
import type { Baseline, Delta, LinkColumns, Num, Person, PlanBootstrap, PlanProject, Problem, TaskColumns } from './types';

export const INT_COLUMNS = [
  'duration', 'start', 'finish', 'early_start', 'early_finish', 'late_start', 'late_finish', 'total_float', 'free_float',
  'constraint_date', 'deadline', 'actual_start', 'actual_finish', 'baseline_start', 'baseline_finish', 'driving', 'version',
  'owner', 'calendar', 'parent', 'kind', 'critical', 'constraint',
] as const;
export type IntColumn = (typeof INT_COLUMNS)[number];

type JournalEntry =
  | { column: IntColumn | 'progress' | 'name'; row: number; before: number | string }
  | { column: IntColumn; all: Int32Array };
export interface AppliedChange { rows: number[]; isStructural: boolean; added: number[]; removed: number }

export class PlanModel {
  project!: PlanProject;
  n = 0;
  id: number[] = [];
  name: string[] = [];
  wbs: string[] = [];
  reason: (string | null)[] = [];
  c = {} as Record<IntColumn, Int32Array>;
  progress = new Float32Array(0);
  outline: Outline = emptyOutline();
  links: LinkStore = emptyLinks();
  people = new Map<number, Person>();
  baselines: Baseline[] = [];
  problems: Problem[] = [];
  calendars = new Map<number, WorkCalendar>();
  calendar!: WorkCalendar;
  /** Floats beyond the plan's own columns, once somebody asked for them. */
  floats: Floats | null = null;
  /** Grows with every change: caches of dates compare it. */
  generation = 0;
  /** Grows when links or the outline change: caches of the network compare it. */
  topology = 0;
  private rowById = new Map<number, number>();
  private journal: JournalEntry[] = [];

  load(plan: PlanBootstrap): void {
    this.project = plan.project;
    this.people = new Map(plan.people.map((p) => [p.id, p]));
    this.baselines = plan.baselines;
    this.problems = plan.problems;
    this.journal = [];
    this.takeTasks(plan.tasks);
    this.takeCalendars(plan);
    this.links = buildLinks(plan.links, (id) => this.row(id), this.n);
    this.generation++;
    this.topology++;
  }

  /** Row of a task id in outline order, −1 where unknown. */
  row(id: number): number {
    return this.rowById.get(id) ?? -1;
  }

  rowsOf(ids: Iterable<number>): number[] {
    const rows: number[] = [];
    for (const id of ids) { const r = this.row(id); if (r >= 0) rows.push(r); }
    return rows.sort((a, b) => a - b);
  }

  calendarOf(row: number): WorkCalendar {
    const own = this.c.calendar[row];
    return own === NONE ? this.calendar : this.calendars.get(own) ?? this.calendar;
  }

  isSummary(row: number): boolean {
    return this.c.kind[row] === KIND_SUMMARY || this.outline.end[row] > row + 1;
  }

  isMilestone(row: number): boolean {
    return this.c.kind[row] === KIND_MILESTONE || (this.c.duration[row] === 0 && !this.isSummary(row));
  }

  ownerName(row: number): string {
    const id = this.c.owner[row];
    return id === NONE ? '' : this.people.get(id)?.name ?? '';
  }

  get minutesPerDay(): number {
    return this.project.minutes_per_day || 480;
  }

  /** First and last instant that any layer draws; today and the project's start are always inside. */
  extent(): [number, number] {
    const { start, finish, baseline_start, baseline_finish, deadline } = this.c;
    const today = this.project.business_today ?? this.project.data_date ?? 0;
    let low = this.project.start ?? today, high = Math.max(low, today);
    low = Math.min(low, today);
    for (let i = 0; i < this.n; i++) {
      if (start[i] !== NONE && start[i] < low) low = start[i];
      if (baseline_start[i] !== NONE && baseline_start[i] < low) low = baseline_start[i];
      if (finish[i] > high) high = finish[i];
      if (baseline_finish[i] > high) high = baseline_finish[i];
      if (deadline[i] > high) high = deadline[i];
    }
    return [low, high];
  }

  /** First start and length in minutes of the tasks alone; the project's own dates where there is no task. */
  span(): [number, number] {
    let low = Infinity;
    for (let i = 0; i < this.n; i++) if (this.c.start[i] !== NONE && this.c.start[i] < low) low = this.c.start[i];
    const high = this.finish();
    return low < Infinity && high !== NONE ? [low, high - low] : [this.extent()[0], this.extent()[1] - this.extent()[0]];
  }

  finish(): number {
    let high = NONE;
    for (let i = 0; i < this.n; i++) if (this.c.finish[i] > high) high = this.c.finish[i];
    return high;
  }

  /** Optimistic write, undone by `rollback`. */
  write(column: IntColumn | 'progress' | 'name', row: number, value: number | string): void {
    this.journal.push({ column, row, before: this.read(column, row) });
    this.set(column, row, value);
    this.generation++;
  }

  /** Optimistic write of a whole column; the old one is kept as it is. */
  writeColumn(column: IntColumn, values: Int32Array): void {
    this.journal.push({ column, all: this.c[column] });
    this.c[column] = values;
    this.generation++;
  }

  rollback(): void {
    if (this.journal.length === 0) return;
    for (let k = this.journal.length - 1; k >= 0; k--) {
      const entry = this.journal[k];
      if ('all' in entry) this.c[entry.column] = entry.all; else this.set(entry.column, entry.row, entry.before);
    }
    this.journal = [];
    this.generation++;
  }

  /** Apply the server's delta in place. The caller has rolled back optimistic writes first. */
  applyDelta(delta: Delta): AppliedChange {
    const removed = new Set(delta.removed ?? []);
    const changed = delta.tasks?.id ?? [];
    const added = changed.filter((id) => !this.rowById.has(id));
    const isStructural = removed.size > 0 || added.length > 0 || Boolean(delta.order);
    if (isStructural) this.reorder(delta.order ?? this.id.filter((id) => !removed.has(id)).concat(added));
    const reparented = delta.tasks ? this.patch(delta.tasks) : false;
    if (reparented) this.topology++;
    if (isStructural || reparented) this.outline = buildOutline(this.n, this.c.parent, (id) => this.row(id));
    this.applyLinks(delta, isStructural);
    if (delta.problems) this.problems = delta.problems;
    if (delta.baselines) this.baselines = delta.baselines;
    this.generation++;
    return { rows: changed, isStructural: isStructural || reparented, added, removed: removed.size };
  }

  private applyLinks(delta: Delta, isStructural: boolean): void {
    const gone = delta.links_removed ?? [];
    const fresh = delta.links;
    if (!isStructural && gone.length === 0 && !fresh?.id.length) return;
    this.topology++;
    const skip = new Set(gone);
    for (const id of fresh?.id ?? []) skip.add(id);
    const all = this.links.toColumns((id) => !skip.has(id));
    if (fresh) for (const key of Object.keys(all) as (keyof LinkColumns)[]) all[key] = all[key].concat(fresh[key] ?? []);
    const known = all.id.map((_, k) => this.rowById.has(all.from[k]) && this.rowById.has(all.to[k]));
    for (const key of Object.keys(all) as (keyof LinkColumns)[]) all[key] = all[key].filter((_, k) => known[k]);
    this.links = buildLinks(all, (id) => this.row(id), this.n);
  }

  private takeTasks(tasks: TaskColumns): void {
    const n = this.n = tasks.id.length;
    this.id = tasks.id;
    this.name = tasks.name;
    this.wbs = tasks.wbs;
    this.reason = tasks.driving_reason ?? [];
    for (const column of INT_COLUMNS) this.c[column] = toInts(tasks[column] as Num[] | undefined, n);
    this.progress = Float32Array.from(tasks.progress);
    this.indexIds();
    this.outline = buildOutline(n, this.c.parent, (id) => this.row(id));
  }

  private takeCalendars(plan: PlanBootstrap): void {
    const [low, high] = this.extent();
    this.calendars.clear();
    for (const def of plan.calendars) this.calendars.set(def.id, new WorkCalendar(def, dayOf(low), dayOf(high)));
    const own = this.calendars.get(plan.project.calendar_id) ?? this.calendars.values().next().value;
    this.calendar = own ?? new WorkCalendar(STANDARD, dayOf(low), dayOf(high));
  }

  private indexIds(): void {
    this.rowById.clear();
    for (let i = 0; i < this.n; i++) this.rowById.set(this.id[i], i);
  }

  /** Rearrange all columns to the given order of ids; rows that are new start empty and are filled by `patch`. */
  private reorder(order: number[]): void {
    const n = order.length;
    const source = Int32Array.from(order, (id) => this.row(id));
    const gather = <T>(old: T[], empty: T): T[] => order.map((_, i) => (source[i] < 0 ? empty : old[source[i]]));
    for (const column of INT_COLUMNS) {
      const old = this.c[column], next = new Int32Array(n);
      for (let i = 0; i < n; i++) next[i] = source[i] < 0 ? NONE : old[source[i]];
      this.c[column] = next;
    }
    const progress = new Float32Array(n);
    for (let i = 0; i < n; i++) progress[i] = source[i] < 0 ? 0 : this.progress[source[i]];
    this.progress = progress;
    this.name = gather(this.name, '');
    this.wbs = gather(this.wbs, '');
    this.reason = gather(this.reason, null);
    this.id = order.slice();
    this.n = n;
    this.indexIds();
  }

  /** Write the changed rows, column by column; tells whether a parent changed. */
  private patch(tasks: Partial<TaskColumns> & { id: number[] }): boolean {
    const rows = Int32Array.from(tasks.id, (id) => this.row(id));
    let reparented = false;
    for (const column of INT_COLUMNS) {
      const values = tasks[column] as Num[] | undefined;
      if (!values) continue;
      const target = this.c[column];
      for (let k = 0; k < rows.length; k++) {
        const row = rows[k], given = values[k];
        if (row < 0) continue;
        const value = given === null || given === undefined ? NONE : Number(given);
        if (column === 'parent' && target[row] !== value) reparented = true;
        target[row] = value;
      }
    }
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      if (row < 0) continue;
      if (tasks.progress) this.progress[row] = tasks.progress[k] ?? 0;
      if (tasks.name) this.name[row] = tasks.name[k];
      if (tasks.wbs) this.wbs[row] = tasks.wbs[k];
      if (tasks.driving_reason) this.reason[row] = tasks.driving_reason[k];
    }
    return reparented;
  }

  private read(column: IntColumn | 'progress' | 'name', row: number): number | string {
    if (column === 'name') return this.name[row];
    return column === 'progress' ? this.progress[row] : this.c[column][row];
  }

  private set(column: IntColumn | 'progress' | 'name', row: number, value: number | string): void {
    if (column === 'name') this.name[row] = String(value);
    else if (column === 'progress') this.progress[row] = Number(value);
    else this.c[column][row] = Number(value);
  }
}

function toInts(values: Num[] | undefined, n: number): Int32Array {
  const out = new Int32Array(n);
  if (!values) return out.fill(NONE);
  for (let i = 0; i < n; i++) {
    const v = values[i] as Num | boolean | undefined;
    out[i] = v === null || v === undefined ? NONE : Number(v);
  }
  return out;
}

/** Monday to Friday 08:00–12:00 and 13:00–17:00, where a plan names no calendar at all. */
const OFFICE: [number, number][] = [[480, 720], [780, 1020]];
const STANDARD = { id: 0, name: '', week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []], exceptions: [] };
