import { describe, expect, it } from 'vitest';

import { fieldsAsked, isChanged, listParams, NO_STATE, parseFilter, printFilter, readState, stateOfView, turnSort, writeState } from './queryState';
import { field } from './testing';
import type { EntityMeta, FieldType, SavedView } from './types';

const view = (config: SavedView['config']): SavedView => ({
  ...{ id: 12, version: 1, name: 'Open', sharing: 'personal', role: null, role_label: null, is_default: false, config },
  ...{ count: 3, owner: 'Su Yu', updated_at: '2026-07-13T09:00:00', can_edit: true },
});

describe('filters', () => {
  it('come back as they were written', () => {
    for (const text of ['status:in:open,closed', 'score:gte:8', 'owner:me', 'due:within:-7', 'due:between:2026-07-01,2026-07-31']) {
      expect(printFilter(parseFilter(text) as never)).toBe(text);
    }
  });

  it('keep commas and colons inside searched text', () => {
    expect(parseFilter('title:contains:LIS, 2.0: draft')).toEqual({ field: 'title', op: 'contains', values: ['LIS, 2.0: draft'] });
    expect(parseFilter('title')).toBeNull();
  });
});

describe('address', () => {
  it('holds the whole state and gives it back', () => {
    const text = 'view=board&f=status:in:open,closed&f=owner:me&sort=-score,code&group=due:month&sub=owner&q=LIS+2&board=status&cols=code,title&peek=3';
    const state = readState(`?${text}`);
    expect(state).toMatchObject({ view: 'board', group: 'due:month', q: 'LIS 2', cols: ['code', 'title'], peek: 3 });
    expect(readState(`?${writeState(state)}`)).toEqual(state);
  });

  it('is empty for a list without wishes', () => {
    expect(writeState(NO_STATE)).toBe('');
  });

  it('takes a saved view by its number alone', () => {
    const views = [view({ kind: 'table', filters: ['status:in:open'], sort: '-score' })];
    const state = readState('?saved=12&peek=4', views);
    expect(state).toMatchObject({ sort: '-score', filters: [{ field: 'status', op: 'in', values: ['open'] }], peek: 4 });
    expect(writeState(state, views)).toBe('saved=12&peek=4');
    expect(isChanged(state, views[0])).toBe(false);
  });

  it('opens a saved view with all it holds', () => {
    const views = [view({ kind: 'board', filters: ['owner:me'], board: 'status' })];
    expect(writeState(stateOfView(views[0]), views)).toBe('saved=12');
    expect(stateOfView(views[0])).toMatchObject({ view: 'board', board: 'status', filters: [{ field: 'owner', op: 'me', values: [] }] });
    expect(stateOfView(null)).toEqual(NO_STATE);
  });

  it('tells a view that lost its filter from the untouched view', () => {
    const views = [view({ kind: 'table', filters: ['status:in:open'] })];
    const bare = { ...readState('?saved=12', views), filters: [] };
    const text = writeState(bare, views);
    expect(text).toBe('saved=12&view=table');
    expect(readState(`?${text}`, views).filters).toEqual([]);
    expect(isChanged(bare, views[0])).toBe(true);
  });

  it('refuses kinds and numbers that are none', () => {
    expect(readState('?view=pie&saved=x&peek=1e3')).toEqual(NO_STATE);
  });
});

describe('questions to the server', () => {
  it('carry the rows meant and leave out how they are drawn', () => {
    const state = { ...NO_STATE, view: 'board' as const, q: 'LIS', cols: ['code'], filters: [{ field: 'owner', op: 'me' as const, values: [] }] };
    expect(listParams(state, 'JZ1Y').toString()).toBe('project=JZ1Y&f=owner%3Ame&q=LIS');
  });
});

describe('fields asked for', () => {
  const types: Record<string, FieldType> = {
    ...{ code: 'code', title: 'text', description: 'long_text', score: 'integer', probability: 'rating', impact: 'rating' },
    ...{ owner: 'person', party: 'party', status: 'state', cost: 'money', due: 'date', close_reason: 'text', created_at: 'datetime' },
  };
  const fields = Object.entries(types).map(([name, type]) => field(type, { name, key: name === 'impact' ? 'i' : null }));
  const entity = {
    ...{ fields, title_field: 'title', code_field: 'code', status_field: 'status', list: ['code', 'score', 'gone'], board: [], date_fields: [] },
    workflow: { field: 'status', closed: [], transitions: [{ from: [], to: 'closed', label: 'Close', requires: ['close_reason'] }] },
    matrix: null,
  } as unknown as EntityMeta;
  const asked = (state = {}) => fieldsAsked(entity, { ...NO_STATE, ...state }).split(',');

  it('are the columns and what keys, verbs and steps need, in the order of the entity', () => {
    expect(asked()).toEqual(['code', 'title', 'score', 'impact', 'owner', 'status', 'due', 'close_reason']);
  });

  it('grow with columns and groups, and stay as they are where columns are moved or hidden', () => {
    expect(asked({ cols: ['description', 'code'] })).toEqual(['code', 'title', 'description', ...asked().slice(2)]);
    expect(asked({ cols: ['score'] })).toEqual(asked());
    expect(asked({ group: 'created_at:month', sub: 'cost' })).toEqual(expect.arrayContaining(['created_at', 'cost']));
  });

  it('of a board can be its columns', () => {
    expect(asked({ view: 'board' })).toContain('party');
    expect(asked()).not.toContain('party');
  });

  it('of a matrix are its axes', () => {
    const grid = { ...entity, matrix: { x: 'impact', y: 'probability', title: '', bands: [] } };
    expect(fieldsAsked(grid, NO_STATE).split(',')).toContain('probability');
  });
});

describe('sorting by heads', () => {
  it('goes up, down and back', () => {
    expect(turnSort('', 'due', false)).toBe('due');
    expect(turnSort('due', 'due', false)).toBe('-due');
    expect(turnSort('-due', 'due', false)).toBe('');
    expect(turnSort('-due', 'code', false)).toBe('code');
  });

  it('adds a second key with shift and keeps the first', () => {
    expect(turnSort('-score', 'code', true)).toBe('-score,code');
    expect(turnSort('-score,code', 'code', true)).toBe('-score,-code');
    expect(turnSort('-score,-code', 'code', true)).toBe('-score');
  });
});
