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
  const pick: number[] = [];
  for (let k = 0; k < columns.id.length; k++) if (rowOf(columns.from[k]) >= 0 && rowOf(columns.to[k]) >= 0) pick.push(k);
  const ints = (f: (k: number) => number): Int32Array => Int32Array.from(pick, f);
  const fromId = ints((k) => columns.from[k]), toId = ints((k) => columns.to[k]);
  const store = {
    count: pick.length, id: ints((k) => columns.id[k]), from: fromId.map(rowOf), to: toId.map(rowOf),
    type: Uint8Array.from(pick, (k) => columns.type[k]), lag: ints((k) => columns.lag[k]),
    lagKind: Uint8Array.from(pick, (k) => columns.lag_kind[k] ?? 0), version: ints((k) => columns.version?.[k] ?? 0),
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

/** Index links by the visible positions they span. */
export function indexLinks(links: LinkStore, visible: Visible): LinkIndex {
  const sizes = [BUCKET];
  while (sizes[sizes.length - 1] < visible.count) sizes.push(sizes[sizes.length - 1] * FACTOR);
  const level = new Int8Array(links.count).fill(-1);
  for (let k = 0; k < links.count; k++) {
    const a = visible.position[links.from[k]], b = visible.position[links.to[k]];
    if (a < 0 || b < 0) continue;
    const low = Math.min(a, b), high = Math.max(a, b);
    let l = 0;
    while (Math.floor(high / sizes[l]) - Math.floor(low / sizes[l]) > 1) l++;
    level[k] = l;
  }
  return { levels: sizes.map((size, l) => bucketLevel(links, visible, level, l, size)) };
}

function bucketLevel(links: LinkStore, visible: Visible, level: Int8Array, l: number, size: number) {
  const buckets = Math.floor(visible.count / size) + 1;
  const start = new Int32Array(buckets + 1);
  const each = (visit: (bucket: number, k: number) => void): void => {
    for (let k = 0; k < links.count; k++) {
      if (level[k] !== l) continue;
      const a = Math.floor(visible.position[links.from[k]] / size), b = Math.floor(visible.position[links.to[k]] / size);
      visit(a, k);
      if (b !== a) visit(b, k);
    }
  };
  each((bucket) => { start[bucket + 1]++; });
  for (let i = 0; i < buckets; i++) start[i + 1] += start[i];
  const fill = start.slice(), items = new Int32Array(start[buckets]);
  each((bucket, k) => { items[fill[bucket]++] = k; });
  return { size, start, items };
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
