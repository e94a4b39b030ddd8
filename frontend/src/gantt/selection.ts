/** Cursor cell and selected rows. Rows are model rows; across a change of structure they travel as ids. */
import type { PlanModel } from './model';
import type { Visible } from './outline';

export interface SelectionIds { cursor: number | null; rows: number[]; anchor: number | null }

export class Selection {
  rows = new Set<number>();
  cursor = -1;
  column = 2;
  private anchor = -1;
  private readonly visible: () => Visible;
  private readonly changed: () => void;

  constructor(visible: () => Visible, changed: () => void) {
    this.visible = visible;
    this.changed = changed;
  }

  /** The rows a verb acts on: the selected ones, else the cursor's. */
  get acting(): number[] {
    if (this.rows.size > 0) return [...this.rows].sort((a, b) => a - b);
    return this.cursor >= 0 ? [this.cursor] : [];
  }

  click(row: number, how: { isRange: boolean; isToggle: boolean; keep: boolean }): void {
    if (how.isRange && this.anchor >= 0) this.range(this.anchor, row);
    else if (how.isToggle) {
      if (this.rows.size === 0 && this.cursor >= 0) this.rows.add(this.cursor);
      if (!this.rows.delete(row)) this.rows.add(row);
      this.anchor = row;
    } else {
      if (!(how.keep && this.rows.has(row))) this.rows.clear();
      this.anchor = row;
    }
    this.cursor = row;
    this.changed();
  }

  moveTo(row: number, extend: boolean): void {
    if (extend) this.range(this.anchor < 0 ? this.cursor : this.anchor, row);
    else { this.rows.clear(); this.anchor = row; }
    this.cursor = row;
    this.changed();
  }

  setColumn(column: number): void {
    this.column = column;
    this.changed();
  }

  all(): void {
    const { rows } = this.visible();
    this.rows = new Set(rows);
    this.changed();
  }

  clear(): void {
    this.rows.clear();
    this.changed();
  }

  toggle(row: number): void {
    if (!this.rows.delete(row)) this.rows.add(row);
    this.anchor = row;
    this.changed();
  }

  toIds(model: PlanModel): SelectionIds {
    const id = (row: number): number | null => (row >= 0 && row < model.n ? model.id[row] : null);
    return { cursor: id(this.cursor), anchor: id(this.anchor), rows: [...this.rows].map((r) => model.id[r]) };
  }

  fromIds(model: PlanModel, ids: SelectionIds, fallback: number): void {
    const row = (id: number | null): number => (id === null ? -1 : model.row(id));
    this.cursor = row(ids.cursor);
    this.anchor = row(ids.anchor);
    this.rows = new Set(model.rowsOf(ids.rows));
    if (this.cursor < 0 && ids.cursor !== null && model.n > 0) this.cursor = Math.min(fallback, model.n - 1);
    this.changed();
  }

  private range(from: number, to: number): void {
    const { position, rows } = this.visible();
    const a = position[from] ?? -1, b = position[to] ?? -1;
    if (a < 0 || b < 0) return;
    this.rows = new Set(rows.subarray(Math.min(a, b), Math.max(a, b) + 1));
    this.anchor = from;
  }
}
