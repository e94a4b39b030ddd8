/** Cells as Excel puts them on the clipboard, and what a pasted block means for the cells it lands on. Pure. */
import { t } from '../app/i18n';
import { editText } from '../schema/formatValue';
import { parseValue } from '../schema/parseValue';
import type { FieldMeta, Refs, Row, Value } from '../schema/types';

/** Tab between cells, line break between rows; a cell with either, or with quotes, is quoted as Excel does. */
export function printTsv(rows: string[][]): string {
  const cell = (text: string) => (/[\t\n\r"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  return rows.map((row) => row.map(cell).join('\t')).join('\n');
}

export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (isQuoted && char === '"' && source[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (isQuoted && char === '"') isQuoted = false;
    else if (!isQuoted && char === '"' && cell === '') isQuoted = true;
    else if (!isQuoted && (char === '\t' || char === '\n')) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (char === '\n') rows.push([]);
    } else cell += char;
  }
  rows.at(-1)?.push(cell);
  return rows;
}

export function cellsOf(rows: Row[], fields: FieldMeta[], refs: Refs): string[][] {
  return rows.map((row) => fields.map((field) => editText(field, row[field.name], refs)));
}

export interface PasteTarget {
  rows: Row[];
  fields: FieldMeta[];
  today: number;
  mayEdit: (row: Row, field: FieldMeta) => boolean;
  lookup: (field: FieldMeta, text: string) => number | null;
  /** How a row is called in the sentence about a bad cell. */
  nameOf: (row: Row) => string;
}

export type Paste = { edits: { row: Row; values: Record<string, Value> }[] } | { error: string };

/**
 * The block over the target cells. A single cell fills the whole target; otherwise row by row from its top left. Nothing is written
 * when one cell is bad: the sentence names it.
 */
export function planPaste(block: string[][], target: PasteTarget): Paste {
  const isFill = block.length === 1 && block[0].length === 1;
  const edits: { row: Row; values: Record<string, Value> }[] = [];
  for (const [at, row] of target.rows.entries()) {
    const texts = isFill ? target.fields.map(() => block[0][0]) : block[at];
    if (!texts) break;
    const values: Record<string, Value> = {};
    for (const [column, text] of texts.entries()) {
      const field = target.fields[column];
      if (!field) break;
      const cell = { row: target.nameOf(row), field: field.label, text };
      if (!target.mayEdit(row, field)) return { error: t('paste.locked', cell) };
      const parsed = parseValue(field, text, target);
      if ('error' in parsed) return { error: t('paste.bad', { ...cell, why: parsed.error }) };
      if (JSON.stringify(parsed.value) !== JSON.stringify(row[field.name] ?? null)) values[field.name] = parsed.value;
    }
    if (Object.keys(values).length) edits.push({ row, values });
  }
  return { edits };
}
