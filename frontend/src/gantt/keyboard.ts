/** Keys of the plan. Letters are verbs, digits and Chinese input start an edit; what is no key of the grid goes to the page. */
import { deleteSelected, indent, moveRows, newTask, outdent } from './actions';
import type { Engine } from './engine';
import { previousSibling } from './outline';

/** True when the key was used. */
export function handleKey(engine: Engine, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return controlKey(engine, event) || engine.host.onKey(event);
  if (event.altKey) return altKey(engine, event);
  return moveKey(engine, event) || verbKey(engine, event) || startTyping(engine, event) || engine.host.onKey(event);
}

function controlKey(engine: Engine, event: KeyboardEvent): boolean {
  const { selection, visible, grid } = engine;
  const key = event.key.toLowerCase();
  if (key === 'a') { selection.all(); return true; }
  if (event.key === 'Home' || event.key === 'End') {
    const row = visible.rows[event.key === 'Home' ? 0 : visible.count - 1];
    if (row !== undefined) go(engine, row, event.shiftKey);
    return true;
  }
  if (event.key === 'ArrowRight') { selection.setColumn(grid.columns.length - 1); return true; }
  if (event.key === 'ArrowLeft') { selection.setColumn(0); return true; }
  if (event.key === ' ') { if (selection.cursor >= 0) selection.toggle(selection.cursor); return true; }
  return false;
}

function altKey(engine: Engine, event: KeyboardEvent): boolean {
  if (event.shiftKey && event.key === 'ArrowRight') { indent(engine); return true; }
  if (event.shiftKey && event.key === 'ArrowLeft') { outdent(engine); return true; }
  if (event.key === 'ArrowUp') { moveRows(engine, 'up'); return true; }
  if (event.key === 'ArrowDown') { moveRows(engine, 'down'); return true; }
  return false;
}

export function go(engine: Engine, row: number, extend: boolean): void {
  engine.selection.moveTo(row, extend);
  engine.camera.revealRow(row);
}

function step(engine: Engine, by: number, extend: boolean): boolean {
  const { visible, selection } = engine;
  if (visible.count === 0) return true;
  const now = selection.cursor < 0 ? -1 : visible.position[selection.cursor];
  const next = Math.max(0, Math.min(visible.count - 1, now + by));
  go(engine, visible.rows[next], extend);
  return true;
}

function moveKey(engine: Engine, event: KeyboardEvent): boolean {
  const { selection, view, grid } = engine;
  const page = Math.max(1, Math.floor((view.height - view.header) / view.rowHeight) - 1);
  switch (event.key) {
    case 'ArrowDown': return step(engine, 1, event.shiftKey);
    case 'ArrowUp': return step(engine, -1, event.shiftKey);
    case 'PageDown': return step(engine, page, event.shiftKey);
    case 'PageUp': return step(engine, -page, event.shiftKey);
    case 'ArrowRight': return sideways(engine, 1);
    case 'ArrowLeft': return sideways(engine, -1);
    case 'Home': selection.setColumn(0); return true;
    case 'End': selection.setColumn(grid.columns.length - 1); return true;
    default: return false;
  }
}

/** Treegrid convention: on the name, right unfolds and left folds or climbs; elsewhere they change the cell. */
function sideways(engine: Engine, by: 1 | -1): boolean {
  const { selection, model, grid, collapsed } = engine;
  const row = selection.cursor;
  if (row < 0) return true;
  if (grid.columns[selection.column]?.key === 'name') {
    const hasChildren = model.outline.end[row] > row + 1, isShut = collapsed.has(model.id[row]);
    if (by > 0 && hasChildren && isShut) { engine.toggle(row, false); return true; }
    if (by < 0 && hasChildren && !isShut) { engine.toggle(row, true); return true; }
    if (by < 0 && model.outline.parent[row] >= 0) { go(engine, model.outline.parent[row], false); return true; }
  }
  selection.setColumn(Math.max(0, Math.min(grid.columns.length - 1, selection.column + by)));
  return true;
}

function verbKey(engine: Engine, event: KeyboardEvent): boolean {
  const { selection, model } = engine;
  const row = selection.cursor;
  switch (event.key) {
    case 'Enter': case 'F2': case 'e': case 'E': engine.edit(row, editableColumn(engine)); return true;
    case ' ': return space(engine, row);
    case 'Tab': return false;
    case 'Insert': case 'c': case 'C': newTask(engine); return true;
    case 'Delete': deleteSelected(engine); return true;
    case 'j': case 'J': return step(engine, 1, false);
    case 'k': case 'K': return step(engine, -1, false);
    case 'x': case 'X': if (row >= 0) selection.toggle(row); return true;
    case 'a': case 'A': engine.edit(row, engine.columnIndex('owner')); return true;
    case 'd': case 'D': engine.edit(row, engine.columnIndex('start')); return true;
    case 't': case 'T': engine.camera.scrollToToday(); return true;
    case '+': case '=': engine.camera.zoomBy(1.5); return true;
    case '-': case '_': engine.camera.zoomBy(1 / 1.5); return true;
    case 'Escape': return escape(engine);
    case '*': if (row >= 0) unfoldSiblings(engine, row); return true;
    default: return event.key.length === 1 && event.key === 'o' && row >= 0 ? (engine.host.onOpen(model.id[row]), true) : false;
  }
}

const editableColumn = (engine: Engine): number =>
  engine.grid.columns[engine.selection.column]?.isEditable ? engine.selection.column : engine.columnIndex('name');

function space(engine: Engine, row: number): boolean {
  const { model } = engine;
  if (row < 0) return true;
  if (model.outline.end[row] > row + 1) engine.toggle(row);
  else engine.host.onOpen(model.id[row]);
  return true;
}

function escape(engine: Engine): boolean {
  if (engine.selection.rows.size > 0) { engine.selection.clear(); return true; }
  engine.selectLink(-1, 0, 0);
  return false;
}

function unfoldSiblings(engine: Engine, row: number): void {
  const { model } = engine;
  for (let r = row; r >= 0; r = previousSibling(model.outline, r)) if (engine.collapsed.has(model.id[r])) engine.toggle(r, false);
}

/** A digit or a character of another script replaces the cell's text; so does the first key of an input method. */
function startTyping(engine: Engine, event: KeyboardEvent): boolean {
  const row = engine.selection.cursor;
  if (row < 0) return false;
  const column = engine.grid.columns[engine.selection.column];
  if (!column?.isEditable) return false;
  if (event.isComposing || event.key === 'Process' || event.keyCode === 229) {
    engine.edit(row, engine.selection.column, '');
    return false;
  }
  if (!/^[0-9\u0080-\uffff]$/.test(event.key)) return false;
  engine.edit(row, engine.selection.column, event.key);
  return true;
}
