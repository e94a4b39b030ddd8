import { describe, expect, it } from 'vitest';

import { hoursOf, parseHours, printHours, dayInfo } from '../pages/calendar/hours';
import { dayOf, dayParts, isoDay, shortDay, signed, toDay, toFinishDay, toMinutes, workDays } from './dates';

describe('dates without zones', () => {
  it('reads minutes, ISO dates and date-times alike', () => {
    expect(toMinutes('2026-07-15T08:30:00')).toBe(dayOf(2026, 6, 15) * 1440 + 510);
    expect(toDay('2026-07-15')).toBe(dayOf(2026, 6, 15));
    expect(toDay(dayOf(2026, 6, 15) * 1440 + 1020)).toBe(dayOf(2026, 6, 15));
    expect(toMinutes(null)).toBeNull();
    expect(toMinutes('soon')).toBeNull();
  });

  it('counts a finish at midnight to the day before', () => {
    expect(toFinishDay(dayOf(2026, 6, 16) * 1440)).toBe(dayOf(2026, 6, 15));
    expect(toFinishDay(dayOf(2026, 6, 15) * 1440 + 1020)).toBe(dayOf(2026, 6, 15));
    expect(toFinishDay('2026-07-15')).toBe(dayOf(2026, 6, 15));
  });

  it('knows weekdays and prints the year only outside it', () => {
    const today = dayOf(2026, 6, 15);
    expect(dayParts(today).weekday).toBe(2);
    expect(shortDay(today, today)).toBe('07-15');
    expect(shortDay(dayOf(2027, 0, 29), today)).toBe('2027-01-29');
    expect(shortDay(null, today)).toBe('—');
    expect(isoDay(dayOf(2024, 1, 29))).toBe('2024-02-29');
  });

  it('writes a true minus', () => {
    expect(signed(-2)).toBe('−2');
    expect(signed(7)).toBe('+7');
    expect(workDays(-1200, 480)).toBe('−2.5');
    expect(workDays(0, 480)).toBe('0');
  });
});

describe('working hours as text', () => {
  it('reads what it prints', () => {
    const hours: [number, number][] = [
      [480, 720],
      [780, 1020],
    ];
    expect(printHours(hours, '休息')).toBe('08:00–12:00, 13:00–17:00');
    expect(parseHours('08:00–12:00, 13:00–17:00', [])).toEqual(hours);
    expect(parseHours('8-12，13-17', [])).toEqual(hours);
    expect(parseHours('休息', ['休息'])).toEqual([]);
    expect(hoursOf(hours)).toBe(8);
  });

  it('refuses what is no day', () => {
    for (const text of ['12-8', '8-12, 11-17', '20-25', 'noon', '8:75-9']) expect(parseHours(text, ['rest'])).toBeNull();
  });
});

describe('kind of a day', () => {
  const work: [number, number][] = [[480, 1020]];
  const calendar = {
    week: [work, work, work, work, work, [], []],
    exceptions: [
      { first: '2026-10-01', last: '2026-10-07', intervals: [], name: '国庆节', source: 'official' as const, provisional: false },
      { first: '2026-10-10', last: '2026-10-10', intervals: work, name: '', source: 'official' as const, provisional: false },
      { first: '2026-10-03', last: '2026-10-03', intervals: work, name: '', source: 'manual' as const, provisional: false },
    ],
  };
  it('lets the later exception win over the earlier, and both over the week', () => {
    const kind = (iso: string) => dayInfo(calendar, toDay(iso) as number).kind;
    expect(kind('2026-10-02')).toBe('holiday');
    expect(kind('2026-10-10')).toBe('makeup');
    expect(kind('2026-10-03')).toBe('makeup');
    expect(kind('2026-10-11')).toBe('weekend');
    expect(kind('2026-10-12')).toBe('work');
  });
});
