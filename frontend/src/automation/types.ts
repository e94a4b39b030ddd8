/** Answers of /api/automation: rules, what they would do, and what they did. */
import type { Refs, Value } from '../schema/types';

export type TriggerKind = 'created' | 'changed' | 'state' | 'date' | 'schedule';

export interface Trigger {
  kind: TriggerKind;
  fields?: string[];
  states?: string[];
  field?: string;
  days?: number;
  every?: 'day' | 'week';
  weekday?: number;
  at?: string;
}

/** A constant, or an expression over the record. */
export type Given = { value: Value } | { formula: string };
export type Values = Record<string, Given>;

export interface Receiver {
  kind: 'field' | 'role' | 'person' | 'watchers' | 'owner';
  field?: string;
  role?: string;
  person?: number;
}

export type Action =
  | { type: 'set'; values: Values }
  | { type: 'message'; to: Receiver[]; text_zh: string; text_en: string }
  | { type: 'create'; entity: string; values: Values; link: string }
  | { type: 'comment'; text: string }
  | { type: 'action'; action: string; inputs: Values }
  | { type: 'approval'; to: string; note: string }
  | { type: 'webhook'; url: string; fields: string[] };

export interface RuleDraft {
  entity: string;
  label_zh: string;
  label_en: string;
  trigger: Trigger;
  condition: string;
  actions: Action[];
  per_hour: number;
  is_on: boolean;
}

export interface RuleName {
  id: number;
  entity: string;
  label_zh: string;
  label_en: string;
  is_on: boolean;
  is_here: boolean;
  place: string;
  can_edit: false;
}

export interface Rule extends RuleDraft {
  id: number;
  version: number;
  owner: { id: number; name: string; is_active: boolean };
  refs: Refs;
  /** With it the calls of the rule are signed; null where it calls nothing. */
  key: string | null;
  is_here: boolean;
  place: string;
  can_edit: true;
  last: { at: string; state: RunState; state_label: string } | null;
}

export interface RulesAnswer {
  rules: (Rule | RuleName)[];
  roles: { code: string; label: string }[];
  links: { kind: string; label: string }[];
  hosts: string[];
}

export type RunState = 'done' | 'failed' | 'stopped' | 'skipped';

export interface Step {
  type: Action['type'];
  text: string;
  url: string | null;
  words?: string;
  log_id: number | null;
  undoable: boolean;
}

export interface Run {
  id: number;
  rule: number;
  label: string;
  owner: string;
  entity_label: string;
  record: { name: string; url: string } | null;
  cause: TriggerKind | '';
  chain: number;
  state: RunState;
  state_label: string;
  steps: Step[];
  error: string;
  count: number;
  at: string;
  took_ms: number;
}

export interface Tried {
  id: number;
  name?: string;
  url?: string;
  matches: boolean;
  steps: Step[];
  error: string | null;
  when: string | null;
}

export interface TrialAnswer {
  records: Tried[];
  asked: number;
  matched: number;
}
