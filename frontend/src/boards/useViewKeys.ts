import { useEffect, useRef, type RefObject } from 'react';

const isField = (element: HTMLElement) => element.matches('input, textarea, select, [contenteditable=""], [contenteditable=true]');

/**
 * Plain keys of a view: arrows and digits act while the focus is in the view or nowhere, never while it is in a panel beside it, a
 * field or a dialog. `keys` is `ArrowUp`, `shift+ArrowUp`, `3`.
 */
export function useViewKeys(box: RefObject<HTMLElement | null>, keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const target = event.target as HTMLElement;
      const isNowhere = target === document.body || target.id === 'main';
      if (isField(target) || (!isNowhere && !box.current?.contains(target))) return;
      if (document.querySelector('[aria-modal="true"]')) return;
      const run = latest.current[event.shiftKey ? `shift+${event.key}` : event.key];
      if (!run) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [box]);
}

/** Enter and Space open what is focused, as they do on a button. */
export function openOnKey(open: () => void) {
  return (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    open();
  };
}
