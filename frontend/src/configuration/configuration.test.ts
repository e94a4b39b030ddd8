import { describe, expect, it } from 'vitest';

import { field } from '../schema/testing';
import { completeAt, mistakeIn, pointAt } from './completion';
import { layOut, NODE, ranksOf } from './diagram';
import en from './en.json';
import { freshEntity, knownFields, numbered, proposed, sortOf, choicesFor } from './entityDraft';
import { bodyOf, freshDraft, metaOf, moved, optionsFrom, sampleOf, typeOfKind } from './fieldDraft';
import { addState, addStep, faultsOf, isSavable, named, removeState, type Flow } from './flow';
import type { FieldDef, StateDef, StepDef } from './types';
import zh from './zh.json';

const state = (value: string, more: Partial<StateDef> = {}): StateDef => ({ value, label_zh: value, label_en: value, tone: null, is_closed: false, is_built_in: false, ...more });
const step = (source: string, target: string, more: Partial<StepDef> = {}): StepDef => ({
  ...{ sources: [source], target, label_zh: `${source}-${target}`, label_en: '', requires: [], verb: '', guard: '', refusal_zh: '', refusal_en: '', is_built_in: false },
  ...more,
});
/** An inspection: checked, countersigned, done; or sent back. */
const flow: Flow = {
  states: [state('open'), state('checked'), state('signed'), state('done', { is_closed: true })],
  steps: [step('open', 'checked'), step('checked', 'signed'), step('signed', 'done'), step('checked', 'open'), step('open', 'done')],
};

describe('a field that is being written', () => {
  it('sends only what its type has a use for', () => {
    const body = bodyOf({ ...freshDraft(null), type: 'text', low: 1, unit: 'm', options: optionsFrom('甲\n乙'), reference: 'system', is_required: true });
    expect(body).toMatchObject({ low: null, unit: '', options: [], reference: null, is_required: true });
    expect(body).not.toHaveProperty('project');
    const computed = bodyOf({ ...freshDraft('P1'), type: 'money', expression: '{金额} * 2', is_required: true, default: 5 });
    expect(computed).toMatchObject({ is_required: false, default: null, expression: '{金额} * 2' });
    expect(bodyOf({ ...freshDraft(null), type: 'choice', options: [...optionsFrom('合格'), ...optionsFrom('不合格')] }).options).toHaveLength(2);
  });

  it('makes choices of pasted lines, with the English name after a comma or a tab', () => {
    expect(optionsFrom('合格, Passed\n\n不合格\tFailed\n').map((one) => [one.label_zh, one.label_en])).toEqual([['合格', 'Passed'], ['不合格', 'Failed']]);
  });

  it('looks like the widget of its type, in the language in use', () => {
    const draft = { ...freshDraft(null), type: 'choice' as const, label_zh: '结果', label_en: 'Result', options: optionsFrom('合格, Passed\n不合格') };
    draft.options[1] = { ...draft.options[1], retired: true };
    expect(metaOf(draft, 'en')).toMatchObject({ label: 'Result', options: [{ label: 'Passed' }] });
    expect(metaOf({ ...draft, label_en: '' }, 'en').label).toBe('结果');
    expect(sampleOf(metaOf(draft, 'zh-CN'), '2026-03-02')).toBe('new0');
    expect(metaOf({ ...draft, type: 'rating' }, 'en')).toMatchObject({ min: 1, max: 5 });
    expect(sampleOf(field('date'), '2026-03-02')).toBe('2026-03-02');
  });

  it('takes the type that its formula gives and keeps one that fits', () => {
    expect(typeOfKind('money', 'text')).toBe('money');
    expect(typeOfKind('number', 'integer')).toBe('integer');
    expect(typeOfKind('number', 'text')).toBe('decimal');
    expect(typeOfKind('list', 'text')).toBe('text');
  });

  it('is moved within its list and never out of it', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 2, -5)).toEqual(['c', 'a', 'b']);
  });
});

describe('completion of an expression', () => {
  const functions = [{ name: 'WORKDAYS', signature: 'WORKDAYS(start, end)', help: '' }, { name: 'IF', signature: 'IF(a, b, c)', help: '' }];
  const result = { ...field('choice', { options: [{ value: 'he_ge', label: '合格', tone: null }, { value: 'bu_he_ge', label: '不合格', tone: null }] }), label: '检查结果' };
  const labels = [...['合同金额', '金额', '到期日'].map((label) => ({ ...field('money'), label })), result];
  const texts = (text: string, cursor = text.length) => completeAt(text, cursor, labels, functions)?.items.map((item) => item.text);

  it('offers fields after an open brace, those that begin with it first', () => {
    expect(texts('IF({金')).toEqual(['{金额}', '{合同金额}']);
    expect(completeAt('IF({金', 5, labels, functions)?.start).toBe(3);
    expect(texts('{')).toHaveLength(4);
  });

  it('offers functions and fields for a word and nothing inside a text or after a whole field', () => {
    expect(texts('work')).toEqual(['WORKDAYS()']);
    expect(texts('到期')).toEqual(['{到期日}']);
    expect(texts('"work')).toBeUndefined();
    expect(texts('{金额} > ')).toBeUndefined();
  });

  it('offers the choices of a field by name and puts their values in', () => {
    expect(texts('{检查结果} = ')).toEqual([' "he_ge"', ' "bu_he_ge"']);
    expect(texts('{检查结果} = "不')).toEqual([' "bu_he_ge"']);
    expect(completeAt('{检查结果} = "不', 10, labels, functions)).toMatchObject({ start: 8 });
    expect(texts('{检查结果} = "he_ge"')).toBeUndefined();
    expect(texts('{金额} = ')).toBeUndefined();
  });

  it('finds a choice that is compared with its name, and mends it', () => {
    expect(mistakeIn('1 = 1 and {检查结果} = "合格"', labels)).toEqual({ label: '合格', value: 'he_ge', mended: '1 = 1 and {检查结果} = "he_ge"' });
    expect(mistakeIn('{检查结果} = "he_ge"', labels)).toBeNull();
    expect(mistakeIn('{金额} = "合格"', labels)).toBeNull();
  });

  it('points at a fault in its line', () => {
    expect(pointAt('IF(a,\n b, c)', 2, 2, 1)).toEqual({ before: ' ', wrong: 'b', after: ', c)' });
    expect(pointAt('ab', 1, 3, 4)).toEqual({ before: 'ab', wrong: ' ', after: '' });
  });
});

describe('a workflow that is being drawn', () => {
  it('has no fault when every state is named, reached and left', () => {
    expect(faultsOf(flow)).toEqual([]);
  });

  it('says what is unnamed, cannot be reached, or has no way on', () => {
    const { flow: more, key } = addState(flow);
    expect(faultsOf(more)).toEqual([{ kind: 'unnamed', state: key }, { kind: 'unreachable', state: key }]);
    expect(isSavable(faultsOf(more))).toBe(false);
    const { flow: joined } = addStep({ ...more, states: more.states.map((s) => (s.value === key ? { ...s, label_zh: '复检' } : s)) }, 'open', key);
    expect(faultsOf(joined)).toEqual([{ kind: 'stuck', state: key }]);
    expect(joined.steps.at(-1)).toMatchObject({ sources: ['open'], target: key, label_zh: '复检' });
    expect(isSavable(faultsOf(joined))).toBe(true);
  });

  it('loses the transitions of a state that is taken out', () => {
    const less = removeState({ ...flow, steps: [...flow.steps, step('open', 'signed', { sources: ['open', 'checked'] })] }, 'checked');
    expect(less.states.map((s) => s.value)).toEqual(['open', 'signed', 'done']);
    expect(less.steps.map((s) => [s.sources, s.target])).toEqual([[['signed'], 'done'], [['open'], 'done'], [['open'], 'signed']]);
  });

  it('names new states by their English names and leaves those that records hold', () => {
    const { flow: more, key } = addState(flow);
    const labelled: Flow = {
      states: more.states.map((s) => (s.value === key ? { ...s, label_en: 'Second check' } : s)),
      steps: [...more.steps, step('open', key)],
    };
    const done = named(labelled, new Set(flow.states.map((s) => s.value)));
    expect(done.states.map((s) => s.value)).toEqual(['open', 'checked', 'signed', 'done', 'second_check']);
    expect(done.steps.at(-1)?.target).toBe('second_check');
    const twice = named({ ...labelled, states: [...labelled.states, state('state_2', { label_en: 'Second check' })] }, new Set());
    expect(new Set(twice.states.map((s) => s.value)).size).toBe(6);
  });
});

describe('the picture of a workflow', () => {
  const far = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.abs(a.x - b.x) >= NODE.width || Math.abs(a.y - b.y) >= NODE.height;

  it('puts each state behind those of the list that lead to it', () => {
    expect([...ranksOf(flow)]).toEqual([['open', 0], ['checked', 1], ['signed', 2], ['done', 3]]);
    expect([...ranksOf({ ...flow, steps: [step('signed', 'open')] }).values()]).toEqual([0, 0, 0, 0]);
  });

  it('puts no two states over each other and every arrow between its two', () => {
    const { nodes, arrows, width, height } = layOut(flow);
    const places = [...nodes.values()];
    places.forEach((a, at) => places.slice(at + 1).forEach((b) => expect(far(a, b)).toBe(true)));
    expect(arrows.map((arrow) => [arrow.source, arrow.target])).toHaveLength(5);
    for (const { x, y } of places) expect(x >= 0 && y >= 0 && x + NODE.width <= width && y + NODE.height <= height).toBe(true);
    const back = arrows.find((arrow) => arrow.source === 'checked' && arrow.target === 'open');
    expect(back?.isBack).toBe(true);
    const labels = arrows.map((arrow) => arrow.label);
    labels.forEach((a, i) => labels.slice(i + 1).forEach((b) => expect(Math.abs(a.x - b.x) >= 84 || Math.abs(a.y - b.y) >= 16).toBe(true)));
    expect(arrows.every((arrow) => !arrow.path.includes('NaN'))).toBe(true);
  });

  it('draws a single state, a loop and states that nothing leads to', () => {
    expect(layOut({ states: [state('a')], steps: [] }).arrows).toEqual([]);
    const loop = layOut({ states: [state('a'), state('b'), state('lost')], steps: [step('a', 'b'), step('b', 'a'), step('lost', 'a')] });
    expect(loop.arrows).toHaveLength(3);
    expect(loop.arrows.every((arrow) => !arrow.path.includes('NaN'))).toBe(true);
  });
});

describe('an own kind of records', () => {
  const own = (name: string, more: Partial<FieldDef> = {}): FieldDef => ({ ...freshDraft(null), id: 1, version: 1, entity: 'x_qc', key: name, name: `cf_${name}`, label_zh: name, position: 1, is_retired: false, filled: 0, ...more });
  const fields = knownFields([own('result', { type: 'choice' }), own('note', { type: 'long_text' }), own('score', { type: 'decimal', expression: '1' }), own('here', { project: 'P1' })], 'zh-CN', (name) => name);

  it('has a list and a form without a single choice', () => {
    const whole = proposed(freshEntity, fields);
    expect(whole.columns).toEqual(['code', 'title', 'cf_result', 'cf_score', 'owner', 'status']);
    expect(whole.create).toEqual(['title', 'cf_result', 'cf_note', 'owner']);
    expect(whole).toMatchObject({ board: ['status'], sort: '-code' });
    expect(proposed({ ...freshEntity, columns: ['title'] }, fields).columns).toEqual(['title']);
  });

  it('offers for each part what it can take', () => {
    expect(choicesFor('board', fields).map((one) => one.name)).toEqual(['owner', 'party', 'status', 'cf_result']);
    expect(choicesFor('calendar', fields).map((one) => one.name)).toEqual(['created_at', 'updated_at']);
    expect(choicesFor('create', fields).map((one) => one.name)).not.toContain('cf_score');
  });

  it('shows what its numbers will be', () => {
    expect(numbered('QC-{n:03d}', 7)).toBe('QC-007');
    expect(numbered('{n}/26', 12)).toBe('12/26');
    expect(numbered('QC', 1)).toBeNull();
    expect(sortOf('-code,title')).toEqual({ field: 'code', isDown: true });
  });
});

describe('words', () => {
  const places = (message: string) => [...new Set([...message.matchAll(/\{(\w+)[|}]/g)].map((match) => match[1]))].sort().join();

  it('fill the same places in both languages, and Chinese is Chinese', () => {
    const english = en as Record<string, string>;
    expect(Object.entries(zh).filter(([key, text]) => places(text) !== places(english[key])).map(([key]) => key)).toEqual([]);
    expect(Object.entries(zh).filter(([key, text]) => !/\p{Script=Han}/u.test(text) && !['cfg.comma', 'cfg.semicolon'].includes(key))).toEqual([]);
    expect(Object.entries(zh).filter(([, text]) => /\p{Script=Han}[,;:!?]/u.test(text))).toEqual([]);
  });
});
