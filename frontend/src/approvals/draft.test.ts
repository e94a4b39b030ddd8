import { describe, expect, it } from 'vitest';

import { addGroup, addStage, faultsAt, forServer, neighbour, newDefinition, remove, setGroup, setStage, shift, spotOf } from './draft';

const three = () => {
  let of = newDefinition();
  of = addStage(addStage(of, 1), 2);
  ['a', 'b', 'c'].forEach((title, at) => (of = setStage(of, at, { title })));
  return addGroup(of, 1);
};
const titles = (of: ReturnType<typeof three>) => of.stages.map((stage) => stage.title).join('');

describe('the drawing of a route', () => {
  it('moves stages up and down and stops at the ends', () => {
    expect(titles(shift(three(), { stage: 2 }, -1).definition)).toBe('acb');
    expect(shift(three(), { stage: 2 }, -1).spot).toEqual({ stage: 1 });
    expect(titles(shift(three(), { stage: 0 }, -1).definition)).toBe('abc');
  });

  it('moves groups sideways within their stage', () => {
    const of = setGroup(three(), 1, 1, { title: 'right' });
    const { definition, spot } = shift(of, { stage: 1, group: 1 }, -1);
    expect(definition.stages[1].groups.map((group) => group.title)).toEqual(['right', '']);
    expect(spot).toEqual({ stage: 1, group: 0 });
  });

  it('takes a group away, with the last one its stage, and keeps one stage', () => {
    const less = remove(three(), { stage: 1, group: 1 });
    expect(less.definition.stages[1].groups).toHaveLength(1);
    const gone = remove(less.definition, { stage: 1, group: 0 });
    expect(titles(gone.definition)).toBe('ac');
    expect(remove(newDefinition(), { stage: 0 }).definition.stages).toHaveLength(1);
  });

  it('walks with the arrow keys', () => {
    const of = three();
    expect(neighbour(of, null, 'ArrowDown')).toEqual({ stage: 0 });
    expect(neighbour(of, { stage: 1 }, 'ArrowDown')).toEqual({ stage: 1, group: 0 });
    expect(neighbour(of, { stage: 1, group: 0 }, 'ArrowRight')).toEqual({ stage: 1, group: 1 });
    expect(neighbour(of, { stage: 1, group: 1 }, 'ArrowDown')).toEqual({ stage: 2 });
    expect(neighbour(of, { stage: 0 }, 'ArrowUp')).toBeNull();
    expect(neighbour(of, { stage: 2, group: 0 }, 'ArrowDown')).toBeUndefined();
  });

  it('puts a fault where its path points', () => {
    expect(spotOf('stages.0.groups.1.people')).toEqual({ stage: 0, group: 1 });
    expect(spotOf('stages.2.hours')).toEqual({ stage: 2 });
    expect(spotOf('condition')).toBeNull();
    expect(faultsAt([{ path: 'stages.0.hours', message: 'x' }], { stage: 0 })).toHaveLength(1);
    expect(faultsAt([{ path: 'stages.0.hours', message: 'x' }], { stage: 0, group: 0 })).toHaveLength(0);
  });

  it('sends no labels, and nobody to escalate to where nothing escalates', () => {
    const who = { kind: 'role', code: 'manager', label: 'Manager' } as const;
    let of = setGroup(newDefinition(), 0, 0, { people: [{ kind: 'chosen', from: [who], label: 'x' }] });
    of = setStage(of, 0, { on_timeout: { do: 'remind', people: [who] } });
    const [stage] = forServer(of).stages;
    expect(stage.groups[0].people).toEqual([{ kind: 'chosen', from: [{ kind: 'role', code: 'manager' }] }]);
    expect(stage.on_timeout.people).toEqual([]);
  });
});
