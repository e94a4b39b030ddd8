import { describe, expect, it } from 'vitest';

import { formatDelta, formatDuration, formatLag, parseDuration, parseLag } from './duration';

const units = { minutesPerDay: 480 };

describe('durations', () => {
  it.each([
    ['5d', 2400], ['5', 2400], ['4h', 240], ['2w', 4800], ['3天', 1440], ['3 工作日', 1440], ['1.5 d', 720], ['30m', 30], ['1mo', 9600], ['５天', 2400], ['0', 0], ['2 周', 4800], ['5d?', 2400],
  ])('reads %s', (text, minutes) => expect(parseDuration(text, units)).toBe(minutes));

  it.each(['', '-3d', 'five', '5x', '99999999w', '3d4'])('refuses %s', (text) => expect(parseDuration(text, units)).toBeNull());

  it('uses the day length of the project', () => expect(parseDuration('2d', { minutesPerDay: 450 })).toBe(900));

  it.each([[2400, '5 d'], [240, '0.5 d'], [60, '1 h'], [20, '20 m'], [0, '0 d'], [4800, '10 d']])('writes %i as %s', (minutes, text) =>
    expect(formatDuration(minutes, 480)).toBe(text));

  it('writes what it reads', () => {
    for (const minutes of [0, 20, 60, 90, 240, 480, 720, 2400, 33_600]) expect(parseDuration(formatDuration(minutes, 480), units)).toBe(minutes);
  });

  it('writes signed days with a true minus', () => {
    expect(formatDelta(3360, 480)).toBe('+7 d');
    expect(formatDelta(-1440, 480)).toBe('−3 d');
    expect(formatDelta(0, 480)).toBe('0 d');
  });
});

describe('lags', () => {
  it.each([
    ['', 0, 0], ['2d', 960, 0], ['-1w', -2400, 0], ['−1d', -480, 0], ['+3ed', 4320, 1], ['2ew', 20160, 1], ['50%', 5000, 2], ['-25 %', -2500, 2], ['4h', 240, 0],
  ])('reads «%s»', (text, minutes, kind) => expect(parseLag(text, units)).toEqual({ minutes, kind }));

  it('refuses what is none', () => expect(parseLag('later', units)).toBeNull());

  it('writes what it reads', () => {
    for (const [lag, kind] of [[960, 0], [-480, 0], [4320, 1], [5000, 2], [90, 0], [25, 0]] as const) {
      expect(parseLag(formatLag(lag, kind, 480), units)).toEqual({ minutes: lag, kind });
    }
    expect(formatLag(0, 0, 480)).toBe('');
  });
});
