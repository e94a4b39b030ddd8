import { describe, expect, it } from 'vitest';

import { columnsOf, moveOf } from '../boards/columns';
import { isClosed, nextStates } from '../views/rules';
import { entityAt, workflowOf } from './place';
import { field } from './testing';
import type { EntityMeta, Row, WorkflowMeta } from './types';

const options = ['open', 'trial', 'done', 'signed'].map((value) => ({ value, label: value.toUpperCase(), tone: null }));
const status = { ...field('state', { options }), name: 'status', required: true };
const step = (from: string, to: string) => ({ from: [from], to, label: to, requires: [] });
const flow = (states: string[], closed: string[], transitions: WorkflowMeta['transitions']): WorkflowMeta => ({ field: 'status', states, closed, transitions });
const entity = {
  name: 'thing',
  fields: [
    { ...field('text'), name: 'title' },
    status,
    { ...field('money'), name: 'cf_cost', custom: true, project: null },
    { ...field('date'), name: 'cf_trial', custom: true, project: 'P1' },
  ],
  list: ['title', 'cf_cost', 'cf_trial'],
  create: ['title', 'cf_trial'],
  board: ['status'],
  dimensions: ['status', 'cf_trial'],
  date_fields: ['cf_trial'],
  panels: [
    { name: 'about', title: '', fields: ['title', 'status'] },
    { name: 'further', title: '其他字段', fields: ['cf_trial'] },
  ],
  workflow: flow(['open', 'done'], ['done'], [step('open', 'done')]),
  workflows: { P1: flow(['open', 'trial', 'signed'], ['signed'], [step('open', 'trial'), step('trial', 'signed')]) },
} as unknown as EntityMeta;
const row = (values: Partial<Row>): Row => ({ id: 1, version: 1, ...values });
const names = (found: EntityMeta) => found.fields.map((one) => one.name);

describe('an entity in a project', () => {
  it('has the fields of every project and its own, nowhere those of another', () => {
    expect(names(entityAt(entity, 'P1'))).toContain('cf_trial');
    const other = entityAt(entity, 'P2');
    expect(names(other)).toEqual(['title', 'status', 'cf_cost']);
    expect([other.list, other.create, other.dimensions, other.date_fields]).toEqual([['title', 'cf_cost'], ['title'], ['status'], []]);
    expect(other.panels.map((panel) => panel.name)).toEqual(['about']);
    expect(names(entityAt(entity, null))).not.toContain('cf_trial');
  });

  it('offers the states of its own workflow, in its order', () => {
    const states = (project: string | null) => entityAt(entity, project).fields.find((one) => one.name === 'status')?.options.map((o) => o.value);
    expect(states('P1')).toEqual(['open', 'trial', 'signed']);
    expect(states('P2')).toEqual(['open', 'done']);
    expect(states(null)).toEqual(['open', 'trial', 'done', 'signed']);
    const here = entityAt(entity, 'P1');
    const boards = columnsOf(here.fields[1], [], {}).map((column) => column.label);
    expect(boards).toEqual(['OPEN', 'TRIAL', 'SIGNED']);
  });

  it('answers the same object to the same question, and itself where nothing differs', () => {
    expect(entityAt(entity, 'P1')).toBe(entityAt(entity, 'P1'));
    const plain = { ...entity, fields: [entity.fields[0]], workflow: null, workflows: {} } as EntityMeta;
    expect(entityAt(plain, 'P1')).toBe(plain);
  });

  it('holds each row of a list over all projects to the workflow of its project', () => {
    const all = entityAt(entity, null);
    expect(workflowOf(all, row({ project: 'P1' }))?.closed).toEqual(['signed']);
    expect(isClosed(all, row({ project: 'P1', status: 'done' }))).toBe(false);
    expect(isClosed(all, row({ project: 'P2', status: 'done' }))).toBe(true);
    expect(nextStates(all, row({ project: 'P1', status: 'open' }), status)?.map((o) => o.value)).toEqual(['open', 'trial']);
    const to = { key: 'done', value: 'done', label: 'DONE', tone: null };
    expect(moveOf(all, status, row({ project: 'P1', status: 'open' }), to, true).isAllowed).toBe(false);
    expect(moveOf(all, status, row({ project: 'P2', status: 'open' }), to, true).isAllowed).toBe(true);
  });
});
