/** A rule in a sentence: when it looks at a record, and what it does. */
import type { Language } from '../api/types';
import type { EntityMeta } from '../schema/types';
import { sideOf } from './draft';
import type { Action, Trigger } from './types';

type T = (key: string, values?: Record<string, string | number>) => string;

export const nameOf = (rule: { label_zh: string; label_en: string }, language: Language): string =>
  (language === 'en' ? rule.label_en || rule.label_zh : rule.label_zh || rule.label_en);

const labelOf = (entity: EntityMeta | null, name: string | undefined): string => entity?.fields.find((field) => field.name === name)?.label ?? name ?? '';

export function stateLabel(entity: EntityMeta | null, value: string): string {
  const field = entity?.fields.find((one) => one.name === entity.workflow?.field);
  return field?.options.find((option) => option.value === value)?.label ?? value;
}

export function inSentence(trigger: Trigger, entity: EntityMeta | null, t: T): string {
  const list = (names: string[]) => names.join(t('auto.comma'));
  switch (trigger.kind) {
    case 'created':
      return t('auto.when.created');
    case 'changed':
      return trigger.fields?.length ? t('auto.says.changed', { fields: list(trigger.fields.map((name) => labelOf(entity, name))) }) : t('auto.when.changed');
    case 'state':
      return t('auto.says.state', { states: list((trigger.states ?? []).map((value) => stateLabel(entity, value))) });
    case 'date': {
      const days = trigger.days ?? 0;
      return t(`auto.says.date.${sideOf(days)}`, { field: labelOf(entity, trigger.field), days: Math.abs(days), at: trigger.at ?? '' });
    }
    case 'schedule': {
      const day = trigger.every === 'week' ? t(`auto.day.${trigger.weekday ?? 0}`) : '';
      return t(`auto.says.${trigger.every ?? 'day'}`, { day, at: trigger.at ?? '' });
    }
  }
}

export const actionsInWords = (actions: Action[], t: T): string => actions.map((action) => t(`auto.do.${action.type}`)).join(t('auto.comma'));
