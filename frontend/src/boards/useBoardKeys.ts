import { useEffect, useState, type RefObject } from 'react';

import { useHotkeys } from '../app/hotkeys';
import type { Row } from '../schema/types';
import { useViewKeys } from './useViewKeys';

/** Cards as they lie: by column from left to right, from top to bottom through the lanes. */
type Lie = Row[][];

function find(lie: Lie, id: number | null): [number, number] | null {
  for (let column = 0; column < lie.length; column++) {
    const place = lie[column].findIndex((row) => row.id === id);
    if (place >= 0) return [column, place];
  }
  return null;
}

/** The next column in this direction that holds a card; the card nearest to the same height in it. */
function beside(lie: Lie, [column, place]: [number, number], step: number): Row | undefined {
  for (let next = column + step; next >= 0 && next < lie.length; next += step) {
    if (lie[next].length) return lie[next][Math.min(place, lie[next].length - 1)];
  }
  return undefined;
}

/** Arrows walk the cards, Shift with left and right moves the card under the cursor. */
export function useBoardKeys(lie: Lie, box: RefObject<HTMLElement | null>, onShift: (row: Row, step: number) => void) {
  const [cursor, setCursor] = useState<number | null>(null);
  const [wantsFocus, setWantsFocus] = useState(false);
  const at = find(lie, cursor);
  const go = (row: Row | undefined) => {
    if (!row) return;
    setCursor(row.id);
    setWantsFocus(true);
  };
  const first = () => lie.find((column) => column.length)?.[0];
  const walk = (step: number) => go(at ? lie[at[0]][at[1] + step] : first());
  const cross = (step: number) => go(at ? beside(lie, at, step) : first());
  const shift = (step: number) => {
    if (!at) return;
    setWantsFocus(true);
    onShift(lie[at[0]][at[1]], step);
  };
  useViewKeys(box, {
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    ArrowLeft: () => cross(-1),
    ArrowRight: () => cross(1),
  });
  useHotkeys([
    { keys: 'shift+ArrowLeft', label: 'board.keyLeft', group: 'board.keys', run: () => shift(-1) },
    { keys: 'shift+ArrowRight', label: 'board.keyRight', group: 'board.keys', run: () => shift(1) },
  ]);
  // The card stands in another column after a move: focus follows it there.
  const where = at?.join();
  useEffect(() => {
    if (!wantsFocus || cursor === null) return;
    setWantsFocus(false);
    box.current?.querySelector<HTMLElement>(`[data-row="${cursor}"]`)?.focus();
  }, [wantsFocus, cursor, where, box]);
  return { cursor, setCursor };
}
