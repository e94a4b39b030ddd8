import { useCallback, useEffect, useRef, useState } from 'react';

import { useHotkeys } from '../app/hotkeys';

/** J and K (or the arrows) walk the rows of a list; the row under the cursor carries `data-cursor`. */
export function useCursor(count: number, onOpen: (index: number) => void) {
  const [cursor, setCursor] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const at = Math.min(cursor, count - 1);
  const move = useCallback(
    (step: number) => {
      setCursor((old) => Math.max(0, Math.min(count - 1, (old < 0 && step > 0 ? -1 : old) + step)));
    },
    [count],
  );
  useEffect(() => {
    list.current?.querySelector('[data-cursor="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  useHotkeys([
    { keys: 'j', label: 'keys.down', group: 'keys.list', run: () => move(1) },
    { keys: 'k', label: 'keys.up', group: 'keys.list', run: () => move(-1) },
    { keys: 'ArrowDown', run: () => move(1) },
    { keys: 'ArrowUp', run: () => move(-1) },
    { keys: 'Enter', label: 'keys.openRow', group: 'keys.list', run: () => at >= 0 && onOpen(at) },
  ]);
  return { at, setCursor, move, list };
}
