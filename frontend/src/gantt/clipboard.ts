/** Copy rows as a table and paste a block from Excel: one transaction, every cell read as if it had been typed. */
import { cellText, isEditableCell } from './columns';
import { parseEdit } from './edits';
import type { Engine } from './engine';
import type { Command, TaskSet } from './types';

/** A paste of more rows than this is an import, not an edit. */
const MAX_ROWS = 2000;

export const canCopy = (engine: Engine): boolean => engine.selection.acting.length > 0;

export function copyText(engine: Engine): string {
  const { model, grid, selection } = engine;
  if (selection.rows.size === 0) return cellText(model, selection.cursor, grid.columns[selection.column].key);
  return selection.acting.map((row) => grid.columns.map((c) => cellText(model, row, c.key)).join('\t')).join('\n');
}

export function pasteText(engine: Engine, text: string): void {
  const { model, visible, selection, grid, t } = engine;
  if (!engine.canEdit) { engine.host.refuse(t('gantt.error.readOnly')); return; }
  const lines = text.replace(/\r/g, '').replace(/\n$/, '').split('\n').map((line) => line.split('\t'));
  const first = visible.position[selection.cursor] ?? -1;
  if (first < 0) return;
  if (lines.length > MAX_ROWS) { engine.host.refuse(t('gantt.error.pasteRows', { n: MAX_ROWS })); return; }
  const commands: Command[] = [];
  const refusals: string[] = [];
  lines.forEach((cells, i) => {
    const row = visible.rows[first + i];
    if (row === undefined) return;
    const { set, others, refused } = readRow(engine, row, cells);
    if (Object.keys(set).length) commands.push({ op: 'task.update', id: model.id[row], version: model.c.version[row], set });
    commands.push(...others);
    if (refused) refusals.push(`${model.wbs[row]} ${grid.columns[refused.column] ? t(`gantt.column.${grid.columns[refused.column].key}`) : ''}`);
  });
  if (refusals.length) engine.host.refuse(t('gantt.error.paste', { n: refusals.length, first: refusals[0] }));
  else if (commands.length) void engine.host.run(commands);
}

function readRow(engine: Engine, row: number, cells: string[]): { set: TaskSet; others: Command[]; refused: { column: number } | null } {
  const { model, grid, selection } = engine;
  const set: TaskSet = {};
  const others: Command[] = [];
  for (let j = 0; j < cells.length; j++) {
    const column = grid.columns[selection.column + j];
    if (!column || !isEditableCell(model, row, column)) continue;
    const result = parseEdit(model, row, column.key, cells[j]);
    if (result.kind === 'error') return { set, others, refused: { column: selection.column + j } };
    if (result.kind !== 'commands') continue;
    if (result.set) Object.assign(set, result.set); else others.push(...result.commands);
  }
  return { set, others, refused: null };
}
