import { describe, expect, it } from 'vitest';

import { PlanModel } from './model';
import { eachLinkIn, indexLinks } from './links';
import { nextSibling, previousSibling, topmost, visibleRows } from './outline';
import { applyOptimistic } from './optimistic';
import { generatePlan, random } from './testing/generate';
import { NONE } from './time';

function loaded(n: number): PlanModel {
  const model = new PlanModel();
  model.load(generatePlan(n));
  return model;
}

describe('plan model', () => {
  it('loads columns, outline and links', () => {
    const model = loaded(200);
    expect(model.n).toBe(200);
    expect(model.outline.level[0]).toBe(0);
    expect(model.outline.level[1]).toBe(1);
    expect(model.outline.end[0]).toBe(41);
    expect(model.isSummary(0)).toBe(true);
    expect(model.row(model.id[57])).toBe(57);
    expect(model.row(999_999)).toBe(-1);
    let outs = 0;
    for (let r = 0; r < model.n; r++) outs += model.links.outStart[r + 1] - model.links.outStart[r];
    expect(outs).toBe(model.links.count);
  });

  it('takes a delta of changed rows in place', () => {
    const model = loaded(100);
    const id = model.id[5], finish = model.c.finish[6];
    const change = model.applyDelta({ tasks: { id: [id], name: ['Renamed'], start: [null], version: [9] } });
    expect(change.isStructural).toBe(false);
    expect(model.name[5]).toBe('Renamed');
    expect(model.c.start[5]).toBe(NONE);
    expect(model.c.version[5]).toBe(9);
    expect(model.c.finish[6]).toBe(finish);
  });

  it('inserts, removes and reorders by the order of the delta', () => {
    const model = loaded(60);
    const [a, b, c] = [model.id[3], model.id[4], model.id[5]];
    const order = model.id.filter((id) => id !== b);
    order.splice(order.indexOf(c) + 1, 0, 5000);
    const before = model.links.count;
    const touched = model.links.toColumns((id) => id > 0);
    const lost = touched.id.filter((_, k) => touched.from[k] === b || touched.to[k] === b).length;
    const change = model.applyDelta({
      order, removed: [b],
      tasks: { id: [5000], parent: [model.id[0]], kind: [0], wbs: ['1.x'], name: ['New'], duration: [480], start: [100], finish: [200], progress: [0.5], version: [1] },
    });
    expect(change).toMatchObject({ isStructural: true, added: [5000], removed: 1 });
    expect(model.row(b)).toBe(-1);
    expect([model.row(a), model.row(c), model.row(5000)]).toEqual([3, 4, 5]);
    expect(model.name[5]).toBe('New');
    expect(model.progress[5]).toBeCloseTo(0.5);
    expect(model.outline.level[5]).toBe(1);
    expect(model.links.count).toBe(before - lost);
  });

  it('adds, changes and removes links', () => {
    const model = loaded(60);
    const count = model.links.count, gone = model.links.id[0], changed = model.links.id[1];
    const k = model.links.find(changed);
    const from = model.id[model.links.from[k]], to = model.id[model.links.to[k]];
    model.applyDelta({
      links: { id: [changed, 7777], from: [from, model.id[1]], to: [to, model.id[9]], type: [1, 0], lag: [960, 0], lag_kind: [0, 0], version: [2, 1] }, links_removed: [gone],
    });
    expect(model.links.count).toBe(count);
    expect(model.links.find(gone)).toBe(-1);
    expect(model.links.lag[model.links.find(changed)]).toBe(960);
    expect(model.links.from[model.links.find(7777)]).toBe(1);
  });

  it('takes optimistic writes back exactly', () => {
    const model = loaded(120);
    const start = model.c.start.slice(), finish = model.c.finish.slice(), names = model.name.slice();
    const id = model.id[2];
    applyOptimistic(model, [{ op: 'task.update', id, version: 1, set: { name: 'X', duration: 480 * 60, progress: 0.3 } }]);
    expect(model.name[2]).toBe('X');
    expect(model.c.finish).not.toEqual(finish);
    model.rollback();
    expect(model.c.start).toEqual(start);
    expect(model.c.finish).toEqual(finish);
    expect(model.name).toEqual(names);
    expect(model.progress[2]).toBe(0);
  });
});

describe('outline', () => {
  it('folds and filters, keeping the ancestors of what it keeps', () => {
    const model = loaded(100);
    expect(visibleRows(model.outline, () => false, null).count).toBe(100);
    const folded = visibleRows(model.outline, (row) => row === 0, null);
    expect(folded.rows[1]).toBe(41);
    expect(folded.position[5]).toBe(-1);
    const matches = new Uint8Array(100);
    matches[45] = 1;
    expect([...visibleRows(model.outline, () => false, matches).rows]).toEqual([41, 45]);
  });

  it('knows siblings and the topmost of a selection', () => {
    const { outline } = loaded(100);
    expect(previousSibling(outline, 1)).toBe(-1);
    expect(previousSibling(outline, 2)).toBe(1);
    expect(previousSibling(outline, 41)).toBe(0);
    expect(nextSibling(outline, 0)).toBe(41);
    expect(nextSibling(outline, 40)).toBe(-1);
    expect(topmost(outline, [0, 3, 42])).toEqual([0, 42]);
  });
});

describe('index of links by rows', () => {
  it('finds each link that crosses a window once, and no other', () => {
    const model = loaded(3000), next = random(3);
    const visible = visibleRows(model.outline, (row) => row % 3 === 0, null);
    const index = indexLinks(model.links, visible);
    for (let trial = 0; trial < 60; trial++) {
      const first = Math.floor(next() * visible.count), last = Math.min(visible.count - 1, first + Math.floor(next() * 50));
      const seen: number[] = [];
      eachLinkIn({ index, links: model.links, visible }, first, last, (k) => seen.push(k));
      const expected: number[] = [];
      for (let k = 0; k < model.links.count; k++) {
        const a = visible.position[model.links.from[k]], b = visible.position[model.links.to[k]];
        if (a >= 0 && b >= 0 && Math.max(a, b) >= first && Math.min(a, b) <= last) expected.push(k);
      }
      expect(seen.sort((x, y) => x - y)).toEqual(expected);
    }
  });
});
