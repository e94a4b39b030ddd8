/**
 * Local preview of the server's forward pass: what moves when a task is dragged, the float it uses and what turns critical.
 * The server owns the dates; this only has to look right until its answer arrives.
 */
import type { PlanModel } from './model';
import { NONE } from './time';
import { ALAP, FF, FNET, FS, LAG_ELAPSED, LAG_PERCENT, MFO, MSO, SF, SNET } from './types';

export interface Seed { row: number; start: number; duration: number }

export interface PreviewResult {
  /** Rows whose dates differ from now (tasks and summaries). */
  moved: number[];
  start: Int32Array;
  finish: Int32Array;
  /** Rows that have no float left and were not critical. */
  turnCritical: number[];
  projectFinishBefore: number;
  projectFinish: number;
}

/**
 * Order of the network with summaries split in two: node r is a task, or a summary's roll-up; node n + r is the bound a
 * summary hands down to its children. Nodes on a cycle get rank −1 and stay where they are.
 */
function rankNodes(model: PlanModel): Int32Array {
  const { n } = model;
  const degree = new Int32Array(2 * n);
  for (let v = 0; v < 2 * n; v++) eachSuccessor(model, v, (w) => { degree[w]++; });
  const queue = new Int32Array(2 * n), rank = new Int32Array(2 * n).fill(-1);
  let head = 0, tail = 0;
  for (let v = 0; v < 2 * n; v++) if (degree[v] === 0) queue[tail++] = v;
  while (head < tail) {
    const v = queue[head];
    rank[v] = head++;
    eachSuccessor(model, v, (w) => { if (--degree[w] === 0) queue[tail++] = w; });
  }
  return rank;
}

function eachSuccessor(model: PlanModel, node: number, visit: (node: number) => void): void {
  const { n, links, outline } = model;
  const isBound = node >= n, row = isBound ? node - n : node;
  const isSummary = outline.end[row] > row + 1;
  if (isBound) {
    if (!isSummary) return;
    for (let c = row + 1; c < outline.end[row]; c = outline.end[c]) visit(outline.end[c] > c + 1 ? n + c : c);
    return;
  }
  if (outline.parent[row] >= 0) visit(outline.parent[row]);
  for (let i = links.outStart[row]; i < links.outStart[row + 1]; i++) {
    const to = links.to[links.out[i]];
    visit(outline.end[to] > to + 1 ? n + to : to);
  }
}

let cached: { model: PlanModel; topology: number; rank: Int32Array } | null = null;

export class Preview {
  private readonly model: PlanModel;
  private readonly order: Int32Array;
  private readonly start: Int32Array;
  private readonly finish: Int32Array;
  private readonly bound: Map<number, number> = new Map();
  private readonly base: Int32Array;
  private readonly seeds = new Map<number, Seed>();
  private readonly projectFinishBefore: number;
  private readonly seedRows: Set<number>;

  /** Prepare for repeated `run` calls that move the given rows; the cost of a run is that of their descendants. */
  constructor(model: PlanModel, rows: number[]) {
    this.model = model;
    this.seedRows = new Set(rows);
    this.order = this.descendants(rows, nodeRanks(model));
    this.start = model.c.start.slice();
    this.finish = model.c.finish.slice();
    this.projectFinishBefore = model.finish();
    this.base = new Int32Array(this.order.length);
    for (let i = 0; i < this.order.length; i++) {
      const v = this.order[i];
      if (v < model.n && !isParent(model, v)) this.base[i] = this.earliest(v);
      else if (v >= model.n) this.bound.set(v - model.n, this.boundOf(v - model.n));
    }
  }

  run(seeds: Seed[]): PreviewResult {
    const { model, start, finish } = this;
    this.seeds.clear();
    for (const seed of seeds) this.seeds.set(seed.row, seed);
    start.set(model.c.start);
    finish.set(model.c.finish);
    const moved: number[] = [];
    for (let i = 0; i < this.order.length; i++) {
      const v = this.order[i];
      if (v >= model.n) { this.bound.set(v - model.n, this.boundOf(v - model.n)); continue; }
      if (isParent(model, v)) this.rollUp(v); else this.place(v, this.base[i]);
      if (start[v] !== model.c.start[v] || finish[v] !== model.c.finish[v]) moved.push(v);
    }
    return this.result(moved);
  }

  private result(moved: number[]): PreviewResult {
    const { model, start, finish, projectFinishBefore } = this;
    let projectFinish = NONE;
    for (let i = 0; i < model.n; i++) if (finish[i] > projectFinish) projectFinish = finish[i];
    const pushed = Math.max(0, model.calendar.workBetween(projectFinishBefore, projectFinish));
    const turnCritical = moved.filter((row) => {
      if (isParent(model, row) || model.c.critical[row] === 1 || model.c.late_finish[row] === NONE) return false;
      if (model.progress[row] >= 1) return false;
      return model.calendarOf(row).workBetween(finish[row], model.c.late_finish[row]) + pushed <= 0;
    });
    return { moved, start, finish, turnCritical, projectFinishBefore, projectFinish };
  }

  private descendants(rows: number[], rank: Int32Array): Int32Array {
    const { model } = this;
    const seen = new Uint8Array(2 * model.n);
    const stack: number[] = [];
    const found: number[] = [];
    const visit = (v: number): void => { if (!seen[v] && rank[v] >= 0) { seen[v] = 1; stack.push(v); } };
    for (const row of rows) visit(isParent(model, row) ? model.n + row : row);
    while (stack.length > 0) {
      const v = stack.pop()!;
      found.push(v);
      eachSuccessor(model, v, visit);
    }
    const order = Float64Array.from(found, (v) => rank[v] * 4294967296 + v).sort();
    return Int32Array.from(order, (key) => key % 4294967296);
  }

  private place(row: number, base: number): void {
    const { model, start, finish } = this;
    const { c } = model;
    const seed = this.seeds.get(row);
    const now = c.start[row];
    if (now === NONE) return;
    const cal = model.calendarOf(row);
    let at = now;
    if (seed) at = seed.start === now || isFixed(model, row) ? seed.start : Math.max(seed.start, this.earliest(row, true));
    else if (!isFixed(model, row)) {
      const next = this.earliest(row);
      at = next === base ? now : base === now ? next : Math.max(now, next);
    }
    const duration = seed ? seed.duration : c.duration[row];
    start[row] = at;
    const shift = at === now ? 0 : cal.workBetween(now, at);
    const stretch = duration - c.duration[row];
    if (shift === 0 && stretch === 0) { finish[row] = c.finish[row]; return; }
    finish[row] = duration === 0 ? at : cal.inv(cal.ord(c.finish[row]) + shift + stretch, true);
  }

  /** Earliest start that links, the summaries above and the constraint allow, with the dates of this run. */
  private earliest(row: number, ignoreConstraint = false): number {
    const { model } = this;
    const { c, links } = model;
    const cal = model.calendarOf(row);
    const duration = this.seeds.get(row)?.duration ?? c.duration[row];
    let at = model.project.start ?? NONE;
    for (let i = links.inStart[row]; i < links.inStart[row + 1]; i++) {
      at = Math.max(at, this.linkBound(links.into[i], row, duration));
    }
    const parent = model.outline.parent[row];
    if (parent >= 0) at = Math.max(at, this.bound.get(parent) ?? NONE);
    const kind = c.constraint[row], date = c.constraint_date[row];
    if (!ignoreConstraint && !this.seedRows.has(row) && date !== NONE) {
      if (kind === SNET) at = Math.max(at, date);
      else if (kind === FNET) at = Math.max(at, cal.addWork(date, -duration, false));
    }
    if (at === NONE) return c.start[row];
    return cal.inv(cal.ord(at), duration === 0);
  }

  private boundOf(row: number): number {
    const { links, outline } = this.model;
    let at = outline.parent[row] >= 0 ? this.bound.get(outline.parent[row]) ?? NONE : NONE;
    for (let i = links.inStart[row]; i < links.inStart[row + 1]; i++) {
      const k = links.into[i];
      if (links.type[k] === FF || links.type[k] === SF) continue;
      at = Math.max(at, this.linkBound(k, row, 0));
    }
    const seed = this.seeds.get(row);
    return seed ? Math.max(at, seed.start) : at;
  }

  private linkBound(k: number, row: number, duration: number): number {
    const { model, start, finish } = this;
    const { links } = model;
    const from = links.from[k], type = links.type[k], lag = links.lag[k];
    const cal = model.calendarOf(row);
    const anchor = type === FS || type === FF ? finish[from] : start[from];
    if (anchor === NONE) return NONE;
    const minutes = links.lagKind[k] === LAG_PERCENT ? Math.round((lag / 10000) * (this.seeds.get(from)?.duration ?? model.c.duration[from])) : lag;
    const isFinish = type === FF || type === SF;
    const t = minutes === 0 ? anchor
      : links.lagKind[k] === LAG_ELAPSED ? anchor + minutes : cal.addWork(anchor, minutes, isFinish);
    return isFinish ? cal.addWork(t, -duration, false) : t;
  }

  private rollUp(row: number): void {
    const { outline } = this.model;
    let low = 2147483647, high = NONE;
    for (let ch = row + 1; ch < outline.end[row]; ch = outline.end[ch]) {
      if (this.start[ch] !== NONE && this.start[ch] < low) low = this.start[ch];
      if (this.finish[ch] > high) high = this.finish[ch];
    }
    if (high === NONE) return;
    this.start[row] = low;
    this.finish[row] = high;
  }
}

function nodeRanks(model: PlanModel): Int32Array {
  if (cached?.model !== model || cached.topology !== model.topology) {
    cached = { model, topology: model.topology, rank: rankNodes(model) };
  }
  return cached.rank;
}

const isParent = (model: PlanModel, row: number): boolean => model.outline.end[row] > row + 1;

/** Started, pinned by constraint, or as late as possible: a predecessor does not move its start here. */
function isFixed(model: PlanModel, row: number): boolean {
  const kind = model.c.constraint[row];
  return model.c.actual_start[row] !== NONE || model.progress[row] > 0 || kind === MSO || kind === MFO || kind === ALAP;
}
