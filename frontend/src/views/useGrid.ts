import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { RowWindow } from '../schema/records';
import type { EntityMeta, FieldMeta, Row, Value } from '../schema/types';
import type { Move } from '../schema/widgets/types';
import { holdRefresh, type RecordWriter } from '../schema/writes';
import { walk, type ListLayout } from './layout';
import { mayEdit } from './rules';

export interface Place {
  /** Place of the row in the whole list. */
  row: number;
  /** Column, from 0. */
  col: number;
}

export interface Editing {
  id: number;
  field: string;
  typed?: string;
}

export interface GridParts {
  entity: EntityMeta;
  columns: FieldMeta[];
  rows: RowWindow;
  layout: ListLayout;
  writer: RecordWriter;
  /** A state with required fields: the page asks for them; false when there is nothing to ask. */
  onStep: (row: Row, to: string) => boolean;
}

const MOST_SELECTED = 500;

/** Cursor, range, selection and the cell being edited. */
export function useGrid({ entity, columns, rows, layout, writer, onStep }: GridParts) {
  const [cursor, setCursor] = useState<Place>({ row: 0, col: 0 });
  const [anchor, setAnchor] = useState<Place | null>(null);
  const [checked, setChecked] = useState<ReadonlySet<number>>(new Set());
  const [editing, setEditing] = useState<Editing | null>(null);
  const [isAllWanted, setAllWanted] = useState(false);
  const cursorId = useRef<number | null>(null);
  const current = rows.rowAt(cursor.row);

  // The cursor stays on its row when a new sort or somebody's edit moves it.
  useEffect(() => {
    const row = rows.rowAt(cursor.row);
    if (!row || cursorId.current === null || row.id === cursorId.current) {
      cursorId.current = row?.id ?? cursorId.current;
      return;
    }
    const place = rows.loaded.findIndex((other) => other.id === cursorId.current);
    if (place >= 0 && rows.rowAt(place)?.id === cursorId.current) setCursor((old) => ({ ...old, row: place }));
    else cursorId.current = row.id;
  }, [rows, cursor.row]);

  useEffect(() => {
    if (rows.total > 0 && cursor.row >= rows.total) setCursor((old) => ({ ...old, row: rows.total - 1 }));
  }, [rows.total, cursor.row]);

  useEffect(() => (editing ? holdRefresh() : undefined), [editing]);

  const selectedRows = useMemo(() => rows.loaded.filter((row) => checked.has(row.id)), [rows.loaded, checked]);
  useEffect(() => {
    if (isAllWanted) setChecked(new Set(rows.loaded.map((row) => row.id)));
  }, [isAllWanted, rows.loaded]);

  const moveTo = useCallback(
    (place: Place, isExtending = false) => {
      const next = { row: Math.max(0, place.row), col: Math.max(0, Math.min(columns.length - 1, place.col)) };
      setAnchor((old) => (isExtending ? (old ?? cursor) : null));
      cursorId.current = rows.rowAt(next.row)?.id ?? null;
      setCursor(next);
    },
    [columns.length, cursor, rows],
  );

  const step = useCallback(
    (rowSteps: number, colSteps: number, isExtending = false) => {
      let { row } = cursor;
      if (rowSteps) {
        const line = layout.line(walk(layout, Math.max(0, layout.lineOf(row)), rowSteps));
        if (line.kind === 'row') row = line.index;
      }
      moveTo({ row, col: cursor.col + colSteps }, isExtending);
      return row;
    },
    [cursor, layout, moveTo],
  );

  const toggle = useCallback((id: number) => {
    setAllWanted(false);
    setChecked((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);

  const clear = useCallback(() => {
    setAllWanted(false);
    setChecked(new Set());
    setAnchor(null);
  }, []);

  /** All rows of the list, up to what one bulk write takes; pages not read yet are read. */
  const selectAll = useCallback(() => {
    rows.show(0, Math.min(rows.total, MOST_SELECTED) - 1);
    setAllWanted(true);
    setChecked(new Set(rows.loaded.map((row) => row.id)));
  }, [rows]);

  const edit = useCallback(
    (row: Row | undefined, field: FieldMeta | undefined, typed?: string): boolean => {
      if (!row || !field || !mayEdit(entity, rows.can, row, field)) return false;
      setEditing({ id: row.id, field: field.name, typed });
      return true;
    },
    [entity, rows.can],
  );

  const commit = useCallback(
    (row: Row, field: FieldMeta, value: Value, move: Move | null) => {
      setEditing(null);
      if (JSON.stringify(value) !== JSON.stringify(row[field.name] ?? null)) {
        const isStep = field.name === entity.workflow?.field && onStep(row, String(value));
        if (!isStep) void writer.edit(row, { [field.name]: value }, rows.refs);
      }
      if (move === 'down' || move === 'up') step(move === 'down' ? 1 : -1, 0);
      if (move !== 'left' && move !== 'right') return;
      // Tab goes on editing in the next cell of the row that takes an edit.
      const by = move === 'right' ? 1 : -1;
      for (let col = cursor.col + by; col >= 0 && col < columns.length; col += by) {
        if (!mayEdit(entity, rows.can, row, columns[col])) continue;
        moveTo({ row: cursor.row, col });
        setEditing({ id: row.id, field: columns[col].name });
        return;
      }
    },
    [entity, rows, writer, onStep, step, moveTo, cursor, columns],
  );

  const range = useMemo(() => {
    const other = anchor ?? cursor;
    return {
      top: Math.min(cursor.row, other.row),
      bottom: Math.max(cursor.row, other.row),
      left: Math.min(cursor.col, other.col),
      right: Math.max(cursor.col, other.col),
    };
  }, [anchor, cursor]);

  return {
    ...{ cursor, current, range, isRange: anchor !== null, checked, selectedRows, editing, columns },
    ...{ moveTo, step, toggle, clear, selectAll, edit, commit, setEditing },
  };
}

export type Grid = ReturnType<typeof useGrid>;
