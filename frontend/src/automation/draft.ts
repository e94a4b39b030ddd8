/** A rule while it is being written. Pure. */
import type { EntityMeta, FieldMeta } from '../schema/types';
import type { Action, Rule, RuleDraft, Trigger, TriggerKind, Values } from './types';

export const TRIGGERS: TriggerKind[] = ['created', 'changed', 'state', 'date', 'schedule'];
export const MOST_AN_HOUR = 2000;
const MORNING = '08:00';

export const freshRule = (entity: string): RuleDraft => ({
  ...{ entity, label_zh: '', label_en: '', trigger: { kind: 'created' }, condition: '', actions: [], per_hour: MOST_AN_HOUR, is_on: true },
});

export function draftOf(rule: Rule): RuleDraft {
  const { entity, label_zh, label_en, trigger, condition, actions, per_hour, is_on } = rule;
  return { entity, label_zh, label_en, trigger, condition, actions, per_hour, is_on };
}

/** Fields that people fill in, those of other projects left out. */
export const fillable = (entity: EntityMeta | null, project: string | null): FieldMeta[] =>
  (entity?.fields ?? []).filter((field) => !field.read_only && (!field.project || field.project === project));

export const dateFields = (entity: EntityMeta | null, project: string | null): FieldMeta[] =>
  (entity?.fields ?? []).filter((field) => (field.type === 'date' || field.type === 'datetime') && (!field.project || field.project === project));

/** The triggers that records of the kind can have. */
export function triggersOf(entity: EntityMeta | null, project: string | null): TriggerKind[] {
  return TRIGGERS.filter((kind) => (kind !== 'state' || entity?.workflow) && (kind !== 'date' || dateFields(entity, project).length > 0));
}

/** A trigger of another kind, with what it begins with. */
export function triggerOf(kind: TriggerKind, entity: EntityMeta | null, project: string | null): Trigger {
  if (kind === 'changed') return { kind, fields: [] };
  if (kind === 'state') return { kind, states: [] };
  if (kind === 'date') return { kind, field: dateFields(entity, project)[0]?.name ?? '', days: 0, at: MORNING };
  if (kind === 'schedule') return { kind, every: 'day', at: MORNING };
  return { kind };
}

/** The actions that records of the kind allow. */
export function actionsOf(entity: EntityMeta | null, hosts: string[]): Action['type'][] {
  const all: Action['type'][] = ['set', 'message', 'create', 'comment', 'action', 'approval', 'webhook'];
  return all.filter((type) => (type !== 'action' || entity?.actions.length) && (type !== 'webhook' || hosts.length > 0));
}

export function freshAction(type: Action['type'], entity: EntityMeta | null): Action {
  switch (type) {
    case 'set':
      return { type, values: {} };
    case 'message':
      return { type, to: [], text_zh: '', text_en: '' };
    case 'create':
      return { type, entity: entity?.name ?? '', values: {}, link: '' };
    case 'comment':
      return { type, text: '' };
    case 'action':
      return { type, action: entity?.actions[0]?.name ?? '', inputs: {} };
    case 'approval':
      return { type, to: '', note: '' };
    case 'webhook':
      return { type, url: '', fields: [] };
  }
}

/** Days before are negative. */
export const sideOf = (days: number): 'before' | 'on' | 'after' => (days < 0 ? 'before' : days > 0 ? 'after' : 'on');
export const daysOf = (side: 'before' | 'on' | 'after', count: number): number => (side === 'on' ? 0 : side === 'before' ? -Math.max(1, count) : Math.max(1, count));

export const without = (values: Values, name: string): Values => Object.fromEntries(Object.entries(values).filter(([other]) => other !== name));

/** What keeps the rule from being saved, as a message; null where it may be sent. */
export function lackOf(rule: RuleDraft): string | null {
  if (!rule.label_zh.trim() && !rule.label_en.trim()) return 'auto.lack.name';
  if (rule.trigger.kind === 'state' && !rule.trigger.states?.length) return 'auto.lack.states';
  if (!rule.actions.length) return 'auto.lack.actions';
  for (const action of rule.actions) {
    if (action.type === 'set' && !Object.keys(action.values).length) return 'auto.lack.fields';
    if (action.type === 'message' && (!action.to.length || !(action.text_zh.trim() || action.text_en.trim()))) return 'auto.lack.message';
    if (action.type === 'comment' && !action.text.trim()) return 'auto.lack.comment';
    if (action.type === 'webhook' && !action.url.trim()) return 'auto.lack.url';
  }
  return null;
}
