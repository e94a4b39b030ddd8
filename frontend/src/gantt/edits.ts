/** From typed text to the change it means, or the sentence why it means none. Pure; used by cells, paste and the details form. */
import { cellText, type ColumnKey } from './columns';
import { parseDuration } from './duration';
import type { PlanModel } from './model';
import { DAY, NONE, isoDay, parseDate, weekdayOf } from './time';
import type { Command, TaskSet } from './types';

export type EditResult =
  | { kind: 'none' }
  | { kind: 'commands'; commands: Command[]; set: TaskSet | null }
  | { kind: 'error'; key: string; params?: Record<string, string | number> };

export function parseEdit(model: PlanModel, row: number, key: ColumnKey, text: string): EditResult {
  const value = text.trim();
  if (value === cellText(model, row, key).trim()) return { kind: 'none' };
  switch (key) {
    case 'name': return value === '' ? error('gantt.error.name') : update(model, row, { name: value });
    case 'duration': return editDuration(model, row, value);
    case 'start': return editStart(model, row, value);
    case 'finish': return editFinish(model, row, value);
    case 'progress': return editProgress(model, row, value);
    case 'owner': return editOwner(model, row, value);
    case 'predecessors':
      return { kind: 'commands', commands: [{ op: 'task.predecessors', id: model.id[row], text: value }], set: null };
    default: return { kind: 'none' };
  }
}

export function update(model: PlanModel, row: number, set: TaskSet): EditResult {
  const command: Command = { op: 'task.update', id: model.id[row], version: model.c.version[row], set };
  return { kind: 'commands', commands: [command], set };
}

function editDuration(model: PlanModel, row: number, value: string): EditResult {
  const minutes = parseDuration(value, { minutesPerDay: model.minutesPerDay });
  if (minutes === null) return error('gantt.error.duration', { text: value });
  return minutes === model.c.duration[row] ? { kind: 'none' } : update(model, row, { duration: minutes });
}

function editStart(model: PlanModel, row: number, value: string): EditResult {
  if (value === '') return update(model, row, { start: null });
  const t = instantOf(model, row, value, false);
  return typeof t === 'number' ? update(model, row, { start: t }) : t;
}

function editFinish(model: PlanModel, row: number, value: string): EditResult {
  const t = instantOf(model, row, value, true);
  if (typeof t !== 'number') return t;
  if (model.c.start[row] !== NONE && t < model.c.start[row]) {
    return error('gantt.error.finishBeforeStart', { start: isoDay(Math.floor(model.c.start[row] / DAY)) });
  }
  return update(model, row, { finish: t });
}

/** The typed day's first or last working minute in the task's calendar; a rest day is refused with the days around it. */
function instantOf(model: PlanModel, row: number, value: string, isFinish: boolean): number | EditResult {
  const reference = isFinish ? model.c.finish[row] : model.c.start[row];
  const parsed = parseDate(value, reference === NONE ? model.project.business_today ?? 0 : reference);
  if (!parsed) return error('gantt.error.date', { text: value });
  const calendar = model.calendarOf(row);
  if (calendar.isRest(parsed.day)) return error('gantt.error.restDay', restDay(model, row, parsed.day));
  if (parsed.minute !== null) return parsed.day * DAY + parsed.minute;
  const intervals = calendar.intervals(parsed.day);
  return parsed.day * DAY + (isFinish ? intervals[intervals.length - 1][1] : intervals[0][0]);
}

function restDay(model: PlanModel, row: number, day: number): Record<string, string | number> {
  const calendar = model.calendarOf(row);
  let before = day, after = day;
  for (let i = 0; i < 60 && calendar.isRest(before); i++) before--;
  for (let i = 0; i < 60 && calendar.isRest(after); i++) after++;
  return { date: isoDay(day).slice(5), weekday: weekdayOf(day), before: isoDay(before).slice(5), after: isoDay(after).slice(5) };
}

function editProgress(model: PlanModel, row: number, value: string): EditResult {
  const match = /^(\d{1,3}(?:\.\d+)?)\s*[%％]?$/.exec(value);
  const percent = match ? Number(match[1]) : NaN;
  if (!(percent >= 0 && percent <= 100)) return error('gantt.error.progress', { text: value });
  return update(model, row, { progress: percent / 100 });
}

function editOwner(model: PlanModel, row: number, value: string): EditResult {
  if (value === '') return update(model, row, { owner: null });
  const people = [...model.people.values()];
  const exact = people.filter((p) => p.name === value);
  const near = exact.length ? exact : people.filter((p) => p.name.toLowerCase().includes(value.toLowerCase()));
  if (near.length === 1) return update(model, row, { owner: near[0].id });
  return error(near.length === 0 ? 'gantt.error.owner' : 'gantt.error.ownerMany', { text: value });
}

const error = (key: string, params?: Record<string, string | number>): EditResult => ({ kind: 'error', key, params });
