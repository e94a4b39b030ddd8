/** Size of the stage, scroll position and scale: what part of the plan is looked at. */
import type { Engine } from './engine';
import { MAX_PX, MIN_PX, ZOOMS, zoomOf, type Zoom } from './layout';

export const HEADER = 44, PHONE_ROW = 52, PHONE_MINI = 118, PHONE_FOOT = 84, PHONE_BREAK = 768;
export const MIN_TREE = 120, MIN_TIMELINE = 120;
/** Where today stands when the plan is opened, as a share of the timeline's width. */
const TODAY_SHARE = 0.24;

/** Scrolling goes on this long after the hand has let go. */
const HAND_MS = 1500;

interface TopAnchor { id: number; offset: number }

export class Camera {
  private readonly engine: Engine;
  private hasPlaced = false;
  private phoneLeft = 0;
  private lastLeft = 0;
  private lastTop = 0;
  private handUntil = 0;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** A hand is scrolling: wheel, touch or scroll bar. */
  handled(): void {
    this.handUntil = performance.now() + HAND_MS;
  }

  /**
   * Rows stick to the left edge, so bringing one into view (a screen reader, a script) can only be meant for up and down; the
   * browser does not know that and shifts the time axis as well. That part is taken back.
   */
  scrolled(): void {
    const { scroller } = this.engine.stage;
    const isBoth = scroller.scrollTop !== this.lastTop && scroller.scrollLeft !== this.lastLeft;
    if (isBoth && performance.now() > this.handUntil) scroller.scrollLeft = this.lastLeft;
    this.lastTop = scroller.scrollTop;
    this.lastLeft = scroller.scrollLeft;
  }

  get left(): number {
    return this.engine.isPhone ? this.phoneLeft : this.engine.stage.scroller.scrollLeft;
  }

  /** Room under the last row: on a phone for the button that floats there, on a desk for a breath. */
  private get foot(): number {
    return this.engine.isPhone ? PHONE_FOOT : this.engine.view.rowHeight;
  }

  get zoom(): Zoom { return zoomOf(this.engine.scale.px); }

  /** Take over the size of the container; tells whether the page changed between desk and phone. */
  measure(rowHeight: number): boolean {
    const { engine } = this;
    const { stage, view } = engine;
    const { clientWidth: width, clientHeight: height } = stage.scroller;
    if (width === 0 || height === 0) return false;
    const wasPhone = engine.isPhone;
    engine.isPhone = window.innerWidth < PHONE_BREAK;
    stage.root.classList.toggle('phone', engine.isPhone);
    view.rowHeight = engine.isPhone ? PHONE_ROW : rowHeight;
    const tree = engine.isPhone ? width - PHONE_MINI : Math.max(MIN_TREE, Math.min(engine.treeWidth, width - MIN_TIMELINE));
    stage.sticky.style.width = `${width}px`;
    stage.sticky.style.height = `${height}px`;
    engine.grid.element.style.width = `${tree}px`;
    view.width = Math.max(1, width - tree);
    view.height = height;
    const ratio = window.devicePixelRatio || 1;
    const { canvas } = stage;
    const pixels = [Math.round(view.width * ratio), Math.round(height * ratio)];
    if (canvas.width !== pixels[0]) canvas.width = pixels[0];
    if (canvas.height !== pixels[1]) canvas.height = pixels[1];
    canvas.style.width = `${view.width}px`;
    canvas.style.height = `${height}px`;
    return wasPhone !== engine.isPhone;
  }

  /** Let the axis cover the plan; the instant at the left edge stays where it is. */
  fit(): void {
    const { stage, view, scale, model, isPhone, visible } = this.engine;
    const [low, high] = model.extent();
    const before = scale.origin;
    if (isPhone && !this.hasPlaced) scale.px = Math.max(MIN_PX / 2, view.width / (model.span()[1] / 1440 + 8));
    scale.fit(low, high, view.width);
    const width = isPhone ? 0 : scale.width + (stage.scroller.clientWidth - view.width);
    stage.spacer.style.width = width ? `${width}px` : '100%';
    stage.spacer.style.height = `${HEADER + visible.count * view.rowHeight + this.foot}px`;
    if (this.hasPlaced && before !== scale.origin) this.scrollTo(view.left + (before - scale.origin) * scale.px, view.top);
  }

  /** The first look at a plan: today on a desk, all of it on a phone. Does nothing until there is a size and a task. */
  placeFirst(): void {
    const { view, model, scale, isPhone } = this.engine;
    if (view.width <= 1 || model.n === 0) return;
    this.fit();
    this.hasPlaced = true;
    if (isPhone) this.phoneLeft = Math.max(0, scale.x(model.span()[0]) - 4 * scale.px);
    else this.scrollToToday();
  }

  get isPlaced(): boolean { return this.hasPlaced; }

  replace(): void {
    this.hasPlaced = false;
    this.placeFirst();
  }

  scrollTo(left: number, top: number): void {
    const { stage, view, scale, isPhone } = this.engine;
    if (isPhone) this.phoneLeft = Math.max(0, Math.min(left, scale.width - view.width));
    else stage.scroller.scrollLeft = left;
    view.left = this.left;
    stage.scroller.scrollTop = top;
    view.top = stage.scroller.scrollTop;
    this.lastLeft = stage.scroller.scrollLeft;
    this.lastTop = view.top;
    this.engine.requestFrame();
  }

  scrollToTime(t: number, share: number): void {
    const { scale, view, stage } = this.engine;
    this.scrollTo(scale.x(t) - view.width * share, stage.scroller.scrollTop);
  }

  scrollToToday(): void {
    const { project } = this.engine.model;
    this.scrollToTime((project.business_today ?? project.data_date ?? 0) + 720, TODAY_SHARE);
  }

  revealRow(row: number): void {
    const { visible, view, stage } = this.engine;
    const position = visible.position[row] ?? -1;
    if (position < 0) return;
    const y = position * view.rowHeight, room = view.height - HEADER - (this.engine.isPhone ? PHONE_FOOT : 0);
    if (y < stage.scroller.scrollTop) stage.scroller.scrollTop = y;
    else if (y + view.rowHeight > stage.scroller.scrollTop + room) stage.scroller.scrollTop = y + view.rowHeight - room;
    this.engine.requestFrame();
  }

  revealBar(row: number): void {
    const { model, scale, view } = this.engine;
    const start = model.c.start[row];
    if (start <= 0) return;
    const x = scale.x(start) - this.left;
    if (x < 0 || x > view.width - 80) this.scrollToTime(start, 0.3);
  }

  setZoom(zoom: Zoom): void {
    this.zoomTo(ZOOMS[zoom], this.anchor());
  }

  zoomBy(factor: number): void {
    this.zoomTo(this.engine.scale.px * factor, this.anchor());
  }

  /** Zooming without a pointer keeps today in place while it is in sight, else the middle. */
  private anchor(): number {
    const { scale, view, model } = this.engine;
    const x = scale.x((model.project.business_today ?? 0) + 720) - this.left;
    return x > 0 && x < view.width ? x : view.width * 0.4;
  }

  /** Change the scale; the instant `anchor` pixels from the left edge stays under the pointer. */
  zoomTo(px: number, anchor: number): void {
    const { scale, view, stage, isPhone, host } = this.engine;
    const at = (view.left + anchor) / scale.px + scale.origin;
    const before = this.zoom;
    scale.px = Math.max(MIN_PX / (isPhone ? 3 : 1), Math.min(MAX_PX, px));
    this.fit();
    this.scrollTo((at - scale.origin) * scale.px - anchor, stage.scroller.scrollTop);
    if (this.zoom !== before) host.onZoom(this.zoom);
  }

  /** Row and offset at the top edge, kept over a change of structure so that the view does not jump. */
  topAnchor(): TopAnchor | null {
    const { view, visible, model } = this.engine;
    const position = Math.floor(view.top / view.rowHeight);
    const row = visible.rows[position];
    return row === undefined || row >= model.n ? null : { id: model.id[row], offset: view.top - position * view.rowHeight };
  }

  restoreTop(anchor: TopAnchor | null): void {
    const { visible, model, stage, view } = this.engine;
    const position = anchor ? visible.position[model.row(anchor.id)] ?? -1 : -1;
    if (anchor && position >= 0) stage.scroller.scrollTop = position * view.rowHeight + anchor.offset;
  }
}
