import type { TokenRow } from '../admin/types';

export interface Me {
  id: number;
  version: number;
  username: string;
  name: string;
  name_en: string;
  title: string;
  title_en: string;
  email: string;
  party: string;
  department: string;
  second_factor: string | null;
  second_factor_needed: boolean;
  recovery_codes: number;
  roles: { role: string; place: string; until: string | null; by: string }[];
}

export interface SessionRow {
  id: number;
  device: string;
  address: string;
  began_at: string;
  seen_at: string;
  is_this: boolean;
}

export interface OwnTokens {
  items: TokenRow[];
  verbs: { verb: string; label: string }[];
  places: { path: string; name: string }[];
  latest: string;
}
