/** Answers of /api/admin: rights, people, audit. */

export interface Written {
  log_id: number | null;
  undoable: boolean;
  label: string;
  id?: number;
  password?: string | null;
}

export interface PersonRow {
  id: number;
  version: number;
  username: string;
  name: string;
  title: string;
  party: string;
  department: string;
  roles: string[];
  is_active: boolean;
  /** Only of people in the caller's charge. */
  details?: {
    name: string;
    name_en: string;
    title: string;
    title_en: string;
    email: string;
    party: number | null;
    department: number | null;
    second_factor: boolean;
    seen_at: string | null;
    can_edit: boolean;
    can_reset: boolean;
  };
}

export interface People {
  items: PersonRow[];
  can: { create: boolean; secure: boolean };
}

export interface Choices {
  parties: { id: number; name: string }[];
  departments: { id: number; name: string; party: number }[];
}

export interface GroupRow {
  id: number;
  version: number;
  code: string;
  name: string;
  name_zh: string;
  name_en: string;
  members: { id: number; name: string }[];
  can_edit: boolean;
}

export interface RoleRow {
  id: number;
  version: number;
  code: string;
  name: string;
  name_zh: string;
  name_en: string;
  verbs: string[];
  own_party_only: boolean;
  built_in: boolean;
  used: number;
  second_factor: boolean;
  can_edit: boolean;
}

export interface VerbInfo {
  verb: string;
  kind: 'read' | 'field' | 'write';
  zh: string;
  en: string;
}

export interface Area {
  name: string;
  zh: string;
  en: string;
  verbs: VerbInfo[];
}

export interface Roles {
  items: RoleRow[];
  areas: Area[];
  can: { create: boolean; rules: boolean; all_verbs: boolean; verbs: string[] };
}

export type PrincipalKind = 'user' | 'group' | 'party';

export interface GrantRow {
  id: number;
  version: number;
  role: { code: string; name: string };
  principal: { kind: PrincipalKind; id: number; name: string };
  place: string;
  place_name: string;
  place_kind: string;
  expires_on: string | null;
  ends_soon: boolean;
  can_edit: boolean;
}

export interface Place {
  path: string;
  name: string;
  kind: string;
  /** What the place is and its key; absent for the whole installation. */
  entity?: string;
  id?: number;
}

/** Why somebody can or cannot: a sentence, and the grants that make it so. */
export interface Why {
  allowed: boolean;
  reason: string;
  grants: { role: string; place: string; verb: string; until: string | null }[];
}

export interface Principal {
  kind: PrincipalKind;
  id: number;
  name: string;
  hint: string;
}

export interface TokenRow {
  id: number;
  name: string;
  hint: string;
  read_only: boolean;
  verbs: { verb: string; label: string }[] | null;
  place: string;
  expires_on: string;
  is_expired: boolean;
  revoked_at: string | null;
  used_at: string | null;
  used_from: string;
  owner?: { id: number; name: string };
}

export type Duty = 'system' | 'security' | 'audit';

export interface Separation {
  on: boolean;
  can_change: boolean;
  duties: Record<Duty, { id: number; name: string }[]>;
}

export interface AuditLine {
  id: number;
  at: string;
  who: { id: number | null; name: string };
  text: string;
  action: string;
  object: string;
  object_id: number;
  model: string;
  request_id: string;
}

export interface AuditPage {
  items: AuditLine[];
  more: boolean;
  kinds: string[];
}
