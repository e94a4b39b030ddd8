import type { When } from '../api/types';
import { toFinishDay } from '../ui/dates';
import type { Rag } from '../ui/bits';

/** A slip of up to a working week is a warning, beyond it an alarm. */
const AMBER_UP_TO = 7;

/** Calendar days from baseline to forecast, positive = later; null when either is unknown. */
export function slipDays(finish: When, baseline: When): number | null {
  const now = toFinishDay(finish);
  const then = toFinishDay(baseline);
  return now === null || then === null ? null : now - then;
}

export function ragOfSlip(slip: number | null): Rag | null {
  if (slip === null) return null;
  if (slip > AMBER_UP_TO) return 'red';
  return slip > 0 ? 'amber' : 'green';
}

export const toneOfSlip = (slip: number | null): 'red' | 'amb' | 'grn' | undefined => {
  if (slip === null || slip === 0) return undefined;
  if (slip < 0) return 'grn';
  return slip > AMBER_UP_TO ? 'red' : 'amb';
};
