/** Reading a probability curve: the share of runs that are finished by a date, and the date by which a share is. */
import { MINUTES_PER_CALENDAR_DAY as DAY } from '../../ui/dates';
import type { CurvePoint, RunTarget } from '../types';

/** The curve with every value that the server gave exactly, in order and never falling. */
export function curveOf(target: RunTarget): CurvePoint[] {
  const points: CurvePoint[] = [...target.curve, ...Object.entries(target.p).map(([p, at]): CurvePoint => [at, Number(p) / 100])];
  points.push([target.deterministic, target.probability_deterministic]);
  if (target.deadline !== null && target.probability_deadline !== null) points.push([target.deadline, target.probability_deadline]);
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let most = 0;
  return points.map(([at, p]): CurvePoint => [at, (most = Math.max(most, Math.min(1, p)))]);
}

/** Probability of being finished by an instant; 0 before the curve, 1 after it. */
export function probabilityAt(curve: CurvePoint[], at: number): number {
  if (curve.length === 0 || at < curve[0][0]) return 0;
  const last = curve[curve.length - 1];
  if (at >= last[0]) return last[1] >= 0.995 ? 1 : last[1];
  let low = 0;
  let high = curve.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (curve[middle][0] <= at) low = middle;
    else high = middle;
  }
  const [x0, p0] = curve[low];
  const [x1, p1] = curve[high];
  return x1 === x0 ? p1 : p0 + ((at - x0) / (x1 - x0)) * (p1 - p0);
}

/** A date is reached when its last minute is over. */
export const endOfDay = (day: number): number => (day + 1) * DAY;

/** Sum of stacked parts: every part from where the former of its sign ended. */
export function stack(values: number[]): { from: number; to: number }[] {
  let up = 0;
  let down = 0;
  return values.map((value) => {
    const from = value < 0 ? down : up;
    if (value < 0) down += value;
    else up += value;
    return { from, to: from + value };
  });
}

/** Bars of a waterfall: each begins where the one before it ended. */
export function cascade(values: number[]): { from: number; to: number }[] {
  let at = 0;
  return values.map((value) => {
    const from = at;
    at = Math.round((at + value) * 1e6) / 1e6;
    return { from, to: at };
  });
}
