/** Columns, lanes and moves of a board. Pure. */
import { t } from '../app/i18n';
import { optionOf } from '../schema/formatValue';
import { workflowOf } from '../schema/place';
import { refOf } from '../schema/refs';
import type { EntityMeta, FieldMeta, FieldType, Refs, Row, Tone, TransitionMeta, Value } from '../schema/types';

export interface Column {
  /** Text of the value; '' for rows without one. */
  key: string;
  value: Value;
  label: string;
  tone: Tone | null;
}

const BY_REFERENCE: FieldType[] = ['person', 'party', 'reference'];
const COLUMN_TYPES: FieldType[] = ['state', 'choice', ...BY_REFERENCE];

export const keyOf = (value: Value | undefined): string => (value === null || value === undefined ? '' : String(value));

/** Fields that may be columns: those the entity names first, then every other of a fitting type. */
export function columnFields(entity: EntityMeta): FieldMeta[] {
  const fitting = entity.fields.filter((field) => COLUMN_TYPES.includes(field.type));
  const place = (field: FieldMeta) => (entity.board.includes(field.name) ? entity.board.indexOf(field.name) : entity.board.length);
  return [...fitting].sort((a, b) => place(a) - place(b));
}

/** Options in their own order, or what the rows point at by name; rows without a value come last. */
export function columnsOf(field: FieldMeta, rows: Row[], refs: Refs): Column[] {
  const used = new Map(rows.map((row) => [keyOf(row[field.name]), row[field.name] ?? null]));
  const columns: Column[] = BY_REFERENCE.includes(field.type)
    ? [...used]
        .filter(([key]) => key !== '')
        .map(([key, value]) => ({ key, value, label: refOf(refs, field, value)?.label ?? key, tone: null }))
        .sort((a, b) => a.label.localeCompare(b.label, 'zh'))
    : field.options.map(({ value, label, tone }) => ({ key: value, value, label, tone }));
  const known = new Set(columns.map((column) => column.key));
  const strays = [...used].filter(([key]) => key !== '' && !known.has(key));
  columns.push(...strays.map(([key, value]) => ({ key, value, label: optionOf(field, value)?.label ?? key, tone: null })));
  if (used.has('') || (!field.required && BY_REFERENCE.includes(field.type))) {
    columns.push({ key: '', value: null, label: t('board.none'), tone: null });
  }
  return columns;
}

/** Rows of every column, in the order of the list. */
export function byColumn(field: FieldMeta, rows: Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row[field.name]);
    const column = found.get(key);
    if (column) column.push(row);
    else found.set(key, [row]);
  }
  return found;
}

export type Move = { isAllowed: true; transition: TransitionMeta | null } | { isAllowed: false; reason: string };

/** Whether a row may go to another column, with the reason where not, and the transition where the field is a state. */
export function moveOf(entity: EntityMeta, field: FieldMeta, row: Row, to: Column, canEdit: boolean): Move {
  const workflow = workflowOf(entity, row);
  if (!canEdit) return { isAllowed: false, reason: t('board.noRight') };
  const state = workflow ? keyOf(row[workflow.field]) : '';
  if (workflow?.field === field.name) {
    const transition = workflow.transitions.find((other) => other.to === to.key && other.from.includes(state));
    if (transition) return { isAllowed: true, transition };
    const from = optionOf(field, state)?.label ?? state;
    return { isAllowed: false, reason: t('board.noWay', { from, to: to.label }) };
  }
  if (field.read_only) return { isAllowed: false, reason: t('board.readOnly', { field: field.label }) };
  if (workflow?.closed.includes(state)) {
    const stateField = entity.fields.find((other) => other.name === workflow.field);
    const label = (stateField && optionOf(stateField, state)?.label) ?? state;
    return { isAllowed: false, reason: t('board.closed', { state: label }) };
  }
  if (to.value === null && field.required) return { isAllowed: false, reason: t('board.required', { field: field.label }) };
  return { isAllowed: true, transition: null };
}

/** Place in its new column: the order is the list's, so a card lands where the list would put it. */
export function landingIndex(rows: Row[], column: Row[], moved: Row): number {
  const place = new Map(rows.map((row, index) => [row.id, index]));
  const mine = place.get(moved.id) ?? rows.length;
  return column.filter((row) => row.id !== moved.id && (place.get(row.id) ?? 0) < mine).length;
}
