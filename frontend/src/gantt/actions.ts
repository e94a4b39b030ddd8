/** Verbs on the selected rows: create, delete, indent, outdent, move. The server checks them again. */
import type { Engine } from './engine';
import { nextSibling, previousSibling, topmost } from './outline';

const idOrNull = (engine: Engine, row: number): number | null => (row >= 0 ? engine.model.id[row] : null);

function guard(engine: Engine): number[] | null {
  if (!engine.canEdit) { engine.host.refuse(engine.t('gantt.error.readOnly')); return null; }
  return topmost(engine.model.outline, engine.selection.acting);
}

/** A sibling after the cursor; under an open summary its last child; at the end of an empty plan. Its name is edited at once. */
export async function newTask(engine: Engine): Promise<void> {
  const { model, t } = engine;
  if (!guard(engine)) return;
  const { outline } = model;
  const row = engine.selection.cursor;
  const isOpenSummary = row >= 0 && outline.end[row] > row + 1 && !engine.collapsed.has(model.id[row]);
  const parent = row < 0 ? -1 : isOpenSummary ? row : outline.parent[row];
  const after = row < 0 ? lastChild(engine, -1) : isOpenSummary ? lastChild(engine, row) : row;
  const ids = await engine.host.run([{
    op: 'task.create', temp: 't1', parent: idOrNull(engine, parent), after: idOrNull(engine, after),
    name: t('gantt.newTask'), duration: model.minutesPerDay, kind: 0,
  }]);
  const id = ids?.t1;
  if (id === undefined || !engine.showTask(id, false)) return;
  const column = engine.columnIndex('name');
  if (column < 0) { engine.host.onOpen(id); return; }
  engine.selection.setColumn(column);
  engine.edit(model.row(id), column);
}

function lastChild(engine: Engine, parent: number): number {
  const { outline } = engine.model;
  const end = parent < 0 ? engine.model.n : outline.end[parent];
  let found = -1;
  for (let i = parent + 1; i < end; i = outline.end[i]) found = i;
  return found;
}

export function deleteSelected(engine: Engine): void {
  const rows = guard(engine);
  if (!rows || rows.length === 0) return;
  void engine.host.run([{ op: 'task.delete', ids: rows.map((r) => engine.model.id[r]) }]);
}

export function indent(engine: Engine): void {
  const rows = guard(engine);
  if (!rows || rows.length === 0) return;
  if (previousSibling(engine.model.outline, rows[0]) < 0) { engine.host.refuse(engine.t('gantt.error.indentFirst')); return; }
  const above = previousSibling(engine.model.outline, rows[0]);
  engine.collapsed.delete(engine.model.id[above]);
  void engine.host.run([{ op: 'task.indent', ids: rows.map((r) => engine.model.id[r]) }]);
}

export function outdent(engine: Engine): void {
  const rows = guard(engine);
  if (!rows || rows.length === 0) return;
  if (rows.every((r) => engine.model.outline.parent[r] < 0)) { engine.host.refuse(engine.t('gantt.error.outdentTop')); return; }
  void engine.host.run([{ op: 'task.outdent', ids: rows.map((r) => engine.model.id[r]) }]);
}

export function moveRows(engine: Engine, direction: 'up' | 'down'): void {
  const rows = guard(engine);
  if (!rows || rows.length === 0) return;
  const { outline, id } = engine.model;
  const parent = outline.parent[rows[0]];
  const siblings = rows.filter((r) => outline.parent[r] === parent);
  const target = direction === 'up' ? previousSibling(outline, siblings[0]) : nextSibling(outline, siblings[siblings.length - 1]);
  if (target < 0) return;
  const after = direction === 'up' ? previousSibling(outline, target) : target;
  void engine.host.run([{ op: 'task.move', ids: siblings.map((r) => id[r]), parent: idOrNull(engine, parent), after: idOrNull(engine, after) }]);
}
