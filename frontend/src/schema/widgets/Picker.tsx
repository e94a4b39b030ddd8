import { Popover } from '@mantine/core';
import { Check } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import { useT } from '../../app/i18n';
import type { Move } from './types';

export interface Choice {
  /** Text under which it is compared and kept; ids as text. */
  key: string;
  label: string;
  mark?: ReactNode;
  hint?: string;
}

interface PickerProps {
  id?: string;
  label: string;
  choices: Choice[];
  chosen: string[];
  /** The chosen in words, shown until one types. */
  shown: string;
  isMulti?: boolean;
  isBusy?: boolean;
  /** Offers «none» first. */
  canClear?: boolean;
  /** Makes a choice of what was typed (tags). */
  canMake?: boolean;
  /** The server already filtered by the text. */
  isFiltered?: boolean;
  text: string;
  onText: (text: string) => void;
  /** One was picked, or in a multiple one the set is finished. */
  onDone: (keys: string[], move: Move | null) => void;
  onCancel: () => void;
  /** Every change of a multiple set, for forms. */
  onToggle?: (keys: string[]) => void;
  autoFocus?: boolean;
  className?: string;
  isInvalid?: boolean;
  /** Opens with the focus, as in a cell; else with a click or a key, as in a form. */
  isOpenAtOnce?: boolean;
}

const NONE = '';

function useHighlight(count: number, start: number) {
  const [at, setAt] = useState(start);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[data-on="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return { at: Math.min(at, count - 1), setAt, list };
}

function shownChoices(props: PickerProps, none: string): Choice[] {
  const { choices, text, canClear, canMake, isFiltered, chosen } = props;
  const wanted = text.trim().toLowerCase();
  const found =
    isFiltered || !wanted ? choices : choices.filter((c) => `${c.label} ${c.hint ?? ''} ${c.key}`.toLowerCase().includes(wanted));
  const list = canClear && !wanted && chosen.length ? [{ key: NONE, label: none }, ...found] : found;
  const isNew = canMake && wanted && !choices.some((c) => c.label.toLowerCase() === wanted);
  return isNew ? [...list, { key: text.trim(), label: text.trim(), hint: '+' }] : list;
}

/** A line to type in and the choices below it: in cells, forms and filters alike. */
export function Picker(props: PickerProps) {
  const { chosen, isMulti, text, onText, onDone, onCancel, onToggle, isOpenAtOnce, isBusy } = props;
  const t = useT();
  const listId = useId();
  const list = shownChoices(props, t('pick.none'));
  const [isOpen, setOpen] = useState(!!isOpenAtOnce);
  const [set, setSet] = useState(chosen);
  const isDone = useRef(false);
  const first = list.findIndex((choice) => choice.key === chosen[0]);
  const { at, setAt, list: listRef } = useHighlight(list.length, Math.max(0, first));
  const finish = (keys: string[], move: Move | null) => {
    if (isOpenAtOnce && isDone.current) return;
    isDone.current = true;
    setOpen(false);
    onText('');
    onDone(keys, move);
  };
  const toggle = (key: string) => {
    const next = key === NONE ? [] : set.includes(key) ? set.filter((other) => other !== key) : [...set, key];
    setSet(next);
    onToggle?.(next);
    onText('');
  };
  const pick = (choice: Choice | undefined, move: Move | null) => {
    if (!choice) return isMulti ? finish(set, move) : undefined;
    if (isMulti) return toggle(choice.key);
    return finish(choice.key === NONE ? [] : [choice.key], move);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (isOpenAtOnce || isOpen) event.stopPropagation();
    if (step) {
      setOpen(true);
      setAt(Math.max(0, Math.min(list.length - 1, at + step)));
    } else if (event.key === 'Escape' && isOpen) {
      isDone.current = true;
      setOpen(false);
      onText('');
      onCancel();
    } else if (event.key === 'Enter' && isOpen) pick(list[at], event.shiftKey ? 'up' : 'down');
    else if (event.key === 'Tab' && isOpenAtOnce) {
      const move = event.shiftKey ? 'left' : 'right';
      if (isMulti) finish(set, move);
      else pick(list[at] ?? undefined, move);
    } else return;
    event.preventDefault();
  };
  const leave = () => {
    if (!isOpenAtOnce) setOpen(false);
    if (isMulti) finish(set, null);
    else if (isOpenAtOnce && !isDone.current) {
      isDone.current = true;
      onCancel();
    } else onText('');
  };
  return (
    <Popover opened={isOpen} position="bottom-start" withinPortal withRoles={false} trapFocus={false} returnFocus={false} width="target">
      <Popover.Target>
        <input
          id={props.id}
          className={props.className ?? 'ed'}
          role="combobox"
          aria-label={props.id ? undefined : props.label}
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-activedescendant={isOpen && list[at] ? `${listId}-${at}` : undefined}
          aria-invalid={props.isInvalid || undefined}
          autoComplete="off"
          spellCheck={false}
          autoFocus={props.autoFocus}
          value={text || (isOpen && isOpenAtOnce ? '' : props.shown)}
          placeholder={props.shown || t('pick.placeholder')}
          onClick={() => setOpen(true)}
          onChange={(event) => {
            const typed = event.target.value;
            // In a form the shown label is replaced by what is typed after it.
            onText(!text && props.shown && typed.startsWith(props.shown) ? typed.slice(props.shown.length) : typed);
            setOpen(true);
            setAt(0);
          }}
          onFocus={(event) => (text ? event.target.setSelectionRange(text.length, text.length) : event.target.select())}
          onKeyDown={onKey}
          onBlur={leave}
        />
      </Popover.Target>
      <Popover.Dropdown className="pop pick" onMouseDown={(event) => event.preventDefault()}>
        <div role="listbox" id={listId} aria-label={props.label} aria-multiselectable={isMulti || undefined} aria-busy={isBusy} ref={listRef}>
          {list.map((choice, index) => (
            <div
              key={choice.key}
              id={`${listId}-${index}`}
              role="option"
              data-on={index === at}
              aria-selected={isMulti ? set.includes(choice.key) : choice.key === chosen[0]}
              className={`pick-i ${index === at ? 'on' : ''} ${choice.key === NONE ? 'mut' : ''}`}
              onMouseMove={() => setAt(index)}
              onClick={() => pick(choice, null)}
            >
              {choice.mark}
              <span className="el">{choice.label}</span>
              {choice.hint && <span className="mut s12 el">{choice.hint}</span>}
              <span className="sp" />
              {set.includes(choice.key) && <Check size={14} strokeWidth={1.5} aria-hidden="true" />}
            </div>
          ))}
          {list.length === 0 && !isBusy && <div className="pick-none mut">{t('pick.nothing')}</div>}
        </div>
        {isMulti && <div className="pick-f mut s11 desk">{t('pick.multiHint')}</div>}
      </Popover.Dropdown>
    </Popover>
  );
}
