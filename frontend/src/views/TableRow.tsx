import { Check } from 'lucide-react';
import { memo } from 'react';

import { useT } from '../app/i18n';
import { isRight } from '../schema/formatValue';
import type { EntityMeta, FieldMeta, Refs, Row, Value } from '../schema/types';
import { titleOf } from '../schema/useMeta';
import { Cell, Editor } from '../schema/widgets';
import type { Move } from '../schema/widgets/types';
import { nextStates } from './rules';
import type { Editing } from './useGrid';

export interface TableRowProps {
  entity: EntityMeta;
  columns: FieldMeta[];
  row: Row;
  refs: Refs;
  project: string | null;
  /** Place in the whole list, from 0. */
  index: number;
  top: number;
  isChecked: boolean;
  /** Column under the cursor, -1 when the cursor is in another row. */
  cursorCol: number;
  /** First and last column of the range in this row, or null. */
  rangeFrom: number;
  rangeTo: number;
  editing: Editing | null;
  failure: (entity: string, id: number, field: string) => string | undefined;
  onPoint: (index: number, col: number, isExtending: boolean) => void;
  onOpen: (row: Row) => void;
  onEdit: (row: Row, field: FieldMeta) => void;
  onToggle: (id: number) => void;
  onCommit: (row: Row, field: FieldMeta, value: Value, move: Move | null) => void;
  onCancel: () => void;
}

function OneCell(props: TableRowProps & { field: FieldMeta; col: number }) {
  const { entity, field, col, row, refs, project, index, cursorCol, rangeFrom, rangeTo, editing } = props;
  const isEdited = editing?.field === field.name;
  const failure = props.failure(entity.name, row.id, field.name);
  const isIn = col >= rangeFrom && col <= rangeTo;
  const className = `rt-c ${isRight(field) ? 'num' : ''} ${cursorCol === col ? 'at' : ''} ${isIn ? 'in' : ''} ${failure ? 'bad' : ''} ${isEdited ? 'edited' : ''} ${field.name === entity.title_field ? 'title' : ''}`;
  return (
    <div
      id={`c-${row.id}-${col}`}
      role="gridcell"
      aria-colindex={col + 2}
      aria-selected={isIn || undefined}
      aria-invalid={failure ? true : undefined}
      aria-readonly={field.read_only || undefined}
      className={className}
      title={failure}
      onMouseDown={(event) => event.button === 0 && !isEdited && props.onPoint(index, col, event.shiftKey)}
      onDoubleClick={() => props.onEdit(row, field)}
      onClick={(event) => field.name === entity.title_field && !event.shiftKey && event.detail === 1 && props.onOpen(row)}
    >
      {isEdited ? (
        <Editor
          {...{ field, refs }}
          value={row[field.name]}
          project={row.project ?? project}
          entity={entity.name}
          options={nextStates(entity, row, field)}
          typed={editing.typed}
          autoFocus
          onCommit={(value, move) => props.onCommit(row, field, value, move)}
          onCancel={props.onCancel}
        />
      ) : (
        <Cell field={field} row={row} refs={refs} />
      )}
    </div>
  );
}

export function CheckBox({ isOn, label, onToggle }: { isOn: boolean | 'mixed'; label: string; onToggle: () => void }) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={isOn}
      aria-label={label}
      tabIndex={-1}
      className={`cb ${isOn ? 'on' : ''}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      {isOn === true && <Check size={10} strokeWidth={3.2} aria-hidden="true" />}
      {isOn === 'mixed' && <span className="cb-some" />}
    </button>
  );
}

/** One line of the table; drawn again only when something of its own changed. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { entity, columns, row, index, top, isChecked, cursorCol } = props;
  const t = useT();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChecked}
      data-id={row.id}
      className={`rt-r ${isChecked ? 'sel' : ''} ${cursorCol >= 0 ? 'cur' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" aria-colindex={1} className="rt-k" onMouseDown={(event) => event.preventDefault()}>
        <CheckBox isOn={isChecked} label={t('list.select', { title: titleOf(entity, row) })} onToggle={() => props.onToggle(row.id)} />
      </div>
      {columns.map((field, col) => (
        <OneCell key={field.name} {...props} field={field} col={col} />
      ))}
    </div>
  );
});

/** A row whose page is on its way. */
export function PendingRow({ top, index }: { top: number; index: number }) {
  return (
    <div role="row" aria-rowindex={index + 2} aria-busy="true" className="rt-r rt-wait" style={{ transform: `translateY(${top}px)` }}>
      <span style={{ width: `${24 + ((index * 37) % 40)}%` }} />
    </div>
  );
}
