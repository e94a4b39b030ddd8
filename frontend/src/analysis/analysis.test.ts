import { describe, expect, it } from 'vitest';

import type { PlanTask } from './data';
import { whenPlanned } from './EarnedChart';
import { sectionsOf } from './EarnedPart';
import './i18n';
import { draftOf, faultsOf, requestOf } from './risk/draft';
import { rank } from './risk/Tornado';
import { linesOf } from './TrendPart';
import type { Driver, EarnedRow, SimulationSetup, TornadoRow } from './types';
import { number, share, signedNumber } from './words';

const DAY = 1440;
const driver = (change: Partial<Driver>): Driver => ({ id: 1, name: 'LIS 2.0', probability: 0.8, low: 1.1, mode: 1.3, high: 1.8, tasks: [7], from_risk: null, ...change });
const setup: SimulationSetup = {
  revision: 4, estimated: 3, tasks: 9, drivers: [driver({}), driver({ id: null, name: 'proposed', is_proposed: true }), driver({ id: 3, name: 'over', is_over: true })],
  targets: [{ id: 5, code: '8.20', name: 'S1', finish: 1, is_default: true }, { id: 6, code: '13.6', name: 'S3', finish: 2, is_default: true }, { id: 8, code: '', name: 'other', finish: 3, is_default: false }],
  defaults: { iterations: 10_000, seed: 1, spread_low: 10, spread_high: 25, correlation: 0.3 },
};

describe('settings of a run', () => {
  it('begin with what the server proposes; proposals and closed risks do not count', () => {
    const draft = draftOf(setup);
    expect(faultsOf(draft)).toEqual({});
    const request = requestOf(draft, null);
    expect(request).toMatchObject({ targets: [5, 6], iterations: 10_000, seed: 1, spread_low: 10, spread_high: 25, correlation: 0.3 });
    expect(request.drivers).toEqual([{ id: 1, name: 'LIS 2.0', probability: 0.8, low: 1.1, mode: 1.3, high: 1.8, tasks: [7], from_risk: null, parallel: false }]);
  });

  it('put what is looked at first', () => {
    expect(requestOf(draftOf(setup), 6).targets).toEqual([6, 5]);
  });

  it('say which field cannot stand', () => {
    const draft = draftOf(setup);
    draft.drivers[0] = { ...draft.drivers[0], mode: '200', tasks: [] };
    const faults = faultsOf({ ...draft, targets: [], iterations: '12.5', seed: '', correlation: '1' });
    expect(Object.keys(faults).map((key) => key.replace(/^\d+\./, '')).sort()).toEqual(['correlation', 'iterations', 'range', 'seed', 'targets', 'tasks']);
    expect(faultsOf({ ...draftOf(setup), iterations: '10,000', correlation: '0.5' })).toEqual({});
  });
});

describe('tornado', () => {
  const row = (name: string, delta_days: number | null, criticality: number): TornadoRow => ({ kind: 'task', id: 1, code: '', name, delta_days, criticality, cruciality: null, sensitivity: null });
  it('ranks by size and leaves out what has no value', () => {
    const rows = [row('a', 1, 0.2), row('b', -3, 0), row('c', null, 0.9)];
    expect(rank(rows, 'delta_days').map((one) => one.name)).toEqual(['b', 'a']);
    expect(rank(rows, 'criticality').map((one) => one.name)).toEqual(['c', 'a']);
    expect(rank(rows, 'cruciality')).toEqual([]);
  });
});

describe('milestone trend', () => {
  it('counts the days between reports, in their order', () => {
    const points = [{ at: 20 * DAY, finish: 106 * DAY }, { at: 10 * DAY, finish: 100 * DAY }, { at: 30 * DAY, finish: null }];
    const [line] = linesOf({ snapshots: 3, milestones: [{ id: 1, code: '', name: 'm', baseline: null, points }] });
    expect(line.points.map((point) => point.at)).toEqual([10 * DAY, 20 * DAY]);
    expect([line.moved, line.last]).toEqual([6, 6]);
  });
});

describe('earned value', () => {
  it('finds when the plan had what is earned', () => {
    const periods = [0, 10, 20, 30];
    expect(whenPlanned(periods, [0, 100, 200, 400], 150)).toBe(15);
    expect(whenPlanned(periods, [0, 100, 200, 400], 300)).toBe(25);
    expect(whenPlanned(periods, [0, 100, 200, 400], 500)).toBeNull();
  });

  it('adds packages up under the first level of the outline', () => {
    const task = (id: number, code: string, parent: number | null): PlanTask => ({ id, code, name: code, parent, isSummary: parent === null });
    const row = (task_id: number, pv: number, ev: number, ac: number | null = null): EarnedRow => ({ task_id, code: '', name: '', pv, ev, ac, sv: ev - pv, percent: 0 });
    const plan = [task(1, '1', null), task(2, '1.1', 1), task(3, '2', null), task(4, '2.1', 3), task(5, '2.1.1', 4)];
    const sections = sectionsOf([row(5, 10, 4, 3), row(2, 8, 8), row(99, 1, 0), row(4, 2, 2)], plan);
    expect(sections.map(({ key, pv, ev, ac }) => [key, pv, ev, ac])).toEqual([['1', 8, 8, null], ['3', 12, 6, 3], ['-1', 1, 0, null]]);
  });
});

describe('numbers', () => {
  it('have a true minus, thousands in threes, and no certainty that is none', () => {
    expect([number(-1234.56), number(0.04), number(null), signedNumber(2), signedNumber(-0.01)]).toEqual(['−1,234.6', '0', '—', '+2', '0']);
    expect([share(0.5), share(0), share(1), share(0.9996), share(0.004)]).toEqual(['50', '0', '100', '99.9', '0.4']);
  });
});
