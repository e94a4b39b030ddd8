import { dayOf, longDay, shortMoment } from '../ui/dates';

const two = (value: number) => String(value).padStart(2, '0');

function exact(at: string): string {
  const stamp = new Date(at);
  if (Number.isNaN(stamp.getTime())) return at;
  const day = dayOf(stamp.getFullYear(), stamp.getMonth(), stamp.getDate());
  return `${longDay(day)} ${two(stamp.getHours())}:${two(stamp.getMinutes())}:${two(stamp.getSeconds())}`;
}

/** Clock time today, the date before; exact to the second on hover. */
export function Moment({ at }: { at: string }) {
  // The hour that something happened is of the real day, also where the business date stands still.
  const now = new Date();
  const today = dayOf(now.getFullYear(), now.getMonth(), now.getDate());
  return (
    <time className="mut s12 nw" dateTime={at} title={exact(at)}>
      {shortMoment(at, today)}
    </time>
  );
}
