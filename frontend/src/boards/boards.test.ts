import { describe, expect, it } from 'vitest';

import type { EntityMeta, FieldMeta, Row } from '../schema/types';
import { byDay, pageOf, turnPage, valueOnDay } from './calendarDays';
import { columnsOf, landingIndex, moveOf, type Column } from './columns';
import './i18n';
import { byCell, legendOf, nearest, stepsOf, toneOfCell } from './matrixAxes';

const option = (value: string, label = value) => ({ value, label, tone: null });
const field = (init: Partial<FieldMeta>): FieldMeta =>
  ({ options: [], bands: [], required: false, read_only: false, min: null, max: null, reference: null, label: init.name, ...init }) as FieldMeta;
const day = (text: string) => Date.parse(text) / 86_400_000;

const state = field({ name: 'status', type: 'state', required: true, options: [option('open', '开'), option('work', '办'), option('closed', '关')] });
const owner = field({ name: 'owner', type: 'person' });
const entity = {
  name: 'thing',
  fields: [state, owner],
  workflow: {
    field: 'status',
    closed: ['closed'],
    transitions: [
      { from: ['open'], to: 'work', label: '', requires: [] },
      { from: ['work'], to: 'closed', label: '', requires: ['note'] },
    ],
  },
} as unknown as EntityMeta;
const row = (id: number, values: Partial<Row>): Row => ({ id, version: 1, ...values });
const column = (key: string): Column => ({ key, value: key || null, label: key, tone: null });

describe('board', () => {
  it('has a column for every option, used or not, and one for what no option names', () => {
    const rows = [row(1, { status: 'open' }), row(2, { status: 'odd' })];
    expect(columnsOf(state, rows, {}).map(({ key }) => key)).toEqual(['open', 'work', 'closed', 'odd']);
  });

  it('has a column for each person by name and one for nobody', () => {
    const refs = { person: { '1': { label: '陆川' }, '2': { label: '江帆' } } };
    const rows = [row(1, { owner: 1 }), row(2, { owner: 2 }), row(3, { owner: null })];
    expect(columnsOf(owner, rows, refs).map(({ label }) => label)).toEqual(['江帆', '陆川', '未填']);
  });

  it('moves along transitions and nowhere else, and says what a transition requires', () => {
    expect(moveOf(entity, state, row(1, { status: 'open' }), column('work'), true).isAllowed).toBe(true);
    expect(moveOf(entity, state, row(1, { status: 'work' }), column('closed'), true)).toMatchObject({ transition: { requires: ['note'] } });
    expect(moveOf(entity, state, row(1, { status: 'open' }), { ...column('closed'), label: '关' }, true)).toEqual({
      isAllowed: false,
      reason: '不能从「开」到「关」',
    });
  });

  it('leaves closed rows and rows without the right to edit where they are', () => {
    expect(moveOf(entity, owner, row(1, { status: 'closed' }), column('1'), true).isAllowed).toBe(false);
    expect(moveOf(entity, owner, row(1, { status: 'open' }), column('1'), false).isAllowed).toBe(false);
    expect(moveOf(entity, owner, row(1, { status: 'open' }), column('1'), true).isAllowed).toBe(true);
  });

  it('lands where the order of the list puts the card', () => {
    const rows = [row(1, {}), row(2, {}), row(3, {}), row(4, {})];
    expect(landingIndex(rows, [rows[0], rows[3]], rows[2])).toBe(1);
    expect(landingIndex(rows, [], rows[2])).toBe(0);
  });
});

describe('calendar', () => {
  it('shows whole weeks from Monday', () => {
    expect(pageOf('month', day('2026-07-15'))).toEqual({ first: day('2026-06-29'), last: day('2026-08-02') });
    expect(pageOf('week', day('2026-07-19'))).toEqual({ first: day('2026-07-13'), last: day('2026-07-19') });
    expect(turnPage('month', day('2026-12-31'), 1)).toBe(day('2027-01-01'));
  });

  it('keeps the clock of a date-time when its day changes', () => {
    const at = field({ name: 'at', type: 'datetime' });
    const moved = new Date(valueOnDay(at, '2026-07-15T08:30:00Z', day('2026-07-17')));
    expect(moved.toISOString().slice(10)).toBe('T08:30:00.000Z');
    expect(valueOnDay(field({ name: 'due', type: 'date' }), null, day('2026-07-17'))).toBe('2026-07-17');
  });

  it('puts rows without a date aside', () => {
    const due = field({ name: 'due', type: 'date' });
    const { days, without } = byDay(due, [row(1, { due: '2026-07-15' }), row(2, { due: null }), row(3, { due: '2026-07-15' })]);
    expect(days.get(day('2026-07-15'))?.map(({ id }) => id)).toEqual([1, 3]);
    expect(without.map(({ id }) => id)).toEqual([2]);
  });
});

describe('matrix', () => {
  const y = field({ name: 'p', type: 'rating', min: 1, max: 5 });
  const bands = [
    { at: 0, tone: 'green' as const, label: '绿' },
    { at: 8, tone: 'amber' as const, label: '黄' },
    { at: 15, tone: 'red' as const, label: '红' },
  ];

  it('takes its steps from the scale or from numbered options, and refuses long scales', () => {
    expect(stepsOf(y).map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
    expect(stepsOf(field({ name: 'c', type: 'choice', options: [option('2', '2 低'), option('1', '很低')] }))).toEqual([
      { value: 1, stored: '1', word: '很低' },
      { value: 2, stored: '2', word: '低' },
    ]);
    expect(stepsOf(field({ name: 'n', type: 'integer', min: 0, max: 100 }))).toEqual([]);
  });

  it('tints by the product', () => {
    expect([toneOfCell(bands, 5, 3), toneOfCell(bands, 2, 4), toneOfCell(bands, 2, 3)]).toEqual(['red', 'amber', 'green']);
    expect(legendOf(bands).map(({ band, above, isLowest }) => [band.tone, above, isLowest])).toEqual([
      ['red', null, false],
      ['amber', 15, false],
      ['green', 8, true],
    ]);
  });

  it('keeps what is not rated apart', () => {
    const { cells, unrated } = byCell([row(1, { p: 2, i: 3 }), row(2, { p: null, i: 3 })], y, field({ name: 'i', type: 'rating' }));
    expect([...cells.keys()]).toEqual(['2:3']);
    expect(unrated.map(({ id }) => id)).toEqual([2]);
  });

  it('walks to the nearest chip in a direction', () => {
    const places = [{ id: 1, y: 3, x: 3 }, { id: 2, y: 4, x: 5 }, { id: 3, y: 5, x: 3 }, { id: 4, y: 3, x: 1 }];
    expect(nearest(places, { y: 3, x: 3 }, 1, 0)).toBe(3);
    expect(nearest(places, { y: 3, x: 3 }, 0, -1)).toBe(4);
    expect(nearest(places, { y: 3, x: 3 }, -1, 0)).toBeNull();
  });
});
