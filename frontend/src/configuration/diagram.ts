/**
 * Where the states of a workflow stand in its picture: in columns by how many steps they lie from the first one, ordered so that
 * few arrows cross (layers after Sugiyama: ranks, dummy points of long arrows, barycentres). Pure.
 */
import type { Flow } from './flow';

export const NODE = { width: 132, height: 48 } as const;
const GAP = { x: 96, y: 22, more: 20 } as const;
/** Room of a name on an arrow. */
const LABEL = { width: 84, height: 16 } as const;
const EDGE_ROOM = 20;
const SWEEPS = 6;

export interface Point {
  x: number;
  y: number;
}

export interface Arrow {
  source: string;
  target: string;
  /** Place of the transition in the workflow. */
  step: number;
  path: string;
  label: Point;
  isBack: boolean;
}

export interface Diagram {
  /** Top left corner of each state. */
  nodes: Map<string, Point>;
  arrows: Arrow[];
  width: number;
  height: number;
}

interface Cell {
  key: string;
  /** A state, or the passage of a long arrow. */
  isState: boolean;
  y: number;
}

/**
 * The column of each state: behind every state that leads to it and stands before it in the list. Arrows to a state earlier in the
 * list lead back; what nothing leads to stands at the left.
 */
export function ranksOf({ states, steps }: Flow): Map<string, number> {
  const place = new Map(states.map((state, at) => [state.value, at]));
  const ranks = new Map(states.map((state) => [state.value, 0]));
  for (const state of states) {
    for (const step of steps) {
      if (!step.sources.includes(state.value) || (place.get(step.target) ?? -1) <= (place.get(state.value) ?? 0)) continue;
      ranks.set(step.target, Math.max(ranks.get(step.target) ?? 0, (ranks.get(state.value) ?? 0) + 1));
    }
  }
  return ranks;
}

const mean = (values: number[], otherwise: number) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : otherwise);

/** Columns of cells, and for each arrow the cells that it passes from left to right. */
function columnsOf(flow: Flow, ranks: Map<string, number>) {
  const columns: Cell[][] = [];
  const place = (rank: number, cell: Cell) => (columns[rank] = [...(columns[rank] ?? []), cell]);
  for (const state of flow.states) place(ranks.get(state.value) ?? 0, { key: state.value, isState: true, y: 0 });
  const links: { step: number; source: string; target: string; cells: string[] }[] = [];
  flow.steps.forEach((step, at) =>
    step.sources.forEach((source) => {
      if (!ranks.has(source) || !ranks.has(step.target) || source === step.target) return;
      const [left, right] = (ranks.get(source) ?? 0) <= (ranks.get(step.target) ?? 0) ? [source, step.target] : [step.target, source];
      const cells = [left];
      for (let rank = (ranks.get(left) ?? 0) + 1; rank < (ranks.get(right) ?? 0); rank += 1) {
        const key = `${at}:${source}:${rank}`;
        place(rank, { key, isState: false, y: 0 });
        cells.push(key);
      }
      links.push({ step: at, source, target: step.target, cells: [...cells, right] });
    }),
  );
  return { columns: [...columns].map((column) => column ?? []), links };
}

function sorted(columns: Cell[][], links: { cells: string[] }[]): void {
  const near = new Map<string, string[]>();
  const join = (a: string, b: string) => near.set(a, [...(near.get(a) ?? []), b]);
  for (const { cells } of links) {
    for (let at = 1; at < cells.length; at += 1) [join(cells[at - 1], cells[at]), join(cells[at], cells[at - 1])];
  }
  const placeOf = (column: Cell[]) => new Map(column.map((cell, at) => [cell.key, at - (column.length - 1) / 2]));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (let step = 1; step < columns.length; step += 1) {
      const at = isForward ? step : columns.length - 1 - step;
      const beside = placeOf(columns[isForward ? at - 1 : at + 1] ?? []);
      const own = placeOf(columns[at]);
      const weight = new Map(
        columns[at].map((cell) => [cell.key, mean((near.get(cell.key) ?? []).flatMap((key) => beside.get(key) ?? []), own.get(cell.key) ?? 0)]),
      );
      columns[at] = [...columns[at]].sort((a, b) => (weight.get(a.key) ?? 0) - (weight.get(b.key) ?? 0));
    }
  }
}

const heightOf = (cell: Cell) => (cell.isState ? NODE.height : EDGE_ROOM);

function stacked(columns: Cell[][]): number {
  const heights = columns.map((column) => column.reduce((sum, cell) => sum + heightOf(cell) + GAP.y, -GAP.y));
  const height = Math.max(0, ...heights);
  columns.forEach((column, at) => {
    let y = (height - heights[at]) / 2;
    for (const cell of column) {
      cell.y = y;
      y += heightOf(cell) + GAP.y;
    }
  });
  return height;
}

const num = (value: number) => Math.round(value * 10) / 10;

/** A smooth line through points, level at each of them. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  let text = `M${num(first.x)} ${num(first.y)}`;
  let from = first;
  for (const to of rest) {
    const half = (to.x - from.x) / 2;
    text += ` C${num(from.x + half)} ${num(from.y)} ${num(to.x - half)} ${num(to.y)} ${num(to.x)} ${num(to.y)}`;
    from = to;
  }
  return text;
}

export function layOut(flow: Flow): Diagram {
  const ranks = ranksOf(flow);
  const { columns, links } = columnsOf(flow, ranks);
  sorted(columns, links);
  const height = stacked(columns);
  const margin = 24;
  const at = new Map<string, { x: number; y: number; isState: boolean }>();
  const lefts = leftsOf(columns.length, links, ranks, margin);
  columns.forEach((column, rank) => column.forEach((cell) => at.set(cell.key, { x: lefts[rank], y: margin + cell.y, isState: cell.isState })));
  const nodes = new Map(flow.states.map((state) => [state.value, at.get(state.value) ?? { x: 0, y: 0 }]));
  const ends = portsOf(links, ranks, at);
  const sidelong = new Map<string, number>();
  const arrows = links.map((link, index): Arrow => {
    const isSame = ranks.get(link.source) === ranks.get(link.target);
    if (isSame) return beside(link, nodes, sidelong);
    const [left, right] = [at.get(link.cells[0]), at.get(link.cells[link.cells.length - 1])];
    const isBack = link.cells[0] !== link.source;
    const middle = link.cells.slice(1, -1).flatMap((key) => {
      const cell = at.get(key);
      return cell ? [{ x: cell.x, y: cell.y + EDGE_ROOM / 2 }, { x: cell.x + NODE.width, y: cell.y + EDGE_ROOM / 2 }] : [];
    });
    const points = [{ x: (left?.x ?? 0) + NODE.width, y: (left?.y ?? 0) + ends[index].left }, ...middle, { x: right?.x ?? 0, y: (right?.y ?? 0) + ends[index].right }];
    const line = isBack ? [...points].reverse() : points;
    const label = middle.length ? { x: (middle[0].x + middle[1].x) / 2, y: middle[0].y } : { x: (points[0].x + points[1].x) / 2, y: (points[0].y + points[1].y) / 2 };
    return { source: link.source, target: link.target, step: link.step, path: curve(line), label, isBack };
  });
  spread(arrows.map((arrow) => arrow.label));
  const right = Math.max((lefts[columns.length - 1] ?? 0) + NODE.width, ...arrows.map((arrow) => arrow.label.x + LABEL.width / 2));
  const width = right + margin;
  return { nodes, arrows, width, height: height + margin * 2 };
}

/** Where each column begins: the more arrows run between two columns, the more room there is. */
function leftsOf(count: number, links: { source: string; target: string; cells: string[] }[], ranks: Map<string, number>, margin: number): number[] {
  const busy = new Array<number>(count).fill(0);
  for (const { cells } of links) {
    // A long arrow has its name where it passes a column.
    if (cells.length === 2) busy[ranks.get(cells[0]) ?? 0] += 1;
  }
  const lefts: number[] = [];
  for (let rank = 0, x = margin; rank < count; rank += 1) {
    lefts.push(x);
    x += NODE.width + GAP.x + GAP.more * Math.min(5, Math.max(0, busy[rank] - 2));
  }
  return lefts;
}

/** No two names over each other: the lower one gives way downwards. */
function spread(labels: Point[]): void {
  const done: Point[] = [];
  for (const label of [...labels].sort((a, b) => a.y - b.y)) {
    for (const other of done) {
      if (Math.abs(other.x - label.x) < LABEL.width && label.y - other.y < LABEL.height) label.y = other.y + LABEL.height;
    }
    done.push(label);
  }
}

/** Where on its side each arrow meets a state: spread over the height in the order of the other ends. */
function portsOf(links: { cells: string[] }[], ranks: Map<string, number>, at: Map<string, Point>): { left: number; right: number }[] {
  const found = links.map(() => ({ left: NODE.height / 2, right: NODE.height / 2 }));
  const sides = new Map<string, { index: number; side: 'left' | 'right'; y: number }[]>();
  links.forEach(({ cells }, index) => {
    if (ranks.get(cells[0]) === ranks.get(cells[cells.length - 1])) return;
    const put = (cell: string, side: 'left' | 'right', other: string) => {
      const key = `${cell}>${side}`;
      sides.set(key, [...(sides.get(key) ?? []), { index, side, y: at.get(other)?.y ?? 0 }]);
    };
    put(cells[0], 'left', cells[1]);
    put(cells[cells.length - 1], 'right', cells[cells.length - 2]);
  });
  for (const side of sides.values()) {
    side.sort((a, b) => a.y - b.y || a.index - b.index);
    side.forEach((end, place) => (found[end.index][end.side] = ((place + 1) * NODE.height) / (side.length + 1)));
  }
  return found;
}

/** Between two states of one column: out at the right side and back in there. */
function beside(link: { step: number; source: string; target: string }, nodes: Map<string, Point>, taken: Map<string, number>): Arrow {
  const [from, to] = [nodes.get(link.source) ?? { x: 0, y: 0 }, nodes.get(link.target) ?? { x: 0, y: 0 }];
  const key = String(from.x);
  const turn = taken.get(key) ?? 0;
  taken.set(key, turn + 1);
  const x = from.x + NODE.width;
  const [y1, y2] = [from.y + NODE.height / 2 + (to.y > from.y ? 6 : -6), to.y + NODE.height / 2 + (to.y > from.y ? -6 : 6)];
  const out = x + 40 + turn * 14;
  const path = `M${num(x)} ${num(y1)} C${num(out)} ${num(y1)} ${num(out)} ${num(y2)} ${num(x)} ${num(y2)}`;
  return { source: link.source, target: link.target, step: link.step, path, label: { x: out - 6, y: (y1 + y2) / 2 }, isBack: to.y < from.y };
}
