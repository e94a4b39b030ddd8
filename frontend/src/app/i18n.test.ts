import { describe, expect, it } from 'vitest';

import en from './en.json';
import { format } from './i18n';
import zh from './zh.json';

const HAN = /\p{Script=Han}/u;
/** zh values that are a name, a unit, a letter or punctuation, and therefore the same in every language. */
const NO_HAN = new Set([
  'app.latin',
  'import.size',
  'home.later.after',
  'home.earlier.after',
  'home.comma',
  'home.semicolon',
  'home.stop',
]);
const places = (message: string) => [...message.matchAll(/\{(\w+)/g)].map((match) => match[1]);

const tables = import.meta.glob<Record<string, string>>(['./zh.json', './en.json', '../**/zh.json', '../**/en.json'], {
  eager: true,
  import: 'default',
});
const sources = import.meta.glob<string>(['../**/*.ts', '../**/*.tsx', '!../**/*.test.*'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

describe('messages', () => {
  const folders = [...new Set(Object.keys(tables).map((path) => path.replace(/(zh|en)\.json$/, '')))];

  it.each(folders)('%s has the same keys in both languages', (folder) => {
    expect(Object.keys(tables[`${folder}en.json`] ?? {}).sort()).toEqual(Object.keys(tables[`${folder}zh.json`] ?? {}).sort());
  });

  it.each(Object.keys(tables).filter((path) => path.endsWith('en.json')))('%s holds no Han', (path) => {
    expect(Object.entries(tables[path]).filter(([, text]) => HAN.test(text))).toEqual([]);
  });

  it('no key stands in two tables, where the one that loads later would win', () => {
    const keys = folders.flatMap((folder) => Object.keys(tables[`${folder}zh.json`]));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('zh holds Han wherever it holds words', () => {
    expect(Object.entries(zh).filter(([key, text]) => !NO_HAN.has(key) && !HAN.test(text))).toEqual([]);
  });

  it('uses full-width punctuation after Han', () => {
    expect(Object.entries(zh).filter(([, text]) => /\p{Script=Han}[,;:!?]/u.test(text))).toEqual([]);
  });

  it('fills the same places in both languages', () => {
    const english = en as Record<string, string>;
    const different = Object.entries(zh).filter(
      ([key, text]) => [...new Set(places(text))].sort().join() !== [...new Set(places(english[key]))].sort().join(),
    );
    expect(different).toEqual([]);
  });

  it('has every key that a component names', () => {
    const known = new Set(Object.values(tables).flatMap((table) => Object.keys(table)));
    const asked = Object.entries(sources).flatMap(([path, text]) =>
      [...text.matchAll(/\bt\('([\w.]+)'/g)].map((match) => `${match[1]} in ${path}`),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((line) => !known.has(line.split(' ')[0]))).toEqual([]);
  });
});

describe('format', () => {
  it('replaces places and chooses by number', () => {
    expect(format('{n} {n|day|days}', { n: 1 })).toBe('1 day');
    expect(format('{n} {n|day|days}', { n: 0 })).toBe('0 days');
    expect(format('{n} 天，{who}', { n: -2, who: '苏予' })).toBe('-2 天，苏予');
    expect(format('{missing}', {})).toBe('{missing}');
  });
});
