import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useLocation } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useNarrow } from '../app/useNarrow';
import { useRunAction } from '../record/ActionDialog';
import { columnsOf, type QueryState } from '../schema/queryState';
import type { RowWindow } from '../schema/records';
import type { EntityMeta, FieldMeta, Row, Value } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import { useWriter } from '../schema/writes';
import { BulkBar } from './BulkBar';
import type { ListLayout } from './layout';
import { Peek } from './parts';
import { PhoneBulk } from './PhoneBulk';
import { PhoneList } from './PhoneList';
import { mayEdit, maySelect, offered, transitionTo } from './rules';
import { Table } from './Table';
import { useClipboard } from './useClipboard';
import { useGrid } from './useGrid';
import { useGridKeys } from './useGridKeys';

const AskTransition = lazy(() => import('../boards/AskTransition').then((module) => ({ default: module.AskTransition })));

export interface TableViewProps {
  entity: EntityMeta;
  project: string | null;
  state: QueryState;
  set: (change: Partial<QueryState>, isQuiet?: boolean) => void;
  rows: RowWindow;
  layout: ListLayout;
  widths: Record<string, number>;
  setWidth: (field: string, width: number) => void;
  find: RefObject<HTMLInputElement | null>;
  onCreate: () => void;
  onToggleGroup: (key: string) => void;
  /** Phone: taps select. */
  isPicking: boolean;
  setPicking: (isPicking: boolean) => void;
}

/** An open menu, popover or hover card takes Escape for itself. */
const isOverlayOpen = () => document.querySelector('.mantine-Menu-dropdown, .mantine-Popover-dropdown') !== null;

/** In a list over all projects the project is a column of its own. */
const projectColumn = (label: string): FieldMeta => ({
  ...{ name: 'project', type: 'code', label, short: label, help: '', required: false, default: null, read_only: true, formula: '' },
  ...{ field_class: 'public', options: [], bands: [], reference: null, unit: '', currency: '', min: null, max: null },
  ...{ max_length: null, filter: [], sortable: false, groupable: false, aggregates: [], key: null, width: 76 },
});

function useColumns({ entity, project, state, rows: { has } }: TableViewProps): FieldMeta[] {
  const t = useT();
  const label = t('list.project');
  return useMemo(() => {
    const own = columnsOf(entity, state).filter(has).map((name) => fieldOf(entity, name)).filter((field) => field !== undefined);
    return project === null && entity.scope === 'project' ? [projectColumn(label), ...own] : own;
  }, [entity, project, state, label, has]);
}

export function TableView(props: TableViewProps) {
  const { entity, project, state, set, rows, layout, widths, setWidth, find, isPicking, setPicking } = props;
  const [, go] = useLocation();
  const isPhone = useNarrow(768);
  const columns = useColumns(props);
  const writer = useWriter(entity);
  const [step, setStep] = useState<{ row: Row; to: string } | null>(null);
  const [bulkField, setBulkField] = useState<FieldMeta | null>(null);
  const onStep = useCallback(
    (row: Row, to: string) => {
      const asks = (transitionTo(entity, row, to)?.requires ?? []).some((name) => row[name] === null || row[name] === '' || row[name] === undefined);
      if (asks) setStep({ row, to });
      return asks;
    },
    [entity],
  );
  const grid = useGrid({ entity, columns, rows, layout, writer, onStep });
  const stopPicking = () => {
    setPicking(false);
    grid.clear();
  };
  const { run, dialog } = useRunAction(entity, project, () => isPicking && stopPicking());
  const meant = grid.selectedRows.length ? grid.selectedRows : grid.current ? [grid.current] : [];
  const open = (row: Row) => go(path.record(row.project ?? project, entity.name, row.id));
  const peek = (row: Row) => (isPhone ? open(row) : set({ peek: row.id }, state.peek !== null));
  const peekAt = state.peek === null ? -1 : rows.rowAt(grid.cursor.row)?.id === state.peek ? grid.cursor.row : rows.loaded.findIndex((row) => row.id === state.peek);
  // A peek that the address brought puts the cursor on its row as soon as that is read, so that J and K go on from there.
  const met = useRef<number | null>(null);
  useEffect(() => {
    if (met.current === state.peek) return;
    if (state.peek !== null && rows.rowAt(peekAt)?.id !== state.peek) return;
    met.current = state.peek;
    if (state.peek !== null && grid.current?.id !== state.peek) grid.moveTo({ row: peekAt, col: grid.cursor.col });
  }, [state.peek, peekAt, rows]);
  const walkPeek = (index: number) => {
    const row = rows.rowAt(index);
    if (state.peek !== null && row) set({ peek: row.id }, true);
  };
  const pick = (id: number) => {
    setPicking(true);
    grid.toggle(id);
  };
  const setAll = (field: FieldMeta, value: Value) => {
    setBulkField(null);
    void writer.bulkEdit(meant.map((row) => ({ row, values: { [field.name]: value } })), rows.refs);
  };
  const remove = (gone: Row[]) => {
    if (!rows.can.delete) return;
    stopPicking();
    if (gone.some((row) => row.id === state.peek)) set({ peek: null }, true);
    void writer.remove(gone);
  };
  const clearCells = () => {
    const edits = [];
    for (let at = grid.range.top; at <= grid.range.bottom; at++) {
      const row = rows.rowAt(at);
      const fields = columns.slice(grid.range.left, grid.range.right + 1).filter((field) => row && !field.required && mayEdit(entity, rows.can, row, field));
      const values = Object.fromEntries(fields.map((field) => [field.name, Array.isArray(row?.[field.name]) ? [] : null]));
      if (row && fields.some((field) => row[field.name] !== null)) edits.push({ row, values });
    }
    if (edits.length === 1) void writer.edit(edits[0].row, edits[0].values, rows.refs);
    else void writer.bulkEdit(edits, rows.refs);
  };
  const editField = (field: FieldMeta) => {
    const col = columns.findIndex((other) => other.name === field.name);
    if (grid.selectedRows.length === 0 && col >= 0) {
      grid.moveTo({ row: grid.cursor.row, col });
      grid.edit(grid.current, field);
    } else if (rows.can.edit) {
      if (grid.selectedRows.length === 0 && grid.current) grid.toggle(grid.current.id);
      setBulkField(field);
    }
  };
  useGridKeys({
    ...{ grid, rows },
    fields: entity.fields.filter((field) => field.key && !field.read_only),
    actions: entity.actions.filter((action) => action.key),
    onPeek: () => (state.peek !== null && state.peek === grid.current?.id ? set({ peek: null }, true) : grid.current && peek(grid.current)),
    onOpen: open,
    onCreate: props.onCreate,
    onDelete: remove,
    onClearCells: clearCells,
    onField: editField,
    onAction: (action) => offered(entity, rows.can, meant).includes(action) && run(action, meant),
    onEscape: () => {
      if (isOverlayOpen()) return;
      if (state.peek !== null) set({ peek: null }, true);
      else stopPicking();
    },
    onFind: () => find.current?.focus(),
    onWalk: walkPeek,
  });
  useClipboard({ entity, project, grid, rows, writer });
  const walkFromPeek = (by: 1 | -1) => walkPeek(grid.step(by, 0));
  return (
    <div className={`rt-bd ${state.peek !== null ? 'peeking' : ''}`}>
      <div className="rt-w">
        {isPhone ? (
          <PhoneList
            {...{ entity, columns, rows, layout }}
            onOpen={open}
            onToggleGroup={props.onToggleGroup}
            checked={isPicking ? grid.checked : null}
            onSelect={maySelect(entity, rows.can) ? pick : null}
          />
        ) : (
          <Table
            {...{ entity, project, grid, rows, layout, widths }}
            sort={state.sort}
            onSort={(sort) => set({ sort })}
            onWidth={setWidth}
            onToggleGroup={props.onToggleGroup}
            onOpen={peek}
          />
        )}
        {isPhone && isPicking && (
          <PhoneBulk
            {...{ entity, project }}
            rows={grid.selectedRows}
            refs={rows.refs}
            can={rows.can}
            onSet={(field, value) => {
              setAll(field, value);
              stopPicking();
            }}
            onAction={(action) => run(action, grid.selectedRows)}
            onDelete={() => remove(grid.selectedRows)}
            onAll={grid.selectAll}
            onLeave={stopPicking}
          />
        )}
        {!isPhone && grid.selectedRows.length > 0 && (
          <BulkBar
            {...{ entity, project }}
            rows={grid.selectedRows}
            refs={rows.refs}
            can={rows.can}
            open={bulkField}
            onOpen={setBulkField}
            onSet={setAll}
            onAction={(action) => run(action, grid.selectedRows)}
            onDelete={() => remove(grid.selectedRows)}
            onClear={grid.clear}
          />
        )}
      </div>
      {state.peek !== null && (
        <Suspense fallback={<aside className="rt-peek" />}>
          <Peek
            {...{ entity, project }}
            id={state.peek}
            onClose={() => set({ peek: null }, true)}
            onWalk={walkFromPeek}
            position={peekAt >= 0 ? { n: peekAt + 1, total: rows.total } : undefined}
          />
        </Suspense>
      )}
      {dialog}
      {step && (
        <Suspense fallback={null}>
          <AskTransition {...{ entity, project }} row={step.row} to={step.to} onClose={() => setStep(null)} />
        </Suspense>
      )}
    </div>
  );
}
