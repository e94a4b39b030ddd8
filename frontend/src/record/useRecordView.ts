import { useEffect, useRef } from 'react';

import type { Hotkey } from '../app/hotkeys';
import { useT } from '../app/i18n';
import type { DetailAnswer } from '../schema/types';
import { showProblem, showToast } from '../ui/toasts';
import type { RecordParts } from './data';
import { filesOf } from './files';

/** Of two records on screen, a page and a panel over it, the one on top takes what is pasted. */
const pasteStack: object[] = [];

/** Files that are pasted anywhere while the record is shown become its attachments, unless somebody is writing. */
export function usePastedFiles(parts: RecordParts, isOn: boolean): (files: File[]) => void {
  const t = useT();
  const upload = async (files: File[]) => {
    for (const file of files) {
      showToast({ text: t('record.file.uploading', { name: file.name }) });
      try {
        await parts.upload(file);
        showToast({ text: t('record.file.added', { name: file.name }) });
      } catch (problem) {
        showProblem(problem);
      }
    }
  };
  const latest = useRef(upload);
  latest.current = upload;
  useEffect(() => {
    if (!isOn) return undefined;
    const me = {};
    pasteStack.push(me);
    const onPaste = (event: ClipboardEvent) => {
      if (pasteStack.at(-1) !== me) return;
      const target = event.target as HTMLElement | null;
      const isWriting = target?.closest?.('input, textarea, [contenteditable=true]');
      const files = event.clipboardData && !isWriting ? filesOf(event.clipboardData) : [];
      if (event.defaultPrevented || !files.length) return;
      event.preventDefault();
      void latest.current(files);
    };
    document.addEventListener('paste', onPaste);
    return () => {
      pasteStack.splice(pasteStack.indexOf(me), 1);
      document.removeEventListener('paste', onPaste);
    };
  }, [isOn]);
  return (files) => void latest.current(files);
}

/** The record last read stays on screen, inert, until the next one is there: walking with J and K does not flicker. */
export function useLastDetail(data: DetailAnswer | undefined, key: string): { detail: DetailAnswer | undefined; isStale: boolean } {
  const last = useRef<{ key: string; detail: DetailAnswer } | null>(null);
  if (data) last.current = { key, detail: data };
  const isSameKind = last.current?.key.split(':')[0] === key.split(':')[0];
  return { detail: data ?? (isSameKind ? last.current?.detail : undefined), isStale: !data };
}

const OVERLAYS = '[aria-modal="true"], .mantine-Menu-dropdown, .mantine-Popover-dropdown';

/**
 * Escape leaves the record, unless a dialog or menu over it took the key. Those close before a listener of the page is asked, so
 * what was open is noted on the way down.
 */
export function useEscape(leave: () => void): Hotkey {
  const wasCovered = useRef(false);
  useEffect(() => {
    const note = (event: KeyboardEvent) => {
      if (event.key === 'Escape') wasCovered.current = document.querySelector(OVERLAYS) !== null;
    };
    addEventListener('keydown', note, true);
    return () => removeEventListener('keydown', note, true);
  }, []);
  return { keys: 'Escape', run: () => !wasCovered.current && leave() };
}

/** Put an address on the clipboard, also on plain HTTP, where the browser offers no clipboard to scripts. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  return undefined;
}
