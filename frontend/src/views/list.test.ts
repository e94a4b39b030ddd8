import { beforeAll, describe, expect, it } from 'vitest';

import { registerMessages } from '../app/i18n';
import { field } from '../schema/testing';
import type { GroupRow, Row } from '../schema/types';
import { toDay } from '../ui/dates';
import en from './en.json';
import { groupedLayout, groupKey, plainLayout, walk } from './layout';
import { planPaste, printTsv, readTsv } from './tsv';
import zh from './zh.json';

beforeAll(() => registerMessages({ zh, en }));

const group = (key: string, count: number, subs: GroupRow[] = []): GroupRow => ({ key, label: key, tone: null, measures: { count }, subs });
const shown = (groups: GroupRow[], closed: string[] = []) => {
  const layout = groupedLayout(groups, new Set(closed));
  return Array.from({ length: layout.count }, (_, at) => {
    const line = layout.line(at);
    return line.kind === 'group' ? line.group.label : line.index;
  });
};

describe('lines of a grouped list', () => {
  it('put each group before its rows', () => {
    expect(shown([group('red', 2), group('amber', 1)])).toEqual(['red', 0, 1, 'amber', 2]);
  });

  it('leave out the rows of a closed group and keep the places of the others', () => {
    expect(shown([group('red', 2), group('amber', 1)], [groupKey(group('red', 2))])).toEqual(['red', 'amber', 2]);
  });

  it('nest sub-groups, and close one of them alone', () => {
    const groups = [group('red', 3, [group('a', 2), group('b', 1)]), group('amber', 1, [group('a', 1)])];
    expect(shown(groups)).toEqual(['red', 'a', 0, 1, 'b', 2, 'amber', 'a', 3]);
    const red = groupKey(groups[0]);
    expect(shown(groups, [groupKey(groups[0].subs[0], red)])).toEqual(['red', 'a', 'b', 2, 'amber', 'a', 3]);
    expect(shown(groups, [red])).toEqual(['red', 'amber', 'a', 3]);
  });

  it('find the line of a row, and none for a hidden one', () => {
    const groups = [group('red', 2), group('amber', 2)];
    expect(groupedLayout(groups, new Set()).lineOf(2)).toBe(4);
    expect(groupedLayout(groups, new Set([groupKey(groups[1])])).lineOf(2)).toBe(-1);
    expect(plainLayout(3).lineOf(2)).toBe(2);
  });

  it('are walked from row to row over the heads, and stop at the ends', () => {
    const layout = groupedLayout([group('red', 2), group('amber', 1)], new Set());
    expect(walk(layout, 2, 1)).toBe(4);
    expect(walk(layout, 4, -1)).toBe(2);
    expect(walk(layout, 1, -1)).toBe(1);
    expect(walk(layout, 1, 99)).toBe(4);
  });
});

describe('cells on the clipboard', () => {
  it('survive tabs, quotes and line breaks', () => {
    const rows = [['a\tb', 'say "so"'], ['two\nlines', '']];
    expect(readTsv(printTsv(rows))).toEqual(rows);
  });

  it('are read as Excel writes them', () => {
    expect(readTsv('R01\t5\r\nR02\t4\r\n')).toEqual([['R01', '5'], ['R02', '4']]);
  });
});

describe('pasting', () => {
  const fields = [field('rating', { name: 'p', label: '概率', min: 1, max: 5 }), field('date', { name: 'due', label: '临近日' })];
  const rows: Row[] = [{ id: 1, version: 1, code: 'R01', p: 3, due: null }, { id: 2, version: 1, code: 'R02', p: 4, due: null }];
  const target = { rows, fields, today: toDay('2026-07-15') ?? 0, mayEdit: () => true, lookup: () => null, nameOf: (row: Row) => String(row.code) };

  it('lays a block over the cells and leaves out what does not change', () => {
    expect(planPaste([['5', '7-24'], ['4', '7-25']], target)).toEqual({
      edits: [{ row: rows[0], values: { p: 5, due: '2026-07-24' } }, { row: rows[1], values: { due: '2026-07-25' } }],
    });
  });

  it('fills the whole range from one cell', () => {
    const plan = planPaste([['2']], { ...target, fields: [fields[0]] });
    expect(plan).toEqual({ edits: rows.map((row) => ({ row, values: { p: 2 } })) });
  });

  it('names the bad cell and writes nothing', () => {
    const plan = planPaste([['5', '7-24'], ['9', '7-25']], target) as { error: string };
    expect(plan.error).toContain('R02 的概率“9”');
    expect(planPaste([['5']], { ...target, mayEdit: () => false })).toHaveProperty('error');
  });
});
