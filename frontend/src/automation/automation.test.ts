import { describe, expect, it } from 'vitest';

import { field } from '../schema/testing';
import type { EntityMeta } from '../schema/types';
import { actionsOf, daysOf, fillable, freshAction, freshRule, lackOf, sideOf, triggerOf, triggersOf, without } from './draft';
import en from './en.json';
import type { RuleDraft } from './types';
import { actionsInWords, inSentence, nameOf } from './words';
import zh from './zh.json';

const entity = {
  name: 'risk',
  scope: 'project',
  label: 'Risk',
  fields: [
    field('text', { name: 'title', label: 'Title' }),
    field('date', { name: 'due', label: 'Due' }),
    field('integer', { name: 'score', label: 'Score', read_only: true }),
    field('text', { name: 'cf_there', label: 'There', project: 'P2' }),
    field('state', { name: 'status', label: 'State', options: [{ value: 'open', label: 'Open', tone: null }] }),
  ],
  actions: [{ name: 'check', label: 'Check', inputs: [] }],
  workflow: { field: 'status', closed: [], transitions: [], states: ['open'] },
} as unknown as EntityMeta;
const bare = { ...entity, fields: [entity.fields[0]], actions: [], workflow: null } as unknown as EntityMeta;

/** Words of the page, with their values. */
const t = (key: string, values: Record<string, string | number> = {}) =>
  (en as Record<string, string>)[key].replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));

describe('a rule that is being written', () => {
  it('offers what the records can do', () => {
    expect(triggersOf(entity, 'P1')).toEqual(['created', 'changed', 'state', 'date', 'schedule']);
    expect(triggersOf(bare, 'P1')).toEqual(['created', 'changed', 'schedule']);
    expect(actionsOf(bare, [])).toEqual(['set', 'message', 'create', 'comment', 'approval']);
    expect(actionsOf(entity, ['hooks.example.com'])).toContain('webhook');
    expect(fillable(entity, 'P1').map((one) => one.name)).toEqual(['title', 'due', 'status']);
    expect(fillable(entity, 'P2').map((one) => one.name)).toContain('cf_there');
  });

  it('begins each trigger with what it needs', () => {
    expect(triggerOf('date', entity, null)).toEqual({ kind: 'date', field: 'due', days: 0, at: '08:00' });
    expect(triggerOf('created', entity, null)).toEqual({ kind: 'created' });
  });

  it('counts days before as negative and never loses them', () => {
    expect(daysOf('before', 3)).toBe(-3);
    expect(daysOf('before', 0)).toBe(-1);
    expect(daysOf('on', 3)).toBe(0);
    expect([-2, 0, 5].map(sideOf)).toEqual(['before', 'on', 'after']);
  });

  it('says what is missing before it is sent', () => {
    const rule: RuleDraft = { ...freshRule('risk'), label_zh: '名' };
    expect(lackOf({ ...rule, label_zh: ' ' })).toBe('auto.lack.name');
    expect(lackOf(rule)).toBe('auto.lack.actions');
    const lacks = (['set', 'message', 'comment', 'webhook'] as const).map((type) => lackOf({ ...rule, actions: [freshAction(type, entity)] }));
    expect(lacks).toEqual(['auto.lack.fields', 'auto.lack.message', 'auto.lack.comment', 'auto.lack.url']);
    expect(lackOf({ ...rule, trigger: { kind: 'state', states: [] }, actions: [freshAction('approval', entity)] })).toBe('auto.lack.states');
    expect(lackOf({ ...rule, actions: [freshAction('approval', entity)] })).toBeNull();
    for (const lack of ['auto.lack.actions', ...lacks]) expect(zh).toHaveProperty([lack as string]);
  });

  it('takes one field out and leaves the others', () => {
    expect(without({ a: { value: 1 }, b: { formula: 'x' } }, 'a')).toEqual({ b: { formula: 'x' } });
  });
});

describe('a rule in words', () => {
  it('says when it looks and what it does', () => {
    expect(inSentence({ kind: 'changed', fields: ['due', 'gone'] }, entity, t)).toBe('Due, gone changed');
    expect(inSentence({ kind: 'state', states: ['open'] }, entity, t)).toBe('State becomes Open');
    expect(inSentence({ kind: 'date', field: 'due', days: -3, at: '08:00' }, entity, t)).toBe('3 d before Due, 08:00');
    expect(inSentence({ kind: 'schedule', every: 'week', weekday: 4, at: '09:00' }, entity, t)).toBe('Every Friday 09:00');
    expect(actionsInWords([freshAction('set', entity), freshAction('message', entity)], t)).toBe('Set fields, Send a message');
  });

  it('falls back to the name that is there', () => {
    expect(nameOf({ label_zh: '甲', label_en: '' }, 'en')).toBe('甲');
    expect(nameOf({ label_zh: '甲', label_en: 'A' }, 'en')).toBe('A');
  });

  it('has both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]).sort();
    for (const key of Object.keys(zh).filter((one) => !/Hint|\.hint/.test(one))) {
      expect(holes(zh[key as keyof typeof zh]), key).toEqual(holes(en[key as keyof typeof en]));
    }
  });
});
