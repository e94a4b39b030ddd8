/** Header of the time axis, shading of rest days, and today. */
import { zoomOf } from './layout';
import { drawText, eachRow, fillRound, rowTop, type Scene } from './scene';
import { miniTicks, ticksFor } from './ticks';
import { dayOf, ymdOf } from './time';

const FLAG_WIDTH = 54, FLAG_HEIGHT = 17;

export const visibleDays = (scene: Scene): { first: number; last: number } => ({
  first: Math.floor(scene.view.left / scene.scale.px) + scene.scale.origin,
  last: Math.ceil((scene.view.left + scene.view.width) / scene.scale.px) + scene.scale.origin,
});

const todayDay = (scene: Scene): number => dayOf(scene.model.project.business_today ?? scene.model.project.data_date ?? 0);

/** Rest days of the project's own calendar: make-up workdays stay white, holidays in mid-week are shaded. */
export function drawRest(scene: Scene): void {
  const { ctx, scale, view, palette, model } = scene;
  if (scale.px < 1.2) return;
  const { first, last } = visibleDays(scene);
  ctx.fillStyle = palette.rest;
  let from = -1;
  for (let day = first; day <= last + 1; day++) {
    const isRest = day <= last && model.calendar.isRest(day);
    if (isRest && from < 0) from = day;
    if (isRest || from < 0) continue;
    const x1 = Math.round((scale.dayX(from) - view.left) * 2) / 2, x2 = Math.round((scale.dayX(day) - view.left) * 2) / 2;
    ctx.fillRect(x1, view.header, x2 - x1, view.height - view.header);
    from = -1;
  }
}

export function drawRows(scene: Scene): void {
  const { ctx, view, palette } = scene;
  ctx.globalAlpha = 0.75;
  ctx.fillStyle = palette.sel;
  eachRow(scene, (position, row) => {
    if (row === scene.cursor || scene.selected.has(row)) ctx.fillRect(0, rowTop(scene, position), view.width, view.rowHeight - 1);
  });
  ctx.globalAlpha = 1;
  ctx.fillStyle = palette.line;
  eachRow(scene, (position) => ctx.fillRect(0, rowTop(scene, position) + view.rowHeight - 1, view.width, 1));
}

export function drawToday(scene: Scene): void {
  const { ctx, scale, view, palette } = scene;
  const x = Math.round((scale.dayX(todayDay(scene) + 0.5) - view.left) * 2) / 2;
  if (x < -2 || x > view.width + 2) return;
  ctx.fillStyle = palette.ac;
  ctx.fillRect(x - 0.75, view.header, 1.5, view.height - view.header);
}

export function drawHeader(scene: Scene): void {
  const { ctx, scale, view, palette } = scene;
  const half = Math.floor(view.header / 2);
  const today = todayDay(scene);
  ctx.fillStyle = palette.s0;
  ctx.fillRect(0, 0, view.width, view.header);
  const ticks = (scene.isMini ? miniTicks : ticksFor)(scale, { ...visibleDays(scene), today }, scene.t);
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, half, view.width, 1);
  for (const tick of ticks.top) ctx.fillRect(Math.round(scale.dayX(tick.day) - view.left), 0, 1, half);
  for (const tick of ticks.bottom) ctx.fillRect(Math.round(scale.dayX(tick.day) - view.left), half, 1, view.header - half);
  for (const tick of ticks.top) drawSpan(scene, tick, half);
  for (const tick of ticks.bottom) {
    const width = (tick.end - tick.day) * scale.px, x = scale.dayX(tick.day) - view.left;
    if (width >= 20) drawText(scene, tick.label, x + 4, half + 15, { colour: palette.t3 });
  }
  ctx.fillStyle = palette.line2;
  ctx.fillRect(0, view.header - 1, view.width, 1);
  drawFlag(scene, today, half);
}

/** The label of a month stays readable while its span is on screen. */
function drawSpan(scene: Scene, tick: { day: number; end: number; label: string; isStrong: boolean }, half: number): void {
  const { ctx, scale, view, palette } = scene;
  const x1 = scale.dayX(tick.day) - view.left, x2 = scale.dayX(tick.end) - view.left;
  if (x2 < 0 || x2 - x1 < 30) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(Math.max(0, x1), 0, x2 - Math.max(0, x1) - 4, half);
  ctx.clip();
  drawText(scene, tick.label, Math.max(x1, 0) + 6, 15, { colour: tick.isStrong ? palette.t1 : palette.t2, size: 12, isBold: tick.isStrong });
  ctx.restore();
}

function drawFlag(scene: Scene, today: number, half: number): void {
  const { ctx, scale, view, palette, t } = scene;
  const x = scale.dayX(today + 0.5) - view.left;
  if (x < -FLAG_WIDTH || x > view.width + FLAG_WIDTH) return;
  const isShort = zoomOf(scale.px) === 'quarter' || scene.isMini;
  const label = isShort ? t('gantt.today') : t('gantt.todayFlag', { d: String(ymdOf(today).d).padStart(2, '0') });
  const width = isShort ? 40 : FLAG_WIDTH;
  ctx.fillStyle = palette.ac;
  fillRound(ctx, { x: x - width / 2, y: half + 3, w: width, h: FLAG_HEIGHT }, 3);
  drawText(scene, label, x, half + 15.5, { colour: palette.onac, align: 'center', isBold: true });
}
