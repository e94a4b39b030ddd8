import { useEffect, useRef } from 'react';

/**
 * Keys of the whole application. A binding registered later wins, so a page or dialog may take a key over while it is mounted.
 * `keys` is `mod+k`, `mod+shift+z`, `?`, `c`, `Escape`, or two single keys pressed after each other: `g d`.
 */
export interface Hotkey {
  keys: string;
  /** Message keys: what it does and in which part of the sheet it stands. Without a label it is not listed. */
  label?: string;
  group?: string;
  run: (event: KeyboardEvent) => void;
  /** Works while typing in a field too; only for keys with mod. */
  inFields?: boolean;
}

const SEQUENCE_WAIT = 1200;
const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
let bindings: Hotkey[] = [];
let prefix = '';
let prefixTimer: ReturnType<typeof setTimeout> | undefined;
let started = false;

function comboOf(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Shift is part of characters such as «?» already; it counts only where it changes a letter's or a named key's meaning.
  const shift = event.shiftKey && (event.key.length > 1 || mod || /[a-z]/i.test(event.key));
  return `${mod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${shift ? 'shift+' : ''}${key}`;
}

function isField(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest?.(
    'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=""], [contenteditable=true]',
  );
}

function find(keys: string, typing: boolean): Hotkey | undefined {
  return bindings.findLast((binding) => binding.keys === keys && (!typing || binding.inFields));
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const typing = isField(event.target);
  // A dialog owns the keyboard: plain letters behind it must not act.
  const inDialog = !!document.querySelector('[aria-modal="true"]');
  const combo = comboOf(event);
  const isPlain = !combo.startsWith('mod+');
  if (inDialog && isPlain) return;
  const sequence = prefix && !typing ? find(`${prefix} ${combo}`, false) : undefined;
  prefix = '';
  clearTimeout(prefixTimer);
  const hit = sequence ?? find(combo, typing);
  if (hit) {
    event.preventDefault();
    hit.run(event);
  } else if (isPlain && !typing && bindings.some((binding) => binding.keys.startsWith(`${combo} `))) {
    prefix = combo;
    prefixTimer = setTimeout(() => {
      prefix = '';
    }, SEQUENCE_WAIT);
  }
}

function register(added: Hotkey[]): () => void {
  if (!started) {
    started = true;
    addEventListener('keydown', onKeyDown);
  }
  bindings = [...bindings, ...added];
  return () => {
    bindings = bindings.filter((binding) => !added.includes(binding));
  };
}

/** Bind keys while the component is mounted. The handlers may change between renders; the list of keys may not. */
export function useHotkeys(list: Hotkey[]): void {
  const latest = useRef(list);
  latest.current = list;
  const signature = list.map((item) => item.keys).join('|');
  useEffect(
    () =>
      register(
        latest.current.map((item, index) => ({
          ...item,
          run: (event: KeyboardEvent) => latest.current[index]?.run(event),
        })),
      ),
    [signature],
  );
}

export function listHotkeys(): Hotkey[] {
  const seen = new Set<string>();
  return bindings.filter((binding) => binding.label && !seen.has(binding.keys) && seen.add(binding.keys));
}

/** `mod+shift+z` as it is printed on a key cap: «Ctrl Shift Z», on a Mac «⌘ ⇧ Z». */
export function printKeys(keys: string): string {
  return keys
    .split(' ')
    .map((step) =>
      step
        .split('+')
        .map((part) => {
          if (part === 'mod') return isMac ? '⌘' : 'Ctrl';
          if (part === 'shift') return isMac ? '⇧' : 'Shift';
          if (part === 'alt') return isMac ? '⌥' : 'Alt';
          return part.length === 1 ? part.toUpperCase() : part;
        })
        .join(' '),
    )
    .join(' ');
}
