import { describe, expect, it } from 'vitest';

import { formatSize, tableMarkdown } from './files';

describe('formatSize', () => {
  it('names the unit that fits', () => {
    expect([820, 12_300, 3_565_158].map(formatSize)).toEqual(['820 B', '12 KB', '3.4 MB']);
  });
});

describe('tableMarkdown', () => {
  it('makes a table of cells', () => {
    expect(tableMarkdown('接口\t状态\r\nIF-15\ta|b\r\n')).toBe('\n| 接口 | 状态 |\n| --- | --- |\n| IF-15 | a\\|b |\n');
  });

  it('leaves prose and a single row alone', () => {
    expect(tableMarkdown('第一行\n第二行')).toBeNull();
    expect(tableMarkdown('a\tb')).toBeNull();
    expect(tableMarkdown('a\tb\nc')).toBeNull();
  });
});
