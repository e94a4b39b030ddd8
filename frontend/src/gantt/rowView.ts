/** One pooled DOM row of the treegrid: built once, repainted for whichever task it shows. */
import { MIN_NAME, cellText, floatTone, type Column, type ColumnKey } from './columns';
import type { PlanModel } from './model';
import { NONE, finishDay, shortDate } from './time';
import { planYear } from './columns';
import { avatarColour } from './palette';
import type { Translate } from './types';

export interface RowState {
  isCursor: boolean; isSelected: boolean; cursorColumn: number; isCollapsed: boolean; isFlashing: boolean; isRefused: boolean; isFaint: boolean;
}

const CHEVRON = 'M7 10l5 5 5-5';
const INDENT = 20, PHONE_INDENT = 12;

export const cellId = (prefix: string, row: number, column: number): string => `${prefix}-r${row}c${column}`;

export class RowView {
  readonly element: HTMLDivElement;
  position = -1;
  row = -1;
  private readonly prefix: string;
  private cells: HTMLDivElement[] = [];
  private columns: Column[] = [];
  private parts = new Map<ColumnKey, HTMLElement[]>();
  private top = -1;

  constructor(prefix: string) {
    this.prefix = prefix;
    this.element = document.createElement('div');
    this.element.className = 'lg-row';
    this.element.setAttribute('role', 'row');
  }

  setColumns(columns: Column[]): void {
    this.columns = columns;
    this.parts.clear();
    this.cells = columns.map((column) => this.makeCell(column));
    this.layout();
    this.element.replaceChildren(...this.cells);
    this.row = -1;
  }

  layout(): void {
    this.cells.forEach((cell, i) => sizeCell(cell, this.columns[i]));
  }

  /** Place among the rows; the container moves as one, so a row that stays needs no write while scrolling. */
  moveTo(top: number): void {
    if (this.element.hidden) this.element.hidden = false;
    if (top === this.top) return;
    this.top = top;
    this.element.style.top = `${top}px`;
  }

  cell(column: number): HTMLElement | undefined {
    return this.cells[column];
  }

  hide(): void {
    this.position = -1;
    this.element.hidden = true;
  }

  paint(model: PlanModel, row: number, state: RowState, t: Translate): void {
    const { element } = this;
    const isSummary = model.isSummary(row);
    const isNew = row !== this.row;
    this.row = row;
    const classes = 'lg-row' + (isSummary ? ' sm' : '') + (state.isCursor ? ' on' : '') + (state.isSelected ? ' sel' : '')
      + (state.isFlashing ? ' flash' : '') + (state.isRefused ? ' refused' : '') + (state.isFaint ? ' faint' : '');
    if (element.className !== classes) element.className = classes;
    setAttribute(element, 'aria-level', String(model.outline.level[row] + 1));
    setAttribute(element, 'aria-rowindex', String(this.position + 2));
    setAttribute(element, 'aria-selected', String(state.isSelected || state.isCursor));
    setAttribute(element, 'aria-expanded', isSummary && model.outline.end[row] > row + 1 ? String(!state.isCollapsed) : null);
    if (isNew) element.dataset.task = String(model.id[row]);
    this.columns.forEach((column, i) => {
      const cell = this.cells[i];
      this.paintCell(model, row, column.key, cell, state, t);
      const isCursor = state.isCursor && state.cursorColumn === i;
      if (cell.classList.contains('cur') === isCursor && !(isNew && isCursor)) return;
      cell.classList.toggle('cur', isCursor);
      // Only the active cell is ever referred to, so only it has an id.
      setAttribute(cell, 'id', isCursor ? cellId(this.prefix, row, i) : null);
    });
  }

  private paintCell(model: PlanModel, row: number, key: ColumnKey, cell: HTMLElement, state: RowState, t: Translate): void {
    const parts = this.parts.get(key)!;
    switch (key) {
      case 'name': return this.paintName(model, row, parts, state);
      case 'phone': return this.paintPhone(model, row, parts, state, t);
      case 'progress': return paintProgress(model, row, parts);
      case 'owner': return paintOwner(model, row, parts);
      default: {
        setText(parts[0], cellText(model, row, key));
        if (key === 'float' || key === 'finish') setAttribute(cell, 'data-tone', toneOf(model, row, key) || null);
        if (key === 'duration') setAttribute(cell, 'data-tone', model.isSummary(row) ? 'meta' : null);
        if (key === 'predecessors') setAttribute(cell, 'title', parts[0].textContent);
      }
    }
  }

  private paintName(model: PlanModel, row: number, parts: HTMLElement[], state: RowState): void {
    const [toggle, label, mark] = parts;
    const hasChildren = model.outline.end[row] > row + 1;
    toggle.style.marginLeft = `${model.outline.level[row] * INDENT}px`;
    toggle.classList.toggle('leaf', !hasChildren);
    toggle.classList.toggle('shut', hasChildren && state.isCollapsed);
    setText(label, model.name[row]);
    setAttribute(label, 'title', model.name[row].length > 14 ? model.name[row] : null);
    mark.hidden = !model.isMilestone(row);
  }

  private paintPhone(model: PlanModel, row: number, parts: HTMLElement[], state: RowState, t: Translate): void {
    const [toggle, label, meta] = parts;
    const hasChildren = model.outline.end[row] > row + 1;
    toggle.style.marginLeft = `${model.outline.level[row] * PHONE_INDENT}px`;
    toggle.classList.toggle('leaf', !hasChildren);
    toggle.classList.toggle('shut', hasChildren && state.isCollapsed);
    setText(label, model.name[row]);
    const year = planYear(model), { start, finish } = model.c;
    const dates = start[row] === NONE ? '—'
      : `${shortDate(start[row], year)}–${shortDate(finishDay(finish[row]) * 1440, year)}`;
    const bits = [model.wbs[row], dates, Math.round(model.progress[row] * 100) + '%'];
    if (floatTone(model, row) === 'zero') bits.push(t('gantt.phone.critical'));
    setText(meta, bits.join('  '));
    meta.dataset.tone = floatTone(model, row) === 'zero' ? 'crit' : '';
  }

  private makeCell(column: Column): HTMLDivElement {
    const cell = document.createElement('div');
    cell.className = `lg-cell lg-${column.key}` + (column.isNumeric ? ' num' : '');
    cell.setAttribute('role', column.key === 'number' ? 'rowheader' : 'gridcell');
    cell.dataset.column = column.key;
    const make = (tag: string, className: string, parent: HTMLElement = cell): HTMLElement => {
      const element = document.createElement(tag);
      if (className) element.className = className;
      parent.appendChild(element);
      return element;
    };
    this.parts.set(column.key, buildParts(column.key, cell, make));
    return cell;
  }
}

type Make = (tag: string, className: string, parent?: HTMLElement) => HTMLElement;

function buildParts(key: ColumnKey, cell: HTMLElement, make: Make): HTMLElement[] {
  if (key === 'name' || key === 'phone') {
    const toggle = make('span', 'lg-toggle');
    toggle.setAttribute('aria-hidden', 'true');
    toggle.appendChild(chevron());
    if (key === 'phone') {
      const box = make('div', 'lg-two');
      return [toggle, make('span', 'lg-label', box), make('span', 'lg-meta', box)];
    }
    const mark = make('span', 'lg-diamond');
    const label = make('span', 'lg-label');
    mark.setAttribute('aria-hidden', 'true');
    return [toggle, label, mark];
  }
  if (key === 'progress') {
    const track = make('i', 'lg-track');
    return [make('b', '', track), make('span', 'lg-percent')];
  }
  if (key === 'owner') return [make('span', 'lg-avatar'), make('span', 'lg-label')];
  cell.classList.add('lg-text');
  return [make('span', '')];
}

function paintProgress(model: PlanModel, row: number, parts: HTMLElement[]): void {
  const percent = Math.round(model.progress[row] * 100);
  const width = `${Math.max(0, Math.min(100, percent))}%`;
  if (parts[0].style.width !== width) parts[0].style.width = width;
  setText(parts[1], percent + '%');
}

function paintOwner(model: PlanModel, row: number, parts: HTMLElement[]): void {
  const name = model.ownerName(row);
  setText(parts[1], name);
  setText(parts[0], name ? [...name][0] : '');
  parts[0].hidden = name === '';
  if (name) parts[0].style.backgroundColor = avatarColour(name);
}

function toneOf(model: PlanModel, row: number, key: 'float' | 'finish'): string {
  if (key === 'float') return floatTone(model, row);
  const isLeaf = !model.isSummary(row);
  return isLeaf && model.c.critical[row] === 1 && model.progress[row] < 1 ? 'crit' : '';
}

function chevron(): SVGSVGElement {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', CHEVRON);
  svg.appendChild(path);
  return svg;
}

export function setText(element: HTMLElement, text: string): void {
  const node = element.firstChild as Text | null;
  if (!node) element.appendChild(document.createTextNode(text));
  else if (node.data !== text) node.data = text;
}

export function setAttribute(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) { if (element.hasAttribute(name)) element.removeAttribute(name); }
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Fixed width, or the rest of the row for the flexible column. */
export function sizeCell(cell: HTMLElement, column: Column): void {
  const { style } = cell;
  style.flex = column.isFlexible ? '1 1 0' : 'none';
  style.width = column.isFlexible ? '' : `${column.width}px`;
  style.minWidth = column.isFlexible && column.width ? `${MIN_NAME}px` : '';
}
