/** What `GET /api/meta` says of the entities, in the user's language and within the user's rights. */

export type FieldType =
  | 'text'
  | 'long_text'
  | 'code'
  | 'integer'
  | 'decimal'
  | 'percent'
  | 'money'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'duration'
  | 'choice'
  | 'multi_choice'
  | 'state'
  | 'rating'
  | 'reference'
  | 'multi_reference'
  | 'person'
  | 'party'
  | 'url'
  | 'email'
  | 'phone'
  | 'tags';

export type Tone = 'red' | 'amber' | 'green' | 'accent' | 'grey';

export interface FieldOption {
  value: string;
  label: string;
  tone: Tone | null;
}

/** From `at` upwards (until the next band) a number has this tone. Highest first. */
export interface Band {
  at: number;
  tone: Tone;
  label: string;
}

export type FilterOp =
  | 'is'
  | 'not'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'eq'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'between'
  | 'on'
  | 'before'
  | 'after'
  | 'within'
  | 'empty'
  | 'not_empty'
  | 'me'
  | 'true'
  | 'false';

export interface FieldMeta {
  name: string;
  type: FieldType;
  label: string;
  /** Short form for a column head; equals `label` where there is none. */
  short: string;
  help: string;
  required: boolean;
  /** What a new record has where nobody says otherwise; null where there is nothing. */
  default: Value;
  /** Never written through a form: computed, or the server's own. */
  read_only: boolean;
  /** The formula in words where the value is computed, else "". */
  formula: string;
  field_class: 'public' | 'internal' | 'commercial' | 'personal' | 'sensitive';
  options: FieldOption[];
  /** Choices that rows may still hold, though nobody may choose them any more. */
  retired_options?: FieldOption[];
  bands: Band[];
  /** Entity that a reference points at: `person`, `party`, `system` ... */
  reference: string | null;
  unit: string;
  currency: string;
  min: number | null;
  max: number | null;
  max_length: number | null;
  filter: FilterOp[];
  sortable: boolean;
  /** `false`, `true`, or for dates the steps: day, week, month, quarter, year. */
  groupable: boolean | string[];
  aggregates: ('sum' | 'avg' | 'min' | 'max')[];
  /** Single key that edits this field of the focused row. */
  key: string | null;
  /** Column width in pixels; 0 takes the rest. */
  width: number;
  /** The company added it. */
  custom?: boolean;
  /** Code of the only project where the field exists. */
  project?: string | null;
}

export interface TransitionMeta {
  from: string[];
  to: string;
  label: string;
  /** Fields that must be given with it. */
  requires: string[];
}

export interface WorkflowMeta {
  field: string;
  /** States in which the row takes no edits but transitions. */
  closed: string[];
  transitions: TransitionMeta[];
  /** Its states in order, the first is where rows begin. */
  states?: string[];
}

export interface ActionMeta {
  name: string;
  label: string;
  icon: string;
  key: string | null;
  /** May be run on a selection. */
  bulk: boolean;
  inputs: FieldMeta[];
  /** States in which it is offered; empty means all. */
  states: string[];
  /** What undo does: `inverse`, `compensation` or `none`; the reason where there is none. */
  undo: 'inverse' | 'compensation' | 'none';
  undo_reason: string;
}

export interface MeasureMeta {
  name: string;
  label: string;
  type: FieldType;
  unit: string;
  currency: string;
}

export interface PanelMeta {
  name: string;
  title: string;
  fields: string[];
}

export interface MatrixMeta {
  x: string;
  y: string;
  /** Title of the grid, such as «概率 × 影响». */
  title: string;
  /** Tone of a cell from the product of its coordinates (risk) or from the threshold of both axes (stakeholders). */
  bands: Band[];
}

export type ViewKind = 'table' | 'board' | 'calendar' | 'matrix';

export interface EntityMeta {
  name: string;
  label: string;
  label_plural: string;
  icon: string;
  /** Rows live in a `project` or in the `organisation`. */
  scope: 'project' | 'organisation';
  title_field: string;
  code_field: string | null;
  status_field: string | null;
  /** Field by which a calendar places the row; more are offered. */
  date_fields: string[];
  fields: FieldMeta[];
  list: string[];
  create: string[];
  panels: PanelMeta[];
  views: ViewKind[];
  /** Fields a board may have as columns; the first is the default. */
  board: string[];
  matrix: MatrixMeta | null;
  workflow: WorkflowMeta | null;
  /** Workflows of projects that have their own, by code. */
  workflows?: Record<string, WorkflowMeta>;
  /** The company made it; its name begins with `x_`. */
  is_custom?: boolean;
  actions: ActionMeta[];
  measures: MeasureMeta[];
  dimensions: string[];
  natural_key: string[];
  /** Sort of a fresh list: `-score,code`. */
  sort: string;
  /** Sentence of an empty list. */
  empty: string;
  /** Writes may be queued while offline. */
  offline: boolean;
  /** In which group of the navigation it stands, and where. */
  nav: { group: string; order: number };
  /** Kinds of links this entity may have, with their words both ways. */
  link_kinds: { kind: string; out: string; in: string; targets: string[] }[];
}

export interface Meta {
  language: 'zh-CN' | 'en';
  entities: Record<string, EntityMeta>;
}

/** A value as JSON carries it. Money is whole fen, percent 0-1, duration minutes, dates ISO, references ids. */
export type Value = string | number | boolean | null | string[] | number[];

export interface Row {
  id: number;
  version: number;
  /** Code of the project; absent for entities of the organisation. */
  project?: string;
  [field: string]: Value | undefined;
}

export interface Ref {
  label: string;
  code?: string;
  hint?: string;
  tone?: Tone | null;
}

/** Labels of what the rows point at: by entity, by id as a string. */
export type Refs = Record<string, Record<string, Ref>>;

export interface Can {
  create: boolean;
  edit: boolean;
  delete: boolean;
  comment: boolean;
  share_view: boolean;
  import: boolean;
  export: boolean;
  history: boolean;
  actions: Record<string, boolean>;
}

export interface ListAnswer {
  rows: Row[];
  refs: Refs;
  total: number;
  offset: number;
  limit: number;
  can: Can;
}

export interface GroupRow {
  key: Value;
  label: string;
  tone: Tone | null;
  measures: Record<string, number | null>;
  subs: GroupRow[];
}

export interface GroupAnswer {
  groups: GroupRow[];
  /** There are more groups, or more sub-groups, than are answered. */
  is_cut?: boolean;
  total: Record<string, number | null>;
  /** Labels of measures that are absent for who may not see them never appear in either. */
  measures: string[];
}

export interface LinkItem {
  id: number;
  kind: string;
  /** The kind as read from this row. */
  label: string;
  direction: 'out' | 'in';
  entity: string;
  entity_label: string;
  record_id: number;
  code: string;
  title: string;
  url: string;
  status: string;
  tone: Tone | null;
}

export interface DetailAnswer {
  row: Row;
  refs: Refs;
  can: Can;
  /** For what the user may not do: the reason, by verb or action name. */
  why_not: Record<string, string>;
  transitions: { to: string; label: string; requires: string[]; allowed: boolean; reason: string }[];
  links: LinkItem[];
  watching: boolean;
  counts: { comments: number; attachments: number; watchers: number };
  url: string;
}

export interface Attachment {
  id: number;
  name: string;
  size: number;
  type: string;
  is_image: boolean;
  url: string;
  at: string;
  by: { id: number | null; name: string };
}

export interface FieldChange {
  field: string;
  label: string;
  from: string;
  to: string;
}

export interface ActivityItem {
  kind: 'comment' | 'change';
  id: number;
  at: string;
  who: { id: number | null; name: string };
  /** comment: its Markdown source and safe HTML. */
  body?: string;
  html?: string;
  can_edit?: boolean;
  edited?: boolean;
  version?: number;
  /** change: the sentence of history, and what it did to this row. */
  text?: string;
  changes?: FieldChange[];
  log_id?: number;
  undoable?: boolean;
  restorable?: boolean;
}

export interface ActivityAnswer {
  items: ActivityItem[];
  more: boolean;
  /** Where the next page begins; null where there is none. */
  next: string | null;
}

/** What every write answers. */
export interface WriteAnswer {
  row?: Row;
  rows?: Row[];
  refs: Refs;
  log_id: number | null;
  undoable: boolean;
  /** Human sentence of what was done, for the toast. */
  label: string;
  /** What an action answered, where it answers something. */
  result?: unknown;
}

export interface ViewConfig {
  kind: ViewKind;
  columns?: string[];
  widths?: Record<string, number>;
  filters?: string[];
  sort?: string;
  group?: string;
  sub?: string;
  q?: string;
  board?: string;
  date?: string;
}

export interface SavedView {
  id: number;
  version: number;
  name: string;
  sharing: 'personal' | 'shared' | 'role';
  role: string | null;
  role_label: string | null;
  is_default: boolean;
  config: ViewConfig;
  count: number | null;
  owner: string;
  updated_at: string;
  can_edit: boolean;
}
