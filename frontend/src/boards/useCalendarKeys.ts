import { useEffect, useState, type RefObject } from 'react';

import { useHotkeys } from '../app/hotkeys';
import type { FieldMeta, Row } from '../schema/types';
import { useViewKeys } from './useViewKeys';

const WEEK = 7;

/** Arrows walk the records by date, Shift with them moves the record under the cursor by a day or a week. */
export function useCalendarKeys(rows: Row[], field: FieldMeta, page: RefObject<HTMLElement | null>, onShift: (row: Row, days: number) => void) {
  const [cursor, setCursor] = useState<number | null>(null);
  const at = rows.findIndex((row) => row.id === cursor);
  const focus = (id: number) => page.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus();
  const walk = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))];
    if (!next) return;
    setCursor(next.id);
    focus(next.id);
  };
  const shift = (days: number) => rows[at] && onShift(rows[at], days);
  // After a move the chip stands in another day: focus follows it there.
  const place = rows[at] ? String(rows[at][field.name]) : '';
  useEffect(() => {
    const held = document.activeElement;
    if (cursor !== null && (held === document.body || !held?.isConnected)) {
      page.current?.querySelector<HTMLElement>(`[data-row="${cursor}"]`)?.focus();
    }
  }, [cursor, place, page]);
  useViewKeys(page, { ArrowRight: () => walk(1), ArrowDown: () => walk(1), ArrowLeft: () => walk(-1), ArrowUp: () => walk(-1) });
  useHotkeys([
    { keys: 'shift+ArrowRight', label: 'calendar.keyDay', group: 'calendar.keys', run: () => shift(1) },
    { keys: 'shift+ArrowLeft', run: () => shift(-1) },
    { keys: 'shift+ArrowDown', label: 'calendar.keyWeek', group: 'calendar.keys', run: () => shift(WEEK) },
    { keys: 'shift+ArrowUp', run: () => shift(-WEEK) },
  ]);
  return { cursor, setCursor };
}
