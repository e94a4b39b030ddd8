import { describe, expect, it } from 'vitest';

import { WorkCalendar } from './calendar';
import { CHINA_2026, random } from './testing/generate';
import { DAY, dayFrom } from './time';

const calendar = () => new WorkCalendar(CHINA_2026, dayFrom(2026, 6, 1), dayFrom(2026, 6, 30));
const at = (m: number, d: number, hour: number, minute = 0) => dayFrom(2026, m, d) * DAY + hour * 60 + minute;

describe('working calendar', () => {
  it('shades holidays and not make-up Sundays', () => {
    const c = calendar();
    expect(c.isRest(dayFrom(2026, 9, 20))).toBe(false); // Sunday, made up
    expect(c.isRest(dayFrom(2026, 9, 25))).toBe(true); // Friday, Mid-Autumn
    expect(c.isRest(dayFrom(2026, 7, 18))).toBe(true);
    expect(c.isRest(dayFrom(2026, 7, 15))).toBe(false);
  });

  it('adds work over lunch, night, weekend and holiday', () => {
    const c = calendar();
    expect(c.addWork(at(7, 15, 8), 480, true)).toBe(at(7, 15, 17));
    expect(c.addWork(at(7, 15, 11), 120, true)).toBe(at(7, 15, 14));
    expect(c.addWork(at(7, 17, 16), 120, true)).toBe(at(7, 20, 9));
    expect(c.addWork(at(9, 24, 8), 960, true)).toBe(at(9, 28, 17));
  });

  it('tells a finish from a start at the same count of work', () => {
    const c = calendar();
    const w = c.ord(at(7, 17, 17));
    expect(c.ord(at(7, 20, 8))).toBe(w);
    expect(c.inv(w, true)).toBe(at(7, 17, 17));
    expect(c.inv(w, false)).toBe(at(7, 20, 8));
    expect(c.snapStart(at(7, 18, 10))).toBe(at(7, 20, 8));
  });

  it('is its own inverse, also far outside the range it was built for', () => {
    const c = calendar(), next = random(7);
    const before = c.ord(at(6, 15, 8));
    for (let i = 0; i < 500; i++) {
      const t = at(6, 15, 8) + Math.floor((next() - 0.5) * 20 * 365 * DAY);
      const w = c.ord(t);
      expect(c.ord(c.inv(w, false))).toBe(w);
      expect(c.ord(c.inv(w, true))).toBe(w);
    }
    expect(c.ord(at(6, 15, 8))).toBe(before);
  });

  it('gives up on a calendar without work instead of searching', () => {
    const c = new WorkCalendar({ id: 9, name: '', week: [[], [], [], [], [], [], []], exceptions: [] }, 0, 10);
    expect(c.addWork(1000, 60, true)).toBe(c.ord(1000) + 60);
    expect(c.snapStart(1000)).toBe(1000);
  });
});
