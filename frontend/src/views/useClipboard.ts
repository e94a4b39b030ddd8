import { useEffect, useRef } from 'react';

import { api } from '../api/client';
import { t } from '../app/i18n';
import { useSession } from '../app/session';
import { isReference } from '../schema/formatValue';
import type { RowWindow } from '../schema/records';
import { rememberRef, targetOf } from '../schema/refs';
import type { EntityMeta, FieldMeta, Row } from '../schema/types';
import { titleOf } from '../schema/useMeta';
import { optionsUrl, type PickItem } from '../schema/widgets/useOptions';
import type { RecordWriter } from '../schema/writes';
import { toDay } from '../ui/dates';
import { showProblem, showToast } from '../ui/toasts';
import { mayEdit } from './rules';
import { cellsOf, planPaste, printTsv, readTsv } from './tsv';
import type { Grid } from './useGrid';

const isTyping = () => !!document.activeElement?.closest('input:not([type=checkbox]), textarea, select, [contenteditable="true"], [aria-modal="true"]');

/** Rows and columns that a copy takes, or a paste of `height` x `width` cells lands on. */
function target(grid: Grid, rows: RowWindow, height: number, width: number): { rows: Row[]; fields: FieldMeta[] } {
  const { top, bottom, left, right } = grid.range;
  const last = Math.max(bottom, top + height - 1);
  const found: Row[] = [];
  for (let at = top; at <= last; at++) {
    const row = rows.rowAt(at);
    if (row) found.push(row);
  }
  return { rows: found, fields: grid.columns.slice(left, Math.max(right, left + width - 1) + 1) };
}

interface Parts {
  entity: EntityMeta;
  project: string | null;
  grid: Grid;
  rows: RowWindow;
  writer: RecordWriter;
}

/** Ids for the texts of reference columns: the server is asked once for each different text. */
async function findRefs(parts: Parts, fields: FieldMeta[], block: string[][]): Promise<Map<string, number>> {
  const { entity, project, rows } = parts;
  const wanted = new Map<string, { field: FieldMeta; text: string }>();
  for (const line of block) {
    fields.forEach((field, at) => {
      const cell = block.length === 1 && line.length === 1 ? line[0] : line[at];
      if (!isReference(field.type) || !cell) return;
      const texts = field.type === 'multi_reference' ? cell.split(/[,，、;；]/) : [cell];
      texts.map((text) => text.trim()).forEach((text) => text && wanted.set(`${field.name} ${text}`, { field, text }));
    });
  }
  const ids = new Map<string, number>();
  for (const [key, { field, text }] of wanted) {
    const own = project ?? rows.loaded[0]?.project ?? null;
    const { items } = await api.get<{ items: PickItem[] }>(optionsUrl(entity.name, field.name, own, text));
    const wantedText = text.toLowerCase();
    const hits = items.filter((item) => item.label.toLowerCase() === wantedText || item.code?.toLowerCase() === wantedText);
    if (hits.length !== 1) continue;
    ids.set(key, Number(hits[0].id));
    rememberRef(targetOf(field), hits[0].id, hits[0]);
  }
  return ids;
}

async function paste(parts: Parts, text: string, today: number): Promise<void> {
  const { entity, grid, rows, writer } = parts;
  const block = readTsv(text);
  const cells = target(grid, rows, block.length, Math.max(...block.map((line) => line.length)));
  const ids = await findRefs(parts, cells.fields, block);
  const plan = planPaste(block, {
    ...cells,
    today,
    mayEdit: (row, field) => mayEdit(entity, rows.can, row, field),
    lookup: (field, cell) => ids.get(`${field.name} ${cell}`) ?? null,
    nameOf: (row) => String((entity.code_field && row[entity.code_field]) || titleOf(entity, row)),
  });
  if ('error' in plan) showToast({ text: plan.error, tone: 'error' });
  else if (plan.edits.length === 1) await writer.edit(plan.edits[0].row, plan.edits[0].values, rows.refs);
  else await writer.bulkEdit(plan.edits, rows.refs);
}

/** Ctrl+C takes the cells as text that Excel understands, Ctrl+V puts a block over them as one write with one undo. */
export function useClipboard(parts: Parts): void {
  const { business_today } = useSession();
  const latest = useRef(parts);
  latest.current = parts;
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      const { grid, rows } = latest.current;
      if (isTyping() || window.getSelection()?.toString()) return;
      const isWhole = !grid.isRange && grid.selectedRows.length > 0;
      const cells = isWhole ? { rows: grid.selectedRows, fields: grid.columns } : target(grid, rows, 1, 1);
      if (!cells.rows.length) return;
      event.clipboardData?.setData('text/plain', printTsv(cellsOf(cells.rows, cells.fields, rows.refs)));
      event.preventDefault();
      if (cells.rows.length > 1) showToast({ text: t('copy.done', { n: cells.rows.length }) });
    };
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain');
      if (isTyping() || !text) return;
      event.preventDefault();
      paste(latest.current, text, toDay(business_today) ?? 0).catch(showProblem);
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('paste', onPaste);
    };
  }, [business_today]);
}
