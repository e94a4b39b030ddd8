import { describe, expect, it } from 'vitest';

import { demoPlan } from '../plan/dev/demo';
import { cellText, columnsFor } from './columns';
import { Floats, ownDriving, traceDriving, traceOf } from './floats';
import { toTarget } from '../plan/usePlanPaths';
import { PlanModel } from './model';

function demo(): PlanModel {
  const model = new PlanModel();
  model.load(demoPlan());
  return model;
}
const rowOf = (model: PlanModel, wbs: string) => model.wbs.indexOf(wbs);

describe('float columns', () => {
  const model = demo();
  const row = rowOf(model, '8.12'), id = model.id[row];
  const answer = { revision: 1, ids: [id], total: [0], start: [480], finish: [-960], free: [null], independent: [240], longest: [1], driving_links: [] };

  it('are shown when chosen, and settings from before there were any show none', () => {
    const keys = (extra?: ('free_float' | 'longest')[]) => columnsFor(model, { widths: {}, showPredecessors: false, extra }).map((c) => c.key);
    expect(keys()).not.toContain('free_float');
    expect(keys(['longest', 'free_float']).slice(6, 9)).toEqual(['float', 'free_float', 'longest']);
  });

  it('say days, unknown before the floats are here and where they hold none', () => {
    expect(cellText(model, row, 'start_float')).toBe('—');
    model.floats = new Floats(answer);
    expect(cellText(model, row, 'start_float')).toBe('1');
    expect(cellText(model, row, 'finish_float')).toBe('−2');
    expect(cellText(model, row, 'independent_float')).toBe('0.5');
    expect(cellText(model, row, 'free_float')).toBe('—');
    expect(cellText(model, row, 'longest')).toBe('✓');
    expect(cellText(model, row - 1, 'longest')).toBe('');
  });
});

describe('tracing', () => {
  it('follows driving links both ways and takes the summaries along', () => {
    const model = demo();
    const task = model.id[rowOf(model, '8.12')];
    const trace = traceDriving(model, ownDriving(model), task);
    const codes = [...trace.tasks].map((id) => model.wbs[model.row(id)]);
    expect(codes).toEqual(expect.arrayContaining(['8.12', '8.5', '8.15', '8']));
    for (const link of trace.links) {
      const k = model.links.find(link);
      expect(trace.tasks.has(model.id[model.links.from[k]]) && trace.tasks.has(model.id[model.links.to[k]])).toBe(true);
    }
    // What it shares a driver with is not on its path.
    const driven = [...trace.tasks].filter((id) => !model.isSummary(model.row(id)));
    expect(driven.length).toBeLessThan(model.n);
  });

  it('without driving links is the task and what it lies in', () => {
    const model = demo();
    const task = model.id[rowOf(model, '8.12')];
    expect(traceDriving(model, new Set(), task).links.size).toBe(0);
    expect([...traceOf(model, [task], []).tasks].map((id) => model.wbs[model.row(id)])).toEqual(['8.12', '8']);
  });

  it('of a float path goes on along the tighter path that it joins', () => {
    const model = demo();
    const k = [...model.links.id.keys()].find((i) => model.wbs[model.links.to[i]] === '8.12')!;
    const [from, join, last] = [model.id[model.links.from[k]], model.id[model.links.to[k]], model.id[rowOf(model, '8.15')]];
    const link = model.links.id[k];
    const first = { number: 1, float: 0, tasks: [join, last], links: [9001] };
    const second = { number: 2, float: 480, tasks: [from], links: [link] };
    expect(toTarget(model, first, [first, second])).toEqual({ tasks: [join, last], links: [9001] });
    expect(toTarget(model, second, [first, second])).toEqual({ tasks: [from, join, last], links: [link, 9001] });
  });
});
