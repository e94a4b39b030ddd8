import { createContext, useContext, type MouseEvent } from 'react';
import { useLocation } from 'wouter';

import { useMeta } from '../schema/useMeta';

/** Opens another record beside the one that is read, where the place can do so. */
export const OpenRecord = createContext<((entity: string, id: number) => void) | null>(null);

/** Handler of a link to a record: a plain click opens it beside this one, every other click is the browser's. */
export function useOpenRecord(): (event: MouseEvent, entity: string, id: number, url: string) => void {
  const open = useContext(OpenRecord);
  const meta = useMeta();
  const [, go] = useLocation();
  return (event, entity, id, url) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (open && meta?.entities[entity]) open(entity, id);
    else if (url) go(url);
  };
}
