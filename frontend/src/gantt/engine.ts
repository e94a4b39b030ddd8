/**
 * The plan on the screen: owns the stage, the scale and what is selected; draws once per animation frame. React mounts it and
 * is told about coarse events only.
 */
import { Camera, HEADER, MIN_TIMELINE, MIN_TREE } from './camera';
import { columnsFor, PHONE_COLUMNS, type ColumnChoice, type ColumnKey } from './columns';
import { drawScene } from './draw';
import { DragState } from './dragState';
import { CellEditor } from './editor';
import { openEditor, placeEditor } from './editing';
import type { Trace } from './floats';
import { Grid } from './grid';
import { wireGrid } from './gridInput';
import { hintLines } from './hint';
import type { Hit } from './hit';
import { TimelineInput } from './input';
import { TimeScale, type Viewport, type Zoom } from './layout';
import { indexLinks, type LinkIndex, type LinkStore } from './links';
import type { AppliedChange, PlanModel } from './model';
import type { PreviewResult } from './network';
import { Notes } from './notes';
import { visibleRows, type Visible } from './outline';
import { readPalette, type Palette } from './palette';
import type { RowState } from './rowView';
import type { Forecast, Scene } from './scene';
import { Selection, type SelectionIds } from './selection';
import { buildStage, wireSplit, type Stage } from './stage';
import { testHandles, type GanttHandles } from './handles';
import type { Command, Translate } from './types';

export interface GanttHost {
  /** Carry out commands; the promise settles with the ids of created tasks, or null when refused. */
  run: (commands: Command[], preview?: PreviewResult | null) => Promise<Record<string, number> | null>;
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
  t: Translate; isChinese: boolean; canEdit: boolean; rowHeight: number; choice: ColumnChoice; treeWidth: number | null;
  saveWidths: (choice: ColumnChoice, treeWidth: number | null) => void;
}

const FLASH_MS = 1600;

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
  t: Translate;
  canEdit: boolean;
  isPhone = false;
  /** Null: as wide as its columns need, so long as the timeline keeps most of the page. */
  ownTreeWidth: number | null;
  frames = 0;
  private options: EngineOptions;
  private linkIndex: LinkIndex;
  private indexed: LinkStore;
  private palette: Palette;
  private matches: Uint8Array | null = null;
  readonly drag = new DragState(() => this.requestFrame());
  readonly notes: Notes;
  private readonly input: TimelineInput;
  private readonly observers: (() => void)[] = [];
  private stamp = 0;
  private frameId = 0;
  private hoverRow = -1;
  private selectedLink = -1;
  private flashing = new Set<number>();
  private refused = new Set<number>();
  readonly camera: Camera;
  private topAnchor: ReturnType<Camera['topAnchor']> = null;
  showBaseline = true;
  /** The path that is highlighted; see `setTrace`. */
  trace: Trace | null = null;
  /** Whiskers of the last simulation, where they are shown. */
  forecasts: ReadonlyMap<number, Forecast> | null = null;

  constructor(container: HTMLElement, model: PlanModel, host: GanttHost, options: EngineOptions) {
    this.model = model;
    this.host = host;
    this.options = options;
    this.t = options.t;
    this.canEdit = options.canEdit;
    this.ownTreeWidth = options.treeWidth;
    this.view.rowHeight = options.rowHeight;
    this.scale = new TimeScale(model.calendar);
    this.visible = visibleRows(model.outline, () => false, null);
    this.indexed = model.links;
    this.linkIndex = { levels: [] };
    this.selection = new Selection(() => this.visible, () => this.selectionChanged());
    this.grid = new Grid(options.t);
    this.stage = buildStage(this.grid.element);
    this.stage.root.appendChild(this.editor.element);
    this.notes = new Notes(this.stage.root, () => this.noteBox());
    container.appendChild(this.stage.root);
    this.palette = readPalette(this.stage.root);
    this.camera = new Camera(this);
    this.input = new TimelineInput(this, this.stage.canvas);
    this.wire();
    (this.stage.root as HTMLElement & { __gantt?: GanttHandles }).__gantt = testHandles(this);
    this.camera.measure(options.rowHeight);
    this.reload();
  }

  destroy(): void {
    cancelAnimationFrame(this.frameId);
    this.notes.destroy();
    this.input.destroy();
    for (const stop of this.observers) stop();
    this.stage.root.remove();
  }

  // ---- content ----

  /** Everything may have changed: columns, outline, links, extent. */
  reload(): void {
    this.scale.setCalendar(this.model.calendar);
    this.grid.setColumns(this.isPhone ? PHONE_COLUMNS : columnsFor(this.model, this.options.choice));
    this.camera.measure(this.options.rowHeight);
    this.restructure();
    if (!this.camera.isPlaced) this.camera.placeFirst();
  }

  /** After a delta: `ids` is the selection taken before it. */
  applied(change: AppliedChange, ids: SelectionIds, flash: boolean): void {
    const { cursor } = this.selection;
    if (change.isStructural) {
      this.selection.fromIds(this.model, ids, cursor);
      this.restructure();
      this.camera.restoreTop(this.topAnchor);
    } else {
      if (this.indexed !== this.model.links) this.index();
      this.camera.fit();
    }
    if (flash) this.flash(this.model.rowsOf(change.rows));
    this.invalidate();
  }

  /** Call before a delta is applied, so that the row at the top edge can stay there. */
  rememberTop(): void {
    this.topAnchor = this.camera.topAnchor();
  }

  private restructure(): void {
    this.visible = visibleRows(this.model.outline, (row) => this.collapsed.has(this.model.id[row]), this.matches);
    this.index();
    this.camera.fit();
    this.invalidate();
  }

  private index(): void {
    this.indexed = this.model.links;
    this.linkIndex = indexLinks(this.model.links, this.visible);
  }

  setFilter(matches: Uint8Array | null): void {
    if (!matches && !this.matches) return;
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

  /** Highlight tasks and links; everything else is drawn faint. Null shows all alike again. */
  setTrace(trace: Trace | null): void {
    if (trace === this.trace) return;
    this.trace = trace;
    this.invalidate();
  }

  setForecasts(forecasts: ReadonlyMap<number, Forecast> | null): void {
    if (forecasts === this.forecasts) return;
    this.forecasts = forecasts;
    this.requestFrame();
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
    view.left = this.camera.left;
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
      hoverRow: this.hoverRow, selectedLink: this.selectedLink, preview: this.drag.preview,
      previewCritical: this.drag.critical, draft: this.drag.draft, progressDrag: this.drag.progress, showBaseline: this.showBaseline,
      showNames: !this.isPhone && this.treeWidth < 180, isMini: this.isPhone, canEdit: this.canEdit, trace: this.trace,
      forecasts: this.forecasts,
    };
  }

  private rowState(row: number): RowState {
    return {
      isCursor: row === this.selection.cursor, isSelected: this.selection.rows.has(row), cursorColumn: this.selection.column,
      isCollapsed: this.collapsed.has(this.model.id[row]), isFlashing: this.flashing.has(this.model.id[row]),
      isRefused: this.refused.has(this.model.id[row]), isFaint: this.trace !== null && !this.trace.tasks.has(this.model.id[row]),
    };
  }

  private measure(): void {
    if (!this.camera.measure(this.options.rowHeight)) return;
    this.reload();
    this.camera.replace();
  }

  private resized(): void {
    this.measure();
    this.camera.fit();
    if (!this.camera.isPlaced) this.camera.placeFirst();
    this.stamp++;
    // Within the observer's turn the picture is drawn before paint: no blank frame while a splitter is dragged.
    cancelAnimationFrame(this.frameId);
    this.frame();
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
    this.camera.revealRow(row);
    if (withBar) this.camera.revealBar(row);
    return true;
  }

  // ---- what the pointer does (input.ts) ----

  setHover(row: number): void {
    if (row === this.hoverRow) return;
    this.hoverRow = row;
    this.requestFrame();
  }

  private noteBox(): { left: number; width: number; height: number } {
    const { clientWidth } = this.stage.scroller;
    return { left: clientWidth - this.view.width, width: clientWidth, height: this.view.height };
  }

  /** What lies under a resting pointer, after the usual delay of a tooltip. */
  hint(hit: Hit | null, x: number, y: number): void {
    this.notes.rest(hit && !this.editor.isOpen ? () => hintLines(this.model, hit, this.t) : null, x, y);
  }

  drop(command: Command | Command[] | null): void {
    const commands = command === null ? [] : Array.isArray(command) ? command : [command];
    if (commands.length > 0) void this.host.run(commands, this.drag.preview);
  }

  endDrag(): void {
    this.notes.hide();
    this.drag.clear();
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
    this.stage.canvas.setAttribute('aria-label', this.t('gantt.label.timeline'));
    if (change.choice) this.grid.setColumns(this.isPhone ? PHONE_COLUMNS : columnsFor(this.model, this.options.choice));
    this.measure();
    this.camera.fit();
    this.invalidate();
  }

  get treeWidth(): number {
    return this.ownTreeWidth ?? Math.min(this.grid.naturalWidth(), Math.max(420, this.stage.scroller.clientWidth * 0.5));
  }

  setTreeWidth(width: number | null, isDone: boolean): void {
    const most = this.stage.scroller.clientWidth - MIN_TIMELINE;
    this.ownTreeWidth = width === null ? null : Math.round(Math.max(MIN_TREE, Math.min(width, most)));
    if (isDone) this.options.saveWidths(this.options.choice, this.ownTreeWidth);
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
    const { signal } = abort;
    stage.scroller.addEventListener('scroll', () => { this.camera.scrolled(); this.hint(null, 0, 0); this.requestFrame(); }, { passive: true, signal });
    for (const hand of ['wheel', 'touchmove', 'pointerdown', 'pointermove'] as const) {
      stage.scroller.addEventListener(hand, (event) => { if (hand !== 'pointermove' || (event as PointerEvent).buttons) this.camera.handled(); }, { passive: true, signal });
    }
    stage.root.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const x = event.clientX - stage.canvas.getBoundingClientRect().left;
      this.camera.zoomTo(this.scale.px * Math.exp(-event.deltaY * 0.002), Math.max(0, x));
    }, { passive: false, signal: abort.signal });
    wireSplit(stage.split, () => this.treeWidth, (width, isDone) => this.setTreeWidth(width, isDone));
    wireGrid(this, abort.signal);
    this.grid.onResizeColumn = (key, width) => {
      this.options.choice = { ...this.options.choice, widths: { ...this.options.choice.widths, [key]: width } };
      this.options.saveWidths(this.options.choice, this.ownTreeWidth);
    };
  }
}
