import { ArrowDownToLine, Bell, Check, CircleDashed, CircleDot, CornerUpLeft, FastForward, Forward, Minus, X, type LucideIcon } from 'lucide-react';

import { getLanguage } from '../app/i18n';
import type { ApprovalState, Seat } from './types';

type Tone = 'grn' | 'red' | 'amb' | 'acc' | 'mut';

const MARKS: Record<string, [LucideIcon, Tone]> = {
  done: [Check, 'grn'],
  approved: [Check, 'grn'],
  repeated: [Check, 'grn'],
  passed: [FastForward, 'amb'],
  now: [CircleDot, 'acc'],
  open: [CircleDot, 'acc'],
  running: [CircleDot, 'acc'],
  returned: [CornerUpLeft, 'amb'],
  stopped: [CornerUpLeft, 'amb'],
  rejected: [X, 'red'],
  withdrawn: [ArrowDownToLine, 'mut'],
  handed_over: [Forward, 'mut'],
  escalated: [Bell, 'amb'],
  skipped: [Minus, 'mut'],
  waiting: [CircleDashed, 'mut'],
};

/** The state of a stage, a seat or an approval by its shape; the word stands beside it. */
export function Mark({ of, size = 14 }: { of: string; size?: number }) {
  const [Icon, tone] = MARKS[of] ?? MARKS.waiting;
  return (
    <span className={`ap-mark ${tone}`} aria-hidden="true">
      <Icon size={size} strokeWidth={1.75} />
    </span>
  );
}

/** The one of two names that the reader's language has. */
export const nameOf = (of: { name: string; name_en: string }): string => (getLanguage() === 'en' && of.name_en) || of.name;

/** Yuan with two decimals read easier in threes: 1,392,000.00. */
export const grouped = (text: string): string => (/^-?\d{4,}\.\d\d$/.test(text) ? text.replace(/\B(?=(\d{3})+\.)/g, ',') : text);

export const isSigned = (seat: Seat): boolean => seat.at !== null && seat.state !== 'open' && seat.state !== 'waiting';

export const isOpenState = (state: ApprovalState): boolean => state === 'running' || state === 'returned';
