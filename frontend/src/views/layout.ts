/** Which lines a grouped list has: heads of groups and sub-groups, and rows by their place in the whole list. Pure. */
import type { GroupRow } from '../schema/types';

export type Line =
  | { kind: 'group'; key: string; level: 0 | 1; group: GroupRow; isClosed: boolean }
  | { kind: 'row'; index: number };

interface Run {
  /** Line of its first row or of the head. */
  at: number;
  length: number;
  head?: Extract<Line, { kind: 'group' }>;
  /** Place of its first row in the whole list. */
  start: number;
}

export interface ListLayout {
  count: number;
  line: (at: number) => Line;
  /** Line of a row of the list; -1 where its group is closed. */
  lineOf: (index: number) => number;
}

/** A list without groups: one line per row. */
export function plainLayout(total: number): ListLayout {
  return { count: total, line: (at) => ({ kind: 'row', index: at }), lineOf: (index) => (index < total ? index : -1) };
}

export const groupKey = (group: GroupRow, parent = ''): string => `${parent}/${JSON.stringify(group.key)}`;
const countOf = (group: GroupRow): number => group.measures.count ?? 0;

/** Rows come from the server ordered by group, then sub-group: a group's rows are the next `count` of the list. */
export function groupedLayout(groups: GroupRow[], closed: ReadonlySet<string>): ListLayout {
  const runs: Run[] = [];
  let count = 0;
  let start = 0;
  const push = (run: Omit<Run, 'at'>) => {
    runs.push({ ...run, at: count });
    count += run.length;
  };
  const rows = (length: number, isShown: boolean) => {
    if (isShown && length > 0) push({ length, start });
    start += length;
  };
  for (const group of groups) {
    const key = groupKey(group);
    const isClosed = closed.has(key);
    push({ length: 1, start, head: { kind: 'group', key, level: 0, group, isClosed } });
    if (!group.subs.length) rows(countOf(group), !isClosed);
    for (const sub of group.subs) {
      const subKey = groupKey(sub, key);
      const isSubClosed = closed.has(subKey);
      if (!isClosed) push({ length: 1, start, head: { kind: 'group', key: subKey, level: 1, group: sub, isClosed: isSubClosed } });
      rows(countOf(sub), !isClosed && !isSubClosed);
    }
  }
  const runAt = (at: number): Run => {
    let low = 0;
    let high = runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (runs[middle].at <= at) low = middle;
      else high = middle - 1;
    }
    return runs[low];
  };
  return {
    count,
    line: (at) => {
      const run = runAt(at);
      return run.head ?? { kind: 'row', index: run.start + at - run.at };
    },
    lineOf: (index) => {
      const run = runs.find((other) => !other.head && index >= other.start && index < other.start + other.length);
      return run ? run.at + index - run.start : -1;
    },
  };
}

/** The next line that is a row, `step` rows away; stops at the ends. */
export function walk(layout: ListLayout, from: number, step: number): number {
  const direction = step < 0 ? -1 : 1;
  let at = from;
  let left = Math.abs(step);
  for (let next = from + direction; left > 0 && next >= 0 && next < layout.count; next += direction) {
    if (layout.line(next).kind === 'group') continue;
    at = next;
    left -= 1;
  }
  return at;
}
