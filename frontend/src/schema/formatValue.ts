/** Values as people read them, and what their text means. Pure: no React, no clock. */
import { getLanguage, t } from '../app/i18n';
import { isoDay, shortDay, toDay } from '../ui/dates';
import { refOf } from './refs';
import type { Band, FieldMeta, FieldOption, FieldType, Refs, Tone, Value } from './types';

export const UNKNOWN = '—';
/** A number and its unit stay on one line. */
export const NBSP = '\u00a0';
const FEN_PER_YUAN = 100;
const FEN_PER_WAN = 1_000_000;
const MINUTES_PER_HOUR = 60;
/** Working time of a day where the entity says nothing of its own: the standard calendar's eight hours. */
export const MINUTES_PER_DAY = 480;

export const LONG_TYPES: FieldType[] = ['long_text'];
const RIGHT: FieldType[] = ['integer', 'decimal', 'percent', 'money', 'date', 'datetime', 'duration', 'rating'];
export const isNumeric = (type: FieldType) => RIGHT.includes(type) && type !== 'date' && type !== 'datetime';
/** Numbers and dates stand right, text stands left. */
export const isRight = (field: FieldMeta) => RIGHT.includes(field.type);
export const isMulti = (type: FieldType) => type === 'multi_choice' || type === 'multi_reference' || type === 'tags';
export const isReference = (type: FieldType) =>
  type === 'reference' || type === 'multi_reference' || type === 'person' || type === 'party';

const minus = (text: string) => text.replace('-', '−');

/** Thousands comma, true minus, at most `digits` decimals and at least `least`. */
export function formatNumber(value: number, digits = 2, least = 0): string {
  const options = { maximumFractionDigits: digits, minimumFractionDigits: least };
  return minus(value.toLocaleString('en-US', options));
}

/** `858.0` (万元, the unit stands in the head) or `858 k`, `3.18 m`; `exact` is yuan with two decimals. */
export function formatMoney(fen: number, exact = false): string {
  if (exact) return formatNumber(fen / FEN_PER_YUAN, 2, 2);
  if (getLanguage() !== 'en') return formatNumber(fen / FEN_PER_WAN, 1, 1);
  const yuan = fen / FEN_PER_YUAN;
  const size = Math.abs(yuan);
  if (size >= 1e6) return `${formatNumber(yuan / 1e6, 2)}${NBSP}m`;
  return size >= 1000 ? `${formatNumber(yuan / 1000, 0)}${NBSP}k` : formatNumber(yuan, 2);
}

/** A number with its unit, for running text: «318.4 万元», «CNY 3.18 m», «62 %», «7 d». */
export function formatMeasure(measure: { type: FieldType; unit: string; currency: string }, value: number | null): string {
  if (value === null) return UNKNOWN;
  if (measure.type === 'money') {
    const text = formatMoney(value);
    if (getLanguage() === 'en') return `${measure.currency || 'CNY'}${NBSP}${text}`;
    return `${text} ${measure.currency && measure.currency !== 'CNY' ? t('unit.wanOf', { currency: measure.currency }) : t('unit.wan')}`;
  }
  if (measure.type === 'duration') return formatDays(value);
  if (measure.type === 'percent') return `${formatNumber(value * 100, 0)} %`;
  return measure.unit ? `${formatNumber(value)} ${measure.unit}` : formatNumber(value);
}

/** `7 d`, `0.5 d`, `4 h`, `30 min`. */
export function formatDays(minutes: number): string {
  const days = minutes / MINUTES_PER_DAY;
  if (minutes === 0 || Number.isInteger(Math.round(days * 1e4) / 1e3)) return `${formatNumber(days, 1)} d`;
  const hours = minutes / MINUTES_PER_HOUR;
  return Number.isInteger(Math.round(hours * 1e4) / 1e3) ? `${formatNumber(hours, 1)} h` : `${formatNumber(minutes, 0)} min`;
}

export const formatPercent = (ratio: number) => `${formatNumber(ratio * 100, 1)}%`;

function formatDateTime(value: string, today: number | null): string {
  const stamp = new Date(value);
  if (Number.isNaN(stamp.getTime())) return value;
  const two = (part: number) => String(part).padStart(2, '0');
  const iso = `${stamp.getFullYear()}-${two(stamp.getMonth() + 1)}-${two(stamp.getDate())}`;
  const clock = `${two(stamp.getHours())}:${two(stamp.getMinutes())}`;
  const day = toDay(iso);
  if (today === null || day === null) return `${iso} ${clock}`;
  return day === today ? clock : shortDay(day, today);
}

export function optionOf(field: FieldMeta, value: unknown): FieldOption | undefined {
  const named = (option: { value: string }) => option.value === String(value);
  return field.options.find(named) ?? field.retired_options?.find(named);
}

export const bandOf = (bands: Band[], value: number): Band | undefined =>
  [...bands].sort((a, b) => b.at - a.at).find((band) => value >= band.at);

/** Tone of a value, from its option or its band. */
export function toneOf(field: FieldMeta, value: Value | undefined): Tone | null {
  if (value === null || value === undefined) return null;
  if (field.options.length) return optionOf(field, value)?.tone ?? null;
  return typeof value === 'number' && field.bands.length ? (bandOf(field.bands, value)?.tone ?? null) : null;
}

const separator = () => (getLanguage() === 'en' ? ', ' : '，');

/**
 * A value in words, as it stands in a cell. With `today` (days since 1970) dates are short inside its year; without it they are
 * whole. Unknown is «—».
 */
export function formatValue(field: FieldMeta, value: Value | undefined, refs: Refs, today: number | null = null): string {
  if (value === null || value === undefined || value === '') return UNKNOWN;
  if (Array.isArray(value)) {
    return value.length ? value.map((part) => formatValue(field, part, refs, today)).join(separator()) : UNKNOWN;
  }
  switch (field.type) {
    case 'integer':
    case 'rating':
      return formatNumber(Number(value), 0);
    case 'decimal':
      return formatNumber(Number(value), 4);
    case 'percent':
      return formatPercent(Number(value));
    case 'money':
      return formatMoney(Number(value));
    case 'duration':
      return formatDays(Number(value));
    case 'boolean':
      return t(value ? 'value.yes' : 'value.no');
    case 'date': {
      const day = toDay(String(value));
      return day === null ? String(value) : today === null ? isoDay(day) : shortDay(day, today);
    }
    case 'datetime':
      return formatDateTime(String(value), today);
    case 'choice':
    case 'state':
    case 'multi_choice':
      return optionOf(field, value)?.label ?? String(value);
    case 'reference':
    case 'multi_reference':
    case 'person':
    case 'party':
      return refOf(refs, field, value)?.label ?? String(value);
    default:
      return String(value);
  }
}

/** What an editor begins with and what is copied to Excel: exact and typed back without loss. */
export function editText(field: FieldMeta, value: Value | undefined, refs: Refs): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((part) => editText(field, part, refs)).join(', ');
  if (field.type === 'money') return String(Number(value) / FEN_PER_YUAN);
  if (field.type === 'percent') return `${Math.round(Number(value) * 1e4) / 100}%`;
  if (field.type === 'duration') return formatDays(Number(value)).replace('−', '-').replace(/,/g, '');
  if (typeof value === 'number' && !isReference(field.type)) return String(value);
  if (field.type === 'reference' || field.type === 'multi_reference') {
    const ref = refOf(refs, field, value);
    return ref?.code || ref?.label || String(value);
  }
  if (field.type === 'datetime') return String(value).slice(0, 16).replace('T', ' ');
  return formatValue(field, value, refs);
}

/** What stands small in the head beside the label. */
export function headUnit(field: FieldMeta): string {
  if (field.type === 'money') return getLanguage() === 'en' ? field.currency || 'CNY' : t('unit.wan');
  if (field.type === 'duration' || field.type === 'percent') return '';
  return field.unit;
}
