import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { registerMessages, setLanguage } from '../app/i18n';
import { toDay } from '../ui/dates';
import en from './en.json';
import { editText, formatMeasure, formatMoney, formatValue, toneOf } from './formatValue';
import { parseDate, parseValue } from './parseValue';
import { field } from './testing';
import zh from './zh.json';

const today = toDay('2026-07-15') ?? 0;
const parse = (of: ReturnType<typeof field>, text: string) => parseValue(of, text, { today });
const value = (of: ReturnType<typeof field>, text: string) => (parse(of, text) as { value?: unknown }).value;

beforeAll(() => {
  (globalThis as { document?: unknown }).document = { documentElement: {} };
  registerMessages({ zh, en });
  setLanguage('zh-CN');
});
afterAll(() => setLanguage('zh-CN'));

describe('values in words', () => {
  it('writes money in 万元 with one decimal, exact on demand, and with k and m in English', () => {
    expect(formatMoney(858_000_000)).toBe('858.0');
    expect(formatMoney(4_100_000_000)).toBe('4,100.0');
    expect(formatMoney(18_123_456, true)).toBe('181,234.56');
    expect(formatMeasure({ type: 'money', unit: '', currency: 'CNY' }, 318_400_000)).toBe('318.4 万元');
    setLanguage('en');
    expect(formatMoney(18_100_000)).toBe('181\u00a0k');
    expect(formatMeasure({ type: 'money', unit: '', currency: 'CNY' }, 318_000_000)).toBe('CNY\u00a03.18\u00a0m');
    setLanguage('zh-CN');
  });

  it('writes minus as U+2212, unknown as a dash, zero as 0', () => {
    expect(formatValue(field('integer'), -1234, {})).toBe('−1,234');
    expect(formatValue(field('integer'), null, {})).toBe('—');
    expect(formatValue(field('integer'), 0, {})).toBe('0');
  });

  it('writes dates short inside the year of today and whole outside it', () => {
    expect(formatValue(field('date'), '2026-07-24', {}, today)).toBe('07-24');
    expect(formatValue(field('date'), '2027-01-29', {}, today)).toBe('2027-01-29');
    expect(formatValue(field('date'), '2026-07-24', {})).toBe('2026-07-24');
  });

  it('writes durations in days, hours or minutes', () => {
    expect([480 * 7, 240, 60, 45].map((minutes) => formatValue(field('duration'), minutes, {}))).toEqual(['7 d', '0.5 d', '1 h', '45 min']);
  });

  it('names references, options and sets of them', () => {
    const refs = { person: { '7': { label: '陆川' } } };
    expect(formatValue(field('person'), 7, refs)).toBe('陆川');
    const options = [{ value: 'a', label: '高', tone: 'red' as const }, { value: 'b', label: '低', tone: null }];
    expect(formatValue(field('multi_choice', { options }), ['a', 'b'], {})).toBe('高，低');
    expect(toneOf(field('choice', { options }), 'a')).toBe('red');
  });

  it('takes the tone of the highest band that is reached', () => {
    const bands = [{ at: 15, tone: 'red' as const, label: '' }, { at: 8, tone: 'amber' as const, label: '' }, { at: 0, tone: 'green' as const, label: '' }];
    expect([20, 15, 14, 8, 2].map((n) => toneOf(field('integer', { bands }), n))).toEqual(['red', 'red', 'amber', 'amber', 'green']);
  });
});

describe('typed text', () => {
  it('is read back from what an editor begins with', () => {
    const cases: [Parameters<typeof field>[0], number | string][] = [['money', 18_123_456], ['percent', 0.072], ['duration', 480 * 7], ['duration', 90], ['decimal', -2.5], ['date', '2026-07-24'], ['integer', 12345]];
    for (const [type, one] of cases) expect(value(field(type), editText(field(type), one, {}))).toBe(one);
  });

  it('understands units of money', () => {
    expect(['181000', '¥181,000.00', '18.1 万', '18.1万元', '181 k', '0.181 m', '１８.１万'].map((text) => value(field('money'), text))).toEqual(Array(7).fill(18_100_000));
    expect(parse(field('money'), 'abc')).toHaveProperty('error');
  });

  it('refuses days that do not exist', () => {
    expect(['2026-07-24', '2026/7/24', '2026年7月24日', '7-24', '24'].map((text) => parseDate(text, today))).toEqual(Array(5).fill('2026-07-24'));
    expect(['02-30', '2026-13-01', 'soon', ''].map((text) => parseDate(text, today))).toEqual([null, null, null, null]);
  });

  it('keeps limits and says them', () => {
    expect(parse(field('rating', { min: 1, max: 5 }), '6')).toEqual({ error: '不能大于 5' });
    expect(parse(field('percent', { min: 0, max: 1 }), '120%')).toEqual({ error: '不能大于 100%' });
    expect(parse(field('integer'), '1.5')).toHaveProperty('error');
    expect(parse(field('text', { required: true, label: '标题' }), ' ')).toEqual({ error: '标题 必填' });
    expect(parse(field('text', { max_length: 3 }), 'abcd')).toHaveProperty('error');
    expect(parse(field('url'), 'javascript:alert(1)')).toHaveProperty('error');
  });

  it('empties what is not required', () => {
    expect(parse(field('date'), '')).toEqual({ value: null });
    expect(parse(field('tags'), '—')).toEqual({ value: [] });
  });
});
