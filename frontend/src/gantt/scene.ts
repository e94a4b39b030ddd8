/** What one frame is drawn from, and the small drawing helpers every layer uses. */
import type { Trace } from './floats';
import type { TimeScale, Viewport } from './layout';
import { firstRow, lastRow, rowPad } from './layout';
import type { LinkIndex } from './links';
import type { PlanModel } from './model';
import type { PreviewResult } from './network';
import type { Visible } from './outline';
import { FONT_STACK, type Palette } from './palette';
import type { Translate } from './types';

export interface LinkDraft { fromRow: number; fromFinish: boolean; x: number; y: number; toRow: number; toFinish: boolean }

export interface Scene {
  ctx: CanvasRenderingContext2D;
  model: PlanModel;
  scale: TimeScale;
  visible: Visible;
  linkIndex: LinkIndex;
  view: Viewport;
  palette: Palette;
  t: Translate;
  isChinese: boolean;
  selected: ReadonlySet<number>;
  cursor: number;
  hoverRow: number;
  selectedLink: number;
  preview: PreviewResult | null;
  previewCritical: ReadonlySet<number>;
  draft: LinkDraft | null;
  progressDrag: { row: number; value: number } | null;
  showBaseline: boolean;
  showNames: boolean;
  isMini: boolean;
  canEdit: boolean;
  /** Everything else is drawn faint. */
  trace: Trace | null;
  /** P50 and P80 of simulated tasks by id, local minutes. */
  forecasts: ReadonlyMap<number, Forecast> | null;
}

export interface Forecast { p50: number; p80: number }

/** How strongly a row is drawn while a path is highlighted. */
export const FAINT = 0.22;
export const strength = (scene: Scene, row: number): number => (!scene.trace || scene.trace.tasks.has(scene.model.id[row]) ? 1 : FAINT);

export const rowTop = (scene: Scene, position: number): number =>
  scene.view.header + position * scene.view.rowHeight - scene.view.top;

export const pad = (scene: Scene): number => rowPad(scene.view.rowHeight);

export const barMiddle = (scene: Scene, position: number): number => rowTop(scene, position) + pad(scene) + 12.5;

/** Visit rows on screen: position in the visible list and row of the model. */
export function eachRow(scene: Scene, visit: (position: number, row: number) => void): void {
  const last = lastRow(scene.view, scene.visible.count);
  for (let p = firstRow(scene.view); p <= last; p++) visit(p, scene.visible.rows[p]);
}

export const currentDates = (scene: Scene): { start: Int32Array; finish: Int32Array } =>
  scene.preview ?? { start: scene.model.c.start, finish: scene.model.c.finish };

export const isCritical = (scene: Scene, row: number): boolean =>
  scene.model.c.critical[row] === 1 || scene.previewCritical.has(row);

export interface TextStyle { colour: string; align?: CanvasTextAlign; size?: number; isBold?: boolean; halo?: boolean }

export function drawText(scene: Scene, text: string, x: number, y: number, style: TextStyle): void {
  const { ctx, palette } = scene;
  ctx.font = `${style.isBold ? 600 : 400} ${style.size ?? 11}px ${FONT_STACK}`;
  ctx.textAlign = style.align ?? 'left';
  if (style.halo) {
    ctx.strokeStyle = palette.s0;
    ctx.lineWidth = 4;
    ctx.lineJoin = 'round';
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = style.colour;
  ctx.fillText(text, x, y);
}

export function fillRound(ctx: CanvasRenderingContext2D, box: { x: number; y: number; w: number; h: number }, r: number): void {
  if (box.w <= 0) return;
  const radius = Math.min(r, box.w / 2, box.h / 2);
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.w, box.h, radius);
  ctx.fill();
}
