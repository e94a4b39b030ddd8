/** Links: grey under critical, each on its own path, only those whose rows and columns touch the screen. */
import { BAR_HEIGHT, DIAMOND, barOf, firstRow, lastRow, type Bar } from './layout';
import { eachLinkIn } from './links';
import { newRoute, routeLink, traceRoute, type LinkEnds, type Route } from './route';
import { FAINT, barMiddle, currentDates, drawText, isCritical, rowTop, type Scene } from './scene';
import { FF, FS, SF, SS } from './types';

const RADIUS = 3;
const a: Bar = { x1: 0, x2: 0 }, b: Bar = { x1: 0, x2: 0 };
const ends: LinkEnds = { x1: 0, y1: 0, x2: 0, y2: 0, type: FS, rowTop: 0, isMilestone: false };

/** Route of a link in canvas pixels; false where one end is folded away or has no dates. */
export function linkRoute(scene: Scene, k: number, out: Route): boolean {
  const { model, scale, visible, view } = scene;
  const { links } = model;
  const from = links.from[k], to = links.to[k];
  const p1 = visible.position[from], p2 = visible.position[to];
  if (p1 < 0 || p2 < 0) return false;
  const dates = currentDates(scene);
  if (!barOf(model, scale, from, a, dates) || !barOf(model, scale, to, b, dates)) return false;
  const type = links.type[k];
  const fromMile = model.isMilestone(from), toMile = model.isMilestone(to);
  ends.type = type;
  ends.x1 = (type === FS || type === FF ? a.x2 + (fromMile ? DIAMOND : 0) : a.x1 - (fromMile ? DIAMOND : 0)) - view.left;
  ends.x2 = (type === FF || type === SF ? b.x2 + (toMile ? DIAMOND : 0) : b.x1 - (toMile && type === SS ? DIAMOND : 0)) - view.left;
  ends.y1 = barMiddle(scene, p1) - 0.5;
  ends.y2 = barMiddle(scene, p2);
  ends.rowTop = rowTop(scene, p2) - 0.5;
  ends.isMilestone = toMile;
  routeLink(ends, toMile ? DIAMOND : BAR_HEIGHT / 2, out);
  return true;
}

const route = newRoute();

/** A link is critical when both of its ends are and it drives its successor, or nothing tells which link does. */
export function isCriticalLink(scene: Scene, k: number): boolean {
  const { links, c, progress } = scene.model;
  const from = links.from[k], to = links.to[k];
  if (!isCritical(scene, from) || !isCritical(scene, to) || progress[from] >= 1) return false;
  const driving = c.driving[to];
  return driving === links.id[k] || driving < 0 || scene.preview !== null;
}

export function drawLinks(scene: Scene): void {
  const { ctx, model, view, visible, palette, linkIndex, trace } = scene;
  const plain: number[] = [], critical: number[] = [], traced: number[] = [];
  const first = firstRow(view), last = lastRow(view, visible.count);
  eachLinkIn({ index: linkIndex, links: model.links, visible }, first, last, (k) => {
    const id = model.links.id[k];
    if (id !== scene.selectedLink) (trace?.links.has(id) ? traced : isCriticalLink(scene, k) ? critical : plain).push(k);
  });
  ctx.lineJoin = 'round';
  ctx.globalAlpha = trace ? FAINT : 1;
  strokeLinks(scene, plain, palette.t4, 1);
  strokeLinks(scene, critical, palette.crit, 1.5);
  ctx.globalAlpha = 1;
  strokeLinks(scene, traced, palette.ac, 2);
}

export function drawSelectedLink(scene: Scene): void {
  const { model, palette } = scene;
  if (scene.selectedLink < 0) return;
  const k = model.links.find(scene.selectedLink);
  if (k >= 0) strokeLinks(scene, [k], palette.ac, 2);
}

function strokeLinks(scene: Scene, list: number[], colour: string, width: number): void {
  const { ctx, view } = scene;
  const arrows: number[] = [];
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  for (const k of list) {
    if (!linkRoute(scene, k, route) || isOutside(route, view.width)) continue;
    traceRoute(ctx, route, RADIUS);
    arrows.push(route.points[route.count - 2], route.points[route.count - 1], ARROWS.indexOf(route.arrow));
  }
  ctx.stroke();
  ctx.beginPath();
  for (let i = 0; i < arrows.length; i += 3) traceArrow(ctx, arrows[i], arrows[i + 1], ARROWS[arrows[i + 2]]);
  ctx.fill();
}

const ARROWS: Route['arrow'][] = ['down', 'up', 'left', 'right'];

function isOutside(r: Route, width: number): boolean {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < r.count; i += 2) {
    if (r.points[i] < low) low = r.points[i];
    if (r.points[i] > high) high = r.points[i];
  }
  return high < -4 || low > width + 4;
}

function traceArrow(ctx: CanvasRenderingContext2D, x: number, y: number, arrow: Route['arrow']): void {
  const [dx, dy] = arrow === 'down' ? [0, 1] : arrow === 'up' ? [0, -1] : arrow === 'left' ? [-1, 0] : [1, 0];
  ctx.moveTo(x, y);
  ctx.lineTo(x - dx * 5 + dy * 3, y - dy * 5 + dx * 3);
  ctx.lineTo(x - dx * 5 - dy * 3, y - dy * 5 - dx * 3);
  ctx.closePath();
}

/** The line from a bar end to the pointer while a link is being drawn, with the type it will have. */
export function drawDraft(scene: Scene): void {
  const { ctx, draft, model, palette, view, scale, visible } = scene;
  if (!draft || !barOf(model, scale, draft.fromRow, a)) return;
  const x1 = (draft.fromFinish ? a.x2 : a.x1) - view.left;
  const y1 = barMiddle(scene, visible.position[draft.fromRow]);
  ctx.strokeStyle = palette.ac;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(draft.x, draft.y);
  ctx.stroke();
  ctx.setLineDash([]);
  if (draft.toRow >= 0 && barOf(model, scale, draft.toRow, b)) {
    const y2 = barMiddle(scene, visible.position[draft.toRow]);
    const x2 = b.x1 - view.left - 3, width = b.x2 - b.x1 + 6;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.roundRect(x2, y2 - 9, Math.max(18, width), 18, 4);
    ctx.stroke();
    const type = draft.fromFinish ? (draft.toFinish ? 'FF' : 'FS') : draft.toFinish ? 'SF' : 'SS';
    drawText(scene, type, draft.x + 12, draft.y - 8, { colour: palette.ac, isBold: true, halo: true });
  }
}
