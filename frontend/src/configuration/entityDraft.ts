/** An own entity while it is being built. Pure. */
import type { Language } from '../api/types';
import { inWords } from './fieldDraft';
import type { NameChoice } from './NamesPicker';
import type { EntityDef, FieldDef, MeasureDef, PanelDef } from './types';

export type EntityDraft = Omit<EntityDef, 'id' | 'version' | 'key' | 'name' | 'is_retired' | 'rows'>;

export const freshEntity: EntityDraft = {
  ...{ label_zh: '', label_en: '', plural_en: '', icon: 'clipboard-check', group_zh: '', group_en: '', order: 100, is_in_project: true },
  ...{ numbering: '', empty_zh: '', empty_en: '', columns: [], create: [], sort: '', panels: [], board: [], calendar: [], dimensions: [], measures: [] },
};

export function entityDraftOf(entity: EntityDef): EntityDraft {
  const { id: _i, version: _v, key: _k, name: _n, is_retired: _r, rows: _w, ...draft } = entity;
  return draft;
}

/** The fields that every own entity has, by the rule of the server. */
export const BUILT_IN = ['code', 'title', 'owner', 'party', 'status', 'created_at', 'updated_at'] as const;
const TYPES: Record<(typeof BUILT_IN)[number], FieldDef['type']> = {
  ...{ code: 'code', title: 'text', owner: 'person', party: 'party', status: 'state', created_at: 'datetime', updated_at: 'datetime' },
};

export interface Known extends NameChoice {
  type: FieldDef['type'];
  isReadOnly: boolean;
}

/** Everything that a list, a form or a view of the entity can show. */
export function knownFields(fields: FieldDef[], language: Language, labelOf: (name: string) => string): Known[] {
  const own = fields.filter((field) => !field.is_retired && field.project === null);
  return [
    ...BUILT_IN.map((name) => ({ name, label: labelOf(name), type: TYPES[name], isReadOnly: ['code', 'status', 'created_at', 'updated_at'].includes(name) })),
    ...own.map((field) => ({ name: field.name, label: inWords(field, language), type: field.type, isReadOnly: field.expression !== '' })),
  ];
}

const OF: Record<'columns' | 'create' | 'board' | 'calendar' | 'dimensions', (field: Known) => boolean> = {
  columns: () => true,
  create: (field) => !field.isReadOnly,
  board: (field) => ['state', 'choice', 'person', 'party'].includes(field.type),
  calendar: (field) => ['date', 'datetime'].includes(field.type),
  dimensions: (field) => ['state', 'choice', 'person', 'party', 'boolean', 'rating', 'date', 'datetime', 'reference'].includes(field.type),
};

/** Which fields a part of the layout can take. */
export const choicesFor = (part: keyof typeof OF, fields: Known[]): Known[] => fields.filter(OF[part]);
export const canMeasure = (field: Known): boolean => ['integer', 'decimal', 'percent', 'money', 'duration', 'rating'].includes(field.type);

/** What is in no list of its own yet is proposed: a new entity has a sensible list and form without a single choice. */
export function proposed(draft: EntityDraft, fields: Known[]): EntityDraft {
  const own = fields.filter((field) => field.name.startsWith('cf_'));
  const short = own.filter((field) => field.type !== 'long_text').slice(0, 5);
  return {
    ...draft,
    columns: draft.columns.length ? draft.columns : ['code', 'title', ...short.map((field) => field.name), 'owner', 'status'],
    create: draft.create.length ? draft.create : ['title', ...own.filter((field) => !field.isReadOnly).map((field) => field.name), 'owner'],
    board: draft.board.length ? draft.board : ['status'],
    sort: draft.sort || '-code',
  };
}

/** `QC-{n:03d}` for the number 7 is QC-007; null where the mask is none. */
export function numbered(mask: string, n: number): string | null {
  const found = /^([^{}]*)\{n(?::0([1-9])d)?\}([^{}]*)$/.exec(mask);
  if (!found) return null;
  return found[1] + String(n).padStart(Number(found[2] ?? 1), '0') + found[3];
}

export const freshPanel = (panels: PanelDef[]): PanelDef => ({ name: `panel${panels.length + 1}`, title_zh: '', title_en: '', fields: [] });
export const freshMeasure = (measures: MeasureDef[]): MeasureDef => ({ name: `m${measures.length + 1}`, kind: 'sum', of: '', label_zh: '', label_en: '' });

/** Sort as two choices: the field, and whether downwards. */
export const sortOf = (text: string): { field: string; isDown: boolean } => {
  const [first = ''] = text.split(',');
  return { field: first.replace(/^-/, ''), isDown: first.startsWith('-') };
};
