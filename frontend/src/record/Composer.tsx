import { Popover } from '@mantine/core';
import { Paperclip } from 'lucide-react';
import {
  useCallback,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { flushSync } from 'react-dom';

import { printKeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import type { Attachment } from '../schema/types';
import { Avatar, comma, IconButton } from '../ui/bits';
import { showProblem } from '../ui/toasts';
import { drafts } from './drafts';
import { filesOf, tableMarkdown } from './files';
import { attachmentMarkdown, findTrigger, insertMention, toMarkdown, type Trigger, type Written } from './mentions';
import { useSuggest, type Suggestion } from './useSuggest';

export interface ComposerHandle {
  focus: () => void;
  attach: (files: File[]) => void;
}

interface ComposerProps {
  ref?: Ref<ComposerHandle>;
  project: string;
  /** Keeps what is written while it is not sent. */
  draftKey: string;
  initial?: Written;
  /** Throws where refused: the text comes back. */
  onSend: (markdown: string) => Promise<void>;
  onCancel?: () => void;
  upload: (file: File) => Promise<Attachment>;
  autoFocus?: boolean;
  saveLabel?: string;
}

const NOTHING: Written = { text: '', mentions: [] };

function Suggestions({ id, items, at, onPick }: { id: string; items: Suggestion[]; at: number; onPick: (item: Suggestion) => void }) {
  return (
    <div role="listbox" id={id}>
      {items.map((item, index) => (
        <div
          key={`${item.entity}:${item.id}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          className={`pick-i ${index === at ? 'on' : ''}`}
          onClick={() => onPick(item)}
        >
          {item.entity === 'person' && <Avatar name={item.title} size={16} />}
          <span className="el">{item.title}</span>
          <span className="mut s12 el">{item.hint}</span>
        </div>
      ))}
    </div>
  );
}

/** Text with mentions; what was written outlives the panel. */
function useWritten(draftKey: string, initial: Written) {
  const [written, setState] = useState<Written>(() => drafts.read<Written>(draftKey) ?? initial);
  const set = useCallback(
    (next: Written) => {
      setState(next);
      if (next.text.trim() && next.text !== initial.text) drafts.write(draftKey, next, null);
      else drafts.forget(draftKey);
    },
    [draftKey, initial.text],
  );
  return [written, set] as const;
}

/** Plain text that grows: @ names people, # names records, files are pasted or dropped, Ctrl Enter sends. */
export function Composer({ ref, project, draftKey, initial = NOTHING, onSend, onCancel, upload, autoFocus, saveLabel }: ComposerProps) {
  const t = useT();
  const listId = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [written, setWritten] = useWritten(draftKey, initial);
  const latest = useRef(written);
  latest.current = written;
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [at, setAt] = useState(0);
  const [uploading, setUploading] = useState<string[]>([]);
  const [isSending, setSending] = useState(false);
  // Once open it stays: a foot that came and went with the focus would move what one is about to press.
  const [isUsed, setUsed] = useState(false);
  const { items } = useSuggest(trigger, project);
  const isOpen = trigger !== null && items.length > 0;
  const chosen = items[Math.min(at, items.length - 1)];

  useLayoutEffect(() => {
    const node = area.current;
    if (!node) return;
    node.style.height = 'auto';
    node.style.height = `${node.scrollHeight + 2}px`;
  }, [written.text]);

  const look = () => {
    const node = area.current;
    setAt(0);
    setTrigger(node && node.selectionStart === node.selectionEnd ? findTrigger(node.value, node.selectionStart) : null);
  };
  /** At once, not in the next frame: whoever types on must not overtake the caret. */
  const put = (next: Written, caret: number) => {
    flushSync(() => setWritten(next));
    area.current?.focus();
    area.current?.setSelectionRange(caret, caret);
  };
  const insert = (text: string) => {
    const { selectionStart: start = 0, selectionEnd: end = 0 } = area.current ?? {};
    const old = latest.current;
    const gap = start > 0 && !/\s$/.test(old.text.slice(0, start)) ? ' ' : '';
    put({ ...old, text: old.text.slice(0, start) + gap + text + old.text.slice(end) }, start + gap.length + text.length);
  };
  const pick = (item: Suggestion | undefined) => {
    if (!item || !trigger) return;
    const made = insertMention(written, trigger, area.current?.selectionStart ?? written.text.length, item);
    setTrigger(null);
    put({ text: made.text, mentions: made.mentions }, made.caret);
  };
  const attach = async (files: File[]) => {
    for (const file of files) {
      setUploading((old) => [...old, file.name]);
      try {
        insert(attachmentMarkdown(await upload(file)));
      } catch (problem) {
        showProblem(problem);
      }
      setUploading((old) => old.filter((name) => name !== file.name));
    }
  };
  const focus = () => area.current?.focus();
  useImperativeHandle(ref, () => ({ focus, attach: (files) => void attach(files) }));

  const canSend = written.text.trim() !== '' && !isSending && uploading.length === 0;
  const send = async () => {
    if (!canSend) return;
    const before = written;
    setSending(true);
    if (!onCancel) setWritten(NOTHING);
    try {
      await onSend(toMarkdown(before).trim());
      drafts.forget(draftKey);
    } catch (problem) {
      setWritten(before);
      showProblem(problem);
    }
    setSending(false);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (isOpen && step) setAt((at + step + items.length) % items.length);
    else if (isOpen && (event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) pick(chosen);
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
    else if (event.key !== 'Escape') return;
    else if (isOpen) setTrigger(null);
    else if (onCancel) onCancel();
    else {
      area.current?.blur();
      setUsed(written.text !== '');
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const onPaste = (event: ClipboardEvent) => {
    const table = tableMarkdown(event.clipboardData.getData('text/plain'));
    // Excel puts a picture of the range beside its cells: the cells are meant.
    const files = event.clipboardData.types.includes('text/plain') ? [] : filesOf(event.clipboardData);
    if (!table && !files.length) return;
    event.preventDefault();
    event.stopPropagation();
    if (table) insert(table);
    else void attach(files);
  };
  return (
    <div
      className="rc-comp"
      onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
      onDrop={(event) => {
        const files = filesOf(event.dataTransfer);
        if (!files.length) return;
        event.preventDefault();
        event.stopPropagation();
        void attach(files);
      }}
    >
      <Popover opened={isOpen} position="top-start" withinPortal trapFocus={false} returnFocus={false}>
        <Popover.Target>
          <textarea
            ref={area}
            className="field rc-area"
            rows={1}
            value={written.text}
            autoFocus={autoFocus}
            aria-label={t('record.comment.write')}
            placeholder={t('record.comment.placeholder')}
            aria-autocomplete="list"
            aria-controls={isOpen ? listId : undefined}
            aria-activedescendant={isOpen ? `${listId}-${Math.min(at, items.length - 1)}` : undefined}
            onChange={(event) => {
              setWritten({ ...written, text: event.target.value });
              look();
            }}
            onKeyUp={(event) => ['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key) && look()}
            onClick={look}
            onFocus={(event) => {
              // A comment that is changed is read to its end first.
              if (!isUsed) event.target.setSelectionRange(written.text.length, written.text.length);
              setUsed(true);
            }}
            onBlur={() => setTrigger(null)}
            onKeyDown={onKey}
            onPaste={onPaste}
          />
        </Popover.Target>
        <Popover.Dropdown className="pop pick" onMouseDown={(event) => event.preventDefault()}>
          <Suggestions id={listId} items={items} at={Math.min(at, items.length - 1)} onPick={pick} />
        </Popover.Dropdown>
      </Popover>
      {uploading.length > 0 && (
        <p className="mut s12" role="status">
          {t('record.file.uploading', { name: uploading.join(comma()) })}
        </p>
      )}
      <div className={`rc-comp-f ${written.text || onCancel || isUsed ? 'on' : ''}`}>
        <input ref={picker} type="file" multiple hidden onChange={(event) => {
          void attach(Array.from(event.target.files ?? []));
          event.target.value = '';
        }} />
        <IconButton label={t('record.file.attach')} onClick={() => picker.current?.click()}>
          <Paperclip size={16} strokeWidth={1.5} />
        </IconButton>
        <span className="sp" />
        {onCancel && (
          <button type="button" className="bt q" onClick={onCancel}>
            {t('action.cancel')}
          </button>
        )}
        <button type="button" className="bt" disabled={!canSend} onClick={() => void send()}>
          {saveLabel ?? t('record.comment.send')}
          <span className="key desk">{printKeys('mod+Enter')}</span>
        </button>
      </div>
    </div>
  );
}
