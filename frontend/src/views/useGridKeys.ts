import { useHotkeys, type Hotkey } from '../app/hotkeys';
import type { ActionMeta, FieldMeta, Row } from '../schema/types';
import type { RowWindow } from '../schema/records';
import { verbKeys } from '../schema/verbKeys';
import type { Grid } from './useGrid';

const PAGE_STEP = 20;
const LIST = 'keys.list';

export interface GridKeyParts {
  grid: Grid;
  rows: RowWindow;
  fields: FieldMeta[];
  actions: ActionMeta[];
  onPeek: () => void;
  onOpen: (row: Row) => void;
  onCreate: () => void;
  onDelete: (rows: Row[]) => void;
  onClearCells: () => void;
  onField: (field: FieldMeta) => void;
  onAction: (action: ActionMeta) => void;
  onEscape: () => void;
  onFind: () => void;
  /** The cursor went to this place of the list. */
  onWalk: (index: number) => void;
}

/** The keyboard of a list. Every binding with a label stands in the sheet behind «?». */
export function useGridKeys(parts: GridKeyParts): void {
  const { grid, rows, fields, actions } = parts;
  const go = (rowSteps: number, colSteps: number, isExtending = false) => () =>
    parts.onWalk(grid.step(rowSteps, colSteps, isExtending));
  const far = rows.total;
  const rowsMeant = () => (grid.selectedRows.length ? grid.selectedRows : grid.current ? [grid.current] : []);
  const own: Hotkey[] = [
    { keys: 'j', label: 'keys.down', group: LIST, run: go(1, 0) },
    { keys: 'k', label: 'keys.up', group: LIST, run: go(-1, 0) },
    { keys: 'ArrowDown', run: go(1, 0) },
    { keys: 'ArrowUp', run: go(-1, 0) },
    { keys: 'ArrowRight', run: go(0, 1) },
    { keys: 'ArrowLeft', run: go(0, -1) },
    { keys: 'shift+ArrowDown', label: 'list.key.extend', group: LIST, run: go(1, 0, true) },
    { keys: 'shift+ArrowUp', run: go(-1, 0, true) },
    { keys: 'shift+ArrowRight', run: go(0, 1, true) },
    { keys: 'shift+ArrowLeft', run: go(0, -1, true) },
    { keys: 'PageDown', label: 'list.key.page', group: LIST, run: go(PAGE_STEP, 0) },
    { keys: 'PageUp', run: go(-PAGE_STEP, 0) },
    { keys: 'Home', label: 'list.key.ends', group: LIST, run: go(-far, 0) },
    { keys: 'End', run: go(far, 0) },
    { keys: 'Enter', label: 'list.key.edit', group: LIST, run: () => grid.edit(grid.current, grid.columns[grid.cursor.col]) },
    { keys: 'F2', run: () => grid.edit(grid.current, grid.columns[grid.cursor.col]) },
    { keys: 'Space', label: 'list.key.peek', group: LIST, run: parts.onPeek },
    { keys: 'e', label: 'list.key.open', group: LIST, run: () => grid.current && parts.onOpen(grid.current) },
    { keys: 'x', label: 'list.key.select', group: LIST, run: () => grid.current && grid.toggle(grid.current.id) },
    { keys: 'mod+a', label: 'list.key.selectAll', group: LIST, run: grid.selectAll },
    { keys: 'c', label: 'list.key.create', group: LIST, run: parts.onCreate },
    {
      keys: 'Delete',
      label: 'list.key.delete',
      group: LIST,
      run: () => (grid.selectedRows.length && !grid.isRange ? parts.onDelete(grid.selectedRows) : parts.onClearCells()),
    },
    { keys: 'Escape', run: parts.onEscape },
    { keys: '/', label: 'list.key.find', group: LIST, run: parts.onFind },
  ];
  const verbs: Hotkey[] = [
    ...fields.map((field) => ({ keys: verbKeys(String(field.key)), label: field.label, group: LIST, run: () => parts.onField(field) })),
    ...actions.map((action) => ({
      keys: verbKeys(String(action.key)),
      label: action.label,
      group: LIST,
      run: () => rowsMeant().length > 0 && parts.onAction(action),
    })),
  ];
  useHotkeys([...own, ...verbs]);
}
