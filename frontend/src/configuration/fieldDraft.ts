/** A field while it is being written: what its type offers, and how it would look. Pure. */
import type { Language } from '../api/types';
import type { FieldMeta, FieldType, Value } from '../schema/types';
import type { FieldDef, OptionDef } from './types';

export type Draft = Omit<FieldDef, 'id' | 'version' | 'entity' | 'key' | 'name' | 'position' | 'is_retired' | 'filled'>;

export const NUMBERS: FieldType[] = ['integer', 'decimal', 'percent', 'money', 'duration', 'rating'];
export const CHOICES: FieldType[] = ['choice', 'multi_choice'];
export const POINTERS: FieldType[] = ['reference', 'multi_reference'];
/** What is picked from lists that the server keeps. */
const LISTED: FieldType[] = [...POINTERS, 'person', 'party', 'tags'];

export const CLASSES = ['public', 'internal', 'commercial', 'personal', 'sensitive'] as const;

/** Types that the result of a formula can fill, by its kind; the first is proposed. */
const RESULTS: Record<string, FieldType[]> = {
  number: ['decimal', 'integer', 'rating', 'percent'],
  money: ['money'],
  percent: ['percent', 'decimal'],
  date: ['date'],
  datetime: ['datetime'],
  text: ['text', 'long_text'],
  boolean: ['boolean'],
  duration: ['duration'],
};

/** The type that a formula's kind asks for: the present one where it fits. */
export function typeOfKind(kind: string, now: FieldType): FieldType {
  const fitting = RESULTS[kind] ?? [];
  return fitting.includes(now) || !fitting.length ? now : fitting[0];
}

export const freshDraft = (project: string | null): Draft => ({
  ...{ type: 'text', label_zh: '', label_en: '', help_zh: '', help_en: '', is_required: false, default: null, options: [] },
  ...{ reference: null, field_class: 'public', unit: '', low: null, high: null, expression: '', panel: '', in_list: false, project },
});

export function draftOf(field: FieldDef): Draft {
  const { id: _i, version: _v, entity: _e, key: _k, name: _n, position: _p, is_retired: _r, filled: _f, ...draft } = field;
  return draft;
}

/** What is sent: without what the type has no use for. */
export function bodyOf(draft: Draft): Omit<Draft, 'project'> {
  const { project: _project, ...body } = draft;
  const isNumber = NUMBERS.includes(draft.type);
  const isComputed = draft.expression.trim() !== '';
  return {
    ...body,
    options: CHOICES.includes(draft.type) ? draft.options.filter((option) => option.label_zh.trim() || option.label_en.trim()) : [],
    reference: POINTERS.includes(draft.type) ? draft.reference : null,
    low: isNumber ? draft.low : null,
    high: isNumber ? draft.high : null,
    unit: isNumber ? draft.unit : '',
    is_required: draft.is_required && !isComputed,
    default: isComputed || LISTED.includes(draft.type) ? null : draft.default,
  };
}

/** The label in the language in use; the other one where it is missing. */
export const inWords = (thing: { label_zh: string; label_en: string }, language: Language): string =>
  (language === 'en' ? thing.label_en || thing.label_zh : thing.label_zh || thing.label_en).trim();

/** The field as forms and lists would have it. `name` is that of a field which exists already. */
export function metaOf(draft: Draft, language: Language, name = 'cf_new'): FieldMeta {
  const label = inWords(draft, language);
  const help = language === 'en' ? draft.help_en || draft.help_zh : draft.help_zh || draft.help_en;
  const isRating = draft.type === 'rating';
  return {
    ...{ name, type: draft.type, label, short: label, help, required: draft.is_required, default: draft.default },
    ...{ read_only: draft.expression.trim() !== '', formula: draft.expression.trim(), field_class: draft.field_class },
    options: draft.options
      .filter((option) => !option.retired && inWords(option, language))
      .map((option, at) => ({ value: option.value || `new${at}`, label: inWords(option, language), tone: option.tone })),
    ...{ bands: [], reference: draft.reference ?? (draft.type === 'person' || draft.type === 'party' ? draft.type : null) },
    ...{ unit: draft.unit, currency: draft.type === 'money' ? 'CNY' : '' },
    min: draft.low ?? (isRating ? 1 : null),
    max: draft.high ?? (isRating ? 5 : null),
    ...{ max_length: null, filter: [], sortable: false, groupable: false, aggregates: [], key: null, width: 120 },
  };
}

/** A field of the same type without its demands: for its default, its smallest and its largest value. */
export const looseMeta = (draft: Draft, language: Language, name: string): FieldMeta => ({
  ...metaOf(draft, language),
  ...{ name, required: false, read_only: false, min: null, max: null, formula: '' },
});

export const canDefault = (draft: Draft): boolean => !draft.expression.trim() && !LISTED.includes(draft.type);
export const needsServer = (type: FieldType): boolean => LISTED.includes(type);

/** Lines that were pasted become one choice each; a comma or tab separates the English name. */
export function optionsFrom(text: string): OptionDef[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/\t|[,，]/).map((part) => part.trim()))
    .filter(([first]) => first)
    .map(([label_zh, label_en = '']) => ({ value: '', label_zh, label_en, tone: null, retired: false }));
}

/** A value to show where nobody has filled anything in. */
export function sampleOf(field: FieldMeta, today: string): Value {
  const { type } = field;
  if (field.default !== null && field.default !== undefined && field.default !== '') return field.default;
  if (type === 'choice') return field.options[0]?.value ?? null;
  if (type === 'multi_choice') return field.options.slice(0, 2).map((option) => option.value);
  if (type === 'date') return today;
  if (type === 'datetime') return `${today}T09:30:00+08:00`;
  if (type === 'boolean') return true;
  if (type === 'percent') return 0.6;
  if (type === 'money') return 12_600_000;
  if (type === 'duration') return 960;
  if (NUMBERS.includes(type)) return field.min ?? 3;
  return null;
}

export function moved<T>(list: T[], from: number, to: number): T[] {
  const rest = [...list];
  const [item] = rest.splice(from, 1);
  rest.splice(Math.max(0, Math.min(rest.length, to)), 0, item);
  return rest;
}
