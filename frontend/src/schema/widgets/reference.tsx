import { useState, type ReactNode } from 'react';

import { Avatar, Person } from '../../ui/bits';
import { formatValue, UNKNOWN } from '../formatValue';
import { refOf, targetOf } from '../refs';
import type { FieldMeta, Refs, Value } from '../types';
import { Picker, type Choice } from './Picker';
import { ToneMark } from './ToneMark';
import type { CellProps, EditorProps, InputProps } from './types';
import { useOptions } from './useOptions';

function RefCell({ field, id, refs }: { field: FieldMeta; id: number; refs: Refs }): ReactNode {
  const ref = refOf(refs, field, id);
  if (!ref) return <span className="mut">{UNKNOWN}</span>;
  // Whoever draws the cell may hang a hover card on it.
  const target = `${targetOf(field)}:${id}`;
  if (targetOf(field) === 'person') {
    return (
      <span className="marked" data-ref={target}>
        <Person name={ref.label} />
      </span>
    );
  }
  return (
    <span className="marked" data-ref={target}>
      <ToneMark tone={ref.tone} />
      {ref.code && <span className="mut s12 nw">{ref.code}</span>}
      <span className="el">{ref.label}</span>
    </span>
  );
}

export function ReferenceCell({ field, row, refs }: CellProps) {
  const value = row[field.name];
  if (!Array.isArray(value)) return <RefCell field={field} id={Number(value)} refs={refs} />;
  const title = formatValue(field, value, refs);
  // In one line the codes say more than a cut-off list of names.
  const words = value.map((id) => refOf(refs, field, id)?.code || refOf(refs, field, id)?.label || UNKNOWN);
  return (
    <span className="el" title={title}>
      {words.join(', ')}
    </span>
  );
}

const keysOf = (value: Value | undefined): string[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

function useChoices(props: Pick<EditorProps, 'field' | 'entity' | 'project' | 'source'>, text: string) {
  const { field, entity, project, source } = props;
  const { items, isFetching } = useOptions(entity, field, source ?? field.name, project, text, true);
  const isPerson = targetOf(field) === 'person';
  const choices: Choice[] = items.map((item) => ({
    key: String(item.id),
    label: item.label,
    hint: [item.code, item.hint].filter(Boolean).join(' '),
    mark: isPerson ? <Avatar name={item.label} size={16} /> : undefined,
  }));
  return { choices, isBusy: isFetching };
}

const isSet = (field: FieldMeta) => field.type === 'multi_reference';
const valueOf = (field: FieldMeta, keys: string[]): Value =>
  isSet(field) ? keys.map(Number) : keys.length ? Number(keys[0]) : null;

export function ReferenceEditor(props: EditorProps) {
  const { field, value, refs, onCommit, onCancel, autoFocus, typed } = props;
  const [text, setText] = useState(typed ?? '');
  const { choices, isBusy } = useChoices(props, text);
  return (
    <Picker
      label={field.label}
      choices={choices}
      chosen={keysOf(value)}
      shown={keysOf(value).length ? formatValue(field, value, refs) : ''}
      isMulti={isSet(field)}
      isBusy={isBusy}
      isFiltered
      canClear={!field.required && !isSet(field)}
      text={text}
      onText={setText}
      onDone={(keys, move) => onCommit(valueOf(field, keys), move)}
      onCancel={onCancel}
      autoFocus={autoFocus}
      isOpenAtOnce
    />
  );
}

export function ReferenceInput(props: InputProps) {
  const { id, field, value, refs, onChange, error, autoFocus } = props;
  const [text, setText] = useState('');
  const { choices, isBusy } = useChoices(props, text);
  return (
    <Picker
      id={id}
      label={field.label}
      choices={choices}
      chosen={keysOf(value)}
      shown={keysOf(value).length ? formatValue(field, value, refs) : ''}
      isMulti={isSet(field)}
      isBusy={isBusy}
      isFiltered
      canClear={!field.required && !isSet(field)}
      text={text}
      onText={setText}
      onToggle={(keys) => onChange(valueOf(field, keys))}
      onDone={(keys) => !isSet(field) && onChange(valueOf(field, keys))}
      onCancel={() => undefined}
      autoFocus={autoFocus}
      className="field"
      isInvalid={!!error}
    />
  );
}
