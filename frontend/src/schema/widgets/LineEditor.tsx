import { Popover } from '@mantine/core';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import { t } from '../../app/i18n';
import { useSession } from '../../app/session';
import { toDay } from '../../ui/dates';
import { showToast } from '../../ui/toasts';
import { editText, formatValue, isRight } from '../formatValue';
import { parseValue } from '../parseValue';
import type { EditorProps, Move } from './types';

const moveOf = (event: KeyboardEvent): Move | null => {
  if (event.key === 'Enter') return event.shiftKey ? 'up' : 'down';
  return event.key === 'Tab' ? (event.shiftKey ? 'left' : 'right') : null;
};

/**
 * One line over the cell, of its height: Enter, Tab and leaving take the text, Esc restores. Text that means nothing stays in the
 * editor with the sentence that says why; `panel` hangs below (a month, for example).
 */
export function LineEditor(props: EditorProps & { panel?: (take: (text: string) => void, text: string) => ReactNode }) {
  const { field, value, refs, onCommit, onCancel, autoFocus, typed, panel } = props;
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  // A date stands as it stood in the cell, so that the text does not shift.
  const first = field.type === 'date' && value ? formatValue(field, value, refs, today) : editText(field, value, refs);
  const [text, setText] = useState(typed ?? first);
  const [error, setError] = useState('');
  const isDone = useRef(false);
  const take = (next: string, move: Move | null, isLeaving: boolean) => {
    if (isDone.current) return;
    const parsed = parseValue(field, next, { today });
    if ('error' in parsed && !isLeaving) return setError(parsed.error);
    isDone.current = true;
    if ('error' in parsed) {
      showToast({ text: t('edit.lost', { field: field.label, text: next, why: parsed.error }), tone: 'error' });
      onCancel();
    } else onCommit(next === first ? (value ?? null) : parsed.value, move);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const move = moveOf(event);
    event.stopPropagation();
    if (event.key === 'Escape') {
      isDone.current = true;
      onCancel();
    } else if (move) take(text, move, false);
    else return;
    event.preventDefault();
  };
  return (
    <Popover opened={!!error || !!panel} position="bottom-start" withinPortal trapFocus={false} returnFocus={false}>
      <Popover.Target>
        <input
          className={`ed ${isRight(field) ? 'num' : ''}`}
          value={text}
          autoFocus={autoFocus}
          aria-label={field.label}
          aria-invalid={!!error}
          maxLength={field.max_length ?? undefined}
          autoComplete="off"
          spellCheck={false}
          onFocus={(event) => (typed === undefined ? event.target.select() : event.target.setSelectionRange(typed.length, typed.length))}
          onChange={(event) => {
            setText(event.target.value);
            setError('');
          }}
          onKeyDown={onKey}
          onBlur={() => take(text, null, true)}
        />
      </Popover.Target>
      {/* A press on the panel must not take the focus from the line. */}
      <Popover.Dropdown className={panel ? 'pop cal-pop' : 'pop ed-pop'} onMouseDown={(event) => event.preventDefault()}>
        {error && (
          <p className="ed-err red s12" role="alert">
            {error}
          </p>
        )}
        {panel?.((next) => take(next, null, false), text)}
      </Popover.Dropdown>
    </Popover>
  );
}
