import { useCallback, useState } from 'react';

type Widths = Record<string, number>;

const NONE: Widths = {};

function read(key: string): Widths {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Widths;
  } catch {
    return NONE; // Storage forbidden or written by an older version: the declared widths stand.
  }
}

/**
 * Column widths that were dragged, kept in this browser for each list and each saved view, over those that the view was saved with. 0
 * gives the declared width back.
 */
export function useWidths(entity: string, view: number | null, saved: Widths = NONE) {
  const key = `linkspan-widths-${entity}${view === null ? '' : `-${view}`}`;
  const [dragged, setDragged] = useState(() => ({ key, widths: read(key) }));
  const own = dragged.key === key ? dragged.widths : read(key);
  const setWidth = useCallback(
    (field: string, width: number) => {
      const next = { ...own, [field]: width };
      setDragged({ key, widths: next });
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        return; // Not remembered; this page follows all the same.
      }
    },
    [key, own],
  );
  return { widths: { ...saved, ...own }, setWidth };
}
