/** Whiskers from the end of a bar to the P50 and the P80 of the last simulation. */
import { barOf, type Bar } from './layout';
import { currentDates, drawText, eachRow, pad, rowTop, strength, type Scene } from './scene';
import { dayOf, finishDay, shortDate, ymdOf } from './time';

const bar: Bar = { x1: 0, x2: 0 };
const TICK = 15, THICK = 3;
/** Nearer than this the two labels would meet: only P80 is written. */
const APART = 62;

export function drawForecasts(scene: Scene): void {
  const { forecasts, model, scale, view, ctx, palette } = scene;
  if (!forecasts?.size || scene.isMini) return;
  const dates = currentDates(scene), year = ymdOf(dayOf(model.project.business_today ?? 0)).y;
  const label = (name: string, at: number): string => `${name} ${shortDate(finishDay(at) * 1440, year)}`;
  eachRow(scene, (position, row) => {
    const found = forecasts.get(model.id[row]);
    if (!found || model.progress[row] >= 1 || !barOf(model, scale, row, bar, dates)) return;
    const from = bar.x2 - view.left + (model.isMilestone(row) ? 7 : 0), y = rowTop(scene, position) + pad(scene) + 12.5;
    const x50 = scale.x(found.p50) - view.left, x80 = scale.x(found.p80) - view.left;
    if (Math.max(x50, x80) < -80 || Math.min(from, x50) > view.width + 80) return;
    ctx.globalAlpha = strength(scene, row);
    ctx.fillStyle = palette.t4;
    ctx.fillRect(Math.min(from, x80), y - THICK / 2, Math.abs(x80 - from), THICK);
    ctx.fillStyle = palette.t2;
    ctx.fillRect(Math.min(from, x50), y - THICK / 2, Math.abs(x50 - from), THICK);
    for (const x of [x50, x80]) {
      ctx.fillStyle = palette.t1;
      ctx.fillRect(Math.round(x) - 1, y - TICK / 2, 2, TICK);
    }
    if (x80 - x50 > APART) drawText(scene, label('P50', found.p50), x50 + 5, y - 3, { colour: palette.t1, halo: true });
    drawText(scene, label('P80', found.p80), x80 + 5, y + 4, { colour: palette.t1, isBold: true, halo: true });
    ctx.globalAlpha = 1;
  });
}
