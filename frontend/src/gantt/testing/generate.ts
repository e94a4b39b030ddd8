/** Generated plans for tests, the harness and the benchmark: deterministic, scheduled by a plain forward and backward pass. */
import { WorkCalendar } from '../calendar';
import { DAY, dayFrom } from '../time';
import type { CalendarDef, Interval, LinkColumns, Num, PlanBootstrap, TaskColumns } from '../types';

const OFFICE: Interval[] = [[480, 720], [780, 1020]];
const rest = (m1: number, d1: number, m2: number, d2: number, name: string) =>
  [dayFrom(2026, m1, d1), dayFrom(2026, m2, d2), [] as Interval[], name] as [number, number, Interval[], string];
const work = (m: number, d: number) => [dayFrom(2026, m, d), dayFrom(2026, m, d), OFFICE, ''] as [number, number, Interval[], string];

/** Office hours with the public holidays and make-up workdays of 2026. */
export const CHINA_2026: CalendarDef = {
  id: 1, name: '标准', week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  exceptions: [
    rest(1, 1, 1, 3, '元旦'), rest(2, 15, 2, 23, '春节'), rest(4, 4, 4, 6, '清明'), rest(5, 1, 5, 5, '劳动节'), rest(6, 19, 6, 21, '端午'),
    rest(9, 25, 9, 27, '中秋'), rest(10, 1, 10, 7, '国庆'), work(1, 4), work(2, 14), work(2, 28), work(5, 9), work(9, 20), work(10, 10),
  ],
};

export const TODAY = dayFrom(2026, 7, 15) * DAY;
const DAY_MINUTES = 480;

export function random(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let z = Math.imul(s ^ (s >>> 15), 1 | s);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

export const emptyTasks = (): TaskColumns => ({
  id: [], parent: [], kind: [], wbs: [], name: [], duration: [], start: [], finish: [], early_start: [], early_finish: [], late_start: [], late_finish: [],
  total_float: [], free_float: [], critical: [], progress: [], owner: [], calendar: [], constraint: [], constraint_date: [], deadline: [],
  actual_start: [], actual_finish: [], baseline_start: [], baseline_finish: [], driving: [], driving_reason: [], version: [],
});

export interface TaskSeed {
  id: number; parent: Num; kind?: number; wbs: string; name: string; days?: number; progress?: number; owner?: Num; deadline?: Num; baseline?: [number, number];
  constraint?: number; constraintDate?: Num; actualStart?: Num;
}

export function pushTask(t: TaskColumns, seed: TaskSeed): void {
  const empty: Num = null;
  t.id.push(seed.id); t.parent.push(seed.parent); t.kind.push(seed.kind ?? 0); t.wbs.push(seed.wbs); t.name.push(seed.name);
  t.duration.push(Math.round((seed.days ?? 0) * DAY_MINUTES));
  for (const key of ['start', 'finish', 'early_start', 'early_finish', 'late_start', 'late_finish', 'total_float', 'free_float', 'driving'] as const) t[key].push(empty);
  t.critical.push(0); t.progress.push(seed.progress ?? 0); t.owner.push(seed.owner ?? null); t.calendar.push(null);
  t.constraint.push(seed.constraint ?? 0); t.constraint_date.push(seed.constraintDate ?? null); t.deadline.push(seed.deadline ?? null);
  t.actual_start.push(seed.actualStart ?? null); t.actual_finish.push(null);
  t.baseline_start.push(seed.baseline?.[0] ?? null); t.baseline_finish.push(seed.baseline?.[1] ?? null);
  t.driving_reason.push('none'); t.version.push(1);
}

/** Forward and backward pass over leaves (FS SS FF SF, working lags) and roll-up of summaries; rows must be in a feasible order. */
export function schedule(tasks: TaskColumns, links: LinkColumns, calendar: WorkCalendar, projectStart: number): void {
  const n = tasks.id.length;
  const row = new Map(tasks.id.map((id, i) => [id, i]));
  const into: number[][] = Array.from({ length: n }, () => []), out: number[][] = Array.from({ length: n }, () => []);
  links.id.forEach((_, k) => { into[row.get(links.to[k])!].push(k); out[row.get(links.from[k])!].push(k); });
  const order = topological(n, links, row, out);
  const es = new Array<number>(n).fill(0), ef = new Array<number>(n).fill(0);
  const ord0 = calendar.ord(projectStart);
  for (const i of order) {
    if (tasks.kind[i] === 2) continue;
    const d = tasks.duration[i] ?? 0;
    let at = ord0;
    const fixed = tasks.actual_start[i] ?? (tasks.constraint[i] === 2 ? tasks.constraint_date[i] : null);
    if (tasks.constraint[i] === 4 && tasks.constraint_date[i] !== null) at = Math.max(at, calendar.ord(tasks.constraint_date[i]!));
    for (const k of into[i]) {
      const f = row.get(links.from[k])!, lag = links.lag[k];
      const bound = [ef[f] + lag, es[f] + lag, ef[f] + lag - d, es[f] + lag - d][links.type[k]];
      if (bound > at) { at = bound; tasks.driving[i] = links.id[k]; }
    }
    if (fixed !== null) at = calendar.ord(fixed);
    es[i] = at; ef[i] = at + d;
  }
  backward({ tasks, links, row, out, order, es, ef, calendar });
}

interface Pass {
  tasks: TaskColumns; links: LinkColumns; row: Map<number, number>; out: number[][]; order: number[]; es: number[]; ef: number[]; calendar: WorkCalendar;
}

function backward({ tasks, links, row, out, order, es, ef, calendar }: Pass): void {
  const end = Math.max(...order.map((i) => (tasks.kind[i] === 2 ? 0 : ef[i])));
  const lf = new Array<number>(tasks.id.length).fill(end);
  for (let o = order.length - 1; o >= 0; o--) {
    const i = order[o], d = tasks.duration[i] ?? 0;
    if (tasks.kind[i] === 2) continue;
    for (const k of out[i]) {
      const t = row.get(links.to[k])!, lag = links.lag[k], dt = tasks.duration[t] ?? 0;
      const bound = [lf[t] - dt - lag, lf[t] - dt - lag + d, lf[t] - lag, lf[t] - lag + d][links.type[k]];
      lf[i] = Math.min(lf[i], bound);
    }
    const start = calendar.inv(es[i], d === 0), finish = d === 0 ? start : calendar.inv(ef[i], true);
    tasks.start[i] = tasks.early_start[i] = start;
    tasks.finish[i] = tasks.early_finish[i] = finish;
    tasks.late_start[i] = calendar.inv(lf[i] - d, d === 0);
    tasks.late_finish[i] = calendar.inv(lf[i], true);
    tasks.total_float[i] = tasks.free_float[i] = lf[i] - ef[i];
    tasks.critical[i] = lf[i] - ef[i] <= 0 ? 1 : 0;
  }
  rollUp(tasks, row);
}

function rollUp(tasks: TaskColumns, row: Map<number, number>): void {
  const sum = new Map<number, { done: number; all: number }>();
  for (let i = tasks.id.length - 1; i >= 0; i--) {
    const own = sum.get(i);
    if (tasks.kind[i] === 2 && own) tasks.progress[i] = own.all ? own.done / own.all : 0;
    const p = tasks.parent[i] === null ? -1 : row.get(tasks.parent[i]!) ?? -1;
    if (p < 0 || tasks.start[i] === null) continue;
    const all = own ? own.all : tasks.duration[i] ?? 0, done = own ? own.done : all * tasks.progress[i];
    const into = sum.get(p) ?? { done: 0, all: 0 };
    sum.set(p, { done: into.done + done, all: into.all + all });
    for (const key of ['start', 'early_start', 'late_start'] as const) tasks[key][p] = Math.min(tasks[key][p] ?? Infinity, tasks[key][i]!);
    for (const key of ['finish', 'early_finish', 'late_finish'] as const) tasks[key][p] = Math.max(tasks[key][p] ?? -Infinity, tasks[key][i]!);
    tasks.total_float[p] = Math.min(tasks.total_float[p] ?? Infinity, tasks.total_float[i]!);
    tasks.critical[p] = tasks.critical[p] || tasks.critical[i] ? 1 : 0;
  }
}

function topological(n: number, links: LinkColumns, row: Map<number, number>, out: number[][]): number[] {
  const degree = new Array<number>(n).fill(0);
  links.id.forEach((_, k) => { degree[row.get(links.to[k])!]++; });
  const order: number[] = [];
  for (let i = 0; i < n; i++) if (degree[i] === 0) order.push(i);
  for (let head = 0; head < order.length; head++) {
    for (const k of out[order[head]]) { const t = row.get(links.to[k])!; if (--degree[t] === 0) order.push(t); }
  }
  return order;
}

const VERBS = ['安装', '配置', '接口开发', '联调', '数据核对', '压测', '培训', '评审', '部署', '验收'];
const PARTS = ['门诊', '住院', '药房', '收费', '检验', '检查', '护理', '医保', '财务', '平台'];

/** A plan of about n rows: sections of up to 40 leaves, about 1.64 links per leaf, mixed types and lags. */
export function generatePlan(n: number, seed = 20260715): PlanBootstrap {
  const next = random(seed);
  const tasks = emptyTasks();
  const links: LinkColumns = { id: [], from: [], to: [], type: [], lag: [], lag_kind: [], version: [] };
  const leaves: number[] = [];
  let id = 0, section = 0;
  while (tasks.id.length < n) {
    section++;
    const parent = ++id;
    pushTask(tasks, { id: parent, parent: null, kind: 2, wbs: String(section), name: `第 ${section} 部分 ${PARTS[section % 10]}` });
    for (let j = 1; j <= 40 && tasks.id.length < n; j++) {
      const isMilestone = j % 20 === 0;
      pushTask(tasks, {
        id: ++id, parent, kind: isMilestone ? 1 : 0, wbs: `${section}.${j}`, name: `${PARTS[(j * 7) % 10]}${VERBS[(j * 3 + section) % 10]}${isMilestone ? ' 里程碑' : ''}`,
        days: isMilestone ? 0 : 1 + Math.floor(next() * 14), owner: 1 + Math.floor(next() * 12), progress: 0,
      });
      link(links, leaves, id, next);
      leaves.push(id);
    }
  }
  return finishPlan(tasks, links, next);
}

function link(links: LinkColumns, leaves: number[], to: number, next: () => number): void {
  const count = leaves.length === 0 ? 0 : 1 + (next() < 0.64 ? 1 : 0);
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) {
    // Mostly near neighbours, now and then a link across the plan.
    const back = next() < 0.95 ? 1 + Math.floor(next() * 60) : 1 + Math.floor(next() * leaves.length);
    const from = leaves[Math.max(0, leaves.length - back)];
    if (seen.has(from)) continue;
    seen.add(from);
    const type = next() < 0.9 ? 0 : 1 + Math.floor(next() * 2);
    links.id.push(links.id.length + 1); links.from.push(from); links.to.push(to); links.type.push(type);
    links.lag.push(next() < 0.1 ? DAY_MINUTES : 0); links.lag_kind.push(0); links.version.push(1);
  }
}

export const PEOPLE = ['陆川', '张旭', '江帆', '方圆', '丁宁', '苏予', '夏至', '石磊', '唐静', '何志诚', '梅雨', '雷鸣'].map((name, i) => ({ id: i + 1, name, title: '', party: '华澄信息' }));

export function finishPlan(tasks: TaskColumns, links: LinkColumns, next: () => number): PlanBootstrap {
  const start = dayFrom(2026, 1, 5) * DAY + 480;
  const calendar = new WorkCalendar(CHINA_2026, dayFrom(2026, 1, 1), dayFrom(2028, 1, 1));
  schedule(tasks, links, calendar, start);
  tasks.id.forEach((_, i) => {
    if (tasks.kind[i] === 2 || tasks.start[i] === null) return;
    const early = Math.floor(next() * 4) * DAY_MINUTES;
    tasks.baseline_start[i] ??= calendar.inv(Math.max(0, calendar.ord(tasks.start[i]!) - early), tasks.duration[i] === 0);
    tasks.baseline_finish[i] ??= calendar.inv(Math.max(1, calendar.ord(tasks.finish[i]!) - early), true);
  });
  return {
    project: {
      id: 1, code: 'GEN', name: '生成的计划', revision: 1, start, data_date: TODAY, must_finish: null, calendar_id: 1, minutes_per_day: DAY_MINUTES,
      can: ['schedule.view', 'schedule.edit', 'schedule.baseline', 'schedule.import'], business_today: TODAY,
    },
    calendars: [CHINA_2026], tasks, links, people: PEOPLE, baselines: [{ id: 2, number: 2, name: 'CR-006 后', created_at: '2026-05-20', current: true }], problems: [],
  };
}
