import { describe, expect, it } from 'vitest';

import { rank } from './rank';

const plan = { text: '计划', words: 'jh plan gantt', hint: '市一医院' };

describe('rank of a command', () => {
  it('prefers the start of the shown text, then its middle, then the other words, then the hint', () => {
    expect(rank(plan, '计')).toBe(1);
    expect(rank(plan, '划')).toBe(2);
    expect(rank(plan, 'JH')).toBe(3);
    expect(rank(plan, 'gan')).toBe(3);
    expect(rank(plan, '医院')).toBe(4);
  });

  it('knows what does not match, and lets an empty query match all', () => {
    expect(rank(plan, 'xyz')).toBeNull();
    expect(rank(plan, 'lan')).toBeNull();
    expect(rank(plan, '  ')).toBe(0);
  });
});
