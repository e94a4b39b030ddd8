import { useSession } from '../app/session';
import { dayOf, longDay, shortMoment, toDay } from '../ui/dates';

const two = (value: number) => String(value).padStart(2, '0');

function exact(at: string): string {
  const stamp = new Date(at);
  if (Number.isNaN(stamp.getTime())) return at;
  const day = dayOf(stamp.getFullYear(), stamp.getMonth(), stamp.getDate());
  return `${longDay(day)} ${two(stamp.getHours())}:${two(stamp.getMinutes())}:${two(stamp.getSeconds())}`;
}

/** Clock time today, the date before; exact to the second on hover. */
export function Moment({ at }: { at: string }) {
  const { business_today } = useSession();
  return (
    <time className="mut s12 nw" dateTime={at} title={exact(at)}>
      {shortMoment(at, toDay(business_today) ?? 0)}
    </time>
  );
}
