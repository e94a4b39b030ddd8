/** One widget per family of field types: how a value is drawn, edited in place and entered in a form. Knows no entity. */
import '../i18n';
import '../schema.css';

import { Lock } from 'lucide-react';
import type { ComponentType } from 'react';

import { useT } from '../../app/i18n';
import { UNKNOWN } from '../formatValue';
import type { FieldType } from '../types';
import { ChoiceCell, ChoiceEditor, ChoiceInput } from './choice';
import { DateCell, DateEditor, DateInput } from './date';
import { NumberCell, NumberEditor, NumberInput } from './number';
import { ReferenceCell, ReferenceEditor, ReferenceInput } from './reference';
import { TextCell, TextEditor, TextInput } from './text';
import type { CellProps, EditorProps, InputProps } from './types';

export type { CellProps, EditorProps, InputProps, Move } from './types';
export { formatValue } from '../formatValue';

interface Family {
  cell: ComponentType<CellProps>;
  editor: ComponentType<EditorProps>;
  input: ComponentType<InputProps>;
}

const TEXT: Family = { cell: TextCell, editor: TextEditor, input: TextInput };
const NUMBER: Family = { cell: NumberCell, editor: NumberEditor, input: NumberInput };
const DATE: Family = { cell: DateCell, editor: DateEditor, input: DateInput };
const CHOICE: Family = { cell: ChoiceCell, editor: ChoiceEditor, input: ChoiceInput };
const REFERENCE: Family = { cell: ReferenceCell, editor: ReferenceEditor, input: ReferenceInput };

const FAMILIES: Record<FieldType, Family> = {
  text: TEXT,
  long_text: TEXT,
  code: TEXT,
  url: TEXT,
  email: TEXT,
  phone: TEXT,
  integer: NUMBER,
  decimal: NUMBER,
  percent: NUMBER,
  money: NUMBER,
  duration: NUMBER,
  rating: NUMBER,
  date: DATE,
  datetime: DATE,
  boolean: CHOICE,
  choice: CHOICE,
  multi_choice: CHOICE,
  state: CHOICE,
  tags: CHOICE,
  reference: REFERENCE,
  multi_reference: REFERENCE,
  person: REFERENCE,
  party: REFERENCE,
};

/** A value as it is read: in lists, on cards, in the peek. */
export function Cell(props: CellProps) {
  const t = useT();
  const value = props.row[props.field.name];
  // The server leaves out what may not be seen in this row.
  if (value === undefined) {
    return (
      <span className="locked" title={t('value.locked')}>
        –<Lock size={11} strokeWidth={1.5} aria-label={t('value.locked')} />
      </span>
    );
  }
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return <span className="none">{UNKNOWN}</span>;
  const Family = FAMILIES[props.field.type].cell;
  return <Family {...props} />;
}

/** In place, of the cell's own height. */
export function Editor(props: EditorProps) {
  const Family = FAMILIES[props.field.type].editor;
  return <Family {...props} />;
}

/** A control of a form; the form draws label and error. */
export function Input(props: InputProps) {
  const Family = FAMILIES[props.field.type].input;
  return <Family {...props} />;
}
