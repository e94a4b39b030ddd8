import { describe, expect, it } from 'vitest';

import type { EntityMeta, FieldMeta, LinkItem, Row } from '../schema/types';
import { descriptionOf, orderOf } from './fieldOrder';
import { groupLinks } from './Links';
import { missingFields } from './TransitionDialog';
import { copyOf } from './useVerbs';

const field = (name: string, type: string) => ({ name, type, label: name, required: false }) as FieldMeta;
const entity = {
  title_field: 'title',
  code_field: 'code',
  fields: [field('code', 'code'), field('title', 'text'), field('story', 'long_text'), field('score', 'integer'), field('reason', 'text')],
  create: ['code', 'title', 'story', 'score'],
  panels: [
    { name: 'a', title: 'A', fields: ['score', 'reason'] },
    { name: 'b', title: 'B', fields: ['story', 'score'] },
  ],
} as unknown as EntityMeta;
const row = { id: 1, version: 2, code: 'R-01', title: 'x', story: 'y', reason: '' } as Row;

describe('a record', () => {
  it('has the long text that follows the name as its description, and no other', () => {
    expect(descriptionOf(entity)?.name).toBe('story');
    expect(descriptionOf({ ...entity, create: ['title', 'score', 'story'] })).toBeUndefined();
  });

  it('is walked title first, each field once', () => {
    expect(orderOf(entity)).toEqual(['title', 'story', 'score', 'reason']);
  });

  it('is copied without its code and without what may not be seen', () => {
    expect(copyOf(entity, row)).toEqual({ title: 'x', story: 'y' });
  });

  it('asks for what a step requires and the row lacks, as required', () => {
    const step = { to: 'closed', label: '', requires: ['reason', 'title'], allowed: true, reason: '' };
    expect(missingFields(entity, step, row).map(({ name, required }) => [name, required])).toEqual([['reason', true]]);
    expect(missingFields(entity, step, { ...row, reason: 'done' })).toEqual([]);
  });

  it('groups its links by how they read, in the order of the first', () => {
    const link = (id: number, label: string) => ({ id, label }) as LinkItem;
    const groups = groupLinks([link(1, 'affects'), link(2, 'mitigated by'), link(3, 'affects')]);
    expect(groups.map(({ label, links }) => [label, links.map(({ id }) => id)])).toEqual([
      ['affects', [1, 3]],
      ['mitigated by', [2]],
    ]);
  });
});
