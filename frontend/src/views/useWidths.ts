import { useCallback, useState } from 'react';

const keyOf = (entity: string) => `linkspan-widths-${entity}`;

export function readWidths(entity: string): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(keyOf(entity)) ?? '{}') as Record<string, number>;
  } catch {
    return {}; // Storage forbidden or written by an older version: the declared widths stand.
  }
}

/** Column widths that were dragged, kept in this browser. 0 gives the declared width back. */
export function useWidths(entity: string) {
  const [widths, setWidths] = useState(() => readWidths(entity));
  const setWidth = useCallback(
    (field: string, width: number) =>
      setWidths((old) => {
        const next = { ...old, [field]: width };
        if (!width) delete next[field];
        try {
          localStorage.setItem(keyOf(entity), JSON.stringify(next));
        } catch {
          return next; // Not remembered; this page follows all the same.
        }
        return next;
      }),
    [entity],
  );
  return { widths, setWidth };
}
