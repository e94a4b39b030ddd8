/** Pointer, keyboard, copy and paste on the treegrid. */
import { canCopy, copyText, pasteText } from './clipboard';
import type { Engine } from './engine';
import { handleKey } from './keyboard';

export function wireGrid(engine: Engine, signal: AbortSignal): void {
  const { grid } = engine;
  const { element, body } = grid;
  body.addEventListener('pointerdown', (event) => pressRow(engine, event), { signal });
  body.addEventListener('click', (event) => clickRow(engine, event), { signal });
  body.addEventListener('dblclick', (event) => {
    const at = grid.rowAt(event.target);
    if (at && at.column >= 0 && !at.isToggle) engine.edit(at.view.row, at.column);
  }, { signal });
  element.addEventListener('keydown', (event) => {
    if (engine.editor.isOpen) return;
    if (handleKey(engine, event)) event.preventDefault();
  }, { signal });
  element.addEventListener('focus', () => {
    if (element.matches(':focus-visible') && engine.selection.cursor < 0 && engine.visible.count > 0) engine.selection.moveTo(engine.visible.rows[0], false);
  }, { signal });
  element.addEventListener('copy', (event) => {
    if (engine.editor.isOpen || !canCopy(engine)) return;
    event.clipboardData?.setData('text/plain', copyText(engine));
    event.preventDefault();
  }, { signal });
  element.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (engine.editor.isOpen || text === '') return;
    event.preventDefault();
    pasteText(engine, text);
  }, { signal });
}

function pressRow(engine: Engine, event: PointerEvent): void {
  if (event.button !== 0 || event.pointerType === 'touch') return;
  const at = engine.grid.rowAt(event.target);
  if (!at || at.isToggle) return;
  engine.focus();
  if (at.column >= 0) engine.selection.column = at.column;
  engine.selection.click(at.view.row, { isRange: event.shiftKey, isToggle: event.ctrlKey || event.metaKey, keep: false });
}

function clickRow(engine: Engine, event: MouseEvent): void {
  const at = engine.grid.rowAt(event.target);
  if (!at) return;
  if (at.isToggle) { engine.toggle(at.view.row); return; }
  if (!engine.isPhone) return;
  engine.selection.click(at.view.row, { isRange: false, isToggle: false, keep: false });
  engine.host.onOpen(engine.model.id[at.view.row]);
}
