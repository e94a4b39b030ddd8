/** Opening the cell editor for a cell, laying it over the cell, and where the cursor goes afterwards. */
import { cellText, isEditableCell, planYear, type ColumnKey } from './columns';
import { formatDuration } from './duration';
import { parseEdit } from './edits';
import type { Engine } from './engine';
import type { PlanModel } from './model';
import { NONE, finishDay, shortDate } from './time';

/** Less room than this below a cell: its list opens upwards. */
const MENU_ROOM = 240;

export function openEditor(engine: Engine, row: number, column: number, typed?: string): void {
  const { model, grid, editor, t } = engine;
  const definition = grid.columns[column];
  if (!definition || row < 0 || editor.isOpen) return;
  if (!engine.canEdit) { engine.host.refuse(t('gantt.error.readOnly')); return; }
  if (!isEditableCell(model, row, definition)) {
    if (definition.isEditable) engine.host.refuse(t('gantt.error.summary'));
    return;
  }
  engine.hint(null, 0, 0);
  engine.camera.revealRow(row);
  engine.frame();
  const { key } = definition;
  editor.open({
    row, column: key, text: typed ?? editText(model, row, key), label: t(`gantt.column.${key}`),
    isNumeric: Boolean(definition.isNumeric), selectAll: typed === undefined,
    people: key === 'owner' ? [...model.people.values()] : null,
    commit: (text) => commitCell(engine, model.id[row], key, text),
    refused: (sentence) => engine.host.refuse(sentence),
    close: (move) => afterEdit(engine, move),
  });
  placeEditor(engine);
}

/** What the editor starts with: plain input, no units lost, dates with their year where it is not this year. */
function editText(model: PlanModel, row: number, key: ColumnKey): string {
  const { c } = model;
  if (key === 'start') return c.start[row] === NONE ? '' : shortDate(c.start[row], planYear(model));
  if (key === 'finish') return c.finish[row] === NONE ? '' : shortDate(finishDay(c.finish[row]) * 1440, planYear(model));
  if (key === 'duration') return c.duration[row] === NONE ? '' : formatDuration(c.duration[row], model.minutesPerDay);
  return cellText(model, row, key);
}

/** Null when taken, else the sentence of the refusal. */
export function commitCell(engine: Engine, id: number, key: ColumnKey, text: string): string | null {
  const { model, t } = engine;
  const row = model.row(id);
  if (row < 0) return t('gantt.error.gone');
  const result = parseEdit(model, row, key, text);
  if (result.kind === 'error') {
    const { weekday, ...rest } = result.params ?? {};
    return t(result.key, { ...rest, weekday: weekday === undefined ? '' : t(`gantt.weekdayLong.${weekday}`) });
  }
  if (result.kind === 'commands') void engine.host.run(result.commands);
  return null;
}

export function placeEditor(engine: Engine): void {
  const { editor, grid } = engine;
  const view = grid.viewOf(editor.row);
  const index = grid.columns.findIndex((c) => c.key === editor.column);
  const cell = view?.cell(index);
  if (!view || !cell) { editor.place(-9999, 0, 60, 28); return; }
  const row = view.element.getBoundingClientRect(), body = engine.stage.root.getBoundingClientRect();
  const label = cell.querySelector('.lg-label') ?? cell;
  const box = editor.column === 'name' ? label.getBoundingClientRect() : cell.getBoundingClientRect();
  const right = cell.getBoundingClientRect().right;
  const left = box.left - (editor.column === 'name' ? 5 : 0);
  editor.place(left - body.left, row.top - body.top, right - left, row.height - 1);
  editor.element.classList.toggle('above', body.bottom - row.bottom < MENU_ROOM);
}

function afterEdit(engine: Engine, move: 'down' | 'up' | 'right' | 'left' | 'none'): void {
  const { selection, visible, grid } = engine;
  if (move === 'down' || move === 'up') {
    const position = (visible.position[selection.cursor] ?? -1) + (move === 'down' ? 1 : -1);
    if (position >= 0 && position < visible.count) selection.moveTo(visible.rows[position], false);
    engine.camera.revealRow(selection.cursor);
  } else if (move === 'right' || move === 'left') {
    const step = move === 'right' ? 1 : -1;
    let next = selection.column + step;
    while (grid.columns[next] && !grid.columns[next].isEditable) next += step;
    if (grid.columns[next]) selection.setColumn(next);
  }
  if (move !== 'none') engine.focus();
  engine.invalidate();
}
