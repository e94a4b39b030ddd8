import type { FieldMeta, FieldOption, Refs, Row, Value } from '../types';

/** Where the cursor goes after an editor has taken its value. */
export type Move = 'up' | 'down' | 'left' | 'right';

export interface CellProps {
  field: FieldMeta;
  row: Row;
  refs: Refs;
  /** Dates in full, money in yuan: where there is room for it. */
  isRoomy?: boolean;
}

export interface EditorProps {
  field: FieldMeta;
  value: Value | undefined;
  refs: Refs;
  /** Code of the row's project; null for what belongs to the organisation. */
  project: string | null;
  entity: string;
  /** Takes the value; `move` says where the cursor goes next, null where it stays. An unchanged value is handed over too. */
  onCommit: (value: Value, move: Move | null) => void;
  onCancel: () => void;
  autoFocus?: boolean;
  /** First character that was typed over the cell: the editor begins with it instead of the value. */
  typed?: string;
  /** Instead of the field's own options: the states that can follow, for example. */
  options?: FieldOption[];
  /** Name under which the server lists what can be picked, where it is not the field's: `close.owner` for an action's input. */
  source?: string;
}

export interface InputProps {
  id: string;
  field: FieldMeta;
  value: Value | undefined;
  refs: Refs;
  project: string | null;
  entity: string;
  onChange: (value: Value) => void;
  /** Refusal of the server; the form draws it. */
  error?: string | null;
  autoFocus?: boolean;
  options?: FieldOption[];
  source?: string;
}
