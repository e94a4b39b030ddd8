import { useRef, useState, type KeyboardEvent } from 'react';

import { useT } from '../../app/i18n';
import { parseValue } from '../parseValue';
import { LineEditor } from './LineEditor';
import type { CellProps, EditorProps, InputProps, Move } from './types';

const hrefOf = (type: string, text: string): string | null => {
  if (type === 'email') return `mailto:${text}`;
  if (type === 'phone') return `tel:${text.replace(/[^\d+]/g, '')}`;
  // Anything but http(s), `javascript:` above all, stays plain text.
  return type === 'url' && /^https?:\/\//i.test(text) ? text : null;
};

export function TextCell({ field, row, isRoomy }: CellProps) {
  const text = String(row[field.name] ?? '');
  const href = hrefOf(field.type, text);
  if (href) {
    return (
      <a className="el lk" href={href} title={text} rel="noreferrer" target={field.type === 'url' ? '_blank' : undefined}>
        {field.type === 'url' && !isRoomy ? text.replace(/^https?:\/\//i, '') : text}
      </a>
    );
  }
  if (field.type === 'long_text' && isRoomy) return <span className="long">{text}</span>;
  return (
    <span className={field.type === 'code' ? 'el mut s12' : 'el'} title={text}>
      {field.type === 'long_text' ? text.split('\n', 1)[0] : text}
    </span>
  );
}

/** Several lines: a box that hangs over the rows below. Enter takes it, Shift+Enter breaks the line. */
function LongEditor({ field, value, onCommit, onCancel, autoFocus, typed }: EditorProps) {
  const t = useT();
  const [text, setText] = useState(typed ?? String(value ?? ''));
  const isDone = useRef(false);
  const take = (move: Move | null) => {
    if (isDone.current) return;
    isDone.current = true;
    const parsed = parseValue(field, text, { today: 0 });
    if ('error' in parsed) onCancel();
    else onCommit(parsed.value, move);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    event.stopPropagation();
    if (event.key === 'Escape') {
      isDone.current = true;
      onCancel();
    } else if (event.key === 'Tab') take(event.shiftKey ? 'left' : 'right');
    else if (event.key === 'Enter' && !event.shiftKey) take('down');
    else return;
    event.preventDefault();
  };
  return (
    <textarea
      className="ed ed-long"
      value={text}
      rows={5}
      autoFocus={autoFocus}
      aria-label={field.label}
      title={t('edit.longHint')}
      maxLength={field.max_length ?? undefined}
      onFocus={(event) => event.target.setSelectionRange(text.length, text.length)}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKey}
      onBlur={() => take(null)}
    />
  );
}

export function TextEditor(props: EditorProps) {
  return props.field.type === 'long_text' ? <LongEditor {...props} /> : <LineEditor {...props} />;
}

const KEYBOARDS: Record<string, 'email' | 'tel' | 'url' | undefined> = { email: 'email', phone: 'tel', url: 'url' };

export function TextInput({ id, field, value, onChange, error, autoFocus }: InputProps) {
  const [complaint, setComplaint] = useState('');
  const text = String(value ?? '');
  const shared = {
    id,
    value: text,
    autoFocus,
    'aria-invalid': !!error || !!complaint,
    maxLength: field.max_length ?? undefined,
    onChange: (event: { target: { value: string } }) => {
      setComplaint('');
      onChange(event.target.value || null);
    },
    onBlur: () => {
      const parsed = text ? parseValue(field, text, { today: 0 }) : null;
      setComplaint(parsed && 'error' in parsed ? parsed.error : '');
    },
  };
  return (
    <>
      {field.type === 'long_text' ? (
        <textarea className="field area" rows={4} {...shared} />
      ) : (
        <input className="field" inputMode={KEYBOARDS[field.type]} autoComplete="off" {...shared} />
      )}
      {complaint && !error && (
        <p className="red s12" role="alert">
          {complaint}
        </p>
      )}
    </>
  );
}
