/** What the approval engine answers. Lists may carry more than is named here. */
export interface Someone {
  id: number;
  name: string;
}

export type Verb = 'approve' | 'return' | 'reject' | 'hand-over' | 'add-signer' | 'withdraw' | 'remind' | 'resubmit' | 'apply';
export type ApprovalState = 'running' | 'approved' | 'returned' | 'withdrawn' | 'rejected';
export type Progress = 'done' | 'now' | 'waiting' | 'skipped' | 'stopped';
export type Mode = 'any' | 'all' | 'quorum';

export interface Fact {
  label: string;
  value: string;
}

/** What is enough to decide: lines of lists, of the inbox and whole approvals have it. */
export interface Decidable {
  id: number;
  version: number;
  state: ApprovalState;
  can: Verb[];
  comment_required?: Verb[];
  return_to?: { stage: number | null; title: string }[];
  my_seat?: MySeat | null;
  to_label?: string | null;
}

interface MySeat {
  id: number;
  stage: number;
  may_hand_over: boolean;
  may_add: boolean;
  on_behalf_of: Someone | null;
}

export interface Seat {
  id: number;
  person: Someone | null;
  on_behalf_of: Someone | null;
  state: 'waiting' | 'open' | 'approved' | 'returned' | 'rejected' | 'skipped' | 'handed_over' | 'escalated' | 'passed' | 'repeated';
  state_label: string;
  comment: string;
  at: string | null;
  origin: 'route' | 'chosen' | 'handed' | 'before' | 'after' | 'escalated';
  by: Someone | null;
}

export interface StageView {
  title: string;
  state: Progress;
  applies: boolean;
  condition: string;
  hours: number | null;
  due_at: string | null;
  groups: { title: string; mode: Mode; quorum: number; state: Progress; done: number; needed: number; seats: Seat[] }[];
}

export interface HistoryLine {
  at: string;
  kind: string;
  who: Someone | null;
  on_behalf_of: Someone | null;
  text: string;
  comment: string;
  round: number;
  stage: number | null;
}

interface About {
  state_label: string;
  entity: string;
  entity_label: string;
  record_id: number;
  record: string;
  url: string;
  project: string;
  requester: Someone | null;
  started_at: string;
  finished_at: string | null;
  due_at: string | null;
  overdue: boolean;
}

export interface Approval extends Decidable, About {
  route: { id: number; name: string; version: number };
  to: string;
  from_label: string | null;
  note: string;
  round: number;
  applied: boolean | null;
  apply_reason: string;
  values: (Fact & { field: string })[];
  changed: { field: string; label: string; from: string; to: string }[];
  stage: number;
  stages: StageView[];
  history: HistoryLine[];
  remind_after: string | null;
}

export interface ApprovalLine extends Decidable, About {
  route: { id: number; name: string };
  stage_title: string;
  waiting_for: Someone[];
  on_behalf_of: Someone | null;
  applied?: boolean | null;
  facts: Fact[];
}

export interface Choice {
  key: string;
  title: string;
  stage: string;
  many: boolean;
  people: Someone[];
}

export interface Startable {
  to: string;
  to_label: string | null;
  label: string;
  route: { id: number; name: string };
  choices: Choice[];
  allowed: boolean;
  reason: string;
}

export interface RecordApprovals {
  frozen: boolean;
  frozen_sentence: string;
  editable_fields: string[];
  current: Approval | null;
  past: ApprovalLine[];
  startable: Startable[];
  gated: string[];
  version: number;
}

export interface Preview {
  route?: { id: number; name: string; version: number };
  stages: {
    title: string;
    condition: string;
    applies: boolean;
    hours: number | null;
    groups: {
      title: string;
      mode: Mode;
      quorum: number;
      applies: boolean;
      people: (Someone & { deputy: Someone | null })[];
      to_choose: boolean;
    }[];
  }[];
  problems: string[];
}

export interface Told {
  log_id: number | null;
  label: string;
  undoable: boolean;
}

export type Show = 'waiting' | 'mine' | 'decided' | 'all';
export interface ApprovalList {
  items: ApprovalLine[];
  total: number;
  counts: { waiting: number; mine: number };
}

export interface Sheet {
  approval: Approval;
  title: string;
  organisation: string;
  printed_at: string;
  rows: {
    stage: string;
    group: string;
    person: Someone | null;
    title: string;
    on_behalf_of: Someone | null;
    decision: string;
    comment: string;
    at: string | null;
  }[];
}

export interface Delegation {
  id: number;
  version: number;
  from: Someone;
  to: Someone;
  starts_at: string;
  ends_at: string;
  entity: string;
  entity_label: string;
  note: string;
  state: 'planned' | 'active' | 'over';
}

/* Routes. */

export type WhoKind = 'person' | 'role' | 'group' | 'field' | 'party' | 'party_field' | 'chosen';
export interface Who {
  kind: WhoKind;
  id?: number;
  code?: string;
  name?: string;
  many?: boolean;
  from?: Who[];
  label?: string;
}

export interface GroupDef {
  title: string;
  title_en: string;
  mode: Mode;
  quorum: number;
  condition: string;
  people: Who[];
  may_hand_over: boolean;
  may_add: boolean;
}

export interface StageDef {
  title: string;
  title_en: string;
  condition: string;
  hours: number | null;
  on_timeout: { do: 'none' | 'remind' | 'escalate' | 'pass'; people: Who[] };
  groups: GroupDef[];
}

export interface RouteSettings {
  requester_may_approve: boolean;
  excluded_fields: string[];
  same_person_once: boolean;
  editable_fields: string[];
  comment_on_return: boolean;
  comment_on_reject: boolean;
}

export interface Definition {
  condition: string;
  stages: StageDef[];
  settings: RouteSettings;
}

export interface Route {
  id: number;
  version: number;
  scope: string;
  place: string;
  inherited: boolean;
  may_configure: boolean;
  entity: string;
  entity_label: string;
  to: string;
  to_label: string | null;
  name: string;
  name_en: string;
  order: number;
  active: boolean;
  number: number;
  definition: Definition;
  running: number;
  updated_at: string;
  updated_by: Someone | null;
}

export interface RouteVersion {
  number: number;
  at: string;
  by: Someone | null;
  note: string;
  running: number;
}

export interface RouteDetail {
  route: Route;
  versions: RouteVersion[];
  may_configure: boolean;
}

interface Named {
  name: string;
  label: string;
}

export interface Vocabulary {
  entities: { name: string; label: string; states: { value: string; label: string }[] }[];
  fields?: (Named & { kind: string; options: { value: string; label: string }[] })[];
  person_fields?: Named[];
  party_fields?: Named[];
  roles?: { code: string; name: string }[];
  groups?: Someone[];
  parties?: Someone[];
  editable?: Named[];
}

export interface Fault {
  path: string;
  message: string;
  position?: number | null;
}
