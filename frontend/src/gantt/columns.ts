/** Columns of the treegrid: widths, what a cell shows, and whether it can be edited. */
import { formatDuration, formatLag } from './duration';
import { FLOAT_COLUMNS, type FloatColumn } from './floats';
import type { PlanModel } from './model';
import { DAY, NONE, dayFrom, dayOf, finishDay, shortDate, ymdOf } from './time';
import { FS, LINK_NAMES } from './types';

export type ColumnKey =
  'number' | 'wbs' | 'name' | 'duration' | 'start' | 'finish' | 'float' | 'progress' | 'owner' | 'predecessors' | 'phone' | FloatColumn;

export interface Column { key: ColumnKey; width: number; isFlexible?: boolean; isNumeric?: boolean; isEditable?: boolean }

export const MIN_COLUMN = 32, MAX_COLUMN = 420, MIN_NAME = 120;

const BASE: Column[] = [
  { key: 'number', width: 26, isNumeric: true },
  { key: 'wbs', width: 40 },
  { key: 'name', width: 190, isFlexible: true, isEditable: true },
  { key: 'duration', width: 46, isNumeric: true, isEditable: true },
  { key: 'start', width: 50, isNumeric: true, isEditable: true },
  { key: 'finish', width: 50, isNumeric: true, isEditable: true },
  { key: 'float', width: 48, isNumeric: true },
  { key: 'free_float', width: 58, isNumeric: true },
  { key: 'start_float', width: 58, isNumeric: true },
  { key: 'finish_float', width: 58, isNumeric: true },
  { key: 'independent_float', width: 58, isNumeric: true },
  { key: 'longest', width: 58, isNumeric: true },
  { key: 'progress', width: 68, isNumeric: true, isEditable: true },
  { key: 'owner', width: 74, isEditable: true },
  { key: 'predecessors', width: 110, isEditable: true },
];

/** `extra`: columns of floats that are shown; absent in settings that were kept before there were any. */
export interface ColumnChoice { widths: Partial<Record<ColumnKey, number>>; showPredecessors: boolean; extra?: FloatColumn[] }

const isFloat = (key: ColumnKey): key is FloatColumn => (FLOAT_COLUMNS as readonly string[]).includes(key);
const isShown = (key: ColumnKey, choice: ColumnChoice): boolean =>
  key === 'predecessors' ? choice.showPredecessors : !isFloat(key) || (choice.extra ?? []).includes(key);

/** Columns for a plan: number, code and dates get the width their longest value needs, a user's own width wins. */
export function columnsFor(model: PlanModel, choice: ColumnChoice): Column[] {
  const year = planYear(model);
  const [first, last] = [dayFrom(year, 1, 1) * DAY, dayFrom(year + 1, 1, 1) * DAY];
  const isLong = (key: 'start' | 'finish') => model.c[key].some((t) => t !== NONE && (t < first || t > last));
  const code = model.wbs.reduce((most, text) => Math.max(most, text?.length ?? 0), 0);
  return BASE.filter((column) => isShown(column.key, choice)).map((column) => {
    const own = choice.widths[column.key];
    if (own) return { ...column, width: own };
    if (column.key === 'number') return { ...column, width: 12 + 7 * Math.max(2, String(model.n).length) };
    if (column.key === 'wbs') return { ...column, width: Math.min(84, Math.max(40, 12 + 6.5 * code)) };
    return (column.key === 'start' || column.key === 'finish') && isLong(column.key) ? { ...column, width: 78 } : column;
  });
}

export const PHONE_COLUMNS: Column[] = [{ key: 'phone', width: 0, isFlexible: true }];

export const planYear = (model: PlanModel): number =>
  ymdOf(dayOf(model.project.business_today ?? model.project.data_date ?? model.project.start ?? 0)).y;

/** Text of a cell, as shown and as copied. Unknown is «—», not applicable «–». */
export function cellText(model: PlanModel, row: number, key: ColumnKey): string {
  const { c } = model;
  switch (key) {
    case 'number': return String(row + 1);
    case 'wbs': return model.wbs[row] ?? '';
    case 'name': case 'phone': return model.name[row];
    case 'duration': return durationText(model, row);
    case 'start': return c.start[row] === NONE ? '—' : shortDate(c.start[row], planYear(model));
    case 'finish': return c.finish[row] === NONE ? '—' : shortDate(finishDay(c.finish[row]) * 1440, planYear(model));
    case 'float': return floatText(model, row);
    case 'progress': return Math.round(model.progress[row] * 100) + '%';
    case 'owner': return model.ownerName(row);
    case 'predecessors': return predecessorText(model, row);
    case 'longest': return model.floats?.of(model.id[row], key) ? '✓' : '';
    default: return daysText(model, row, model.floats?.of(model.id[row], key) ?? NONE);
  }
}

function durationText(model: PlanModel, row: number): string {
  const minutes = model.c.duration[row];
  if (minutes === NONE) return '—';
  if (model.isSummary(row) && model.c.start[row] !== NONE) {
    return formatDuration(model.calendar.workBetween(model.c.start[row], model.c.finish[row]), model.minutesPerDay);
  }
  return formatDuration(minutes, model.minutesPerDay);
}

/** Total float in days without unit (the unit is in the design's head); «–» where the task is done. */
function floatText(model: PlanModel, row: number): string {
  return daysText(model, row, model.c.total_float[row]);
}

function daysText(model: PlanModel, row: number, minutes: number): string {
  if (model.progress[row] >= 1) return '–';
  if (minutes === NONE) return '—';
  const days = Math.round((minutes / model.minutesPerDay) * 10) / 10;
  return (days < 0 ? '−' : '') + String(Math.abs(days));
}

/** `4.18, 4.19SS+2d`: code of each predecessor, its type unless FS, its lag. */
export function predecessorText(model: PlanModel, row: number): string {
  const { links } = model;
  const parts: string[] = [];
  for (let i = links.inStart[row]; i < links.inStart[row + 1]; i++) {
    const k = links.into[i], from = links.from[k];
    const lag = formatLag(links.lag[k], links.lagKind[k], model.minutesPerDay);
    const type = links.type[k] === FS && lag === '' ? '' : LINK_NAMES[links.type[k]];
    parts.push((model.wbs[from] || '#' + (from + 1)) + type + lag);
  }
  return parts.join(', ');
}

export type FloatTone = 'zero' | 'near' | 'plain' | 'none';
/** Two days of float and less are near critical. */
const NEAR_DAYS = 2;

export function floatTone(model: PlanModel, row: number): FloatTone {
  const minutes = model.c.total_float[row];
  if (model.progress[row] >= 1 || minutes === NONE) return 'none';
  if (minutes <= 0) return 'zero';
  return minutes <= NEAR_DAYS * model.minutesPerDay ? 'near' : 'plain';
}

export function isEditableCell(model: PlanModel, row: number, column: Column): boolean {
  if (!column.isEditable) return false;
  if (!model.isSummary(row)) return true;
  return column.key === 'name' || column.key === 'owner' || column.key === 'predecessors';
}
