/** Widths, columns and row height that this browser remembers. */
import type { ColumnChoice } from '../gantt/columns';

/** `treeWidth` null: as wide as the columns of the plan need. */
export interface PlanSettings { choice: ColumnChoice; treeWidth: number | null; isComfortable: boolean; showForecast?: boolean }

const KEY = 'linkspan-plan';
export const defaultSettings = (): PlanSettings =>
  ({ choice: { widths: {}, showPredecessors: false, extra: [] }, treeWidth: null, isComfortable: false });

export function readSettings(): PlanSettings {
  try {
    return { ...defaultSettings(), ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
  } catch {
    return defaultSettings(); // Storage forbidden or holding something else: start with the defaults.
  }
}

export function writeSettings(settings: PlanSettings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    return; // Storage forbidden: the widths last as long as the page.
  }
}
