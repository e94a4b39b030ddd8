/** The treegrid at the left: header, pooled rows, column and tree widths. Scrolling repaints only rows that came in. */
import { MAX_COLUMN, MIN_COLUMN, type Column, type ColumnKey } from './columns';
import type { PlanModel } from './model';
import type { Visible } from './outline';
import { RowView, cellId, setAttribute, sizeCell, type RowState } from './rowView';
import type { Translate } from './types';

export interface GridInput {
  model: PlanModel; visible: Visible; top: number; height: number; rowHeight: number; cursorColumn: number; cursor: number;
  stateOf: (row: number) => RowState;
}

let instances = 0;

export class Grid {
  readonly element: HTMLDivElement;
  readonly body: HTMLDivElement;
  columns: Column[] = [];
  onResizeColumn: (key: ColumnKey, width: number) => void = () => undefined;
  private readonly head: HTMLDivElement;
  private readonly prefix = `lg${++instances}`;
  private readonly rows: HTMLDivElement;
  private pool: RowView[] = [];
  private shift = -1;
  private stamp = -1;
  private t: Translate;

  constructor(t: Translate) {
    this.t = t;
    this.element = document.createElement('div');
    this.element.className = 'lg-tree';
    this.element.setAttribute('role', 'treegrid');
    this.element.tabIndex = 0;
    this.head = document.createElement('div');
    this.head.className = 'lg-head';
    this.head.setAttribute('role', 'row');
    this.body = document.createElement('div');
    this.body.className = 'lg-body';
    this.body.setAttribute('role', 'rowgroup');
    this.rows = document.createElement('div');
    this.rows.className = 'lg-rows';
    this.rows.setAttribute('role', 'presentation');
    this.body.appendChild(this.rows);
    this.element.append(this.head, this.body);
  }

  setLanguage(t: Translate): void {
    this.t = t;
    this.paintHead();
  }

  setColumns(columns: Column[]): void {
    this.columns = columns;
    this.paintHead();
    for (const view of this.pool) view.setColumns(columns);
    this.stamp = -1;
  }

  /** Widths go onto the cells: a flex row with fixed cells is laid out faster than a grid, and scrolling lays out rows. */
  layoutColumns(): void {
    for (const view of this.pool) view.layout();
    for (let i = 0; i < this.head.children.length; i++) sizeCell(this.head.children[i] as HTMLElement, this.columns[i]);
  }

  /** Smallest width that shows every column. */
  naturalWidth(): number {
    return this.columns.reduce((sum, c) => sum + c.width, 6);
  }

  /** Bring the pool in line with the scroll position; `stamp` changes whenever content may have. */
  update(input: GridInput, stamp: number): void {
    const { visible, top, height, rowHeight } = input;
    const first = Math.max(0, Math.floor(top / rowHeight));
    const last = Math.min(visible.count - 1, Math.floor((top + height - 1) / rowHeight));
    this.grow(Math.ceil(height / rowHeight) + 2, rowHeight);
    const size = this.pool.length;
    const isStale = stamp !== this.stamp;
    this.stamp = stamp;
    for (let slot = 0; slot < size; slot++) {
      const view = this.pool[slot];
      const position = first + ((((slot - first) % size) + size) % size);
      if (position > last) { view.hide(); continue; }
      if (isStale || view.position !== position) {
        view.position = position;
        const row = visible.rows[position];
        view.paint(input.model, row, input.stateOf(row), this.t);
      }
      view.moveTo(position * rowHeight);
    }
    if (top !== this.shift) {
      this.shift = top;
      this.rows.style.transform = `translateY(${-top}px)`;
    }
    setAttribute(this.element, 'aria-rowcount', String(visible.count + 1));
    setAttribute(this.element, 'aria-activedescendant',
      input.cursor >= 0 ? cellId(this.prefix, input.cursor, input.cursorColumn) : null);
  }

  /** The element that shows a row, if it is on screen. */
  viewOf(row: number): RowView | undefined {
    return this.pool.find((view) => view.position >= 0 && view.row === row);
  }

  rowAt(target: EventTarget | null): { view: RowView; column: number; isToggle: boolean } | null {
    const element = target instanceof Element ? target : null;
    const cell = element?.closest<HTMLElement>('.lg-cell');
    const rowElement = element?.closest('.lg-row');
    const view = this.pool.find((v) => v.element === rowElement);
    if (!view || view.position < 0) return null;
    const column = cell ? this.columns.findIndex((c) => c.key === cell.dataset.column) : -1;
    return { view, column, isToggle: Boolean(element?.closest('.lg-toggle:not(.leaf)')) };
  }

  private grow(count: number, rowHeight: number): void {
    while (this.pool.length < count) {
      const view = new RowView(this.prefix);
      view.setColumns(this.columns);
      view.hide();
      this.pool.push(view);
      this.rows.appendChild(view.element);
      this.stamp = -1;
    }
    const height = `${rowHeight}px`;
    if (this.element.style.getPropertyValue('--lg-row') !== height) this.element.style.setProperty('--lg-row', height);
  }

  private paintHead(): void {
    this.element.setAttribute('aria-label', this.t('gantt.label.tree'));
    this.element.setAttribute('aria-multiselectable', 'true');
    this.element.setAttribute('aria-colcount', String(this.columns.length));
    this.head.replaceChildren(...this.columns.map((column, i) => this.headCell(column, i)));
    this.layoutColumns();
  }

  private headCell(column: Column, index: number): HTMLElement {
    const cell = document.createElement('div');
    cell.className = `lg-th lg-${column.key}` + (column.isNumeric ? ' num' : '');
    cell.setAttribute('role', 'columnheader');
    cell.setAttribute('aria-colindex', String(index + 1));
    const label = document.createElement('span');
    label.textContent = column.key === 'number' ? '' : this.t(`gantt.column.${column.key}`);
    if (column.key === 'number') cell.setAttribute('aria-label', this.t('gantt.column.number'));
    cell.title = this.t(`gantt.column.${column.key}.hint`);
    cell.appendChild(label);
    if (column.key !== 'phone' && !column.isFlexible) cell.appendChild(this.resizeHandle(column));
    return cell;
  }

  private resizeHandle(column: Column): HTMLElement {
    const handle = document.createElement('i');
    handle.className = 'lg-resize';
    handle.addEventListener('pointerdown', (down) => {
      down.preventDefault();
      handle.setPointerCapture(down.pointerId);
      const from = column.width;
      const move = (event: PointerEvent): void => {
        column.width = Math.round(Math.max(MIN_COLUMN, Math.min(MAX_COLUMN, from + event.clientX - down.clientX)));
        this.layoutColumns();
      };
      const up = (): void => {
        handle.removeEventListener('pointermove', move);
        this.onResizeColumn(column.key, column.width);
      };
      handle.addEventListener('pointermove', move);
      handle.addEventListener('pointerup', up, { once: true });
    });
    return handle;
  }
}
