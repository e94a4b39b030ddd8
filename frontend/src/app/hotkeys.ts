import { useEffect, useRef } from 'react';

/**
 * Keys of the whole application. A binding registered later wins, so a page or dialog may take a key over while it is mounted.
 * `keys` is `mod+k`, `mod+shift+z`, `?`, `c`, `Space`, `Escape`, or two single keys pressed after each other: `g d`.
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
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
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

/** Enter and Space press what has the focus; only where nothing can be pressed they are keys of the page. */
function isPressable(combo: string, target: EventTarget | null): boolean {
  if (combo !== 'Enter' && combo !== 'Space') return false;
  return !!(target as HTMLElement | null)?.closest?.('button, a[href], summary, label, input, [role="option"], [role="menuitem"]');
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
  if ((inDialog && isPlain) || isPressable(combo, event.target)) return;
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

/** What each key does now: of two bindings of a key the later one, as it is the later that runs. */
export function listHotkeys(): Hotkey[] {
  return bindings.filter((binding, at) => binding.label && !bindings.some((other, later) => later > at && other.keys === binding.keys));
}

const GLYPHS: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Delete: 'Del', Escape: 'Esc' };

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
          return part.length === 1 ? part.toUpperCase() : (GLYPHS[part] ?? part);
        })
        .join(' '),
    )
    .join(' ');
}
