/** A server inside the page: enough of the HTTP contract to look at the plan and work in it. Development only. */
import { generatePlan } from '../../gantt/testing/generate';
import { PlanModel } from '../../gantt/model';
import { applyOptimistic } from '../../gantt/optimistic';
import type { Command, Delta, PlanBootstrap, TaskColumns } from '../../gantt/types';
import { demoPlan } from './demo';

const query = new URLSearchParams(location.search);
const size = Number(query.get('n') ?? 0);
const plan: PlanBootstrap = size > 0 ? generatePlan(size) : demoPlan();
plan.project.code = 'JZ1Y';
const english = query.get('lang') === 'en';
let log = 100;
const undo = new Map<number, { before: PlanBootstrap; after: PlanBootstrap }>();

const session = {
  user: { id: 1, username: 'suyu', name: '苏予', initial: '苏', title: '项目经理', language: english ? 'en' : 'zh-CN', is_admin: false, organisation: '华澄信息' },
  business_today: '2026-07-15', business_today_frozen: true, version: '0.1', build: 'dev', languages: ['zh-CN', 'en'], verbs: [], demo: true,
  projects: [{ code: 'JZ1Y', name: '市一医院 HIS 升级', programme: { code: 'JZ', name: '江州数字化' } }], theme: query.has('dark') ? 'dark' : 'light', density: 'compact',
};

const copy = <T>(value: T): T => structuredClone(value);
const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } });

function fullDelta(): Delta {
  return { full: false, order: plan.tasks.id, tasks: copy(plan.tasks), removed: [], links: copy(plan.links), links_removed: [], problems: plan.problems };
}

function writeBack(model: PlanModel, tasks: TaskColumns): void {
  for (let i = 0; i < model.n; i++) {
    tasks.start[i] = model.c.start[i]; tasks.finish[i] = model.c.finish[i]; tasks.duration[i] = model.c.duration[i];
    tasks.progress[i] = model.progress[i]; tasks.name[i] = model.name[i]; tasks.critical[i] = model.c.critical[i];
    tasks.owner[i] = model.c.owner[i] < 0 ? null : model.c.owner[i];
  }
}

function run(commands: Command[]): Response {
  const before = copy(plan);
  const known = new Set(plan.links.id);
  for (const command of commands) {
    if (command.op === 'task.update' && plan.tasks.version[plan.tasks.id.indexOf(command.id)] !== command.version) return json({ status: 409, code: 'stale', detail: '此任务刚被他人修改。' }, 409);
    if (command.op === 'link.create' && command.from === command.to) return json({ status: 422, code: 'cycle', detail: '任务不能链接到自己。' }, 422);
    if (command.op === 'link.create') {
      const { links } = plan;
      links.id.push(Math.max(0, ...links.id) + 1); links.from.push(command.from); links.to.push(command.to); links.type.push(command.type); links.lag.push(command.lag); links.lag_kind.push(0); links.version.push(1);
    }
    if (command.op === 'link.delete') for (const key of Object.keys(plan.links) as (keyof typeof plan.links)[]) plan.links[key] = plan.links[key].filter((_, k) => !command.ids.includes(before.links.id[k]));
    if (command.op === 'task.delete') dropRows(command.ids);
    if (command.op === 'task.create') insert(command.after, command.parent, command.name, command.duration);
    if (command.op === 'task.update') plan.tasks.version[plan.tasks.id.indexOf(command.id)]++;
  }
  const model = new PlanModel();
  model.load(copy(plan));
  applyOptimistic(model, commands);
  writeBack(model, plan.tasks);
  plan.project.revision++;
  undo.set(++log, { before, after: copy(plan) });
  const gone = [...known].filter((id) => !plan.links.id.includes(id));
  const removed = before.tasks.id.filter((id) => !plan.tasks.id.includes(id));
  return json({ revision: plan.project.revision, log_id: log, undoable: true, label: '修改计划', ids: { t1: Math.max(...plan.tasks.id) }, delta: { ...fullDelta(), removed, links_removed: gone } });
}

function dropRows(ids: number[]): void {
  const keep = plan.tasks.id.map((id, i) => !ids.includes(id) && !ids.includes(plan.tasks.parent[i] ?? -1));
  for (const key of Object.keys(plan.tasks) as (keyof TaskColumns)[]) (plan.tasks[key] as unknown[]) = (plan.tasks[key] as unknown[]).filter((_, i) => keep[i]);
  const left = new Set(plan.tasks.id);
  const ok = plan.links.id.map((_, k) => left.has(plan.links.from[k]) && left.has(plan.links.to[k]));
  for (const key of Object.keys(plan.links) as (keyof typeof plan.links)[]) plan.links[key] = plan.links[key].filter((_, k) => ok[k]);
}

function insert(after: number | null, parent: number | null, name: string, duration: number): void {
  const { tasks } = plan;
  const i = after === null ? tasks.id.length - 1 : tasks.id.indexOf(after);
  for (const key of Object.keys(tasks) as (keyof TaskColumns)[]) (tasks[key] as unknown[]).splice(i + 1, 0, (tasks[key] as unknown[])[i]);
  tasks.id[i + 1] = Math.max(...tasks.id) + 1;
  tasks.parent[i + 1] = parent; tasks.name[i + 1] = name; tasks.duration[i + 1] = duration; tasks.kind[i + 1] = 0; tasks.progress[i + 1] = 0;
  tasks.wbs[i + 1] = tasks.wbs[i] + 'a'; tasks.baseline_finish[i + 1] = tasks.baseline_start[i + 1] = tasks.deadline[i + 1] = tasks.actual_start[i + 1] = null;
  tasks.start[i + 1] = (plan.project.business_today ?? 0) + 480; tasks.finish[i + 1] = (plan.project.business_today ?? 0) + 1020; tasks.critical[i + 1] = 0; tasks.version[i + 1] = 1;
}

function turn(body: { log_id: number }, kind: 'undo' | 'redo'): Response {
  const step = undo.get(body.log_id);
  if (!step) return json({ status: 409, code: 'conflict', detail: '无法撤销。' }, 409);
  const known = new Set(plan.links.id), rows = plan.tasks.id;
  const revision = plan.project.revision + 1;
  Object.assign(plan, copy(kind === 'undo' ? step.before : step.after));
  plan.project.revision = revision;
  undo.set(++log, step);
  return json({ revision, log_id: log, undoable: true, label: '撤销', delta: { ...fullDelta(), removed: rows.filter((id) => !plan.tasks.id.includes(id)), links_removed: [...known].filter((id) => !plan.links.id.includes(id)) } });
}

function why(id: number): Response {
  const chain: unknown[] = [{ task_id: null, code: '', name: '数据日期', date: plan.project.business_today! + 1, link_type: null, lag: null, reason: 'data_date', text: '未完成工作不早于此日' }];
  const path: unknown[] = [];
  for (let at = plan.tasks.id.indexOf(id), steps = 0; at >= 0 && steps < 8; steps++) {
    const k = plan.links.id.indexOf(plan.tasks.driving[at] ?? -1);
    path.unshift({ task_id: plan.tasks.id[at], code: plan.tasks.wbs[at], name: plan.tasks.name[at], date: plan.tasks.finish[at], link_type: k < 0 ? null : plan.links.type[k], lag: 0, reason: 'link', text: '由前置任务推动' });
    at = k < 0 ? -1 : plan.tasks.id.indexOf(plan.links.from[k]);
  }
  return json({ sentence: '上线排在 08-28，比期限晚 4 个工作日。', chain: [...chain, ...path], late_sentence: 'LIS 2.0 未经变更批准推后 7 d；链上总时差 0。' });
}

const real = window.fetch.bind(window);
window.fetch = async (input, init) => {
  const url = new URL(String(input instanceof Request ? input.url : input), location.href);
  if (!url.pathname.startsWith('/api/')) return real(input, init);
  const body = typeof init?.body === 'string' ? JSON.parse(init.body) : {};
  await new Promise((done) => setTimeout(done, 60));
  const path = url.pathname.replace('/api/', '');
  if (path === 'session') return json(session);
  if (path.endsWith('/plan/commands')) return run(body.commands);
  if (path.endsWith('/plan/undo')) return turn(body, 'undo');
  if (path.endsWith('/plan/redo')) return turn(body, 'redo');
  if (path.endsWith('/plan')) return json(plan);
  if (path.includes('/changes')) return json({ revision: plan.project.revision, delta: fullDelta() });
  if (path.endsWith('/why')) return why(Number(path.split('/').at(-2)));
  if (path.endsWith('/history')) return json({ items: [{ log_id: 1, at: '2026-07-14T09:12:00', actor: '丁宁', text: '', changes: [{ field: 'duration', label: '工期', before: '7 d', after: '9 d' }], undone: false }] });
  return json({ items: [], counts: {}, groups: [], today: session.business_today });
};

class QuietStream extends EventTarget {
  readyState = 1;
  onopen: (() => void) | null = null;
  constructor() { super(); setTimeout(() => this.onopen?.(), 10); }
  close(): void { this.readyState = 2; }
}
Object.assign(window, { EventSource: QuietStream, SharedWorker: undefined });
history.replaceState(null, '', '/p/JZ1Y/plan' + (query.get('q') ? `?q=${query.get('q')}` : ''));
