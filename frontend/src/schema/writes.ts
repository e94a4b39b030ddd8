/**
 * Writing records: shown at once, sent in order row by row, taken back by name where refused. Every write that the server can undo
 * goes on the undo stack as one step.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { navigate } from 'wouter/use-browser-location';

import { ApiProblem, api, sentenceOf, uuid } from '../api/client';
import type { NewWrite } from '../api/offlineQueue';
import { RECORD_UNDO, recordUndo, waitBeforeTurning } from '../api/undo';
import { t } from '../app/i18n';
import { path } from '../app/routes';
import { showToast } from '../ui/toasts';
import { changeRows, dropRows, knownRow, takeRows } from './cache';
import { clearFailed, markFailed } from './failures';
import { formatValue } from './formatValue';
import { recordKeys } from './records';
import type { EntityMeta, Refs, Row, Value, WriteAnswer } from './types';
import { fieldOf, titleOf } from './useMeta';

export type Values = Record<string, Value>;
export interface RowEdit {
  row: Row;
  values: Values;
}

/** Keeps a write that found no server; true when it did, and the page goes on as if it had been sent. */
type Keep = (write: NewWrite) => Promise<boolean>;
let keepForLater: Keep | null = null;
export function registerOffline(keep: Keep | null): void {
  keepForLater = keep;
}

const REFRESH_AFTER = 700;
const tails = new Map<string, Promise<unknown>>();
/** Versions that own answers brought; a list that was read before may still hold the older one. */
const versions = new Map<string, number>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
let holds = 0;
waitBeforeTurning(() => Promise.allSettled([...tails.values()]));

/** While a cell is being edited the list is not sorted anew under the cursor. Returns the function that lets go. */
export function holdRefresh(): () => void {
  holds += 1;
  return () => {
    holds -= 1;
  };
}

function refreshSoon(client: QueryClient, entity: string): void {
  clearTimeout(timers.get(entity));
  const run = () => {
    if (holds > 0 || [...tails.keys()].some((key) => key.startsWith(`${entity}:`))) refreshSoon(client, entity);
    else void client.invalidateQueries({ queryKey: recordKeys.entity(entity) });
  };
  timers.set(entity, setTimeout(run, REFRESH_AFTER));
}

/** One write after the other for each row, so that the second carries the version that the first brought. */
function inOrder<T>(keys: string[], run: () => Promise<T>): Promise<T> {
  const before = Promise.all(keys.map((key) => tails.get(key)));
  const mine = before.then(run, run);
  const tail = mine.then(
    () => undefined,
    () => undefined,
  );
  keys.forEach((key) => tails.set(key, tail));
  void tail.then(() => keys.forEach((key) => tails.get(key) === tail && tails.delete(key)));
  return mine;
}

const currentOf = (problem: unknown): Row | null => {
  if (!(problem instanceof ApiProblem) || (problem.status !== 412 && problem.status !== 409)) return null;
  const current = problem.current as (Row & { row?: Row }) | null | undefined;
  return current?.row ?? (current && typeof current.version === 'number' ? current : null);
};

export class RecordWriter {
  private readonly client: QueryClient;
  private readonly entity: EntityMeta;

  constructor(client: QueryClient, entity: EntityMeta) {
    this.client = client;
    this.entity = entity;
  }

  private get base(): string {
    return `/api/records/${this.entity.name}`;
  }

  private key(row: Row): string {
    return `${this.entity.name}:${row.id}`;
  }

  private version(row: Row): number {
    return Math.max(row.version, versions.get(this.key(row)) ?? 0);
  }

  /** Take the server's rows, remember their versions, put the undo on the stack. */
  accept(answer: WriteAnswer, project: string | null, options: { quiet?: boolean } = {}): void {
    const { client, entity } = this;
    const rows = answer.rows ?? (answer.row ? [answer.row] : []);
    rows.forEach((row) => versions.set(this.key(row), row.version));
    takeRows(client, entity.name, rows, answer.refs);
    if (answer.log_id !== null && answer.undoable) {
      const refresh = () => void client.invalidateQueries({ queryKey: recordKeys.entity(entity.name) });
      const step = { project: project ?? '', logId: answer.log_id, label: answer.label, urls: RECORD_UNDO, onAnswer: refresh };
      recordUndo(step, options);
    } else if (!options.quiet && answer.label) showToast({ text: answer.label });
    refreshSoon(client, entity.name);
  }

  /** Change fields of one row. Resolves to false where the server refused; the cell then says why. */
  async edit(row: Row, values: Values, refs: Refs = {}): Promise<boolean> {
    const { client, entity } = this;
    const fields = Object.keys(values);
    const before = Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
    const id = uuid();
    clearFailed(entity.name, row.id, fields);
    void client.cancelQueries({ queryKey: recordKeys.lists(entity.name) });
    changeRows(client, entity.name, [row.id], (old) => ({ ...old, ...values }));
    try {
      const answer = await inOrder([this.key(row)], () =>
        api.patch<WriteAnswer>(`${this.base}/${row.id}`, { values }, { ifMatch: this.version(row), idempotencyKey: id }),
      );
      this.accept(answer, row.project ?? null, { quiet: true });
      return true;
    } catch (problem) {
      if (await this.isKept(problem, { ...this.later(id, 'edit', row), values, before })) return true;
      this.takeBack([{ row, values }], problem, refs);
      return false;
    }
  }

  private async isKept(problem: unknown, write: NewWrite): Promise<boolean> {
    const isLost = problem instanceof ApiProblem && problem.status === 0;
    return isLost && this.entity.offline && keepForLater !== null && keepForLater(write);
  }

  /** Restore what the refused write had changed, unless a later write has changed it again; say what was refused and why. */
  private takeBack(edits: RowEdit[], problem: unknown, refs: Refs): void {
    const { client, entity } = this;
    const sentence = sentenceOf(problem);
    const current = currentOf(problem);
    for (const { row, values } of edits) {
      const restore = (old: Row): Row => {
        const back: Row = { ...old };
        for (const field of Object.keys(values)) if (old[field] === values[field]) back[field] = row[field];
        return back;
      };
      changeRows(client, entity.name, [row.id], restore);
      markFailed(entity.name, row.id, Object.keys(values), sentence);
    }
    if ((problem as { status?: number }).status === 401) return;
    if (current) this.conflict(edits, current, sentence, refs);
    else showToast({ text: t('write.refused', { what: this.what(edits, refs), why: sentence }), tone: 'error', action: this.toApproval(edits, problem) });
    refreshSoon(client, entity.name);
  }

  /** What an approval stands in the way of is asked for, or looked at, on the page of the record. */
  private toApproval([{ row }]: RowEdit[], problem: unknown): { label: string; run: () => void } | undefined {
    if (!(problem instanceof ApiProblem) || !['approval_needed', 'under_approval'].includes(problem.code)) return undefined;
    return { label: t('write.toApproval'), run: () => navigate(path.record(row.project ?? null, this.entity.name, row.id)) };
  }

  private what(edits: RowEdit[], refs: Refs): string {
    const [{ row, values }] = edits;
    const [name] = Object.keys(values);
    const field = fieldOf(this.entity, name);
    const code = String((this.entity.code_field && row[this.entity.code_field]) || titleOf(this.entity, row));
    if (edits.length > 1 || !field) return t('write.rows', { n: edits.length });
    return t('write.cell', { code, field: field.label, value: formatValue(field, values[name], refs) });
  }

  /** Somebody was faster: show theirs, keep mine one click away. */
  private conflict(edits: RowEdit[], current: Row, sentence: string, refs: Refs): void {
    const { client, entity } = this;
    versions.set(this.key(current), current.version);
    takeRows(client, entity.name, [current]);
    const mine = edits.find(({ row }) => row.id === current.id) ?? edits[0];
    const [name] = Object.keys(mine.values);
    const field = fieldOf(entity, name);
    const shown = (value: Value | undefined) => (field ? formatValue(field, value, refs) : '');
    showToast({
      text: t('write.conflict', { why: sentence, theirs: shown(current[name]), mine: shown(mine.values[name]) }),
      tone: 'error',
      action: {
        label: t('write.keepMine'),
        run: () => void (edits.length === 1 ? this.edit({ ...mine.row, ...current }, mine.values, refs) : this.bulkEdit(edits, refs)),
      },
    });
  }

  /** Change several rows, each with its own values, as one step. */
  async bulkEdit(edits: RowEdit[], refs: Refs = {}): Promise<boolean> {
    if (!edits.length) return true;
    const { client, entity } = this;
    void client.cancelQueries({ queryKey: recordKeys.lists(entity.name) });
    for (const { row, values } of edits) {
      clearFailed(entity.name, row.id, Object.keys(values));
      changeRows(client, entity.name, [row.id], (old) => ({ ...old, ...values }));
    }
    const first = JSON.stringify(edits[0].values);
    const isSame = edits.every(({ values }) => JSON.stringify(values) === first);
    const body = () =>
      isSame
        ? { rows: this.named(edits.map(({ row }) => row)), set: edits[0].values }
        : { rows: edits.map(({ row, values }) => ({ id: row.id, version: this.version(row), set: values })) };
    return this.send(edits.map(({ row }) => row), body, (problem) => this.takeBack(edits, problem, refs));
  }

  private named(rows: Row[]) {
    return rows.map((row) => ({ id: row.id, version: this.version(row) }));
  }

  private async send(rows: Row[], body: () => unknown, onRefused: (problem: unknown) => void | Promise<void>): Promise<boolean> {
    try {
      const answer = await inOrder(
        rows.map((row) => this.key(row)),
        () => api.post<WriteAnswer>(`${this.base}/bulk`, body()),
      );
      this.accept(answer, rows[0]?.project ?? null);
      return true;
    } catch (problem) {
      await onRefused(problem);
      return false;
    }
  }

  /** Run an action on one row, or where it may be on several; refusals are thrown for the dialog that asked. */
  async act(rows: Row[], action: string, inputs: Values = {}): Promise<WriteAnswer> {
    const keys = rows.map((row) => this.key(row));
    const [first] = rows;
    const id = uuid();
    try {
      const answer = await inOrder(keys, () =>
        rows.length === 1
          ? api.post<WriteAnswer>(
              `${this.base}/${first.id}/actions/${action}`,
              { inputs },
              { ifMatch: this.version(first), idempotencyKey: id },
            )
          : api.post<WriteAnswer>(`${this.base}/bulk`, { rows: this.named(rows), action, inputs }),
      );
      this.accept(answer, first?.project ?? null);
      return answer;
    } catch (problem) {
      const isOne = rows.length === 1;
      if (!isOne || !(await this.isKept(problem, { ...this.later(id, 'action', first), values: inputs, action }))) throw problem;
      return { refs: {}, log_id: null, undoable: false, label: '' };
    }
  }

  /** A write of one row for the queue. */
  private later(id: string, kind: NewWrite['kind'], row: Row): NewWrite {
    const title = [this.entity.code_field ? row[this.entity.code_field] : '', titleOf(this.entity, row)].filter(Boolean).join(' ');
    const place = { entity: this.entity.name, project: row.project ?? null, row: row.id, version: this.version(row) };
    return { id, kind, title, ...place, values: {}, before: {} };
  }

  async remove(rows: Row[]): Promise<boolean> {
    const { client, entity } = this;
    void client.cancelQueries({ queryKey: recordKeys.lists(entity.name) });
    dropRows(client, entity.name, rows.map((row) => row.id));
    const body = () => ({ rows: this.named(rows), delete: true });
    return this.send(rows, body, async (problem) => {
      const [first] = rows;
      if (rows.length === 1 && (await this.isKept(problem, this.later(uuid(), 'delete', first)))) return;
      showToast({ text: t('write.notDeleted', { n: rows.length, why: sentenceOf(problem) }), tone: 'error' });
      void client.invalidateQueries({ queryKey: recordKeys.entity(entity.name) });
    });
  }

  /** Refusals are thrown for the form that asked. */
  async create(project: string | null, values: Values, links: { kind: string; entity: string; id: number }[] = []): Promise<Row> {
    const body = { ...(project && { project }), values, ...(links.length > 0 && { links }) };
    const id = uuid();
    try {
      const answer = await api.post<WriteAnswer>(this.base, body, { idempotencyKey: id });
      this.accept(answer, project);
      void this.client.invalidateQueries({ queryKey: recordKeys.entity(this.entity.name) });
      return answer.row as Row;
    } catch (problem) {
      // A row that waits has a key below zero until the server gives it one; links go with rows that are there.
      const waiting: Row = { id: -Date.now(), version: 0, ...(project && { project }), ...values };
      const write: NewWrite = { ...this.later(id, 'create', waiting), version: null, values };
      if (links.length > 0 || !(await this.isKept(problem, write))) throw problem;
      return waiting;
    }
  }

  /** The row as the cache has it now. */
  now(id: number): Row | undefined {
    return knownRow(this.client, this.entity.name, id);
  }
}

export function useWriter(entity: EntityMeta): RecordWriter {
  const client = useQueryClient();
  return useMemo(() => new RecordWriter(client, entity), [client, entity]);
}
