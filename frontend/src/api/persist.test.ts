import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';

import type { EntityMeta, FieldMeta, ListAnswer } from '../schema/types';
import { memoryShelf } from './idb';
import { keep, restore, snapshot, type Kept } from './persist';

const field = (name: string, type: FieldMeta['type'], field_class: FieldMeta['field_class']) =>
  ({ name, type, field_class, reference: null, options: [], bands: [] }) as unknown as FieldMeta;

const entity = {
  name: 'thing',
  fields: [
    field('title', 'text', 'public'),
    field('owner', 'person', 'internal'),
    field('price', 'money', 'commercial'),
    field('phone', 'phone', 'personal'),
    field('witness', 'person', 'sensitive'),
  ],
} as unknown as EntityMeta;

const list = {
  rows: [{ id: 7, version: 3, project: 'P', title: '甲', owner: 1, price: 900, phone: '138', witness: 2, stray: 'x' }],
  refs: { person: { '1': { label: '陆川', hint: '13800000000' }, '2': { label: '江帆' } } },
  total: 1,
  offset: 0,
  limit: 100,
  can: {},
} as unknown as ListAnswer;

const LIST = ['records', 'thing', 'list', 'project=P'];
const me = { user: '4', build: 'b1' };

function clientWith(...entries: [readonly unknown[], unknown][]): QueryClient {
  const client = new QueryClient();
  client.setQueryData(['meta'], { language: 'en', entities: { thing: entity } });
  entries.forEach(([key, data]) => client.setQueryData(key, data));
  return client;
}

const keptOf = (client: QueryClient, key: readonly unknown[]) =>
  snapshot(client).queries.find((query) => JSON.stringify(query.queryKey) === JSON.stringify(key))?.state.data;

describe('what is kept', () => {
  it('loses every field that is not public or internal, with the labels only it pointed at', () => {
    const kept = keptOf(clientWith([LIST, list]), LIST) as ListAnswer;
    expect(kept.rows).toEqual([{ id: 7, version: 3, project: 'P', title: '甲', owner: 1 }]);
    expect(kept.refs).toEqual({ person: { '1': { label: '陆川' } } });
    expect(kept.total).toBe(1);
  });

  it('reaches into the pages of a list that is read page by page', () => {
    const kept = keptOf(clientWith([LIST, { pages: [list], pageParams: [0] }]), LIST) as { pages: ListAnswer[] };
    expect(kept.pages[0].rows[0].price).toBeUndefined();
    expect(kept.pages[0].rows[0].title).toBe('甲');
  });

  it('leaves out a query whose filter, order or group tells of such a field', () => {
    for (const told of ['project=P&f=price:gte:500', 'project=P&sort=title%2C-price', 'project=P&group=witness']) {
      const key = ['records', 'thing', 'list', told];
      expect(keptOf(clientWith([key, list]), key)).toBeUndefined();
    }
  });

  it('keeps a list that only shows such a field, without its values', () => {
    const key = ['records', 'thing', 'list', 'project=P&fields=title%2Cprice'];
    expect((keptOf(clientWith([key, list]), key) as ListAnswer).rows[0]).toEqual({ id: 7, version: 3, project: 'P', title: '甲', owner: 1 });
  });

  it('keeps counts and no sums', () => {
    const key = ['records', 'thing', 'groups', 'group=owner'];
    const group = { key: 1, label: '陆川', tone: null, measures: { count: 2, price: 900 }, subs: [] };
    const kept = keptOf(clientWith([key, { groups: [group], total: { count: 2, price: 900 }, measures: ['count', 'price'] }]), key);
    expect(JSON.stringify(kept)).not.toContain('900');
    expect(kept).toMatchObject({ groups: [{ measures: { count: 2 } }], total: { count: 2 }, measures: ['count'] });
  });

  it('keeps saved views that tell of no such field', () => {
    const key = ['views', 'thing', 'P'];
    const items = [
      { id: 1, config: { kind: 'table', filters: ['title:contains:a'], columns: ['price'] } },
      { id: 2, config: { kind: 'table', filters: ['price:gte:900'] } },
    ];
    expect((keptOf(clientWith([key, { items }]), key) as { items: { id: number }[] }).items.map(({ id }) => id)).toEqual([1]);
  });

  it('never holds details, comments, attachments or an entity the user does not know', () => {
    const keys = [
      ['records', 'thing', 'detail', 7],
      ['records', 'thing', 'attachments', 7],
      ['records', 'thing', 'activity', 7],
      ['records', 'other', 'list', ''],
      ['search', 'x'],
    ];
    const client = clientWith(...keys.map((key) => [key, { secret: 1 }] as [unknown[], unknown]));
    expect(snapshot(client).queries.map((query) => query.queryKey)).toEqual([['meta']]);
  });

  it('holds no answer that is known to be stale', async () => {
    const client = clientWith([LIST, list]);
    await client.invalidateQueries({ queryKey: LIST });
    expect(keptOf(client, LIST)).toBeUndefined();
  });
});

describe('restoring', () => {
  async function written(at: number) {
    const store = memoryShelf<Kept>();
    const keeping = keep(clientWith([LIST, list]), store, me, () => at);
    await keeping.flush();
    return { store, keeping };
  }

  it('paints for the same user and build, and everything is read again', async () => {
    const { store } = await written(1000);
    const client = new QueryClient();
    expect(await restore(client, store, me, 2000)).toBe(true);
    expect(client.getQueryData<ListAnswer>(LIST)?.rows[0].title).toBe('甲');
    expect(client.getQueryState(LIST)?.isInvalidated).toBe(true);
  });

  it.each([
    ['another user', { ...me, user: '5' }, 2000],
    ['another build', { ...me, build: 'b2' }, 2000],
    ['after a day', me, 1000 + 24 * 3600_000 + 1],
    ['a clock that was set back', me, 500],
  ])('does not for %s', async (_case, keeper, now) => {
    const { store } = await written(1000);
    const client = new QueryClient();
    expect(await restore(client, store, keeper, now)).toBe(false);
    expect(client.getQueryCache().getAll()).toEqual([]);
  });

  it('finds nothing once it was told to forget', async () => {
    const { store, keeping } = await written(1000);
    await keeping.forget();
    expect(await restore(new QueryClient(), store, me, 2000)).toBe(false);
  });
});
