import type { Written } from '../admin/types';

export interface Choices {
  parts: { name: string; label: string }[];
  entities: { name: string; label: string; count: number }[];
}

export interface Settings extends Partial<Written> {
  code: string;
  version: number;
  can: string[];
  modules: { name: string; label: string; on: boolean }[];
  choices: Choices;
}

export type Reset = 'never' | 'yearly' | 'monthly' | 'prefix';

export interface Place {
  path: string;
  kind: string;
  name: string;
  can: boolean;
}

export interface OwnMask {
  pattern: string;
  reset: Reset;
  shared: boolean;
  version: number;
}

export interface MaskItem {
  entity: string;
  label: string;
  default: string;
  pattern: string;
  reset: Reset;
  shared: boolean;
  from: string | null;
  above_projects: boolean;
  /** Codes of an outline: levels instead of a counter. */
  levels: boolean;
  own: Record<string, OwnMask>;
  tokens: { token: string; label: string }[];
  next: string | null;
}

export interface Masks {
  places: Place[];
  items: MaskItem[];
}

export interface Template {
  id: number;
  version: number;
  name: string;
  description: string;
  source: string;
  parts: { name: string; label: string; count: number }[];
  can: boolean;
}

export interface Beginnings {
  code: string | null;
  templates: Template[];
}
