/**
 * Writes made without a connection. They lie on the disk of this browser in the order they were made, each with the key that makes
 * sending it twice harmless and with the version it was made upon, and are sent when the server answers again. What cannot be applied
 * waits for its author: nothing is overwritten and nothing is lost silently.
 */
import type { Row, Value } from '../schema/types';
import { ApiProblem } from './client';
import type { Shelf } from './idb';

export type WriteKind = 'create' | 'edit' | 'delete' | 'action';

export interface NewWrite {
  /** Idempotency key; the first attempt to send and every later one use the same. */
  id: string;
  kind: WriteKind;
  entity: string;
  /** What the list of conflicts calls it: «R-01 接口文档不全». */
  title: string;
  project: string | null;
  /** Id of the row; negative for a row that was itself made offline. */
  row: number;
  /** Version the write was made upon; null for a new row. */
  version: number | null;
  /** New values by field; inputs of an action. */
  values: Record<string, Value>;
  /** The same fields as they were, to tell a real conflict from a change of other fields. */
  before: Record<string, Value>;
  /** Name of the action, for `action`. */
  action?: string;
}

export interface QueuedWrite extends NewWrite {
  /** Milliseconds since 1970. */
  at: number;
  /** `conflict`: somebody changed the same; `refused`: the server says no. Both wait for the author. */
  state: 'waiting' | 'conflict' | 'refused';
  /** Sentence of the server. */
  reason: string;
  /** The row as it is on the server, in a conflict. */
  current: Row | null;
}

export interface QueueState {
  writes: QueuedWrite[];
  isSending: boolean;
}

export type Send = (write: QueuedWrite) => Promise<{ row?: Row }>;

export interface QueueParts {
  store: Shelf<QueuedWrite[]>;
  user: string;
  send: Send;
  clock?: () => number;
  /** Called after each write that arrived, and with null after one that was given up. */
  onSent?: (write: QueuedWrite, row: Row | null) => void;
}

const same = (a: Value | undefined, b: Value | undefined) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const isOfRow = (a: NewWrite, b: NewWrite) => a.entity === b.entity && a.row === b.row;
/** Not an answer to the write: no connection, a session that ran out, a server that is starting or busy. */
const isPause = (problem: ApiProblem) =>
  problem.status === 0 || problem.status === 401 || problem.status === 429 || problem.status >= 500;

/** The row that a refusal for an old version carries, alone or with its labels. */
function currentRow(problem: ApiProblem): Row | undefined {
  const held = problem.current as (Partial<Row> & { row?: Row }) | null | undefined;
  if (problem.status !== 412 || !held) return undefined;
  return held.row ?? (typeof held.version === 'number' ? (held as Row) : undefined);
}

export const isOffline = (problem: unknown): boolean => problem instanceof ApiProblem && problem.status === 0;

/** `done`: all is as wished already; `merge`: only other fields changed; `conflict`: somebody changed the same field. */
export function compare(write: NewWrite, current: Row): 'done' | 'merge' | 'conflict' {
  if (write.kind !== 'edit') return 'conflict';
  const fields = Object.keys(write.values);
  if (fields.every((field) => same(current[field], write.values[field]))) return 'done';
  return fields.every((field) => same(current[field], write.before[field])) ? 'merge' : 'conflict';
}

/** Without a write that arrived or was given up; later writes of its row go on from the row as it is now. */
function settle(writes: QueuedWrite[], done: QueuedWrite, row: Row | null): QueuedWrite[] {
  const rest = writes.filter((write) => write.id !== done.id);
  if (row) return rest.map((write) => (isOfRow(write, done) ? { ...write, row: row.id, version: row.version } : write));
  // A new row that never came to be takes its edits with it.
  return done.kind === 'create' ? rest.filter((write) => !isOfRow(write, done)) : rest;
}

export class OfflineQueue {
  private state: QueueState = { writes: [], isSending: false };
  private readonly listeners = new Set<() => void>();
  private readonly parts: QueueParts;

  constructor(parts: QueueParts) {
    this.parts = parts;
  }

  readonly getState = (): QueueState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Read what lies on the disk: at the start, and when another tab changed it. */
  async load(): Promise<void> {
    this.publish({ writes: (await this.parts.store.get(this.parts.user)) ?? [] });
  }

  /** Rejects where the browser forbids storage: the caller then reports the write as failed. */
  async add(write: NewWrite): Promise<void> {
    const at = (this.parts.clock ?? Date.now)();
    await this.change((writes) => [...writes, { ...write, at, state: 'waiting', reason: '', current: null }]);
  }

  holds(entity: string, row: number): boolean {
    return this.state.writes.some((write) => write.entity === entity && write.row === row);
  }

  /** Send what can be sent, in order. Stops at the first sign that the server does not answer. */
  async replay(): Promise<void> {
    if (this.state.isSending) return;
    this.publish({ isSending: true });
    try {
      for (let next = this.next(); next; next = this.next()) if (!(await this.sendOne(next))) return;
    } finally {
      this.publish({ isSending: false });
    }
  }

  /** «Keep mine»: once more, upon the row as it is now. Also tries a refused write again. */
  async keepMine(id: string): Promise<void> {
    await this.change((writes) =>
      writes.map((write) =>
        write.id === id
          ? { ...write, state: 'waiting', reason: '', version: write.current?.version ?? write.version, current: null }
          : write,
      ),
    );
    await this.replay();
  }

  /** «Take theirs», or give a refused or waiting write up. */
  async discard(id: string): Promise<void> {
    const write = this.state.writes.find((other) => other.id === id);
    if (!write) return;
    await this.change((writes) => settle(writes, write, write.current));
    this.parts.onSent?.(write, null);
    await this.replay();
  }

  async clear(): Promise<void> {
    await this.parts.store.remove(this.parts.user);
    this.publish({ writes: [] });
  }

  /** The first write that waits and whose row has nothing before it that hangs. */
  private next(): QueuedWrite | undefined {
    const { writes } = this.state;
    return writes.find(
      (write, index) =>
        write.state === 'waiting' && !writes.slice(0, index).some((other) => other.state !== 'waiting' && isOfRow(other, write)),
    );
  }

  private async sendOne(write: QueuedWrite): Promise<boolean> {
    try {
      const answer = await this.parts.send(write);
      await this.change((writes) => settle(writes, write, answer.row ?? null));
      this.parts.onSent?.(write, answer.row ?? null);
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (isPause(problem)) return false;
      await this.take(write, problem);
      return true;
    }
  }

  /** A refusal that is an answer: merge where only other fields changed, else it waits for its author. */
  private async take(write: QueuedWrite, problem: ApiProblem): Promise<void> {
    const current = currentRow(problem);
    const verdict = current && current.version !== write.version ? compare(write, current) : null;
    if (current && verdict === 'done') {
      await this.change((writes) => settle(writes, write, current));
      this.parts.onSent?.(write, current);
      return;
    }
    const merged = current && verdict === 'merge';
    const held: Partial<QueuedWrite> = merged
      ? { version: current.version }
      : { state: verdict ? 'conflict' : 'refused', reason: problem.detail, current: current ?? null };
    await this.change((writes) => writes.map((other) => (other.id === write.id ? { ...other, ...held } : other)));
  }

  private async change(turn: (writes: QueuedWrite[]) => QueuedWrite[]): Promise<void> {
    this.publish({ writes: await this.parts.store.update(this.parts.user, (old) => turn(old ?? [])) });
  }

  private publish(next: Partial<QueueState>): void {
    this.state = { ...this.state, ...next };
    this.listeners.forEach((listener) => listener());
  }
}

/** Rows as their author sees them: with what is still to be sent. */
export function withQueued(entity: string, rows: Row[], writes: QueuedWrite[]): Row[] {
  const own = writes.filter((write) => write.entity === entity);
  if (own.length === 0) return rows;
  const gone = new Set(own.filter((write) => write.kind === 'delete').map((write) => write.row));
  const edits = own.filter((write) => write.kind === 'edit');
  return rows
    .filter((row) => !gone.has(row.id))
    .map((row) => edits.filter((write) => write.row === row.id).reduce((shown, write) => ({ ...shown, ...write.values }), row));
}
