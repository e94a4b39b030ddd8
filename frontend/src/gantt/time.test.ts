import { describe, expect, it } from 'vitest';

import { DAY, clock, dayFrom, finishDay, isoDay, parseDate, shortDate, weekdayOf } from './time';

const reference = dayFrom(2026, 7, 15) * DAY + 480;
const read = (text: string) => {
  const parsed = parseDate(text, reference);
  return parsed && isoDay(parsed.day) + (parsed.minute === null ? '' : ' ' + clock(parsed.minute));
};

describe('dates', () => {
  it('knows weekdays and shows the year only where it differs', () => {
    expect(weekdayOf(dayFrom(2026, 7, 15))).toBe(2);
    expect(weekdayOf(dayFrom(1969, 12, 29))).toBe(0);
    expect(shortDate(reference, 2026)).toBe('07-15');
    expect(shortDate(reference, 2027)).toBe('2026-07-15');
    expect(finishDay(dayFrom(2026, 7, 16) * DAY)).toBe(dayFrom(2026, 7, 15));
  });

  it.each([
    ['07-24', '2026-07-24'], ['7/24', '2026-07-24'], ['7月24日', '2026-07-24'], ['2027年1月29日', '2027-01-29'], ['2027-01-29', '2027-01-29'],
    ['26.8.3', '2026-08-03'], ['24', '2026-07-24'], ['+3', '2026-07-18'], ['−2', '2026-07-13'], ['07-24 08:30', '2026-07-24 08:30'], ['07-24 8：30', '2026-07-24 08:30'],
  ])('reads %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each(['02-30', '13-01', 'soon', '', '7-', '2026-07-24-01', '07-24 25:00'])('refuses %s', (text) => expect(read(text === '7-' ? '7--' : text)).toBeNull());
});
