import { useState } from 'react';

import { t, useT } from '../../app/i18n';
import { formatValue, optionOf } from '../formatValue';
import { splitList } from '../parseValue';
import type { FieldMeta, FieldOption, Value } from '../types';
import { Picker, type Choice } from './Picker';
import { ToneMark } from './ToneMark';
import type { CellProps, EditorProps, InputProps } from './types';
import { useOptions } from './useOptions';

export function ChoiceCell({ field, row, refs }: CellProps) {
  const value = row[field.name];
  if (field.type === 'boolean') return <span className={value ? '' : 'mut'}>{formatValue(field, value, refs)}</span>;
  const text = formatValue(field, value, refs);
  if (Array.isArray(value)) {
    return (
      <span className="el" title={text}>
        {text}
      </span>
    );
  }
  return (
    <span className="marked" title={text}>
      <ToneMark tone={optionOf(field, value)?.tone} />
      <span className="el">{text}</span>
    </span>
  );
}

function choicesOf(field: FieldMeta, options?: FieldOption[]): Choice[] {
  if (field.type === 'boolean') {
    return [
      { key: 'true', label: t('value.yes') },
      { key: 'false', label: t('value.no') },
    ];
  }
  return (options ?? field.options).map(({ value, label, tone }) => ({ key: value, label, mark: <ToneMark tone={tone} /> }));
}

const keysOf = (value: Value | undefined): string[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

/** Keys as picked back into the value of the field. */
function valueOf(field: FieldMeta, keys: string[]): Value {
  if (field.type === 'multi_choice' || field.type === 'tags') return keys;
  if (!keys.length) return null;
  return field.type === 'boolean' ? keys[0] === 'true' : keys[0];
}

const isSet = (field: FieldMeta) => field.type === 'multi_choice' || field.type === 'tags';

/** Tags are listed by the server, choices stand in the meta. */
function useChoices(props: Pick<EditorProps, 'field' | 'entity' | 'project' | 'options' | 'source'>, text: string) {
  const { field, entity, project, options, source } = props;
  const isTags = field.type === 'tags';
  const asked = useOptions(entity, field, source ?? field.name, project, text, isTags);
  if (!isTags) return { choices: choicesOf(field, options), isBusy: false };
  return { choices: asked.items.map(({ label }) => ({ key: label, label })), isBusy: asked.isFetching };
}

export function ChoiceEditor(props: EditorProps) {
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
      canClear={!field.required && !isSet(field) && field.type !== 'state'}
      canMake={field.type === 'tags'}
      text={text}
      onText={setText}
      onDone={(keys, move) => onCommit(valueOf(field, keys), move)}
      onCancel={onCancel}
      autoFocus={autoFocus}
      isOpenAtOnce
    />
  );
}

function BooleanInput({ id, field, value, onChange, autoFocus }: InputProps) {
  return (
    <label className="checkf">
      <input id={id} type="checkbox" checked={value === true} autoFocus={autoFocus} onChange={(event) => onChange(event.target.checked)} />
      {field.help || field.label}
    </label>
  );
}

/** Short lists in a form are the browser's own: one tap on a phone. */
function SelectInput({ id, field, value, onChange, error, autoFocus, options }: InputProps) {
  const t = useT();
  return (
    <select
      id={id}
      className="field"
      value={value === null || value === undefined ? '' : String(value)}
      autoFocus={autoFocus}
      aria-invalid={!!error}
      onChange={(event) => onChange(event.target.value || null)}
    >
      {(!field.required || value === null || value === undefined) && <option value="">{t('pick.none')}</option>}
      {(options ?? field.options).map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function SetInput(props: InputProps) {
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
      isMulti
      isBusy={isBusy}
      canMake={field.type === 'tags'}
      text={text}
      onText={setText}
      onToggle={(keys) => onChange(valueOf(field, keys))}
      onDone={(keys) => {
        // A tag that was typed but not taken is meant too.
        const typed = field.type === 'tags' ? splitList(text) : [];
        if (typed.length) onChange([...new Set([...keys, ...typed])]);
      }}
      onCancel={() => undefined}
      autoFocus={autoFocus}
      className="field"
      isInvalid={!!error}
    />
  );
}

export function ChoiceInput(props: InputProps) {
  if (props.field.type === 'boolean') return <BooleanInput {...props} />;
  return isSet(props.field) ? <SetInput {...props} /> : <SelectInput {...props} />;
}
