/** When a line may come back: later today, tomorrow morning, next Monday morning, in the reader's own zone. */
export interface Later {
  label: 'inbox.later.hours' | 'inbox.later.tomorrow' | 'inbox.later.monday';
  at: Date;
}

const MORNING = 8;
const HOURS = 3;

const morning = (now: Date, days: number): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);

export function laterChoices(now: Date): Later[] {
  const toMonday = ((8 - now.getDay()) % 7) || 7;
  return [
    { label: 'inbox.later.hours', at: new Date(now.getTime() + HOURS * 3_600_000) },
    { label: 'inbox.later.tomorrow', at: morning(now, 1) },
    { label: 'inbox.later.monday', at: morning(now, toMonday) },
  ];
}
