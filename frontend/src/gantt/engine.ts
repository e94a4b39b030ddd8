/**
 * The plan on the screen: owns the stage, the scale and what is selected; draws once per animation frame. React mounts it and
 * is told about coarse events only.
 */
import { columnsFor, PHONE_COLUMNS, type ColumnChoice, type ColumnKey } from './columns';
import { drawScene } from './draw';
import { CellEditor } from './editor';
import { openEditor, placeEditor } from './editing';
import { Grid } from './grid';
import { wireGrid } from './gridInput';
import { hintLines } from './hint';
import type { Hit } from './hit';
import { Hud, type HudLine } from './hud';
import { TimelineInput } from './input';
import { MAX_PX, MIN_PX, TimeScale, ZOOMS, zoomOf, type Viewport, type Zoom } from './layout';
import { indexLinks, type LinkIndex } from './links';
import type { AppliedChange, PlanModel } from './model';
import type { PreviewResult } from './network';
import { visibleRows, type Visible } from './outline';
import { readPalette, type Palette } from './palette';
import type { RowState } from './rowView';
import type { LinkDraft, Scene } from './scene';
import { Selection, type SelectionIds } from './selection';
import { buildStage, wireSplit, type Stage } from './stage';
import { testHandles, type GanttHandles } from './handles';
import type { Command, Translate } from './types';

export interface GanttHost {
  /** Carry out commands; the promise settles with the ids of created tasks, or null when refused. */
  run: (commands: Command[]) => Promise<Record<string, number> | null>;
  onOpen: (id: number) => void;
  onCursor: (id: number | null) => void;
  onSelection: (count: number) => void;
  onLink: (link: number, clientX: number, clientY: number) => void;
  onZoom: (zoom: Zoom) => void;
  /** A key the grid does not handle itself; true when the page took it. */
  onKey: (event: KeyboardEvent) => boolean;
  refuse: (sentence: string) => void;
}

export interface EngineOptions {
  t: Translate; isChinese: boolean; canEdit: boolean; rowHeight: number; choice: ColumnChoice; treeWidth: number;
  saveWidths: (choice: ColumnChoice, treeWidth: number) => void;
}

export const HEADER = 44, PHONE_ROW = 52, PHONE_MINI = 118, PHONE_BREAK = 768;
const MIN_TREE = 120, MIN_TIMELINE = 120, FLASH_MS = 1600;

export class Engine {
  readonly model: PlanModel;
  readonly host: GanttHost;
  readonly grid: Grid;
  readonly stage: Stage;
  readonly scale: TimeScale;
  readonly selection: Selection;
  readonly editor = new CellEditor();
  readonly view: Viewport = { left: 0, top: 0, width: 1, height: 1, header: HEADER, rowHeight: 28 };
  readonly collapsed = new Set<number>();
  visible: Visible;
  draft: LinkDraft | null = null;
  t: Translate;
  canEdit: boolean;
  isPhone = false;
  treeWidth: number;
  frames = 0;
  private options: EngineOptions;
  private linkIndex: LinkIndex;
  private palette: Palette;
  private matches: Uint8Array | null = null;
  private readonly hud = new Hud();
  private readonly tip = new Hud();
  private readonly input: TimelineInput;
  private readonly observers: (() => void)[] = [];
  private stamp = 0;
  private frameId = 0;
  private hoverRow = -1;
  private preview: PreviewResult | null = null;
  private previewRows: ReadonlySet<number> = new Set();
  private previewCritical: ReadonlySet<number> = new Set();
  private progressDrag: { row: number; value: number } | null = null;
  private selectedLink = -1;
  private flashing = new Set<number>();
  private refused = new Set<number>();
  private tipTimer: ReturnType<typeof setTimeout> | undefined;
  private hasPlaced = false;
  private phoneLeft = 0;
  showBaseline = true;

  constructor(container: HTMLElement, model: PlanModel, host: GanttHost, options: EngineOptions) {
    this.model = model;
    this.host = host;
    this.options = options;
    this.t = options.t;
    this.canEdit = options.canEdit;
    this.treeWidth = options.treeWidth;
    this.view.rowHeight = options.rowHeight;
    this.scale = new TimeScale(model.calendar);
    this.visible = visibleRows(model.outline, () => false, null);
    this.linkIndex = indexLinks(model.links, this.visible);
    this.selection = new Selection(() => this.visible, () => this.selectionChanged());
    this.grid = new Grid(options.t);
    this.stage = buildStage(this.grid.element);
    this.grid.body.appendChild(this.editor.element);
    this.stage.root.append(this.hud.element, this.tip.element);
    container.appendChild(this.stage.root);
    this.palette = readPalette(this.stage.root);
    this.input = new TimelineInput(this, this.stage.canvas);
    this.wire();
    (this.stage.root as HTMLElement & { __gantt?: GanttHandles }).__gantt = testHandles(this);
    this.measure();
    this.reload();
  }

  destroy(): void {
    cancelAnimationFrame(this.frameId);
    clearTimeout(this.tipTimer);
    this.input.destroy();
    for (const stop of this.observers) stop();
    this.stage.root.remove();
  }

  // ---- content ----

  /** Everything may have changed: columns, outline, links, extent. */
  reload(): void {
    this.scale.setCalendar(this.model.calendar);
    this.grid.setColumns(this.isPhone ? PHONE_COLUMNS : columnsFor(this.model, this.options.choice));
    this.restructure();
    this.placeFirst();
  }

  /** After a delta: `ids` is the selection taken before it. */
  applied(change: AppliedChange, ids: SelectionIds, flash: boolean): void {
    const { cursor } = this.selection;
    if (change.isStructural) {
      const anchor = this.topAnchor;
      this.selection.fromIds(this.model, ids, cursor);
      this.restructure();
      this.restoreTop(anchor);
    } else {
      this.linkIndex = indexLinks(this.model.links, this.visible);
      this.fit();
    }
    if (flash) this.flash(this.model.rowsOf(change.rows));
    this.invalidate();
  }

  /** Row and offset at the top edge, kept over a change of structure so that the view does not jump. */
  rememberTop(): void {
    const position = Math.floor(this.view.top / this.view.rowHeight);
    const row = this.visible.rows[position];
    this.topAnchor = row === undefined ? null : { id: this.model.id[row], offset: this.view.top - position * this.view.rowHeight };
  }

  private topAnchor: { id: number; offset: number } | null = null;

  private restoreTop(anchor: { id: number; offset: number } | null): void {
    const position = anchor ? this.visible.position[this.model.row(anchor.id)] ?? -1 : -1;
    if (anchor && position >= 0) this.stage.scroller.scrollTop = position * this.view.rowHeight + anchor.offset;
  }

  private restructure(): void {
    this.visible = visibleRows(this.model.outline, (row) => this.collapsed.has(this.model.id[row]), this.matches);
    this.linkIndex = indexLinks(this.model.links, this.visible);
    this.fit();
    this.invalidate();
  }

  setFilter(matches: Uint8Array | null): void {
    this.matches = matches;
    this.restructure();
  }

  toggle(row: number, force?: boolean): void {
    const id = this.model.id[row];
    const collapse = force ?? !this.collapsed.has(id);
    if (collapse) this.collapsed.add(id); else this.collapsed.delete(id);
    if (collapse && this.selection.cursor > row && this.selection.cursor < this.model.outline.end[row]) this.selection.moveTo(row, false);
    this.restructure();
  }

  collapseAll(collapse: boolean): void {
    this.collapsed.clear();
    if (collapse) for (let r = 0; r < this.model.n; r++) if (this.model.outline.end[r] > r + 1) this.collapsed.add(this.model.id[r]);
    this.restructure();
  }

  // ---- frame ----

  invalidate(): void {
    this.stamp++;
    this.requestFrame();
  }

  requestFrame(): void {
    if (!this.frameId) this.frameId = requestAnimationFrame(() => this.frame());
  }

  /** One picture. Also called directly where a benchmark wants the cost of a frame. */
  frame(): void {
    this.frameId = 0;
    this.frames++;
    const { view, stage, model, visible } = this;
    view.top = stage.scroller.scrollTop;
    view.left = this.isPhone ? this.phoneLeft : stage.scroller.scrollLeft;
    this.grid.update({
      model, visible, top: view.top, height: Math.max(1, view.height - HEADER), rowHeight: view.rowHeight,
      cursor: this.selection.cursor, cursorColumn: this.selection.column, stateOf: (row) => this.rowState(row),
    }, this.stamp);
    if (this.editor.isOpen) placeEditor(this);
    drawScene(this.scene(), window.devicePixelRatio || 1);
  }

  scene(): Scene {
    return {
      ctx: this.stage.ctx, model: this.model, scale: this.scale, visible: this.visible, linkIndex: this.linkIndex, view: this.view,
      palette: this.palette, t: this.t, isChinese: this.options.isChinese, selected: this.selection.rows, cursor: this.selection.cursor,
      hoverRow: this.hoverRow, selectedLink: this.selectedLink, preview: this.preview, previewRows: this.previewRows,
      previewCritical: this.previewCritical, draft: this.draft, progressDrag: this.progressDrag, showBaseline: this.showBaseline,
      showNames: !this.isPhone && this.treeWidth < 180, isMini: this.isPhone, canEdit: this.canEdit,
    };
  }

  private rowState(row: number): RowState {
    return {
      isCursor: row === this.selection.cursor, isSelected: this.selection.rows.has(row), cursorColumn: this.selection.column,
      isCollapsed: this.collapsed.has(this.model.id[row]), isFlashing: this.flashing.has(this.model.id[row]),
      isRefused: this.refused.has(this.model.id[row]),
    };
  }

  // ---- size, scroll, zoom ----

  private measure(): void {
    const { stage, view } = this;
    const { clientWidth: width, clientHeight: height } = stage.scroller;
    if (width === 0 || height === 0) return;
    const wasPhone = this.isPhone;
    this.isPhone = window.innerWidth < PHONE_BREAK;
    stage.root.classList.toggle('phone', this.isPhone);
    view.rowHeight = this.isPhone ? PHONE_ROW : this.options.rowHeight;
    const tree = this.isPhone ? width - PHONE_MINI : Math.max(MIN_TREE, Math.min(this.treeWidth, width - MIN_TIMELINE));
    stage.sticky.style.width = `${width}px`;
    stage.sticky.style.height = `${height}px`;
    this.grid.element.style.width = `${tree}px`;
    view.width = Math.max(1, width - tree);
    view.height = height;
    const ratio = window.devicePixelRatio || 1;
    stage.canvas.width = Math.round(view.width * ratio);
    stage.canvas.height = Math.round(height * ratio);
    stage.canvas.style.width = `${view.width}px`;
    stage.canvas.style.height = `${height}px`;
    if (wasPhone !== this.isPhone) this.reload();
  }

  private resized(): void {
    this.measure();
    this.fit();
    if (!this.hasPlaced) this.placeFirst();
    this.stamp++;
    // Within the observer's turn the picture is drawn before paint: no blank frame while a splitter is dragged.
    cancelAnimationFrame(this.frameId);
    this.frame();
  }

  /** Let the axis cover the plan; the instant at the left edge stays where it is. */
  private fit(): void {
    const [low, high] = this.model.extent();
    const before = this.scale.origin;
    if (this.isPhone && !this.hasPlaced) this.scale.px = Math.max(MIN_PX / 2, this.view.width / ((high - low) / 1440 + 24));
    this.scale.fit(low, high, this.view.width);
    const { stage, view } = this;
    const width = this.isPhone ? 0 : this.scale.width + (stage.scroller.clientWidth - view.width);
    stage.spacer.style.width = width ? `${width}px` : '100%';
    stage.spacer.style.height = `${HEADER + this.visible.count * view.rowHeight}px`;
    if (this.hasPlaced && before !== this.scale.origin) this.scrollTo(view.left + (before - this.scale.origin) * this.scale.px, view.top);
  }

  private placeFirst(): void {
    if (this.view.width <= 1 || this.model.n === 0) return;
    this.fit();
    this.hasPlaced = true;
    if (!this.isPhone) this.scrollToToday();
    else this.phoneLeft = Math.max(0, this.scale.x(this.model.extent()[0]) - 4);
  }

  scrollTo(left: number, top: number): void {
    const { scroller } = this.stage;
    if (this.isPhone) this.phoneLeft = Math.max(0, Math.min(left, this.scale.width - this.view.width));
    else scroller.scrollLeft = left;
    this.view.left = this.isPhone ? this.phoneLeft : scroller.scrollLeft;
    scroller.scrollTop = top;
    this.view.top = scroller.scrollTop;
    this.requestFrame();
  }

  scrollToTime(t: number, share: number): void {
    this.scrollTo(this.scale.x(t) - this.view.width * share, this.stage.scroller.scrollTop);
  }

  scrollToToday(): void {
    this.scrollToTime((this.model.project.business_today ?? this.model.project.data_date ?? 0) + 720, 0.24);
  }

  revealRow(row: number): void {
    const position = this.visible.position[row] ?? -1;
    if (position < 0) return;
    const { view } = this;
    const { scroller } = this.stage;
    const y = position * view.rowHeight, room = view.height - HEADER;
    if (y < scroller.scrollTop) scroller.scrollTop = y;
    else if (y + view.rowHeight > scroller.scrollTop + room) scroller.scrollTop = y + view.rowHeight - room;
    this.requestFrame();
  }

  /** Show a task: unfold its ancestors, bring row and bar into sight, put the cursor on it. */
  showTask(id: number, withBar = true): boolean {
    const row = this.model.row(id);
    if (row < 0) return false;
    let folded = false;
    for (let p = this.model.outline.parent[row]; p >= 0; p = this.model.outline.parent[p]) {
      folded = this.collapsed.delete(this.model.id[p]) || folded;
    }
    if (folded) this.restructure();
    this.selection.moveTo(row, false);
    this.revealRow(row);
    const start = this.model.c.start[row];
    if (withBar && start > 0) {
      const x = this.scale.x(start) - this.view.left;
      if (x < 0 || x > this.view.width - 80) this.scrollToTime(start, 0.3);
    }
    return true;
  }

  get zoom(): Zoom { return zoomOf(this.scale.px); }

  setZoom(zoom: Zoom): void {
    this.zoomTo(ZOOMS[zoom], this.view.width * 0.4);
  }

  zoomTo(px: number, anchor: number): void {
    const at = (this.view.left + anchor) / this.scale.px + this.scale.origin;
    const before = this.zoom;
    this.scale.px = Math.max(MIN_PX / (this.isPhone ? 3 : 1), Math.min(MAX_PX, px));
    this.fit();
    this.scrollTo((at - this.scale.origin) * this.scale.px - anchor, this.stage.scroller.scrollTop);
    if (this.zoom !== before) this.host.onZoom(this.zoom);
  }

  // ---- what the pointer does (input.ts) ----

  setHover(row: number): void {
    if (row === this.hoverRow) return;
    this.hoverRow = row;
    this.requestFrame();
  }

  setPreview(result: PreviewResult | null, rows: number[]): void {
    this.preview = result;
    this.previewRows = new Set(result ? result.moved : rows);
    this.previewCritical = new Set(result?.turnCritical ?? []);
    this.requestFrame();
  }

  setProgressDrag(drag: { row: number; value: number } | null): void {
    this.progressDrag = drag;
    this.requestFrame();
  }

  setDraft(draft: LinkDraft | null): void {
    this.draft = draft;
    this.requestFrame();
  }

  showHud(lines: HudLine[], x: number, y: number): void {
    const left = this.stage.scroller.clientWidth - this.view.width;
    this.hud.show(lines, x + left, y, { width: this.stage.scroller.clientWidth, height: this.view.height });
  }

  /** What lies under a resting pointer, after the usual delay of a tooltip. */
  hint(hit: Hit | null, x: number, y: number): void {
    clearTimeout(this.tipTimer);
    this.tip.hide();
    if (!hit || this.editor.isOpen) return;
    this.tipTimer = setTimeout(() => {
      const lines = hintLines(this.model, hit, this.t);
      const left = this.stage.scroller.clientWidth - this.view.width;
      if (lines.length) this.tip.show(lines, x + left, y, { width: this.stage.scroller.clientWidth, height: this.view.height });
    }, 400);
  }

  drop(commands: Command[], _result: PreviewResult | null): void {
    if (commands.length > 0) void this.host.run(commands);
  }

  dropProgress(): void {
    const drag = this.progressDrag;
    if (!drag || drag.value === this.model.progress[drag.row]) return;
    const { id, c } = this.model;
    void this.host.run([{ op: 'task.update', id: id[drag.row], version: c.version[drag.row], set: { progress: drag.value } }]);
  }

  dropLink(command: Command | null): void {
    if (command) void this.host.run([command]);
  }

  endDrag(): void {
    this.preview = null;
    this.previewRows = new Set();
    this.previewCritical = new Set();
    this.progressDrag = null;
    this.draft = null;
    this.hud.hide();
    this.invalidate();
  }

  selectLink(link: number, clientX: number, clientY: number): void {
    if (link === this.selectedLink && link < 0) return;
    this.selectedLink = link;
    this.host.onLink(link, clientX, clientY);
    this.requestFrame();
  }

  // ---- cells ----

  edit(row: number, column: number, typed?: string): void {
    openEditor(this, row, column, typed);
  }

  columnIndex(key: ColumnKey): number {
    return this.grid.columns.findIndex((c) => c.key === key);
  }

  focus(): void {
    if (!this.editor.isOpen) this.grid.element.focus({ preventScroll: true });
  }

  /** Light up rows that someone else changed. */
  flash(rows: number[]): void {
    const ids = rows.slice(0, 500).map((row) => this.model.id[row]);
    for (const id of ids) this.flashing.add(id);
    setTimeout(() => { for (const id of ids) this.flashing.delete(id); this.invalidate(); }, FLASH_MS);
    this.invalidate();
  }

  markRefused(ids: number[]): void {
    this.refused = new Set(ids);
    this.invalidate();
  }

  // ---- settings ----

  setOptions(change: Partial<EngineOptions>): void {
    Object.assign(this.options, change);
    this.t = this.options.t;
    this.canEdit = this.options.canEdit;
    this.grid.setLanguage(this.t);
    if (change.choice) this.grid.setColumns(this.isPhone ? PHONE_COLUMNS : columnsFor(this.model, this.options.choice));
    this.measure();
    this.fit();
    this.invalidate();
  }

  setTreeWidth(width: number, isDone: boolean): void {
    this.treeWidth = Math.round(Math.max(MIN_TREE, Math.min(width, this.stage.scroller.clientWidth - MIN_TIMELINE)));
    if (isDone) this.options.saveWidths(this.options.choice, this.treeWidth);
    this.resized();
  }

  private selectionChanged(): void {
    this.host.onCursor(this.selection.cursor >= 0 ? this.model.id[this.selection.cursor] : null);
    this.host.onSelection(this.selection.rows.size);
    this.invalidate();
  }

  private wire(): void {
    const { stage, observers } = this;
    const abort = new AbortController();
    const resize = new ResizeObserver(() => this.resized());
    resize.observe(stage.scroller);
    const scheme = new MutationObserver(() => { this.palette = readPalette(stage.root); this.requestFrame(); });
    scheme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme', 'class'] });
    observers.push(() => resize.disconnect(), () => scheme.disconnect(), () => abort.abort());
    stage.scroller.addEventListener('scroll', () => { this.hint(null, 0, 0); this.requestFrame(); }, { passive: true, signal: abort.signal });
    stage.root.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const x = event.clientX - stage.canvas.getBoundingClientRect().left;
      this.zoomTo(this.scale.px * Math.exp(-event.deltaY * 0.002), Math.max(0, x));
    }, { passive: false, signal: abort.signal });
    wireSplit(stage.split, () => this.treeWidth, (width, isDone) => this.setTreeWidth(width, isDone));
    wireGrid(this, abort.signal);
    this.grid.onResizeColumn = (key, width) => {
      this.options.choice = { ...this.options.choice, widths: { ...this.options.choice.widths, [key]: width } };
      this.options.saveWidths(this.options.choice, this.treeWidth);
    };
  }
}
