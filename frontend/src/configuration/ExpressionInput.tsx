import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { useEntity } from '../schema/useMeta';
import { useSettled } from '../schema/widgets/useOptions';
import { completeAt, mistakeIn, pointAt, type Opening } from './completion';
import { BASE, CONFIGURATION, useFunctions, type Place } from './data';
import type { CheckAnswer } from './types';

interface Props {
  id: string;
  entity: string;
  project: Place;
  value: string;
  expects?: string;
  onChange: (text: string) => void;
  /** What the text is found to be: its kind, or null while it is wrong. */
  onKind?: (kind: string | null) => void;
  disabled?: boolean;
  error?: string | null;
  /** Who checks it, where not the configuration's own. */
  checkAt?: string;
  /** Whether the fields as they were before are offered too: `before.status`. */
  hasBefore?: boolean;
}

/** Asks the server what is wrong, or what it gives, a moment after the last key. */
function useCheck(entity: string, project: Place, text: string, expects: string, checkAt: string) {
  const settled = useSettled(text);
  return useQuery({
    queryKey: [CONFIGURATION, 'check', entity, project, settled, expects, checkAt],
    queryFn: ({ signal }) => api.post<CheckAnswer>(checkAt, { entity, project: project ?? '', text: settled, expects }, { signal }),
    enabled: settled.trim() !== '',
    staleTime: 60_000,
    placeholderData: (old) => (settled.trim() ? old : undefined),
  });
}

function Verdict({ text, answer, id }: { text: string; answer: CheckAnswer | undefined; id: string }) {
  const t = useT();
  if (!text.trim()) return <p id={id} className="mut s12">{t('cfg.expr.hint')}</p>;
  if (!answer) return <p id={id} className="mut s12">{t('cfg.expr.checking')}</p>;
  if (answer.ok) {
    return (
      <p id={id} className="s12 t2" role="status">
        {t('cfg.expr.gives', { kind: answer.kind_label ?? '' })}
        {answer.preview && <> {t('cfg.expr.preview', { record: answer.preview.record, value: answer.preview.value })}</>}
      </p>
    );
  }
  const { error } = answer;
  const part = error && pointAt(text, error.line, error.column, error.length);
  return (
    <div id={id} role="alert">
      {part && (
        <code className="cf-wrong">
          {part.before}
          <mark>{part.wrong}</mark>
          {part.after}
        </code>
      )}
      <p className="red s12">{error?.message}</p>
    </div>
  );
}

/** A formula or a condition: typed with completion of fields and functions, checked while one types. */
export function ExpressionInput({ id, entity, project, value, expects = 'any', onChange, onKind, disabled, error, checkAt = `${BASE}/check`, hasBefore = false }: Props) {
  const t = useT();
  const list = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [opening, setOpening] = useState<(Opening & { at: number }) | null>(null);
  const meta = useEntity(entity);
  const functions = useFunctions().data?.functions ?? [];
  const known = (meta?.fields ?? []).filter((field) => !field.project || field.project === project);
  const labels = [...new Set(known.map((field) => field.label))];
  const offered = hasBefore ? [...known, ...known.map((field) => ({ ...field, label: t('cfg.expr.before', { label: field.label }) }))] : known;
  const mistake = mistakeIn(value, offered);
  const check = useCheck(entity, project, value, expects, checkAt);
  const tell = useRef(onKind);
  tell.current = onKind;
  const kind = value.trim() && check.data?.ok && !check.isPlaceholderData ? (check.data.kind ?? '') : '';
  useEffect(() => {
    tell.current?.(kind || null);
  }, [kind]);
  const look = (text: string, cursor: number) => {
    const found = completeAt(text, cursor, offered, functions);
    setOpening(found && { ...found, at: 0 });
  };
  const put = (text: string, start: number, end: number, back: number) => {
    const cursor = start + text.length - back;
    // At once, so that the very next key goes on behind it.
    flushSync(() => {
      onChange(value.slice(0, start) + text + value.slice(end));
      setOpening(null);
    });
    box.current?.focus();
    box.current?.setSelectionRange(cursor, cursor);
  };
  const take = (at: number) => {
    const item = opening?.items[at];
    if (opening && item) put(item.text, opening.start, box.current?.selectionStart ?? value.length, item.back);
  };
  const insert = (text: string, back: number) => {
    const start = box.current?.selectionStart ?? value.length;
    put(text, start, box.current?.selectionEnd ?? start, back);
  };
  const onKey = (event: KeyboardEvent) => {
    if (!opening) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setOpening({ ...opening, at: (opening.at + step + opening.items.length) % opening.items.length });
    else if (event.key === 'Enter' || event.key === 'Tab') take(opening.at);
    else if (event.key === 'Escape') setOpening(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="cf-expr">
      <div className="cf-exprbox">
        <textarea
          ref={box}
          id={id}
          className="field area cf-code"
          rows={2}
          spellCheck={false}
          autoCapitalize="off"
          value={value}
          disabled={disabled}
          role="combobox"
          aria-expanded={opening !== null}
          aria-controls={list}
          aria-activedescendant={opening ? `${list}-${opening.at}` : undefined}
          aria-describedby={`${id}-verdict`}
          aria-invalid={(value.trim() !== '' && check.data?.ok === false) || !!error}
          onChange={(event) => {
            onChange(event.target.value);
            look(event.target.value, event.target.selectionStart);
          }}
          onKeyDown={onKey}
          onBlur={() => setTimeout(() => setOpening(null), 120)}
        />
        {opening && (
          <div id={list} role="listbox" className="cf-complete" aria-label={t('cfg.expr.choices')}>
            {opening.items.map((item, at) => (
              <div
                key={item.label}
                id={`${list}-${at}`}
                role="option"
                aria-selected={at === opening.at}
                className={`pick-i ${at === opening.at ? 'on' : ''}`}
                onPointerDown={(event) => {
                  event.preventDefault();
                  take(at);
                }}
              >
                <span className="nw">{item.label}</span>
                <span className="el mut s12">{item.hint}</span>
              </div>
            ))}
          </div>
        )}
      </div>
      <Verdict id={`${id}-verdict`} text={value} answer={check.data} />
      {mistake && !disabled && (
        <p className="amb s12" role="alert">
          {t('cfg.expr.byValue', { label: mistake.label, value: mistake.value })}{' '}
          <button type="button" className="lk" onClick={() => onChange(mistake.mended)}>
            {t('cfg.expr.mend')}
          </button>
        </p>
      )}
      {error && <p className="red s12" role="alert">{error}</p>}
      {!disabled && (
        <details className="cf-more">
          <summary>{t('cfg.expr.fieldsAndFunctions')}</summary>
          <div className="cf-words">
            {labels.map((label) => (
              <button key={label} type="button" className="bt" onClick={() => insert(`{${label}}`, 0)}>
                {label}
              </button>
            ))}
          </div>
          <ul className="cf-functions">
            {functions.map((one) => (
              <li key={one.name}>
                <button type="button" className="lk" onClick={() => insert(`${one.name}()`, 1)}>
                  {one.signature}
                </button>
                <span className="mut s12">{one.help}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
