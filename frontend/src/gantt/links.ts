/** Links in columns with rows instead of ids, successor and predecessor lists, and the row index the canvas asks. */
import type { LinkColumns } from './types';
import type { Visible } from './outline';

export interface LinkStore {
  count: number;
  id: Int32Array; from: Int32Array; to: Int32Array; type: Uint8Array; lag: Int32Array; lagKind: Uint8Array; version: Int32Array;
  /** Compressed lists: links out of row r are out[outStart[r] .. outStart[r+1]]. */
  outStart: Int32Array; out: Int32Array; inStart: Int32Array; into: Int32Array;
  toColumns: (keep: (id: number) => boolean) => LinkColumns;
  find: (id: number) => number;
}

export const emptyLinks = (): LinkStore =>
  buildLinks({ id: [], from: [], to: [], type: [], lag: [], lag_kind: [], version: [] }, () => -1, 0);

/** A link with an end that is not in the plan is left out; the server reports it among the problems. */
export function buildLinks(columns: LinkColumns, rowOf: (id: number) => number, n: number): LinkStore {
  const total = columns.id.length;
  const pick = new Int32Array(total), from = new Int32Array(total), to = new Int32Array(total);
  let count = 0;
  for (let k = 0; k < total; k++) {
    const a = rowOf(columns.from[k]), b = rowOf(columns.to[k]);
    if (a < 0 || b < 0) continue;
    pick[count] = k; from[count] = a; to[count++] = b;
  }
  const ints = (values: number[] | undefined): Int32Array => {
    const out = new Int32Array(count);
    if (values) for (let i = 0; i < count; i++) out[i] = values[pick[i]];
    return out;
  };
  const fromId = ints(columns.from), toId = ints(columns.to);
  const store = {
    count, id: ints(columns.id), from: from.slice(0, count), to: to.slice(0, count), type: Uint8Array.from(ints(columns.type)), lag: ints(columns.lag),
    lagKind: Uint8Array.from(ints(columns.lag_kind)), version: ints(columns.version),
  };
  const [outStart, out] = group(store.from, n);
  const [inStart, into] = group(store.to, n);
  return {
    ...store, outStart, out, inStart, into,
    find: (id) => store.id.indexOf(id),
    toColumns: (keep) => {
      const kept: number[] = [];
      for (let k = 0; k < store.count; k++) if (keep(store.id[k])) kept.push(k);
      const list = (a: ArrayLike<number>): number[] => kept.map((k) => a[k]);
      return {
        id: list(store.id), from: list(fromId), to: list(toId), type: list(store.type), lag: list(store.lag),
        lag_kind: list(store.lagKind), version: list(store.version),
      };
    },
  };
}

function group(rows: Int32Array, n: number): [Int32Array, Int32Array] {
  const start = new Int32Array(n + 1);
  for (let k = 0; k < rows.length; k++) start[rows[k] + 1]++;
  for (let r = 0; r < n; r++) start[r + 1] += start[r];
  const fill = start.slice(), items = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k++) items[fill[rows[k]]++] = k;
  return [start, items];
}

/** Rows of the finest bucket; each coarser level is eight times as wide, so a link lies in at most two buckets of one level. */
const BUCKET = 64, FACTOR = 8;

export interface LinkIndex { levels: { size: number; start: Int32Array; items: Int32Array }[] }

/** Index links by the visible positions they span: two counting sorts, one pass each over the links. */
export function indexLinks(links: LinkStore, visible: Visible): LinkIndex {
  const sizes = [BUCKET];
  while (sizes[sizes.length - 1] < visible.count) sizes.push(sizes[sizes.length - 1] * FACTOR);
  const levels = sizes.map((size) => ({ size, start: new Int32Array(Math.floor(visible.count / size) + 2), items: new Int32Array(0) }));
  const { count } = links, { position } = visible;
  const level = new Int8Array(count), low = new Int32Array(count), high = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const a = position[links.from[k]], b = position[links.to[k]];
    if (a < 0 || b < 0) { level[k] = -1; continue; }
    const top = a < b ? a : b, bottom = a < b ? b : a;
    let l = 0;
    while (Math.floor(bottom / sizes[l]) - Math.floor(top / sizes[l]) > 1) l++;
    level[k] = l;
    low[k] = Math.floor(top / sizes[l]);
    high[k] = Math.floor(bottom / sizes[l]);
    levels[l].start[low[k] + 1]++;
    if (high[k] !== low[k]) levels[l].start[high[k] + 1]++;
  }
  const fill = levels.map((entry) => {
    for (let i = 1; i < entry.start.length; i++) entry.start[i] += entry.start[i - 1];
    entry.items = new Int32Array(entry.start[entry.start.length - 1]);
    return entry.start.slice();
  });
  for (let k = 0; k < count; k++) {
    const l = level[k];
    if (l < 0) continue;
    levels[l].items[fill[l][low[k]]++] = k;
    if (high[k] !== low[k]) levels[l].items[fill[l][high[k]]++] = k;
  }
  return { levels };
}

/** Visit every link whose span touches visible positions [first, last], each once. */
export function eachLinkIn(
  source: { index: LinkIndex; links: LinkStore; visible: Visible }, first: number, last: number, visit: (k: number) => void,
): void {
  const { index, links, visible } = source;
  for (const { size, start, items } of index.levels) {
    const low = Math.max(0, Math.floor(first / size)), high = Math.min(start.length - 2, Math.floor(last / size));
    for (let bucket = low; bucket <= high; bucket++) {
      for (let i = start[bucket]; i < start[bucket + 1]; i++) {
        const k = items[i];
        const a = visible.position[links.from[k]], b = visible.position[links.to[k]];
        const top = a < b ? a : b, bottom = a < b ? b : a;
        if (bottom < first || top > last) continue;
        // A link in two buckets is seen at the first of them that is asked for.
        const home = Math.max(low, Math.floor(top / size));
        if (home === bucket) visit(k);
      }
    }
  }
}
