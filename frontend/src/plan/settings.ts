/** Widths, columns and row height that this browser remembers. */
import type { ColumnChoice } from '../gantt/columns';

export interface PlanSettings { choice: ColumnChoice; treeWidth: number; isComfortable: boolean; dockHeight: number }

const KEY = 'linkspan-plan';
export const TREE_WIDTH = 590;

export const defaultSettings = (): PlanSettings =>
  ({ choice: { widths: {}, showPredecessors: false }, treeWidth: TREE_WIDTH, isComfortable: false, dockHeight: 188 });

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
