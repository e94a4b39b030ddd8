import { describe, expect, it } from 'vitest';

import { WorkCalendar } from './calendar';
import { TimeScale, ZOOMS, zoomOf } from './layout';
import { distanceToRoute, newRoute, routeLink } from './route';
import { CHINA_2026 } from './testing/generate';
import { ticksFor } from './ticks';
import { DAY, dayFrom } from './time';

const calendar = new WorkCalendar(CHINA_2026, dayFrom(2026, 1, 1), dayFrom(2026, 12, 31));
const scaleAt = (px: number) => {
  const scale = new TimeScale(calendar);
  scale.px = px;
  scale.fit(dayFrom(2026, 6, 1) * DAY, dayFrom(2026, 9, 1) * DAY, 800);
  return scale;
};

describe('time axis', () => {
  it('lets whole working days cover whole columns', () => {
    const scale = scaleAt(10), day = dayFrom(2026, 7, 15);
    expect(scale.x(day * DAY + 480)).toBe(scale.dayX(day));
    expect(scale.x(day * DAY + 1020)).toBe(scale.dayX(day + 1));
    expect(scale.x(day * DAY + 720)).toBe(scale.dayX(day) + 5);
    expect(scale.x(day * DAY + 750)).toBe(scale.dayX(day) + 5); // lunch takes no room
  });

  it('is monotonic and inverts on working minutes', () => {
    const scale = scaleAt(36);
    let last = -Infinity;
    for (let t = dayFrom(2026, 7, 10) * DAY; t < dayFrom(2026, 7, 22) * DAY; t += 17) {
      const x = scale.x(t);
      expect(x).toBeGreaterThanOrEqual(last);
      last = x;
      expect(scale.x(scale.time(x))).toBeCloseTo(x, 0);
    }
  });

  it('names its zooms by scale', () => {
    for (const zoom of ['day', 'week', 'month', 'quarter'] as const) expect(zoomOf(ZOOMS[zoom])).toBe(zoom);
  });

  it('covers the screen even for a short plan', () => expect(scaleAt(0.9).width).toBeGreaterThanOrEqual(800));
});

describe('header ticks', () => {
  const t = (key: string, p?: Record<string, string | number>) => (key === 'gantt.axis.monthYear' ? `${p?.y}-${p?.m}` : key === 'gantt.axis.month' ? `${p?.m}` : `${p?.y ?? p?.q ?? ''}`);
  const span = { first: dayFrom(2026, 6, 20), last: dayFrom(2026, 9, 10), today: dayFrom(2026, 7, 15) };

  it('shows Mondays under months, the month of today with its year', () => {
    const { top, bottom } = ticksFor(scaleAt(ZOOMS.week), span, t);
    expect(top.map((tick) => tick.label)).toEqual(['6', '2026-7', '8', '9']);
    expect(bottom[0].day).toBe(dayFrom(2026, 6, 15));
    expect(bottom.every((tick) => tick.end - tick.day === 7)).toBe(true);
  });

  it('changes its units with the scale', () => {
    expect(ticksFor(scaleAt(40), span, t).bottom).toHaveLength(83);
    expect(ticksFor(scaleAt(0.5), span, t).bottom.map((tick) => tick.label)).toEqual(['2', '3']);
  });
});

describe('routes of links', () => {
  const ends = { x1: 100, y1: 12, x2: 200, y2: 96, type: 0, rowTop: 83.5, isMilestone: false };

  it('runs a finish-start link on the row line above its target and enters from above', () => {
    const route = routeLink(ends, 5.5, newRoute());
    expect([...route.points.subarray(0, route.count)]).toEqual([100, 12, 105, 12, 105, 83.5, 204, 83.5, 204, 90.5]);
    expect(route.arrow).toBe('down');
  });

  it('drops straight when the target begins right after', () => {
    const route = routeLink({ ...ends, x2: 104 }, 5.5, newRoute());
    expect(route.count).toBe(6);
  });

  it('goes below a target that lies higher up', () => {
    const route = routeLink({ ...ends, y1: 96, y2: 12, rowTop: -0.5 }, 5.5, newRoute());
    expect(route.arrow).toBe('up');
    expect(route.points[5]).toBeGreaterThan(12);
  });

  it('enters FF at the right side, SS at the left', () => {
    expect(routeLink({ ...ends, type: 2 }, 5.5, newRoute()).arrow).toBe('left');
    const ss = routeLink({ ...ends, type: 1 }, 5.5, newRoute());
    expect(ss.arrow).toBe('right');
    expect(ss.points[2]).toBe(91);
  });

  it('measures the distance of a point', () => {
    const route = routeLink(ends, 5.5, newRoute());
    expect(distanceToRoute(route, 150, 83.5)).toBe(0);
    expect(distanceToRoute(route, 150, 80)).toBeCloseTo(3.5);
    expect(distanceToRoute(route, 150, 40)).toBeGreaterThan(20);
  });
});
