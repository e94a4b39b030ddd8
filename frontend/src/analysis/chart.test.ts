import { describe, expect, it } from 'vitest';

import { cascade, curveOf, endOfDay, probabilityAt, stack } from './chart/curve';
import { dateTicks, extent, linear, niceTicks, spread, stagger } from './chart/scale';
import './i18n';
import type { RunTarget } from './types';

const DAY = 1440;
const at = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 60_000;

describe('axes', () => {
  it('turn values into places and back', () => {
    const scale = linear([10, 20], [100, 300]);
    expect(scale(15)).toBe(200);
    expect(scale.invert(250)).toBe(17.5);
    expect(linear([4, 4], [0, 100])(4)).toBe(50);
    expect(extent([null, 3, undefined, 7], 0.25)).toEqual([2, 8]);
  });

  it('have round steps that include zero', () => {
    expect(niceTicks([-7, 12], 5)).toEqual([-5, 0, 5, 10]);
    expect(niceTicks([0, 1], 4)).toEqual([0, 0.5, 1]);
    expect(niceTicks([0, 180], 4)).toEqual([0, 50, 100, 150]);
  });

  it('choose days, Mondays, months or years by the room there is', () => {
    const labels = (from: string, to: string, width: number) => dateTicks([at(from), at(to)], width).map((tick) => tick.label);
    expect(labels('2026-07-15', '2026-07-18', 400)).toEqual(['07-15', '07-16', '07-17', '07-18']);
    expect(labels('2026-07-15', '2026-08-12', 300)).toEqual(['07-20', '07-27', '08-03', '08-10']);
    expect(dateTicks([at('2026-07-15'), at('2027-02-10')], 400).map((tick) => tick.at)).toEqual(
      ['2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01'].map(at),
    );
    expect(labels('2020-03-01', '2030-03-01', 420)[0]).toBe('2021');
  });

  it('keep labels apart and in order', () => {
    expect(spread([10, 12, 60], 14, [0, 100])).toEqual([10, 24, 60]);
    expect(spread([95, 99], 14, [0, 100])).toEqual([86, 100]);
    expect(stagger([{ x: 0, width: 50 }, { x: 40, width: 50 }, { x: 60, width: 20 }], 2)).toEqual([0, 1, 0]);
  });
});

describe('probability curve', () => {
  const target: RunTarget = {
    id: 1, code: '8.17', name: 'Go-live', deterministic: 100 * DAY, probability_deterministic: 0.1, deadline: 96 * DAY, probability_deadline: 0,
    p: { 10: 100 * DAY, 50: 104 * DAY, 80: 108 * DAY }, mean: 104 * DAY, contingency_days: 6,
    curve: [[98 * DAY, 0], [104 * DAY, 0.49], [112 * DAY, 1]], histogram: [],
  };
  const curve = curveOf(target);

  it('agrees with every figure that the server gave', () => {
    expect(probabilityAt(curve, target.p[80])).toBeCloseTo(0.8, 9);
    expect(probabilityAt(curve, target.deterministic)).toBeCloseTo(0.1, 9);
    expect(probabilityAt(curve, target.deadline as number)).toBe(0);
    expect(probabilityAt(curve, endOfDay(107))).toBeCloseTo(0.8, 9);
  });

  it('never falls and stays between 0 and 1', () => {
    for (let i = 1; i < curve.length; i++) expect(curve[i][1]).toBeGreaterThanOrEqual(curve[i - 1][1]);
    expect(probabilityAt(curve, 0)).toBe(0);
    expect(probabilityAt(curve, 200 * DAY)).toBe(1);
  });
});

describe('bars', () => {
  it('of a waterfall run on to the sum', () => {
    const bars = cascade([3, -1, 0, 2.5]);
    expect(bars).toEqual([{ from: 0, to: 3 }, { from: 3, to: 2 }, { from: 2, to: 2 }, { from: 2, to: 4.5 }]);
  });

  it('that are stacked keep gains left of zero', () => {
    expect(stack([2, -1, 3, -2])).toEqual([{ from: 0, to: 2 }, { from: 0, to: -1 }, { from: 2, to: 5 }, { from: -1, to: -3 }]);
  });
});
