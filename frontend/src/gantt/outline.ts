/** The work breakdown as arrays (parent row, level, end of subtree) and the list of rows that are visible in it. */
import { NONE } from './time';

export interface Outline {
  /** Row of the parent, −1 at the top. */
  parent: Int32Array;
  level: Uint8Array;
  /** Row after the last descendant. */
  end: Int32Array;
}

export const emptyOutline = (): Outline => ({ parent: new Int32Array(0), level: new Uint8Array(0), end: new Int32Array(0) });

/** Build from parent ids in outline order; a parent that is unknown or comes later counts as none. */
export function buildOutline(n: number, parentIds: Int32Array, rowOf: (id: number) => number): Outline {
  const parent = new Int32Array(n), level = new Uint8Array(n), end = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const p = parentIds[i] === NONE ? -1 : rowOf(parentIds[i]);
    parent[i] = p < i ? p : -1;
    level[i] = parent[i] < 0 ? 0 : Math.min(250, level[parent[i]] + 1);
    end[i] = i + 1;
  }
  for (let i = n - 1; i >= 0; i--) {
    const p = parent[i];
    if (p >= 0 && end[i] > end[p]) end[p] = end[i];
  }
  return { parent, level, end };
}

export interface Visible {
  /** Rows on screen, top to bottom. */
  rows: Int32Array;
  /** Position of a row in `rows`, −1 where hidden. */
  position: Int32Array;
  count: number;
}

/** Rows left after folding and filtering; `matches` (1 = passes) keeps the ancestors of what it keeps. */
export function visibleRows(outline: Outline, isCollapsed: (row: number) => boolean, matches: Uint8Array | null): Visible {
  const n = outline.end.length;
  const rows = new Int32Array(n), position = new Int32Array(n).fill(-1);
  const keep = matches ? withAncestors(outline, matches) : null;
  let count = 0;
  for (let i = 0; i < n;) {
    if (keep && !keep[i]) { i = outline.end[i]; continue; }
    position[i] = count;
    rows[count++] = i;
    i = outline.end[i] > i + 1 && isCollapsed(i) ? outline.end[i] : i + 1;
  }
  return { rows: rows.subarray(0, count), position, count };
}

function withAncestors(outline: Outline, matches: Uint8Array): Uint8Array {
  const keep = matches.slice();
  for (let i = keep.length - 1; i >= 0; i--) if (keep[i] && outline.parent[i] >= 0) keep[outline.parent[i]] = 1;
  return keep;
}

/** Of several rows only those without a selected ancestor: what a move or an indent acts on. */
export function topmost(outline: Outline, rows: number[]): number[] {
  const chosen = new Set(rows);
  return rows.filter((row) => {
    for (let p = outline.parent[row]; p >= 0; p = outline.parent[p]) if (chosen.has(p)) return false;
    return true;
  });
}

/** The sibling before a row, −1 where it is the first child. */
export function previousSibling(outline: Outline, row: number): number {
  let found = -1;
  const parent = outline.parent[row];
  for (let i = parent + 1; i < row; i = outline.end[i]) found = i;
  return found;
}

/** The sibling after a row, −1 where it is the last child. */
export function nextSibling(outline: Outline, row: number): number {
  const next = outline.end[row];
  return next < outline.end.length && outline.parent[next] === outline.parent[row] ? next : -1;
}
