/** Where a link runs: orthogonal points, drawn with rounded elbows and used as they are for hit tests. */
import { FF, FS, SS } from './types';

export interface LinkEnds { x1: number; y1: number; x2: number; y2: number; type: number; rowTop: number; isMilestone: boolean }

/** Flat list x0, y0, x1, y1 ... of at most eight points; `count` numbers are valid; `arrow` is where it points. */
export interface Route { points: Float64Array; count: number; arrow: 'down' | 'up' | 'left' | 'right' }

export const newRoute = (): Route => ({ points: new Float64Array(16), count: 0, arrow: 'down' });

const STUB = 5, ENTER = 4, SIDE = 9;
/** Closer than this a link drops straight down instead of running along the row line. */
const NEAR = 14;

/**
 * Leaves on the predecessor's side, runs on the row line above its target (below, when the target is higher up) and enters from
 * there; FF, SS and SF enter at their own side. `y1` is the predecessor's middle, `y2` the target's middle, `rowTop` the line above
 * the target, `half` the distance from the target's middle to its edge.
 */
export function routeLink(ends: LinkEnds, half: number, out: Route): Route {
  if (ends.type === FS) return routeFinishStart(ends, half, out);
  const { x1, y1, x2, y2, type, rowTop } = ends;
  if (type === FF || type === SS) {
    const xm = type === FF ? Math.max(x1, x2) + SIDE : Math.min(x1, x2) - SIDE;
    out.arrow = type === FF ? 'left' : 'right';
    return put(out, [x1, y1, xm, y1, xm, y2, x2, y2]);
  }
  out.arrow = 'left';
  return put(out, [x1, y1, x1 - SIDE, y1, x1 - SIDE, rowTop, x2 + SIDE, rowTop, x2 + SIDE, y2, x2, y2]);
}

function routeFinishStart(ends: LinkEnds, half: number, out: Route): Route {
  const { x1, y1, x2, y2, rowTop, isMilestone } = ends;
  const isDown = y2 > y1;
  out.arrow = isDown ? 'down' : 'up';
  const tip = isDown ? y2 - half : y2 + half;
  const xm = isMilestone ? x2 : x2 + ENTER;
  const gap = xm - x1;
  if (gap >= ENTER && gap < NEAR) return put(out, [x1, y1, xm, y1, xm, tip]);
  if (gap < ENTER && gap > ENTER - 4 && !isMilestone) return put(out, [x1, y1, x1 + STUB + 1, y1, x1 + STUB + 1, tip]);
  const line = isDown ? rowTop : 2 * y2 - rowTop;
  return put(out, [x1, y1, x1 + STUB, y1, x1 + STUB, line, xm, line, xm, tip]);
}

function put(out: Route, points: number[]): Route {
  out.points.set(points);
  out.count = points.length;
  return out;
}

/** Draw a route with elbows of the given radius into the current path. */
export function traceRoute(ctx: CanvasRenderingContext2D, route: Route, radius: number): void {
  const { points: p, count } = route;
  ctx.moveTo(p[0], p[1]);
  for (let i = 2; i < count - 2; i += 2) {
    const before = Math.abs(p[i] - p[i - 2]) + Math.abs(p[i + 1] - p[i - 1]);
    const after = Math.abs(p[i + 2] - p[i]) + Math.abs(p[i + 3] - p[i + 1]);
    const r = Math.min(radius, before / 2, after / 2);
    if (r < 0.5) ctx.lineTo(p[i], p[i + 1]);
    else ctx.arcTo(p[i], p[i + 1], p[i + 2], p[i + 3], r);
  }
  ctx.lineTo(p[count - 2], p[count - 1]);
}

/** Distance from a point to the route, in pixels. */
export function distanceToRoute(route: Route, x: number, y: number): number {
  const { points: p, count } = route;
  let best = Infinity;
  for (let i = 0; i + 3 < count; i += 2) {
    best = Math.min(best, Math.hypot(outside(x, p[i], p[i + 2]), outside(y, p[i + 1], p[i + 3])));
  }
  return best;
}

function outside(v: number, a: number, b: number): number {
  const low = a < b ? a : b, high = a < b ? b : a;
  return v < low ? low - v : v > high ? v - high : 0;
}
