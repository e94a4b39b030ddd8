import { describe, expect, it } from 'vitest';

import type { Row } from '../schema/types';
import { ApiProblem } from './client';
import { memoryShelf } from './idb';
import { OfflineQueue, withQueued, type NewWrite, type QueuedWrite, type Send } from './offlineQueue';

let serial = 0;
const edit = (row: number, values: NewWrite['values'], before: NewWrite['before'], version = 1): NewWrite => {
  serial += 1;
  return { id: `k${serial}`, kind: 'edit', entity: 'thing', title: `R${row}`, project: 'P', row, version, values, before };
};
const refuse = (status: number, current?: unknown) =>
  new ApiProblem({ status, code: 'x', detail: `refused with ${status}`, current });

/** A server of one table that answers as the real one: 412 with the row for an old version. */
function server(rows: Row[]) {
  const sent: QueuedWrite[] = [];
  let isUp = true;
  const send: Send = async (write) => {
    if (!isUp) throw refuse(0);
    sent.push(structuredClone(write));
    if (write.kind === 'create') {
      const row: Row = { id: 100 + rows.length, version: 1, ...write.values };
      rows.push(row);
      return { row };
    }
    const row = rows.find((other) => other.id === write.row);
    if (!row) throw refuse(404);
    if (row.version !== write.version) throw refuse(412, { row: { ...row }, refs: {} });
    Object.assign(row, write.values, { version: row.version + 1 });
    return { row: { ...row } };
  };
  return { send, sent, rows, setUp: (next: boolean) => (isUp = next) };
}

async function queueWith(send: Send, ...writes: NewWrite[]) {
  const store = memoryShelf<QueuedWrite[]>();
  const queue = new OfflineQueue({ store, user: '4', send, clock: () => 1000 });
  for (const write of writes) await queue.add(write);
  return { queue, store };
}

describe('offline queue', () => {
  it('sends in order, and a second edit of a row goes upon the version the first one made', async () => {
    const site = server([{ id: 1, version: 1, title: 'a' }]);
    const { queue } = await queueWith(site.send, edit(1, { title: 'b' }, { title: 'a' }), edit(1, { title: 'c' }, { title: 'b' }));
    await queue.replay();
    expect(site.sent.map((write) => [write.values.title, write.version])).toEqual([['b', 1], ['c', 2]]);
    expect(queue.getState().writes).toEqual([]);
    expect(site.rows[0].title).toBe('c');
  });

  it('survives a reload, and belongs to its user', async () => {
    const site = server([{ id: 1, version: 1, title: 'a' }]);
    const { store } = await queueWith(site.send, edit(1, { title: 'b' }, { title: 'a' }));
    const again = new OfflineQueue({ store, user: '4', send: site.send });
    await again.load();
    expect(again.getState().writes).toMatchObject([{ values: { title: 'b' }, at: 1000 }]);
    const other = new OfflineQueue({ store, user: '5', send: site.send });
    await other.load();
    expect(other.getState().writes).toEqual([]);
  });

  it('keeps everything while the server does not answer, and uses the same key for every attempt', async () => {
    const site = server([{ id: 1, version: 1, title: 'a' }]);
    const write = edit(1, { title: 'b' }, { title: 'a' });
    const { queue } = await queueWith(site.send, write);
    site.setUp(false);
    await queue.replay();
    expect(queue.getState()).toMatchObject({ isSending: false, writes: [{ state: 'waiting' }] });
    site.setUp(true);
    await queue.replay();
    expect(site.sent.map((sent) => sent.id)).toEqual([write.id]);
  });

  it('goes through when only other fields were changed meanwhile', async () => {
    const site = server([{ id: 1, version: 5, title: 'a', owner: 9 }]);
    const { queue } = await queueWith(site.send, edit(1, { title: 'b' }, { title: 'a' }));
    await queue.replay();
    expect(site.rows[0]).toMatchObject({ title: 'b', owner: 9, version: 6 });
    expect(queue.getState().writes).toEqual([]);
  });

  it('holds a real conflict, and lets other rows pass while later edits of that row wait', async () => {
    const site = server([{ id: 1, version: 5, title: 'theirs' }, { id: 2, version: 1, title: 'x' }]);
    const writes = [edit(1, { title: 'mine' }, { title: 'a' }), edit(1, { owner: 3 }, { owner: null }), edit(2, { title: 'y' }, { title: 'x' })];
    const { queue } = await queueWith(site.send, ...writes);
    await queue.replay();
    expect(queue.getState().writes.map((write) => [write.row, write.state])).toEqual([[1, 'conflict'], [1, 'waiting']]);
    expect(queue.getState().writes[0].current).toMatchObject({ title: 'theirs' });
    expect(site.rows[1].title).toBe('y');
  });

  it('keep mine writes over theirs; take theirs leaves them, and the later edit still arrives', async () => {
    for (const mine of [true, false]) {
      const site = server([{ id: 1, version: 5, title: 'theirs', owner: null }]);
      const writes = [edit(1, { title: 'mine' }, { title: 'a' }), edit(1, { owner: 3 }, { owner: null })];
      const { queue } = await queueWith(site.send, ...writes);
      await queue.replay();
      await (mine ? queue.keepMine(writes[0].id) : queue.discard(writes[0].id));
      expect(site.rows[0]).toMatchObject({ title: mine ? 'mine' : 'theirs', owner: 3 });
      expect(queue.getState().writes).toEqual([]);
    }
  });

  it('gives edits of a row made offline the id that the server gave it, or drops them with it', async () => {
    const create: NewWrite = { ...edit(-1, { title: 'new' }, {}), kind: 'create', version: null };
    const site = server([]);
    const { queue } = await queueWith(site.send, create, edit(-1, { title: 'newer' }, { title: 'new' }));
    await queue.replay();
    expect(site.rows).toMatchObject([{ id: 100, title: 'newer' }]);
    const down = server([]);
    down.setUp(false);
    const { queue: other } = await queueWith(down.send, create, edit(-1, { title: 'newer' }, { title: 'new' }));
    await other.discard(create.id);
    expect(other.getState().writes).toEqual([]);
  });

  it('holds what the server refuses, with its sentence', async () => {
    const { queue } = await queueWith(server([]).send, edit(1, { title: 'b' }, { title: 'a' }));
    await queue.replay();
    expect(queue.getState().writes).toMatchObject([{ state: 'refused', reason: 'refused with 404' }]);
  });

  it('is empty when what was wished is there already', async () => {
    const site = server([{ id: 1, version: 5, title: 'b' }]);
    const { queue } = await queueWith(site.send, edit(1, { title: 'b' }, { title: 'a' }));
    await queue.replay();
    expect(queue.getState().writes).toEqual([]);
    expect(site.rows[0].version).toBe(5);
  });
});

describe('withQueued', () => {
  it('shows rows with what is still to be sent', async () => {
    const gone: NewWrite = { ...edit(2, {}, {}), kind: 'delete' };
    const { queue } = await queueWith(server([]).send, edit(1, { title: 'b' }, {}), gone);
    const rows = [{ id: 1, version: 1, title: 'a' }, { id: 2, version: 1, title: 'x' }];
    expect(withQueued('thing', rows, queue.getState().writes)).toEqual([{ id: 1, version: 1, title: 'b' }]);
    expect(withQueued('other', rows, queue.getState().writes)).toBe(rows);
  });
});
