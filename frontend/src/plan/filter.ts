/** The filter of the plan: what it keeps, and how it lives in the address. */
import type { PlanModel } from '../gantt/model';
import { NONE } from '../gantt/time';

export type Show = 'critical' | 'late' | 'milestones';
export interface PlanFilter { text: string; show: Show | null }

export const NO_FILTER: PlanFilter = { text: '', show: null };
export const isActive = (filter: PlanFilter): boolean => filter.text.trim() !== '' || filter.show !== null;

/** One byte per row, 1 where it passes; null where nothing is filtered. Summaries come along as ancestors only. */
export function matchRows(model: PlanModel, filter: PlanFilter): Uint8Array | null {
  if (!isActive(filter)) return null;
  const words = filter.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const matches = new Uint8Array(model.n);
  for (let row = 0; row < model.n; row++) {
    if (filter.show && (model.isSummary(row) || !shows(model, row, filter.show))) continue;
    if (words.length && !hasWords(model, row, words)) continue;
    matches[row] = 1;
  }
  return matches;
}

function hasWords(model: PlanModel, row: number, words: string[]): boolean {
  const text = `${model.wbs[row]} ${model.name[row]} ${model.ownerName(row)}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function shows(model: PlanModel, row: number, show: Show): boolean {
  if (show === 'critical') return model.c.critical[row] === 1 && model.progress[row] < 1;
  return show === 'late' ? isLate(model, row) : model.isMilestone(row);
}

/** Open, and its finish past its deadline or before today: what the server counts as late. */
export function isLate(model: PlanModel, row: number): boolean {
  if (model.progress[row] >= 1 || model.isSummary(row)) return false;
  const finish = model.c.finish[row];
  if (finish === NONE) return false;
  const deadline = model.c.deadline[row], today = model.project.business_today;
  return (deadline !== NONE && finish > deadline) || (today !== null && finish < today);
}

/** The row a long plan opens at: the first unfinished critical task, where the work presses. */
export function pressingRow(model: PlanModel): number {
  for (let row = 0; row < model.n; row++) {
    if (!model.isSummary(row) && model.c.critical[row] === 1 && model.progress[row] < 1) return row;
  }
  return -1;
}

export interface PlanAddress extends PlanFilter { task: number | null; zoom: string | null }

export function readAddress(search: string): PlanAddress {
  const params = new URLSearchParams(search);
  const show = params.get('show');
  return {
    text: params.get('q') ?? '', show: show === 'critical' || show === 'late' || show === 'milestones' ? show : null,
    task: Number(params.get('task')) || null, zoom: params.get('zoom'),
  };
}

/** Write the filter and the zoom into the address without a new entry in the history. */
export function writeAddress(filter: PlanFilter, zoom: string): void {
  const params = new URLSearchParams(location.search);
  const put = (key: string, value: string): void => { if (value) params.set(key, value); else params.delete(key); };
  put('q', filter.text.trim());
  put('show', filter.show ?? '');
  put('zoom', zoom === 'week' ? '' : zoom);
  params.delete('task');
  const text = params.toString();
  history.replaceState(history.state, '', location.pathname + (text ? `?${text}` : ''));
}
