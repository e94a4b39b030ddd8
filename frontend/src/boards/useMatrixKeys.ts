import { useEffect, useState, type RefObject } from 'react';

import { useHotkeys } from '../app/hotkeys';
import type { Row } from '../schema/types';
import { cellKey, cellOf, nearest, type Axes } from './matrixAxes';
import { useViewKeys } from './useViewKeys';

/** The second digit is waited for this long. */
const DIGIT_WAIT = 2500;

/** Arrows walk the chips, Shift with them moves the chip by one cell, two digits rate it: first the vertical axis. */
export function useMatrixKeys(
  { y, x, ys, xs, rows, cells }: Axes & { rows: Row[]; cells: Map<string, Row[]> },
  page: RefObject<HTMLElement | null>,
  rate: (row: Row, vertical: number, horizontal: number) => void,
  mayMove: (row: Row) => boolean,
) {
  const [cursor, setCursor] = useState<number | null>(null);
  const [first, setFirst] = useState<number | null>(null);
  const rowOf = (id: number | null) => rows.find((row) => row.id === id);
  useEffect(() => {
    if (first === null) return undefined;
    const timer = setTimeout(() => setFirst(null), DIGIT_WAIT);
    return () => clearTimeout(timer);
  }, [first]);
  const focus = (id: number) => page.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus();
  const go = (dy: number, dx: number) => {
    const places = rows.flatMap((row) => {
      const at = cellOf(row, y, x);
      return at ? [{ id: row.id, ...at }] : [];
    });
    const row = rowOf(cursor);
    const at = row && cellOf(row, y, x);
    const mates = at ? (cells.get(cellKey(at.y, at.x)) ?? []) : [];
    const index = mates.findIndex((mate) => mate.id === cursor);
    // Left and right walk through the chips of a cell before they leave it.
    const mate = dx ? mates[index + dx] : undefined;
    const next = mate?.id ?? (at ? nearest(places, at, dy, dx) : (places[0]?.id ?? rows[0]?.id ?? null));
    if (next === null || next === undefined) return;
    setCursor(next);
    focus(next);
  };
  const shift = (dy: number, dx: number) => {
    const row = rowOf(cursor);
    const at = row && cellOf(row, y, x);
    if (row && at) rate(row, at.y + dy, at.x + dx);
  };
  const digit = (value: number) => {
    const row = rowOf(cursor);
    if (!row || !mayMove(row)) return;
    if (first === null) {
      if (ys.some((step) => step.value === value)) setFirst(value);
      return;
    }
    setFirst(null);
    rate(row, first, value);
  };
  // The chip stands in another cell after an edit: focus follows it there.
  const held = rowOf(cursor);
  const at = held && cellOf(held, y, x);
  useEffect(() => {
    const active = document.activeElement;
    if (cursor !== null && (active === document.body || !active?.isConnected)) focus(cursor);
  }, [cursor, at?.y, at?.x]);
  const digits = [...new Set([...ys, ...xs].map((step) => step.value))].filter((value) => value >= 0 && value <= 9);
  useViewKeys(page, {
    ArrowUp: () => go(1, 0),
    ArrowDown: () => go(-1, 0),
    ArrowRight: () => go(0, 1),
    ArrowLeft: () => go(0, -1),
    ...Object.fromEntries(digits.map((value) => [String(value), () => digit(value)])),
  });
  useHotkeys([
    { keys: 'shift+ArrowUp', label: 'matrix.keyMove', group: 'matrix.keys', run: () => shift(1, 0) },
    { keys: 'shift+ArrowDown', run: () => shift(-1, 0) },
    { keys: 'shift+ArrowRight', run: () => shift(0, 1) },
    { keys: 'shift+ArrowLeft', run: () => shift(0, -1) },
  ]);
  return { cursor, setCursor, first, digits };
}
