import { describe, expect, it } from 'vitest';

import { cellText, floatTone, predecessorText } from './columns';
import { parseEdit } from './edits';
import { PlanModel } from './model';
import { demoPlan } from '../plan/dev/demo';
import { DAY, dayFrom } from './time';

function demo(): { model: PlanModel; row: (code: string) => number } {
  const model = new PlanModel();
  model.load(demoPlan());
  return { model, row: (code) => model.wbs.indexOf(code) };
}

const setOf = (result: ReturnType<typeof parseEdit>) => (result.kind === 'commands' ? result.set : result);

describe('cells', () => {
  it('show what the design shows', () => {
    const { model, row } = demo();
    expect(cellText(model, row('8.4'), 'duration')).toBe('15 d');
    expect(cellText(model, row('8.4'), 'start')).toBe('07-06');
    expect(cellText(model, row('8.4'), 'finish')).toBe('07-24');
    expect(cellText(model, row('8.17'), 'finish')).toBe('08-28');
    expect(cellText(model, row('8.4'), 'progress')).toBe('40%');
    expect(cellText(model, row('8.3'), 'float')).toBe('–');
    expect(floatTone(model, row('8.4'))).toBe('zero');
    expect(predecessorText(model, row('8.4'))).toBe('4.18, 6.4FF');
  });
});

describe('typed edits', () => {
  it('reads durations, dates, progress and owners', () => {
    const { model, row } = demo();
    const r = row('8.5');
    expect(setOf(parseEdit(model, r, 'duration', '12天'))).toEqual({ duration: 12 * 480 });
    expect(setOf(parseEdit(model, r, 'start', '07-29'))).toEqual({ start: dayFrom(2026, 7, 29) * DAY + 480 });
    expect(setOf(parseEdit(model, r, 'finish', '8/7'))).toEqual({ finish: dayFrom(2026, 8, 7) * DAY + 1020 });
    expect(setOf(parseEdit(model, r, 'progress', '35%'))).toEqual({ progress: 0.35 });
    expect(setOf(parseEdit(model, r, 'owner', '江帆'))).toEqual({ owner: 3 });
    expect(setOf(parseEdit(model, r, 'start', ''))).toEqual({ start: null });
  });

  it('carries the version of the row it was typed into', () => {
    const { model, row } = demo();
    const result = parseEdit(model, row('8.5'), 'name', '新名');
    expect(result).toMatchObject({ kind: 'commands', commands: [{ op: 'task.update', version: 1, set: { name: '新名' } }] });
  });

  it('changes nothing when the text is the same', () => {
    const { model, row } = demo();
    expect(parseEdit(model, row('8.5'), 'start', '07-27')).toEqual({ kind: 'none' });
    expect(parseEdit(model, row('8.5'), 'duration', '9d')).toEqual({ kind: 'none' });
  });

  it('refuses rest days with the days around them, and nonsense with its text', () => {
    const { model, row } = demo();
    const r = row('8.5');
    expect(parseEdit(model, r, 'start', '07-25')).toMatchObject({ kind: 'error', key: 'gantt.error.restDay', params: { before: '07-24', after: '07-27', weekday: 5 } });
    expect(parseEdit(model, r, 'finish', '07-01')).toMatchObject({ key: 'gantt.error.finishBeforeStart' });
    expect(parseEdit(model, r, 'progress', '120')).toMatchObject({ key: 'gantt.error.progress' });
    expect(parseEdit(model, r, 'duration', 'long')).toMatchObject({ key: 'gantt.error.duration', params: { text: 'long' } });
    expect(parseEdit(model, r, 'owner', '无此人')).toMatchObject({ key: 'gantt.error.owner' });
    expect(parseEdit(model, r, 'name', ' ')).toMatchObject({ key: 'gantt.error.name' });
  });

  it('sends predecessors to the server as they were typed', () => {
    const { model, row } = demo();
    expect(parseEdit(model, row('8.5'), 'predecessors', '8.4, #3SS+1d')).toMatchObject({ commands: [{ op: 'task.predecessors', text: '8.4, #3SS+1d' }] });
  });
});
