import { useState } from 'react';

import { useT } from '../app/i18n';
import { toValue, withinText } from './describeFilter';
import type { Filter } from './queryState';
import type { FieldMeta, FilterOp, Refs, Value } from './types';
import { Input } from './widgets';

const WITHIN = ['0', '7', '14', '30', '-7', '-30'];
const NO_VALUE: FilterOp[] = ['me', 'empty', 'not_empty', 'true', 'false'];
const SETS: FilterOp[] = ['in', 'not_in'];

/** The field as the control of a filter needs it: never required, several where a set is asked. */
function fieldFor(field: FieldMeta, op: FilterOp): FieldMeta {
  const loose = { ...field, required: false, min: null, max: null, max_length: null };
  if (SETS.includes(op) && ['choice', 'state', 'multi_choice'].includes(field.type)) return { ...loose, type: 'multi_choice' };
  if (field.type === 'tags') return loose;
  if (SETS.includes(op)) {
    const reference = field.reference ?? (field.type === 'person' || field.type === 'party' ? field.type : null);
    return { ...loose, type: 'multi_reference', reference };
  }
  return field.type === 'long_text' || field.type === 'email' || field.type === 'url' ? { ...loose, type: 'text' } : loose;
}

const textOf = (value: Value): string[] =>
  value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

interface Props {
  field: FieldMeta;
  filter: Filter;
  refs: Refs;
  entity: string;
  project: string | null;
  onChange: (filter: Filter) => void;
}

function Options({ field, filter, onChange }: Pick<Props, 'field' | 'filter' | 'onChange'>) {
  return (
    <div className="fe-list" role="group" aria-label={field.label}>
      {field.options.map((option) => {
        const isOn = filter.values.includes(option.value);
        const values = isOn ? filter.values.filter((value) => value !== option.value) : [...filter.values, option.value];
        return (
          <label key={option.value} className="fe-o">
            <input type="checkbox" checked={isOn} onChange={() => onChange({ ...filter, values })} />
            <span className="el">{option.label}</span>
          </label>
        );
      })}
    </div>
  );
}

function Within({ filter, onChange }: Pick<Props, 'filter' | 'onChange'>) {
  const t = useT();
  return (
    <div className="fe-list" role="group">
      {WITHIN.map((days) => (
        <label key={days} className="fe-o">
          <input type="radio" checked={filter.values[0] === days} onChange={() => onChange({ ...filter, values: [days] })} />
          {days === '0' ? t('filter.today') : withinText(days)}
        </label>
      ))}
    </div>
  );
}

function Values(props: Props) {
  const { field, filter, refs, entity, project, onChange } = props;
  const { op, values } = filter;
  if (NO_VALUE.includes(op)) return null;
  if (op === 'within') return <Within filter={filter} onChange={onChange} />;
  const own = fieldFor(field, op);
  if (own.type === 'multi_choice') return <Options field={field} filter={filter} onChange={onChange} />;
  const isSet = SETS.includes(op) || field.type === 'tags';
  const input = (at: number) => (
    <Input
      key={`${op}${at}`}
      id={`fe-${field.name}-${at}`}
      field={own}
      refs={refs}
      entity={entity}
      project={project}
      value={isSet ? values.map((value) => toValue(field, value)) as Value : values[at] === undefined ? null : toValue(own, values[at])}
      autoFocus={at === 0}
      onChange={(value) => {
        if (isSet) return onChange({ ...filter, values: textOf(value) });
        const next = [...values];
        next[at] = textOf(value)[0] ?? '';
        return onChange({ ...filter, values: next.filter((text, index) => text !== '' || index < at) });
      }}
    />
  );
  return (
    <div className="fe-in">
      {input(0)}
      {op === 'between' && input(1)}
    </div>
  );
}

export const isComplete = ({ op, values }: Filter): boolean =>
  NO_VALUE.includes(op) || (op === 'between' ? values.filter(Boolean).length === 2 : values.length > 0 && values[0] !== '');

/** A fresh filter of a field: its first operator, no value yet. */
export const freshFilter = (field: FieldMeta): Filter => ({ field: field.name, op: field.filter[0] ?? 'not_empty', values: [] });

/** Operator and value of one filter; every complete state is handed on at once. */
export function FilterEditor(props: Props) {
  const { field, filter, onChange } = props;
  const t = useT();
  const [draft, setDraft] = useState(filter);
  const take = (next: Filter) => {
    setDraft(next);
    if (isComplete(next)) onChange(next);
  };
  const turn = (op: FilterOp) => {
    const isKept = SETS.includes(op) === SETS.includes(draft.op) && !NO_VALUE.includes(op) && op !== 'within' && draft.op !== 'within';
    take({ ...draft, op, values: isKept ? draft.values.slice(0, op === 'between' ? 2 : undefined) : [] });
  };
  return (
    <div className="fe">
      <div className="fe-h b">{field.label}</div>
      {field.filter.length > 1 && (
        <select className="field" aria-label={t('filter.how')} value={draft.op} onChange={(event) => turn(event.target.value as FilterOp)}>
          {field.filter.map((op) => (
            <option key={op} value={op}>
              {t(`filter.op.${op}`)}
            </option>
          ))}
        </select>
      )}
      <Values {...props} filter={draft} onChange={take} />
    </div>
  );
}

