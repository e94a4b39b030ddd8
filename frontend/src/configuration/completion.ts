/** What can go on from the cursor of an expression: names of fields in braces, and functions. Pure. */
import type { FieldMeta } from '../schema/types';
import type { FunctionDef } from './types';

export interface Completion {
  /** What is put in. */
  text: string;
  label: string;
  hint: string;
  /** Where the cursor stands after it, counted from the end of the text. */
  back: number;
}

export interface Opening {
  /** From here to the cursor the text is replaced. */
  start: number;
  items: Completion[];
}

const MOST = 8;
const WORD = /[\p{L}_][\p{L}\p{N}_]*$/u;

const isInText = (text: string) => (text.match(/"/g)?.length ?? 0) % 2 === 1;

function fields(labels: string[], typed: string): Completion[] {
  const wanted = typed.toLowerCase();
  const fitting = labels.filter((label) => label.toLowerCase().includes(wanted));
  const first = [...fitting].sort((a, b) => Number(b.toLowerCase().startsWith(wanted)) - Number(a.toLowerCase().startsWith(wanted)));
  return first.slice(0, MOST).map((label) => ({ text: `{${label}}`, label: `{${label}}`, hint: '', back: 0 }));
}

const CHOSEN = /\{([^{}]+)\}\s*(?:=|<>|!=)\s*"?([^"{}(),=<>!&|]*)$/u;
const COMPARED = /\{([^{}]+)\}\s*(?:=|<>|!=)\s*"([^"]*)"/gu;

/** After a choice and a sign of comparison: its choices. They are compared by their value and read by their name. */
function choices(before: string, known: FieldMeta[]): Opening | null {
  const found = CHOSEN.exec(before);
  const field = found && known.find((one) => one.label === found[1] && one.options.length > 0);
  if (!found || !field) return null;
  const typed = found[2].trim().toLowerCase();
  const rest = /\s*"?[^"{}(),=<>!&|]*$/u.exec(before)?.[0] ?? '';
  const items = field.options
    .filter((option) => option.label.toLowerCase().includes(typed) || option.value.includes(typed))
    .slice(0, MOST)
    .map((option) => ({ text: ` "${option.value}"`, label: option.label, hint: `"${option.value}"`, back: 0 }));
  return items.length ? { start: before.length - rest.length, items } : null;
}

export interface Mistake {
  label: string;
  value: string;
  /** The text with the value in place of the name. */
  mended: string;
}

/** A choice that is compared with its name: no record would ever match. */
export function mistakeIn(text: string, known: FieldMeta[]): Mistake | null {
  for (const found of text.matchAll(COMPARED)) {
    const field = known.find((one) => one.label === found[1] && one.options.length > 0);
    const option = field?.options.find((one) => one.label === found[2]);
    if (!field || !option || field.options.some((one) => one.value === found[2])) continue;
    const start = found.index + found[0].length - found[2].length - 1;
    return { label: option.label, value: option.value, mended: text.slice(0, start) + option.value + text.slice(start + found[2].length) };
  }
  return null;
}

/** What may follow at the cursor; null where nothing was begun. An open brace offers fields, a word offers both. */
export function completeAt(text: string, cursor: number, known: FieldMeta[], functions: FunctionDef[]): Opening | null {
  const before = text.slice(0, cursor);
  const labels = [...new Set(known.map((field) => field.label))];
  const chosen = choices(before, known);
  if (chosen) return chosen;
  if (isInText(before)) return null;
  const brace = before.lastIndexOf('{');
  if (brace > before.lastIndexOf('}')) {
    const items = fields(labels, before.slice(brace + 1));
    return items.length ? { start: brace, items } : null;
  }
  const word = WORD.exec(before);
  if (!word) return null;
  const typed = word[0].toLowerCase();
  const named = functions
    .filter((one) => one.name.toLowerCase().startsWith(typed))
    .slice(0, MOST)
    .map((one) => ({ text: `${one.name}()`, label: one.signature, hint: one.help, back: 1 }));
  const items = [...named, ...fields(labels, word[0])].slice(0, MOST);
  return items.length ? { start: word.index, items } : null;
}

/** The line of a fault with a mark under it, for what is drawn with letters of one width. */
export function pointAt(text: string, line: number, column: number, length: number): { before: string; wrong: string; after: string } {
  const found = text.split('\n')[Math.max(0, line - 1)] ?? '';
  const start = Math.max(0, column - 1);
  const end = Math.min(found.length, start + Math.max(1, length));
  return { before: found.slice(0, start), wrong: found.slice(start, end) || ' ', after: found.slice(end) };
}
