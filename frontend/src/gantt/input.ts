/** Pointer on the timeline: hover, select, drag with threshold, long press and pinch on touch, wheel zoom, auto-scroll. */
import { DateDrag, kindOf } from './drag';
import type { Engine } from './engine';
import { hitTest, type Hit } from './hit';
import { dragLines } from './hud';
import { barOf, type Bar } from './layout';
import { FF, FS, SF, SS, type Command } from './types';

const THRESHOLD = 3, LONG_PRESS = 450, EDGE = 28, EDGE_SPEED = 14;

type Session =
  | { kind: 'date'; drag: DateDrag; x0: number }
  | { kind: 'progress'; row: number }
  | { kind: 'link'; row: number; fromFinish: boolean }
  | { kind: 'pan'; left: number; top: number; x: number; y: number };

const CURSORS: Record<Hit['part'], string> = {
  bar: 'grab', resize: 'ew-resize', progress: 'col-resize', linkStart: 'crosshair', linkFinish: 'crosshair', link: 'pointer', away: 'pointer',
  row: 'default', header: 'default', none: 'default',
};

export class TimelineInput {
  private readonly engine: Engine;
  private readonly canvas: HTMLCanvasElement;
  private down: { hit: Hit; x: number; y: number; id: number; left: number } | null = null;
  private session: Session | null = null;
  private last = { x: 0, y: 0, isFree: false };
  private pressTimer: ReturnType<typeof setTimeout> | undefined;
  private pinch: { distance: number; px: number } | null = null;
  private edgeFrame = 0;
  private readonly abort = new AbortController();

  constructor(engine: Engine, canvas: HTMLCanvasElement) {
    this.engine = engine;
    this.canvas = canvas;
    const { signal } = this.abort;
    canvas.addEventListener('pointermove', (e) => this.move(e), { signal });
    canvas.addEventListener('pointerdown', (e) => this.press(e), { signal });
    canvas.addEventListener('pointerup', (e) => this.release(e), { signal });
    canvas.addEventListener('pointercancel', () => this.cancel(), { signal });
    canvas.addEventListener('pointerleave', () => this.engine.setHover(-1), { signal });
    canvas.addEventListener('dblclick', (e) => this.double(e), { signal });
    canvas.addEventListener('contextmenu', (e) => { if (this.session) e.preventDefault(); }, { signal });
    const { root } = engine.stage;
    root.addEventListener('touchstart', (e) => this.touchStart(e), { passive: false, signal });
    root.addEventListener('touchmove', (e) => this.touchMove(e), { passive: false, signal });
    root.addEventListener('touchend', () => { this.pinch = null; }, { signal });
    document.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || !this.session) return;
      e.stopPropagation();
      this.cancel();
    }, { capture: true, signal });
  }

  destroy(): void {
    this.cancel();
    this.abort.abort();
  }

  get isDragging(): boolean {
    return this.session !== null && this.session.kind !== 'pan';
  }

  private point(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0 || this.pinch) return;
    this.engine.focus();
    this.engine.hint(null, 0, 0);
    const { x, y } = this.point(event);
    const hit = hitTest(this.engine.scene(), x, y);
    this.down = { hit, x, y, id: event.pointerId, left: this.engine.view.left };
    this.last = { x, y, isFree: event.altKey };
    if (event.pointerType === 'touch') {
      this.pressTimer = setTimeout(() => this.begin(), LONG_PRESS);
      return;
    }
    this.canvas.setPointerCapture(event.pointerId);
    if (hit.part !== 'link' && hit.row >= 0) {
      this.engine.selection.click(hit.row, { isRange: event.shiftKey, isToggle: event.ctrlKey || event.metaKey, keep: hit.part !== 'row' && hit.part !== 'away' });
    }
  }

  private move(event: PointerEvent): void {
    const { x, y } = this.point(event);
    this.last = { x, y, isFree: event.altKey };
    if (!this.down) return this.hover(x, y);
    const isFar = Math.hypot(x - this.down.x, y - this.down.y) > THRESHOLD;
    if (!this.session && isFar) {
      clearTimeout(this.pressTimer);
      if (event.pointerType !== 'touch') this.begin();
      else if (this.engine.isPhone && Math.abs(x - this.down.x) > Math.abs(y - this.down.y)) this.beginPan();
      else this.down = null;
    }
    if (this.session) this.follow();
  }

  private hover(x: number, y: number): void {
    const hit = hitTest(this.engine.scene(), x, y);
    const onBar = kindOf(hit.part) !== null;
    this.engine.setHover(onBar ? hit.row : -1);
    const locked = !this.engine.canEdit && onBar;
    this.canvas.style.cursor = locked ? 'default' : CURSORS[hit.part];
    this.engine.hint(hit, x, y);
  }

  private begin(): void {
    if (!this.down) return;
    const { hit, x, y } = this.down;
    const kind = this.engine.canEdit ? kindOf(hit.part) : null;
    const { engine } = this;
    engine.hint(null, 0, 0);
    if (kind === 'move' || kind === 'resize') {
      if (kind === 'resize' && engine.model.isSummary(hit.row)) return;
      const rows = engine.selection.rows.has(hit.row) ? [...engine.selection.rows] : [hit.row];
      const drag = new DateDrag({ model: engine.model, scale: engine.scale, kind, row: hit.row, rows });
      this.session = { kind: 'date', drag, x0: x + engine.view.left };
      this.canvas.style.cursor = kind === 'move' ? 'grabbing' : 'ew-resize';
    } else if (kind === 'progress') this.session = { kind: 'progress', row: hit.row };
    else if (kind === 'link') this.session = { kind: 'link', row: hit.row, fromFinish: hit.part === 'linkFinish' };
    else this.session = { kind: 'pan', left: engine.view.left, top: engine.view.top, x, y };
    if (this.session.kind !== 'pan') navigator.vibrate?.(10);
    this.follow();
  }

  /** On a phone a sideways stroke moves the small time axis; up and down belongs to the scroller. */
  private beginPan(): void {
    const { down, engine } = this;
    if (down) this.session = { kind: 'pan', left: engine.view.left, top: engine.view.top, x: down.x, y: down.y };
  }

  private follow(): void {
    const { session, engine, last } = this;
    if (!session) return;
    if (session.kind === 'pan') {
      engine.camera.scrollTo(session.left - (last.x - session.x), session.top - (last.y - session.y));
      return;
    }
    if (session.kind === 'date') this.followDate(session);
    else if (session.kind === 'progress') this.followProgress(session.row);
    else this.followLink(session);
    this.edge();
  }

  private followDate(session: { drag: DateDrag; x0: number }): void {
    const { engine, last } = this;
    if (session.drag.to(last.x + engine.view.left - session.x0, last.isFree)) engine.drag.setPreview(session.drag.result);
    engine.notes.show(dragLines(engine.model, session.drag, engine.t), last.x, last.y);
  }

  private followProgress(row: number): void {
    const { engine, last } = this;
    const bar: Bar = { x1: 0, x2: 0 };
    if (!barOf(engine.model, engine.scale, row, bar)) return;
    const share = (last.x + engine.view.left - bar.x1) / Math.max(1, bar.x2 - bar.x1);
    const value = Math.round(Math.max(0, Math.min(1, share)) * 20) / 20;
    engine.drag.setProgress({ row, value });
    engine.notes.show([{ text: engine.t('gantt.drag.progress', { value: Math.round(value * 100) }) }], last.x, last.y);
  }

  private followLink(session: { row: number; fromFinish: boolean }): void {
    const { engine, last } = this;
    const hit = hitTest(engine.scene(), last.x, last.y);
    const target = hit.row >= 0 && hit.row !== session.row && kindOf(hit.part) !== null ? hit.row : -1;
    engine.drag.setDraft({ fromRow: session.row, fromFinish: session.fromFinish, x: last.x, y: last.y, toRow: target, toFinish: this.onFinishHalf(target) });
  }

  private onFinishHalf(row: number): boolean {
    const bar: Bar = { x1: 0, x2: 0 };
    if (row < 0 || this.engine.model.isMilestone(row) || !barOf(this.engine.model, this.engine.scale, row, bar)) return false;
    return this.last.x + this.engine.view.left > bar.x1 + (bar.x2 - bar.x1) * 0.6;
  }

  private release(event: PointerEvent): void {
    clearTimeout(this.pressTimer);
    const { session, down, engine } = this;
    this.session = null;
    this.down = null;
    cancelAnimationFrame(this.edgeFrame);
    this.edgeFrame = 0;
    if (!session) {
      if (down) this.click(down.hit, event);
      return;
    }
    const command = session.kind === 'date' ? session.drag.commands() : session.kind === 'progress' ? progressCommand(engine)
      : session.kind === 'link' ? linkCommand(engine) : null;
    engine.drop(command);
    engine.endDrag();
  }

  private click(hit: Hit, event: PointerEvent): void {
    const { engine } = this;
    if (hit.part === 'link') engine.selectLink(hit.link, event.clientX, event.clientY);
    else engine.selectLink(-1, 0, 0);
    if (hit.part === 'away') engine.camera.revealBar(hit.row);
    if (event.pointerType === 'touch' && hit.row >= 0) {
      engine.selection.click(hit.row, { isRange: false, isToggle: false, keep: false });
      if (engine.isPhone) engine.host.onOpen(engine.model.id[hit.row]);
    }
  }

  private double(event: MouseEvent): void {
    const { x, y } = this.point(event);
    const hit = hitTest(this.engine.scene(), x, y);
    if (hit.row >= 0 && hit.part !== 'link') this.engine.host.onOpen(this.engine.model.id[hit.row]);
  }

  cancel(): void {
    clearTimeout(this.pressTimer);
    cancelAnimationFrame(this.edgeFrame);
    this.edgeFrame = 0;
    this.down = null;
    if (!this.session) return;
    this.session = null;
    this.engine.endDrag();
  }

  /** Keep scrolling while a drag rests at the edge. */
  private edge(): void {
    if (this.edgeFrame) return;
    const step = (): void => {
      this.edgeFrame = 0;
      if (!this.session || this.session.kind === 'pan') return;
      const { x, y } = this.last, { view } = this.engine;
      const dx = x > view.width - EDGE ? EDGE_SPEED : x < EDGE ? -EDGE_SPEED : 0;
      const dy = y > view.height - EDGE ? EDGE_SPEED : y < view.header + EDGE / 2 && y > view.header - 40 ? -EDGE_SPEED : 0;
      if (dx === 0 && (dy === 0 || this.session.kind !== 'link')) return;
      this.engine.camera.scrollTo(view.left + dx, view.top + (this.session.kind === 'link' ? dy : 0));
      this.follow();
      if (!this.edgeFrame) this.edgeFrame = requestAnimationFrame(step);
    };
    this.edgeFrame = requestAnimationFrame(step);
  }

  private touchStart(event: TouchEvent): void {
    if (event.touches.length !== 2) return;
    this.cancel();
    this.pinch = { distance: spread(event.touches), px: this.engine.scale.px };
  }

  private touchMove(event: TouchEvent): void {
    if (this.session) event.preventDefault();
    if (!this.pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const [a, b] = [this.point(event.touches[0]), this.point(event.touches[1])];
    this.engine.camera.zoomTo((this.pinch.px * spread(event.touches)) / this.pinch.distance, (a.x + b.x) / 2);
  }
}

const spread = (touches: TouchList): number =>
  Math.max(10, Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY));

function progressCommand({ drag, model }: Engine): Command | null {
  const { progress } = drag;
  if (!progress || Math.abs(progress.value - model.progress[progress.row]) < 0.001) return null;
  return { op: 'task.update', id: model.id[progress.row], version: model.c.version[progress.row], set: { progress: progress.value } };
}

function linkCommand({ drag, model }: Engine): Command | null {
  const { draft } = drag;
  if (!draft || draft.toRow < 0) return null;
  const type = draft.fromFinish ? (draft.toFinish ? FF : FS) : draft.toFinish ? SF : SS;
  return { op: 'link.create', from: model.id[draft.fromRow], to: model.id[draft.toRow], type, lag: 0, lag_kind: 0 };
}
