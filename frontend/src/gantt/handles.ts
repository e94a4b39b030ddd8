/** `element.__gantt`: where things are in client pixels, for browser tests that drag what a user drags. */
import { linkRoute } from './drawLinks';
import type { Engine } from './engine';
import { BAR_HEIGHT, barOf, type Bar } from './layout';
import { newRoute } from './route';
import { barMiddle } from './scene';
import { isoDay } from './time';

export interface GanttHandles {
  barRect: (id: number) => { x: number; y: number; width: number; height: number } | null;
  linkEnds: (id: number) => { from: { x: number; y: number }; to: { x: number; y: number } } | null;
  scrollToTask: (id: number) => boolean;
  state: () => Record<string, unknown>;
  task: (id: number) => Record<string, unknown> | null;
}

export function testHandles(engine: Engine): GanttHandles {
  const box = (): DOMRect => engine.stage.canvas.getBoundingClientRect();
  return {
    barRect: (id) => {
      const row = engine.model.row(id), bar: Bar = { x1: 0, x2: 0 };
      const position = engine.visible.position[row] ?? -1;
      if (position < 0 || !barOf(engine.model, engine.scale, row, bar)) return null;
      const y = box().top + barMiddle(engine.scene(), position) - BAR_HEIGHT / 2;
      return { x: box().left + bar.x1 - engine.view.left, y, width: bar.x2 - bar.x1, height: BAR_HEIGHT };
    },
    linkEnds: (id) => {
      const route = newRoute(), k = engine.model.links.find(id);
      if (k < 0 || !linkRoute(engine.scene(), k, route)) return null;
      const { left, top } = box();
      const { points: p, count } = route;
      return { from: { x: left + p[0], y: top + p[1] }, to: { x: left + p[count - 2], y: top + p[count - 1] } };
    },
    scrollToTask: (id) => { const found = engine.showTask(id); engine.frame(); return found; },
    state: () => ({
      rows: engine.model.n, visible: engine.visible.count, links: engine.model.links.count, revision: engine.model.project.revision,
      cursor: engine.selection.cursor >= 0 ? engine.model.id[engine.selection.cursor] : null, frames: engine.frames,
      selected: [...engine.selection.rows].map((r) => engine.model.id[r]), zoom: engine.camera.zoom, px: engine.scale.px, phone: engine.isPhone,
      left: engine.view.left, top: engine.view.top, editing: engine.editor.isOpen, traced: engine.trace ? [...engine.trace.tasks] : null, today: isoDay(Math.floor((engine.model.project.business_today ?? 0) / 1440)),
    }),
    task: (id) => {
      const row = engine.model.row(id), { c } = engine.model;
      return row < 0 ? null : {
        id, wbs: engine.model.wbs[row], name: engine.model.name[row], start: c.start[row], finish: c.finish[row], duration: c.duration[row],
        totalFloat: c.total_float[row], critical: c.critical[row] === 1, progress: engine.model.progress[row], version: c.version[row],
      };
    },
  };
}
