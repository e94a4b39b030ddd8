/** Answers of /api/configuration: fields, workflows, own entities, and what changed. */
import type { FieldMeta, FieldType, Tone, Value } from '../schema/types';

export interface Written {
  log_id: number | null;
  undoable: boolean;
  label: string;
}

export interface OptionDef {
  /** Empty while it is new: the server makes it from the label. */
  value: string;
  label_zh: string;
  label_en: string;
  tone: Tone | null;
  retired: boolean;
}

export interface FieldDef {
  id: number;
  version: number;
  entity: string;
  key: string;
  name: string;
  type: FieldType;
  label_zh: string;
  label_en: string;
  help_zh: string;
  help_en: string;
  is_required: boolean;
  default: Value;
  options: OptionDef[];
  reference: string | null;
  field_class: FieldMeta['field_class'];
  unit: string;
  low: number | null;
  high: number | null;
  expression: string;
  panel: string;
  in_list: boolean;
  position: number;
  project: string | null;
  is_retired: boolean;
  filled: number;
}

export interface FieldsAnswer {
  entity: string;
  fields: FieldDef[];
  types: { type: FieldType; label: string }[];
  targets: { name: string; label: string }[];
  can_edit: boolean;
}

export interface FunctionDef {
  name: string;
  signature: string;
  help: string;
  example?: string;
}

export interface CheckAnswer {
  ok: boolean;
  kind?: string;
  kind_label?: string;
  names?: string[];
  preview?: { record: string; value: string } | null;
  error?: { message: string; line: number; column: number; length: number };
}

export interface StateDef {
  value: string;
  label_zh: string;
  label_en: string;
  tone: Tone | null;
  is_closed: boolean;
  is_built_in: boolean;
}

export interface StepDef {
  sources: string[];
  target: string;
  label_zh: string;
  label_en: string;
  requires: string[];
  verb: string;
  guard: string;
  refusal_zh: string;
  refusal_en: string;
  is_built_in: boolean;
}

export interface WorkflowAnswer {
  entity: string;
  /** Null where records of this kind have no state. */
  field: string | null;
  is_own: boolean;
  origin: 'built_in' | 'organisation' | 'project';
  id: number | null;
  version: number | null;
  states: StateDef[];
  transitions: StepDef[];
  rights: { verb: string; label: string }[];
  can_edit: boolean;
  in_use: Record<string, number>;
}

export interface PanelDef {
  name: string;
  title_zh: string;
  title_en: string;
  fields: string[];
}

export interface MeasureDef {
  name: string;
  kind: 'count' | 'sum' | 'avg' | 'min' | 'max';
  of: string;
  label_zh: string;
  label_en: string;
}

export interface EntityDef {
  id: number;
  version: number;
  key: string;
  name: string;
  label_zh: string;
  label_en: string;
  plural_en: string;
  icon: string;
  group_zh: string;
  group_en: string;
  order: number;
  is_in_project: boolean;
  numbering: string;
  empty_zh: string;
  empty_en: string;
  columns: string[];
  create: string[];
  sort: string;
  panels: PanelDef[];
  board: string[];
  calendar: string[];
  dimensions: string[];
  measures: MeasureDef[];
  is_retired: boolean;
  rows: number;
}

export interface EntitiesAnswer {
  entities: EntityDef[];
  icons: string[];
  areas: { area: string; label: string }[];
  can_edit: boolean;
}

export interface Difference {
  label: string;
  before: string;
  after: string;
}

export interface ChangeItem {
  at: string;
  who: string;
  text: string;
  kind: string;
  kind_label?: string;
  name: string;
  changes: Difference[];
  log_id: number;
  undoable: boolean;
}

export interface Named {
  kind: string;
  kind_label?: string;
  name: string;
}

export interface CompareAnswer {
  added: Named[];
  removed: Named[];
  changed: (Named & { changes: Difference[] })[];
}
