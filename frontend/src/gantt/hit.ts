/** What lies under a point of the canvas, found by arithmetic: no objects, no scene graph. */
import { linkRoute } from './drawLinks';
import { BAR_HEIGHT, BAR_TOP, CONNECTOR, DIAMOND, HANDLE, barOf, type Bar } from './layout';
import { eachLinkIn } from './links';
import { distanceToRoute, newRoute } from './route';
import { pad, rowTop, type Scene } from './scene';

export type HitPart = 'bar' | 'resize' | 'progress' | 'linkStart' | 'linkFinish' | 'row' | 'away' | 'link' | 'header' | 'none';
export interface Hit { part: HitPart; row: number; link: number }

const bar: Bar = { x1: 0, x2: 0 };
const route = newRoute();
const LINK_REACH = 4;

export function hitTest(scene: Scene, x: number, y: number): Hit {
  const { view, visible } = scene;
  if (y < view.header) return { part: 'header', row: -1, link: -1 };
  const position = Math.floor((y - view.header + view.top) / view.rowHeight);
  if (position < 0 || position >= visible.count) return { part: 'none', row: -1, link: -1 };
  const row = visible.rows[position];
  const onBar = hitBar(scene, row, x, y - rowTop(scene, position) - pad(scene));
  if (onBar) return { part: onBar, row, link: -1 };
  const link = hitLink(scene, position, x, y);
  return link >= 0 ? { part: 'link', row, link } : { part: 'row', row, link: -1 };
}

function hitBar(scene: Scene, row: number, x: number, y: number): HitPart | null {
  const { model, scale, view } = scene;
  if (!barOf(model, scale, row, bar)) return null;
  if (isAway(scene, bar) !== 0 && (isAway(scene, bar) < 0 ? x < AWAY : x > view.width - AWAY)) return 'away';
  const x1 = bar.x1 - view.left, x2 = bar.x2 - view.left;
  if (model.isSummary(row)) return x >= x1 && x <= x2 && y > 6 && y < 20 ? 'bar' : null;
  const low = BAR_TOP - 3, high = BAR_TOP + BAR_HEIGHT + 3;
  const isMilestone = model.isMilestone(row);
  const half = isMilestone ? DIAMOND : 0;
  if (y >= BAR_TOP + BAR_HEIGHT && y <= BAR_TOP + BAR_HEIGHT + 8 && !isMilestone && x2 - x1 >= 24) {
    const xp = x1 + (x2 - x1) * Math.min(1, model.progress[row]);
    if (Math.abs(x - xp) <= 5) return 'progress';
  }
  if (y < low || y > high) return null;
  if (x >= x1 - half && x <= x2 + half) {
    return !isMilestone && x > x2 - Math.min(HANDLE, (x2 - x1) / 3) ? 'resize' : 'bar';
  }
  if (!isMilestone && x > x2 && x <= x2 + 3) return 'resize';
  if (x > x2 && x <= x2 + half + CONNECTOR) return 'linkFinish';
  return x < x1 && x >= x1 - half - CONNECTOR ? 'linkStart' : null;
}

/** Width of the strip at either edge in which the mark of a bar out of sight can be clicked. */
export const AWAY = 16;

/** −1 where the bar lies wholly left of the screen, 1 where it lies right of it, 0 where some of it shows. */
export function isAway(scene: Scene, at: Bar): -1 | 0 | 1 {
  if (at.x2 - scene.view.left < -2) return -1;
  return at.x1 - scene.view.left > scene.view.width + 2 ? 1 : 0;
}

function hitLink(scene: Scene, position: number, x: number, y: number): number {
  const { model, linkIndex, visible } = scene;
  let best = LINK_REACH, found = -1;
  eachLinkIn({ index: linkIndex, links: model.links, visible }, Math.max(0, position - 1), position + 1, (k) => {
    if (!linkRoute(scene, k, route)) return;
    const distance = distanceToRoute(route, x, y);
    if (distance < best) { best = distance; found = model.links.id[k]; }
  });
  return found;
}
