// Mock of the HTTP contract for front-end development: `node dev/mock.mjs`, then `npm run dev` (or open the mock itself, which also
// serves the built files with the production content security policy). State lives in memory and is lost at exit.
import { createServer } from 'node:http';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as demo from './demo.mjs';

const PORT = Number(process.env.PORT ?? 24601);
const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, '../../src/linkspan/static');
const MIME = { '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
const plan = demo.buildPlan();
const projects = [
  { id: 1, code: 'JZ1Y', name: '市一医院 HIS 升级', programme: { code: 'JZ', name: '江州数字化' } },
  { id: 2, code: 'JZCDX', name: '城市运行数据交换平台', programme: { code: 'JZ', name: '江州数字化' } },
];
let language = process.env.LANGUAGE_OF_USER ?? 'zh-CN';
let theme = 'light';
let density = 'comfortable';
let revision = 1;
let logId = 500;
const streams = new Set();
const jobs = new Map();
const undoable = new Map();
const calendars = [
  { id: 1, name: '国家标准日历', version: 1, project: null, can_edit: true, week: demo.week, exceptions: demo.exceptions },
  { id: 2, name: '联调七天班', version: 1, project: 'JZ1Y', can_edit: true, week: demo.week.map((d, i) => (i === 5 ? [[540, 720]] : d)), exceptions: demo.exceptions.slice(5, 9) },
];

const at = (isoDay) => demo.day(isoDay) * 1440;
const tell = (event, data) => streams.forEach((res) => res.write(`id: ${Date.now()}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
const rows = () => demo.rowsOf(plan.tasks);
const ALL = ['schedule.view', 'schedule.edit', 'schedule.baseline', 'schedule.import', 'project.create', 'calendar.edit'];

function listItem(project) {
  const base = { ...project, stage: 'S1 联调', customer: '江州市第一人民医院', manager: { id: 107, name: '苏予' }, data_date: at(demo.TODAY), can: ALL };
  if (project.code === 'JZCDX') {
    return { ...base, stage: '第 9 迭代', customer: '江州市数据局', start: at('2026-02-02'), finish: at('2026-12-11') + 1020, baseline_finish: at('2026-12-18') + 1020, progress: 0.58, tasks: 72, critical: 11, late: 0, milestone_next: { name: '平台初验', finish: at('2026-09-28') + 1020 }, manager: { id: 108, name: '陆川' } };
  }
  if (project.code !== 'JZ1Y') return { ...base, stage: '', customer: '', manager: null, start: null, finish: null, baseline_finish: null, progress: 0, tasks: 0, critical: 0, late: 0, milestone_next: null };
  const leaves = rows().filter((r) => r.kind !== 2);
  const open = leaves.filter((r) => r.progress < 1);
  const stone = open.filter((r) => r.kind === 1).sort((a, b) => a.finish - b.finish)[0];
  return {
    ...base, start: Math.min(...leaves.map((r) => r.start)), finish: Math.max(...leaves.map((r) => r.finish)), baseline_finish: Math.max(...leaves.map((r) => r.baseline_finish)),
    progress: leaves.reduce((s, r) => s + r.progress, 0) / leaves.length, tasks: leaves.length, critical: open.filter((r) => r.critical).length,
    late: open.filter((r) => r.finish < at(demo.TODAY)).length, milestone_next: { name: stone.name, finish: stone.finish },
  };
}

function home(project) {
  const item = listItem(project);
  const empty = { ...item, description: '', parties: [], people: [], milestones: [], sections: [], attention: [], history: [], baselines: [] };
  if (project.code !== 'JZ1Y') return empty;
  const all = rows();
  const leaves = all.filter((r) => r.kind !== 2);
  const sections = all.filter((r) => r.kind === 2).map((r) => {
    const kids = leaves.filter((k) => k.parent === r.id);
    return { id: r.id, code: r.wbs, name: r.name, start: r.start, finish: r.finish, baseline_finish: r.baseline_finish, progress: r.progress, tasks: kids.length, critical: kids.filter((k) => k.critical && k.progress < 1).length };
  });
  const late = leaves.filter((r) => r.progress < 1 && r.finish < at(demo.TODAY));
  const attention = [
    { kind: 'deadline', name: '切换上线', text: '预计 09-03 完成，承诺 08-24', task_id: 2716, code: '8.17' },
    { kind: 'negative_float', name: 'HIS–LIS 联调', text: '少 2 个工作日', task_id: 2703, code: '8.4' },
    ...late.map((r) => ({ kind: 'late', name: r.name, text: `应于 ${demo.iso(Math.floor(r.finish / 1440)).slice(5)} 完成`, task_id: r.id, code: r.wbs })),
    { kind: 'missing_owner', name: '东院推广', text: '还没有责任人', task_id: 3200, code: '13.1' },
  ];
  const history = [['陆川', '2026-07-15T09:12:00', '把 HIS–LIS 联调 的完成由 07-17 改为 07-24'], ['苏予', '2026-07-14T17:40:00', '导入 计划 v12.xml，更新 31 个任务'], ['江帆', '2026-07-14T11:05:00', '申请接口（适配 2.0）完成率 30% 改为 50%'], ['苏予', '2026-07-13T16:22:00', '设置基线 2（CR-006 后）'], ['段飞', '2026-07-13T08:31:00', '删除依赖 3.7 → 3.8', true], ['丁宁', '2026-07-10T18:02:00', 'HIS–医保联调 的前置任务改为 8.4 完成—开始 2 天'], ['苏予', '2026-07-09T10:15:00', '新增任务 仪器复测（6.11）']]
    .map(([actor, when, text, undone], i) => ({ log_id: 400 - i, actor, at: when, text, undone: !!undone }));
  const milestones = leaves.filter((r) => r.kind === 1).map((r) => ({ id: r.id, code: r.wbs, name: r.name, finish: r.finish, baseline_finish: r.baseline_finish, deadline: r.deadline, total_float: r.total_float, critical: r.critical, progress: r.progress })).sort((a, b) => a.finish - b.finish);
  return { ...empty, parties: demo.parties, people: demo.people, milestones, sections, attention, history, baselines: [{ id: 1, name: '合同', number: 1, created_at: '2026-02-01' }, { id: 2, name: 'CR-006 后', number: 2, created_at: '2026-07-13' }] };
}

function bootstrap(code) {
  const project = projects.find((p) => p.code === code);
  const empty = { tasks: Object.fromEntries(Object.keys(plan.tasks).map((k) => [k, []])), links: Object.fromEntries(Object.keys(plan.links).map((k) => [k, []])) };
  const { tasks, links } = code === 'JZ1Y' ? plan : empty;
  return {
    project: { id: project.id, code, name: project.name, programme: project.programme?.name ?? null, revision, start: at('2026-01-05') + 480, data_date: at(demo.TODAY) + 480, must_finish: null, calendar_id: 1, minutes_per_day: 480, time_zone: 'Asia/Shanghai', can: ALL, business_today: at(demo.TODAY) },
    calendars: calendars.map((c) => ({ id: c.id, name: c.name, week: c.week, exceptions: c.exceptions.map(demo.calendarException) })),
    tasks, links, people: demo.people, baselines: [{ id: 2, number: 2, name: 'CR-006 后', created_at: '2026-07-13', current: true }], problems: [],
  };
}

function myWork() {
  const today = demo.day(demo.TODAY);
  const end = (r) => Math.floor(r.finish / 1440);
  const mine = rows().filter((r) => r.kind !== 2 && (r.owner === 107 || ['8.4', '6.4', '4.19', '7.9'].includes(r.wbs)));
  const key = (r) => (r.progress >= 1 ? 'done' : end(r) < today ? 'late' : end(r) <= today + 1 || r.start / 1440 <= today ? 'today' : end(r) <= today + 9 ? 'week' : 'later');
  const groups = ['late', 'today', 'week', 'later', 'done'].map((k) => ({
    key: k, items: mine.filter((r) => key(r) === k).map((r) => ({
      task_id: r.id, project: { code: 'JZ1Y', name: '市一医院 HIS 升级' }, wbs: r.wbs, name: r.name, start: r.start, finish: r.finish, total_float: r.total_float, critical: r.critical, progress: r.progress, version: r.version, deadline: r.deadline,
      waiting_for: r.progress < 1 && r.id % 2 ? [{ code: '6.4', name: '申请接口（适配 2.0）', owner: '方圆' }, { code: '4.19', name: '对账框架', owner: '张旭' }].slice(0, 1 + (r.id % 3 === 0)) : [],
    })),
  }));
  return { today: at(demo.TODAY), groups, counts: Object.fromEntries(groups.map((g) => [g.key, g.items.length])) };
}

const session = () => ({
  user: { id: 107, username: 'suyu', name: '苏予', initial: '苏', title: language === 'en' ? 'Project manager' : '项目经理', language, is_admin: false, organisation: language === 'en' ? 'Huacheng' : '华澄信息' },
  business_today: demo.TODAY, business_today_frozen: true, version: '0.1.0', build: 'mock', languages: ['zh-CN', 'en'], verbs: ALL, demo: true, theme, density,
  projects: projects.map((p) => ({ code: p.code, name: p.name, programme: p.programme })),
});

function startJob(label, file) {
  const job = { id: randomUUID(), name: 'import_schedule', label, state: 'running', progress: 0, message: '写入任务', result: null, error: null };
  jobs.set(job.id, job);
  const timer = setInterval(() => {
    if (job.state !== 'running') return clearInterval(timer);
    job.progress = Math.min(1, job.progress + 0.08);
    if (job.progress >= 1) job.state = file.includes('坏') ? 'failed' : 'done';
    tell('job.progress', { job_id: job.id, state: job.state, progress: job.progress, message: job.message });
    return undefined;
  }, 250);
  return job;
}

function preview(body) {
  const name = /filename="([^"]+)"/.exec(body.toString('utf8', 0, 2000))?.[1] ?? 'plan.xml';
  const lines = Array.from({ length: 43 }, (_, i) => ({
    level: i % 9 === 4 ? 'warning' : 'info', line: 120 + i * 37, uid: 12 + i,
    text: i % 9 === 4 ? `任务“接口联调 ${i}”的延隔单位 %EDays 未识别，按工作日读取` : `扩展属性 Text${i + 1} 没有对应字段，未导入`,
  }));
  return { token: randomUUID(), file_name: name, format: 'MSPDI, Microsoft Project 16', summary: { tasks_new: 214, tasks_updated: 31, tasks_unchanged: 149, links_new: 268, calendars_new: 2, resources: 34, assignments: 190, baselines: 1 }, lines, blocked: false };
}

const problem = (res, status, code, detail, extra = {}) => send(res, status, { type: 'about:blank', title: code, status, code, detail, ...extra }, 'application/problem+json');
function send(res, status, body, type = 'application/json') {
  res.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store', 'Set-Cookie': 'csrftoken=mock; Path=/; SameSite=Lax' });
  res.end(JSON.stringify(body));
}

const routes = [
  ['GET', /^\/api\/session$/, () => session()],
  ['PUT', /^\/api\/session\/preferences$/, (_, body) => { language = body.language ?? language; theme = body.theme ?? theme; density = body.density ?? density; return {}; }],
  ['GET', /^\/api\/projects$/, () => ({ items: projects.map(listItem) })],
  ['POST', /^\/api\/projects$/, (_, body, res) => {
    if (projects.some((p) => p.code === body.code)) return void problem(res, 422, 'code_taken', `编码 ${body.code} 已被使用，换一个编码`, { field: 'code' });
    const made = { id: projects.length + 1, code: body.code, name: body.name, programme: projects.find((p) => p.programme?.code === body.programme)?.programme ?? null };
    projects.push(made);
    return listItem(made);
  }],
  ['GET', /^\/api\/projects\/([^/]+)\/plan$/, ([code]) => bootstrap(code)],
  ['GET', /^\/api\/projects\/([^/]+)\/plan\/changes/, () => ({ revision, delta: { full: false, order: null, tasks: {}, removed: [], links: {}, links_removed: [] } })],
  ['POST', /^\/api\/projects\/([^/]+)\/plan\/(undo|redo)$/, ([code], body, res) => {
    const turn = undoable.get(body.log_id);
    if (!turn) return void problem(res, 409, 'later_edit', '陆川 之后改过这一行，不能撤销');
    turn();
    logId += 1;
    undoable.set(logId, turn);
    tell('plan.changed', { project: code, revision: (revision += 1), log_id: logId, actor: '苏予' });
    return { revision, log_id: logId, undoable: true, label: '' };
  }],
  ['GET', /^\/api\/projects\/([^/]+)$/, ([code], _, res) => { const p = projects.find((x) => x.code === code); return p ? home(p) : void problem(res, 404, 'not_found', `没有编码为 ${code} 的项目，或不在你的权限内`); }],
  ['POST', /^\/api\/(?:projects\/[^/]+\/)?import\/preview$/, (_, body) => preview(body)],
  ['POST', /^\/api\/(?:projects\/([^/]+)\/)?import\/apply$/, ([code], body) => {
    if (!code) projects.push({ id: projects.length + 1, code: body.code, name: body.name, programme: null });
    return { job_id: startJob('导入计划', 'x').id };
  }],
  ['GET', /^\/api\/jobs\/([^/]+)$/, ([id], _, res) => jobs.get(id) ?? void problem(res, 404, 'not_found', '没有这个后台任务')],
  ['POST', /^\/api\/jobs\/([^/]+)\/cancel$/, ([id]) => { const job = jobs.get(id); job.state = 'cancelled'; tell('job.progress', { job_id: id, state: 'cancelled', progress: job.progress, message: '' }); return job; }],
  ['GET', /^\/api\/calendars$/, () => ({ items: calendars.map(({ week, exceptions, ...c }) => c) })],
  ['POST', /^\/api\/calendars$/, (_, body) => { const made = { id: calendars.length + 1, version: 1, project: null, can_edit: true, exceptions: [], ...body }; calendars.push(made); return made; }],
  ['GET', /^\/api\/calendars\/(\d+)$/, ([id], _, res) => calendars.find((c) => c.id === +id) ?? void problem(res, 404, 'not_found', '没有这个日历')],
  ['PUT', /^\/api\/calendars\/(\d+)$/, ([id], body, res) => {
    const c = calendars.find((x) => x.id === +id);
    if (c.version !== body.version) return void problem(res, 409, 'stale', '陆川 刚刚改过这个日历', { current: c });
    Object.assign(c, body, { version: c.version + 1 });
    tell('calendar.changed', { id: c.id });
    return c;
  }],
  ['POST', /^\/api\/calendars\/(\d+)\/official\/(\d+)$/, ([id]) => calendars.find((c) => c.id === +id)],
  ['GET', /^\/api\/my-work$/, () => myWork()],
  ['POST', /^\/api\/my-work\/progress$/, (_, body, res) => {
    const index = plan.tasks.id.indexOf(body.task_id);
    if (plan.tasks.version[index] !== body.version) return void problem(res, 409, 'stale', '陆川 刚刚改过这一行，已显示最新内容');
    let other = plan.tasks.progress[index];
    const put = (value) => { other = plan.tasks.progress[index]; plan.tasks.progress[index] = value; plan.tasks.version[index] += 1; };
    put(body.progress);
    logId += 1;
    undoable.set(logId, () => put(other));
    tell('plan.changed', { project: 'JZ1Y', revision: (revision += 1), log_id: logId, actor: '苏予' });
    return { row: {}, log_id: logId };
  }],
  ['GET', /^\/api\/search$/, (_, __, ___, query) => {
    const wanted = (query.get('q') ?? '').toLowerCase();
    const tasks = rows().filter((r) => r.name.toLowerCase().includes(wanted) || r.wbs === wanted).slice(0, 8)
      .map((r) => ({ kind: 'task', id: r.id, code: r.wbs, name: r.name, hint: 'JZ1Y', url: `/p/JZ1Y/plan?task=${r.id}` }));
    const found = demo.people.filter((p) => p.name.includes(wanted)).slice(0, 4).map((p) => ({ kind: 'person', id: p.id, code: '', name: p.name, hint: p.title, url: '/p/JZ1Y' }));
    return { items: [...tasks, ...found] };
  }],
];

function stream(req, res) {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  res.write('event: hello\ndata: {"build":"mock"}\n\n');
  streams.add(res);
  const beat = setInterval(() => res.write(': beat\n\n'), 15_000);
  req.on('close', () => { clearInterval(beat); streams.delete(res); });
}

/** The shell as the server renders it: nonce, entry and styles from the manifest, no inline script. */
function shell(res) {
  const nonce = randomBytes(16).toString('base64');
  const entry = JSON.parse(readFileSync(join(built, 'app/.vite/manifest.json'), 'utf8'))['src/main.tsx'];
  const css = (entry.css ?? []).map((file) => `<link rel="stylesheet" href="/static/app/${file}" nonce="${nonce}">`).join('');
  res.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  });
  res.end(`<!doctype html><html lang="${language}" data-mantine-color-scheme="${theme === 'dark' ? 'dark' : 'light'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="csp-nonce" property="csp-nonce" content="${nonce}" nonce="${nonce}"><title>联桥 Linkspan</title><link rel="icon" href="data:,">${css}<script type="module" src="/static/app/${entry.file}" nonce="${nonce}"></script></head><body><div id="root"></div></body></html>`);
}

function serveStatic(pathname, res) {
  const file = normalize(join(built, pathname.replace('/static/', '')));
  if (!file.startsWith(built) || !existsSync(file)) return res.writeHead(404).end();
  res.writeHead(200, { 'Content-Type': MIME[extname(file)] ?? 'application/octet-stream', 'Cache-Control': 'no-cache' });
  return createReadStream(file).pipe(res);
}

createServer((req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://mock');
  if (pathname === '/live') return stream(req, res);
  if (pathname.startsWith('/static/')) return serveStatic(pathname, res);
  if (pathname === '/mock/streams') return res.end(String(streams.size));
  if (pathname === '/mock/tell') { tell(searchParams.get('event'), JSON.parse(searchParams.get('data') ?? '{}')); return res.end(); }
  if (!pathname.startsWith('/api/')) return shell(res);
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    const raw = Buffer.concat(chunks);
    const body = (req.headers['content-type'] ?? '').includes('json') && raw.length ? JSON.parse(raw.toString()) : raw;
    for (const [method, pattern, answer] of routes) {
      const match = method === req.method && pattern.exec(pathname);
      if (!match) continue;
      const result = answer(match.slice(1), body, res, searchParams);
      return result === undefined ? undefined : send(res, 200, result);
    }
    return problem(res, 404, 'not_found', '没有这个接口');
  });
  return undefined;
}).listen(PORT, '127.0.0.1', () => console.log(`mock on http://127.0.0.1:${PORT}`));
