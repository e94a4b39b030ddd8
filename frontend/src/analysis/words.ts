/** Numbers and dates as the analysis writes them. */
import { t } from '../app/i18n';
import { useSession } from '../app/session';
import type { When } from '../api/types';
import { dayParts, shortDay, toDay, toFinishDay, weekdayName } from '../ui/dates';

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
const minus = (text: string) => text.replace('-', '−');

/** At most one decimal, thousands in threes, true minus: `7`, `2.5`, `−1,200`. */
export function number(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—';
  return minus((round(value, digits) || 0).toLocaleString('en-US', { maximumFractionDigits: digits }));
}

export const signedNumber = (value: number | null | undefined, digits = 1): string => {
  const text = number(value, digits);
  return value !== null && value !== undefined && round(value, digits) > 0 ? `+${text}` : text;
};

/** `7 d`; in prose t('unit.days') says it in words. */
export const days = (value: number | null | undefined): string =>
  value === null || value === undefined ? '—' : `${number(value)} d`;
export const signedDays = (value: number | null | undefined): string =>
  value === null || value === undefined ? '—' : `${signedNumber(value)} d`;

/** A share as percent; near the ends one digit more, so that «almost» is not «certainly». */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—';
  const percent = value * 100;
  const digits = (percent > 0 && percent < 1) || (percent > 99 && percent < 100) ? 1 : 0;
  return number(Math.min(percent < 100 ? 99.9 : 100, round(percent, digits)), digits);
}

export const shareText = (value: number | null | undefined): string => (value === null || value === undefined ? '—' : `${share(value)} %`);
export const shareCell = (value: number | null | undefined): string => (value === null || value === undefined ? '—' : `${share(value)}%`);

export interface Days {
  today: number;
  /** Day that a finish falls on: `07-24`, outside this year `2027-01-29`. */
  finish: (at: When) => string;
  /** Day of an instant that is no finish. */
  day: (at: When) => string;
  /** `07-24 Fri`. */
  long: (day: number) => string;
}

export function useDays(): Days {
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  return {
    today,
    finish: (at) => shortDay(toFinishDay(at), today),
    day: (at) => shortDay(toDay(at), today),
    long: (day) => `${shortDay(day, today)} ${weekdayName(dayParts(day).weekday)}`,
  };
}

/** Later is worse. */
export const toneOfMove = (value: number | null | undefined): string => {
  if (!value || Math.abs(value) < 0.05) return '';
  return value > 0 ? 'red' : 'grn';
};

/** `8.17 Cut-over`; the code may be missing. */
export const titled = (code: string, name: string): string => [code, name].filter(Boolean).join(' ');

/** Sentence for «the plan now» or a snapshot: its name, else its kind. */
export const snapshotName = (snapshot: { kind: string; name: string }): string =>
  snapshot.kind === 'daily' || !snapshot.name ? t(`analysis.snapshot.${snapshot.kind}`) : snapshot.name;
