/** A route as it is being drawn: pure steps on its definition, none of which changes what it was given. */
import { moved } from '../configuration/fieldDraft';
import type { Definition, Fault, GroupDef, StageDef, Who } from './types';

/** What is selected in the drawing; null is the route itself. */
export type Spot = { stage: number; group?: number } | null;

export const newGroup = (people: Who[] = []): GroupDef => ({
  title: '',
  title_en: '',
  mode: 'any',
  quorum: 2,
  condition: '',
  people,
  may_hand_over: true,
  may_add: true,
});

export const newStage = (): StageDef => ({
  title: '',
  title_en: '',
  condition: '',
  hours: null,
  on_timeout: { do: 'none', people: [] },
  groups: [newGroup()],
});

export const newDefinition = (): Definition => ({
  condition: '',
  stages: [newStage()],
  settings: {
    requester_may_approve: false,
    excluded_fields: [],
    same_person_once: true,
    editable_fields: [],
    comment_on_return: true,
    comment_on_reject: true,
  },
});

const put = <T>(list: T[], at: number, item: T): T[] => list.map((one, index) => (index === at ? item : one));
const insert = <T>(list: T[], at: number, item: T): T[] => [...list.slice(0, at), item, ...list.slice(at)];
const without = <T>(list: T[], at: number): T[] => list.filter((_, index) => index !== at);

export const setStage = (of: Definition, at: number, change: Partial<StageDef>): Definition => ({
  ...of,
  stages: put(of.stages, at, { ...of.stages[at], ...change }),
});

export const setGroup = (of: Definition, at: number, inner: number, change: Partial<GroupDef>): Definition =>
  setStage(of, at, { groups: put(of.stages[at].groups, inner, { ...of.stages[at].groups[inner], ...change }) });

export const addStage = (of: Definition, at: number): Definition => ({ ...of, stages: insert(of.stages, at, newStage()) });

export const addGroup = (of: Definition, at: number): Definition => setStage(of, at, { groups: [...of.stages[at].groups, newGroup()] });

/** Takes away what is selected; the last group takes its stage with it, the last stage stays. */
export function remove(of: Definition, spot: Spot): { definition: Definition; spot: Spot } {
  if (!spot) return { definition: of, spot };
  const { stage, group } = spot;
  if (group !== undefined && of.stages[stage].groups.length > 1) {
    const groups = without(of.stages[stage].groups, group);
    return { definition: setStage(of, stage, { groups }), spot: { stage, group: Math.min(group, groups.length - 1) } };
  }
  if (of.stages.length < 2) return { definition: of, spot };
  const stages = without(of.stages, stage);
  return { definition: { ...of, stages }, spot: { stage: Math.min(stage, stages.length - 1) } };
}

/** Moves a stage up or down, a group left or right. */
export function shift(of: Definition, spot: Spot, step: 1 | -1): { definition: Definition; spot: Spot } {
  if (!spot) return { definition: of, spot };
  const list: unknown[] = spot.group === undefined ? of.stages : of.stages[spot.stage].groups;
  const from = spot.group ?? spot.stage;
  const to = from + step;
  if (to < 0 || to >= list.length) return { definition: of, spot };
  if (spot.group === undefined) return { definition: { ...of, stages: moved(of.stages, from, to) }, spot: { stage: to } };
  const groups = moved(of.stages[spot.stage].groups, from, to);
  return { definition: setStage(of, spot.stage, { groups }), spot: { stage: spot.stage, group: to } };
}

export const moveStage = (of: Definition, from: number, to: number): Definition => ({ ...of, stages: moved(of.stages, from, to) });

/** The spot that an arrow key leads to from another: up and down through stages, right and left through groups. */
export function neighbour(of: Definition, spot: Spot, key: string): Spot | undefined {
  if (!spot) return key === 'ArrowDown' ? { stage: 0 } : undefined;
  const { stage, group } = spot;
  const groups = of.stages[stage].groups.length;
  switch (key) {
    case 'ArrowDown':
      if (group === undefined && groups) return { stage, group: 0 };
      return stage + 1 < of.stages.length ? { stage: stage + 1 } : undefined;
    case 'ArrowUp':
      if (group !== undefined) return { stage };
      return stage > 0 ? { stage: stage - 1 } : null;
    case 'ArrowRight':
      return group !== undefined && group + 1 < groups ? { stage, group: group + 1 } : undefined;
    case 'ArrowLeft':
      return group !== undefined && group > 0 ? { stage, group: group - 1 } : undefined;
    default:
      return undefined;
  }
}

export const isSame = (one: Spot, other: Spot): boolean => one?.stage === other?.stage && one?.group === other?.group && !one === !other;

/** Where a fault of the server belongs in the drawing. */
export function spotOf(path: string): Spot {
  const [, stage, group] = /^(?:definition\.)?stages\.(\d+)(?:\.groups\.(\d+))?/.exec(path) ?? [];
  if (stage === undefined) return null;
  return group === undefined ? { stage: Number(stage) } : { stage: Number(stage), group: Number(group) };
}

export const faultsAt = (faults: Fault[], spot: Spot): Fault[] => faults.filter((fault) => isSame(spotOf(fault.path), spot));

export const whoKey = (who: Who): string => `${who.kind}:${who.id ?? who.code ?? who.name ?? ''}`;

/** Without the labels that only reading needs. */
const bare = ({ label: _, from, ...who }: Who): Who => ({ ...who, ...(from && { from: from.map(bare) }) });

export const forServer = (of: Definition): Definition => ({
  ...of,
  stages: of.stages.map((stage) => ({
    ...stage,
    on_timeout: { ...stage.on_timeout, people: stage.on_timeout.do === 'escalate' ? stage.on_timeout.people.map(bare) : [] },
    groups: stage.groups.map((group) => ({ ...group, people: group.people.map(bare) })),
  })),
});
