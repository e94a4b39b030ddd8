/** Filters in words, for chips. */
import { t } from '../app/i18n';
import { formatValue, isReference } from './formatValue';
import { refOf } from './refs';
import type { Filter } from './queryState';
import type { FieldMeta, Refs, Value } from './types';

/** A value of the address as the field would hold it. */
export function toValue(field: FieldMeta, text: string): Value {
  if (isReference(field.type)) return Number(text);
  const isNumber = ['integer', 'decimal', 'percent', 'money', 'duration', 'rating'].includes(field.type);
  return isNumber ? Number(text) : text;
}

function shown(field: FieldMeta, text: string, refs: Refs): string {
  if (isReference(field.type)) return refOf(refs, field, text)?.label ?? text;
  return field.type === 'tags' ? text : formatValue(field, toValue(field, text), refs);
}

/** Named ranges of `within`: days from today, negative is the past. */
export function withinText(days: string): string {
  const n = Number(days);
  return n < 0 ? t('filter.lastDays', { n: -n }) : t('filter.nextDays', { n });
}

export function describeFilter(field: FieldMeta, { op, values }: Filter, refs: Refs): string {
  const words = values.map((value) => shown(field, value, refs));
  const many = words.join(t('list.comma'));
  switch (op) {
    case 'in':
    case 'is':
    case 'eq':
    case 'on':
      return many;
    case 'within':
      return withinText(values[0]);
    case 'between':
      return `${words[0]} – ${words[1] ?? ''}`;
    case 'me':
    case 'empty':
    case 'not_empty':
    case 'true':
    case 'false':
      return t(`filter.op.${op}`);
    default:
      return `${t(`filter.op.${op}`)} ${many}`;
  }
}
