/** What typed or pasted text means for a field: a value, or the sentence why it is none. */
import { t } from '../app/i18n';
import { dayOf, isoDay, toDay } from '../ui/dates';
import { formatNumber, MINUTES_PER_DAY } from './formatValue';
import type { FieldMeta, Value } from './types';

export type Parsed = { value: Value } | { error: string };
const FEN_PER_YUAN = 100;
const WAN = 10_000;
const EMPTY_MARKS = new Set(['', '—', '–']);

const plain = (text: string) =>
  text
    .trim()
    .replace(/[０-９．，％－]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[−–]/g, '-');

function toNumber(text: string): number | null {
  const digits = text.replace(/[,\s]/g, '');
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(digits) ? Number(digits) : null;
}

function within(field: FieldMeta, value: number, shown: (limit: number) => string = (limit) => formatNumber(limit)): Parsed {
  if (field.min !== null && value < field.min) return { error: t('parse.min', { min: shown(field.min) }) };
  if (field.max !== null && value > field.max) return { error: t('parse.max', { max: shown(field.max) }) };
  return { value };
}

function parseWhole(field: FieldMeta, text: string): Parsed {
  const value = toNumber(plain(text));
  if (value === null) return { error: t('parse.number') };
  return Number.isInteger(value) ? within(field, value) : { error: t('parse.whole') };
}

function parsePercent(field: FieldMeta, text: string): Parsed {
  const value = toNumber(plain(text).replace(/%$/, ''));
  if (value === null) return { error: t('parse.percent') };
  // Rounded to a hundredth of a percent, so that 7.2 % is 0.072 and no long fraction.
  return within(field, Math.round(value * 100) / 10_000, (limit) => `${formatNumber(limit * 100)}%`);
}

/** Yuan, or with its unit: `18.1 万`, `181 k`, `3.18 m`. */
function parseMoney(field: FieldMeta, text: string): Parsed {
  const [, number, unit] = /^[¥￥]?\s*(?:cny|rmb)?\s*([+-]?[\d,.\s]+?)\s*(万元?|亿元?|元|k|m)?$/.exec(plain(text).toLowerCase()) ?? [];
  const value = number === undefined ? null : toNumber(number);
  if (value === null) return { error: t('parse.money') };
  const times = !unit || unit === '元' ? 1 : unit === 'k' ? 1000 : unit === 'm' ? 1e6 : unit.startsWith('万') ? WAN : WAN * WAN;
  const fen = Math.round(value * times * FEN_PER_YUAN);
  return within(field, fen, (limit) => t('parse.yuan', { n: formatNumber(limit / FEN_PER_YUAN) }));
}

const DURATION_UNITS: [RegExp, number][] = [
  [/^(|d|days?|天|日|工作日|个工作日)$/, MINUTES_PER_DAY],
  [/^(h|hrs?|hours?|时|小时|工时)$/, 60],
  [/^(m|min|mins|minutes?|分|分钟)$/, 1],
  [/^(w|wks?|weeks?|周|个周)$/, MINUTES_PER_DAY * 5],
];

function parseDuration(field: FieldMeta, text: string): Parsed {
  const [, number, unit] = /^([+-]?[\d.,]+)\s*(\D*)$/.exec(plain(text).toLowerCase()) ?? [];
  const value = number === undefined ? null : toNumber(number);
  const times = DURATION_UNITS.find(([pattern]) => pattern.test((unit ?? '').trim()))?.[1];
  if (value === null || times === undefined) return { error: t('parse.duration') };
  return within(field, Math.round(value * times), (limit) => `${formatNumber(limit / MINUTES_PER_DAY)} d`);
}

/** `2026-07-25`, `2026/7/25`, `2026年7月25日`, `7-25` and `25` near `today`. */
export function parseDate(text: string, today: number): string | null {
  const parts = plain(text)
    .replace(/[T ].*$/, '')
    .replace(/[./年月]/g, '-')
    .replace(/日$/, '')
    .split('-')
    .map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : NaN));
  if (parts.some(Number.isNaN) || parts.length > 3) return null;
  const [year, month] = isoDay(today).split('-').map(Number);
  const [y, m, d] = parts.length === 3 ? parts : parts.length === 2 ? [year, ...parts] : [year, month, ...parts];
  const day = dayOf(y, m - 1, d);
  // 02-30 would quietly become 03-02.
  const iso = isoDay(day);
  return y >= 1900 && iso === `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}` ? iso : null;
}

function parseMoment(text: string, today: number): string | null {
  const day = parseDate(text, today);
  const [, hour, minute] = /(\d{1,2}):(\d{2})(?::\d{2})?\s*$/.exec(text) ?? [];
  if (day === null || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59) return null;
  return `${day}T${(hour ?? '0').padStart(2, '0')}:${minute ?? '00'}:00`;
}

function parseBoolean(text: string): Parsed {
  const word = text.trim().toLowerCase();
  if (['是', '对', '√', 'y', 'yes', 'true', '1', t('value.yes').toLowerCase()].includes(word)) return { value: true };
  if (['否', '不', '×', 'n', 'no', 'false', '0', t('value.no').toLowerCase()].includes(word)) return { value: false };
  return { error: t('parse.boolean') };
}

function optionValue(field: FieldMeta, text: string): string | null {
  const word = text.trim().toLowerCase();
  const found = field.options.find((option) => option.label.toLowerCase() === word || option.value.toLowerCase() === word);
  return found?.value ?? null;
}

function parseOption(field: FieldMeta, text: string): Parsed {
  const value = optionValue(field, text);
  return value !== null ? { value } : { error: t('parse.option', { options: field.options.map((o) => o.label).join(t('list.comma')) }) };
}

export const splitList = (text: string) =>
  text
    .split(/[,，、;；]/)
    .map((part) => part.trim())
    .filter(Boolean);

function parseText(field: FieldMeta, text: string): Parsed {
  const value = field.type === 'long_text' ? text.trim() : text.trim().replace(/\s*[\r\n]+\s*/g, ' ');
  if (field.max_length !== null && value.length > field.max_length) return { error: t('parse.length', { n: field.max_length }) };
  if (field.type === 'email' && !/^\S+@\S+\.\S+$/.test(value)) return { error: t('parse.email') };
  if (field.type === 'url' && !/^https?:\/\/\S+$/i.test(value)) return { error: t('parse.url') };
  return { value };
}

/**
 * Value of `text`. References are not known here: their text is looked up by who has the options (`lookup` gives the id, or null).
 * `today` completes short dates.
 */
export function parseValue(
  field: FieldMeta,
  text: string,
  { today, lookup }: { today: number; lookup?: (field: FieldMeta, text: string) => number | null },
): Parsed {
  if (EMPTY_MARKS.has(text.trim())) {
    if (field.required) return { error: t('parse.required', { field: field.label }) };
    return { value: field.type === 'tags' || field.type.startsWith('multi_') ? [] : null };
  }
  switch (field.type) {
    case 'integer':
    case 'rating':
      return parseWhole(field, text);
    case 'decimal': {
      const value = toNumber(plain(text));
      return value === null ? { error: t('parse.number') } : within(field, value);
    }
    case 'percent':
      return parsePercent(field, text);
    case 'money':
      return parseMoney(field, text);
    case 'duration':
      return parseDuration(field, text);
    case 'boolean':
      return parseBoolean(text);
    case 'date': {
      const value = parseDate(text, today);
      return value ? { value } : { error: t('parse.date') };
    }
    case 'datetime': {
      const value = parseMoment(text, today);
      return value ? { value } : { error: t('parse.datetime') };
    }
    case 'choice':
    case 'state':
      return parseOption(field, text);
    case 'multi_choice': {
      const values = splitList(text).map((part) => optionValue(field, part));
      return values.includes(null) ? parseOption(field, text) : { value: values as string[] };
    }
    case 'tags':
      return { value: [...new Set(splitList(text))] };
    case 'reference':
    case 'person':
    case 'party': {
      const id = lookup?.(field, text.trim()) ?? null;
      return id === null ? { error: t('parse.reference', { text: text.trim() }) } : { value: id };
    }
    case 'multi_reference': {
      const ids = splitList(text).map((part) => lookup?.(field, part) ?? null);
      const lost = ids.indexOf(null);
      return lost >= 0 ? { error: t('parse.reference', { text: splitList(text)[lost] }) } : { value: ids as number[] };
    }
    default:
      return parseText(field, text);
  }
}

/** The day a date value falls on, for pickers. */
export const dayOfValue = (value: Value | undefined): number | null => (typeof value === 'string' ? toDay(value) : null);
