import { describe, expect, it } from 'vitest';

import { PlanModel } from '../gantt/model';
import { describeChange, snapshotRows } from './describe';
import { demoPlan } from './dev/demo';
import en from './en.json';
import { planFacts } from './facts';
import { NO_FILTER, matchRows, readAddress } from './filter';
import zh from './zh.json';

function demo(): PlanModel {
  const model = new PlanModel();
  model.load(demoPlan());
  return model;
}

describe('messages', () => {
  it('exist in both languages with the same parameters', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1]))].sort();
    for (const [key, text] of Object.entries(zh)) {
      if (key.startsWith('gantt.axis.')) continue; // a month is a number in one language and a name in the other
      const other = names((en as Record<string, string>)[key]);
      expect([key, other.filter((n) => !names(text).includes(n))]).toEqual([key, []]);
    }
  });

  it('have no Han in English and no half-width sentence marks in Chinese', () => {
    expect(Object.entries(en).filter(([, text]) => /[\u4e00-\u9fff，。；：]/.test(text))).toEqual([]);
    expect(Object.entries(zh).filter(([, text]) => /[\u4e00-\u9fff][,;:?!]/.test(text))).toEqual([]);
  });
});

describe('filter', () => {
  it('reads the address and keeps what it names', () => {
    expect(readAddress('?q=HIS&show=critical&task=7&zoom=day')).toEqual({ text: 'HIS', show: 'critical', task: 7, zoom: 'day' });
    expect(readAddress('?show=nonsense').show).toBeNull();
    const model = demo();
    expect(matchRows(model, NO_FILTER)).toBeNull();
    const critical = matchRows(model, { text: '', show: 'critical' })!;
    expect(critical[model.wbs.indexOf('8.12')]).toBe(1);
    expect(critical[model.wbs.indexOf('8.6')]).toBe(0);
    const text = matchRows(model, { text: '8.1 切换', show: null })!;
    expect(text.reduce((a, b) => a + b, 0)).toBe(1);
    expect(matchRows(model, { text: '江帆', show: null })!.reduce((a, b) => a + b, 0)).toBeGreaterThan(1);
  });
});

describe('facts', () => {
  it('count leaves, critical ones and the largest slip', () => {
    const facts = planFacts(demo());
    expect(facts).toMatchObject({ tasks: 20, critical: 8, finish: '09-04', slip: '+14 d', hasDeadline: true });
  });
});

describe('sentences about other people\'s changes', () => {
  const t = (key: string, p?: Record<string, string | number>) => `${key} ${JSON.stringify(p)}`;

  it('name the field that was written, not the dates that followed', () => {
    const model = demo();
    const ids = ['8.5', '8.12'].map((code) => model.id[model.wbs.indexOf(code)]);
    const before = snapshotRows(model, ids);
    model.applyDelta({ tasks: { id: ids, duration: [11 * 480, 5 * 480], start: [model.c.start[model.row(ids[0])], model.c.start[model.row(ids[1])] + 2880] } });
    const text = describeChange(model, before, { added: [], removed: 0, rows: ids }, '丁宁', t);
    expect(text).toContain('plan.live.oneMore');
    expect(text).toContain('9 d');
    expect(text).toContain('11 d');
    expect(text).toContain('8.5 HIS–医保联调');
  });
});
