import { describe, expect, it } from 'vitest';

import { laterChoices } from './later';

describe('laterChoices', () => {
  const iso = (now: Date) => laterChoices(now).map(({ at }) => [at.getDate(), at.getHours(), at.getDay()]);

  it('offers this evening, tomorrow morning and the next Monday', () => {
    expect(iso(new Date(2026, 6, 15, 10))).toEqual([[15, 13, 3], [16, 8, 4], [20, 8, 1]]);
  });

  it('means a week later on a Monday, and tomorrow on a Sunday', () => {
    expect(laterChoices(new Date(2026, 6, 13, 9))[2].at.getDate()).toBe(20);
    expect(laterChoices(new Date(2026, 6, 19, 9))[2].at.getDate()).toBe(20);
  });
});
