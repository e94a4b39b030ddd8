/** Bars, summaries, milestones, baselines, deadlines, constraints and their labels. */
import { formatDelta } from './duration';
import {
  BAR_HEIGHT, BAR_TOP, BASELINE_HEIGHT, BASELINE_TOP, DIAMOND, SUMMARY_TOP, barOf, type Bar,
} from './layout';
import { currentDates, drawText, eachRow, fillRound, isCritical, pad, rowTop, strength, type Scene } from './scene';
import { NONE, shortDate, ymdOf, dayOf } from './time';
import { FNET, FNLT, MFO, MSO, SNET, SNLT } from './types';

const bar: Bar = { x1: 0, x2: 0 };
const DONE_OPACITY = 0.55;

const planYear = (scene: Scene): number => ymdOf(dayOf(scene.model.project.business_today ?? 0)).y;

export function drawBaselines(scene: Scene): void {
  if (!scene.showBaseline) return;
  const { ctx, model, scale, view, palette } = scene;
  ctx.fillStyle = palette.base;
  eachRow(scene, (position, row) => {
    const start = model.c.baseline_start[row], finish = model.c.baseline_finish[row];
    if (start === NONE || finish === NONE || model.isSummary(row)) return;
    const x1 = Math.max(-4, scale.x(start) - view.left), x2 = Math.min(view.width + 4, scale.x(finish) - view.left);
    if (x2 < 0 || x1 > view.width) return;
    const y = rowTop(scene, position) + pad(scene) + BASELINE_TOP;
    ctx.globalAlpha = strength(scene, row);
    fillRound(ctx, { x: x1, y, w: Math.max(3, x2 - x1), h: BASELINE_HEIGHT }, 1.5);
  });
  ctx.globalAlpha = 1;
}

export function drawBars(scene: Scene): void {
  const { model, scale, view } = scene;
  const dates = currentDates(scene);
  eachRow(scene, (position, row) => {
    if (!barOf(model, scale, row, bar, dates)) return;
    const x1 = bar.x1 - view.left, x2 = bar.x2 - view.left;
    const y = rowTop(scene, position) + pad(scene);
    if (!scene.isMini && (x2 < -2 || x1 > view.width + 2)) drawAway(scene, x2 < -2, y);
    if (x2 < -20 || x1 > view.width + 20) return;
    if (model.isSummary(row)) drawSummary(scene, row, x1, x2, y);
    else if (model.isMilestone(row)) drawMilestone(scene, row, x1, y);
    else drawTask(scene, row, { x1, x2 }, y);
  });
}

/** A small mark at the edge: the bar lies beyond it; a click brings it into sight. */
function drawAway(scene: Scene, isLeft: boolean, y: number): void {
  const { ctx, view, palette } = scene;
  const x = isLeft ? 5 : view.width - 5, tip = isLeft ? 4 : -4;
  ctx.fillStyle = palette.t4;
  ctx.beginPath();
  ctx.moveTo(x, y + 12.5);
  ctx.lineTo(x + tip, y + 9);
  ctx.lineTo(x + tip, y + 16);
  ctx.closePath();
  ctx.fill();
}

function drawTask(scene: Scene, row: number, at: Bar, y: number): void {
  const { ctx, model, palette, view } = scene;
  const x1 = Math.max(-6, at.x1), x2 = Math.min(view.width + 6, at.x2);
  const progress = scene.progressDrag?.row === row ? scene.progressDrag.value : model.progress[row];
  const critical = isCritical(scene, row), isDone = progress >= 1;
  const shown = strength(scene, row);
  ctx.globalAlpha = shown * (isDone ? DONE_OPACITY : 1);
  ctx.fillStyle = critical ? palette.crit : palette.bar;
  fillRound(ctx, { x: x1, y: y + BAR_TOP, w: x2 - x1, h: BAR_HEIGHT }, 2);
  const done = Math.min(x2, at.x1 + (at.x2 - at.x1) * Math.min(1, progress));
  if (progress > 0 && done > x1) {
    ctx.fillStyle = critical ? palette.critd : palette.bard;
    fillRound(ctx, { x: x1, y: y + BAR_TOP, w: done - x1, h: BAR_HEIGHT }, 2);
  }
  ctx.globalAlpha = shown;
  if (critical && !isDone) {
    ctx.fillStyle = palette.critd;
    ctx.fillRect(x1 + 1, y + 18, Math.max(1, x2 - x1 - 2), 1.4);
  }
  ctx.globalAlpha = 1;
}

function drawSummary(scene: Scene, row: number, x1: number, x2: number, y: number): void {
  const { ctx, palette, view, model } = scene;
  const left = Math.max(-8, x1), right = Math.min(view.width + 8, x2), top = y + SUMMARY_TOP;
  ctx.fillStyle = palette.sum;
  ctx.globalAlpha = strength(scene, row);
  ctx.beginPath();
  ctx.moveTo(left, top + 7);
  ctx.lineTo(left, top);
  ctx.lineTo(right, top);
  ctx.lineTo(right, top + 7);
  ctx.lineTo(Math.max(left, right - 4), top + 3);
  ctx.lineTo(Math.min(right, left + 4), top + 3);
  ctx.closePath();
  ctx.fill();
  if (!scene.isMini) drawText(scene, Math.round(model.progress[row] * 100) + '%', x2 + 6, y + 17, { colour: palette.t2, halo: true });
  ctx.globalAlpha = 1;
}

function drawMilestone(scene: Scene, row: number, x: number, y: number): void {
  const { ctx, model, palette } = scene;
  const cy = y + 12.5, r = scene.isMini ? 6 : DIAMOND;
  ctx.globalAlpha = strength(scene, row) * (model.progress[row] >= 1 ? DONE_OPACITY : 1);
  ctx.beginPath();
  ctx.moveTo(x, cy - r);
  ctx.lineTo(x + r, cy);
  ctx.lineTo(x, cy + r);
  ctx.lineTo(x - r, cy);
  ctx.closePath();
  ctx.strokeStyle = palette.s0;
  ctx.lineWidth = 3;
  ctx.stroke();
  ctx.fillStyle = isCritical(scene, row) ? palette.critd : palette.sum;
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** Deadlines, constraint brackets: marks that belong to a row but not to its length. */
export function drawMarkers(scene: Scene): void {
  const { ctx, model, scale, view, palette } = scene;
  if (scene.isMini) return;
  eachRow(scene, (position, row) => {
    const y = rowTop(scene, position) + pad(scene);
    const deadline = model.c.deadline[row];
    if (deadline !== NONE) {
      const x = scale.x(deadline) - view.left;
      ctx.fillStyle = palette.t1;
      ctx.beginPath();
      ctx.moveTo(x - 5, y + 2);
      ctx.lineTo(x + 5, y + 2);
      ctx.lineTo(x, y + 8);
      ctx.fill();
    }
    drawConstraint(scene, row, y);
  });
}

/** Bracket opening away from the side that is held: «[» no earlier, «]» no later, both for a fixed date. */
function drawConstraint(scene: Scene, row: number, y: number): void {
  const { ctx, model, scale, view, palette } = scene;
  const kind = model.c.constraint[row], date = model.c.constraint_date[row];
  if (date === NONE || kind < MSO || model.isSummary(row)) return;
  const x = Math.round(scale.x(date) - view.left) + 0.5;
  if (x < -8 || x > view.width + 8) return;
  const opensRight = kind === SNET || kind === FNET || kind === MSO || kind === MFO;
  const opensLeft = kind === SNLT || kind === FNLT || kind === MSO || kind === MFO;
  ctx.strokeStyle = palette.t2;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(x, y + 5.5);
  ctx.lineTo(x, y + 19.5);
  for (const edge of [5.5, 19.5]) {
    if (opensRight) { ctx.moveTo(x, y + edge); ctx.lineTo(x + 3, y + edge); }
    if (opensLeft) { ctx.moveTo(x, y + edge); ctx.lineTo(x - 3, y + edge); }
  }
  ctx.stroke();
}

export function drawLabels(scene: Scene): void {
  if (scene.isMini || scene.scale.px < 1.6) return;
  const { model, scale, view, palette } = scene;
  const dates = currentDates(scene);
  eachRow(scene, (position, row) => {
    if (strength(scene, row) < 1 || !barOf(model, scale, row, bar, dates)) return;
    const x1 = bar.x1 - view.left, x2 = bar.x2 - view.left;
    if (x2 < -300 || x1 > view.width + 300) return;
    const y = rowTop(scene, position) + pad(scene) + 17;
    drawPromise(scene, row, Math.min(x1, baselineLeft(scene, row)), y);
    if (model.isSummary(row) || scene.forecasts?.has(model.id[row])) return;
    const isMilestone = model.isMilestone(row);
    const hasLinkOut = model.links.outStart[row + 1] > model.links.outStart[row];
    const x = x2 + (isMilestone ? 13 : hasLinkOut ? 14 : 6);
    const slip = slipText(scene, row, dates.finish[row]);
    const name = scene.showNames ? model.name[row] : '';
    const text = [name, slip].filter(Boolean).join('  ');
    if (text) drawText(scene, text, x, y, { colour: isCritical(scene, row) ? palette.red : palette.t2, halo: true });
  });
}

function baselineLeft(scene: Scene, row: number): number {
  const start = scene.model.c.baseline_start[row];
  return start === NONE || !scene.showBaseline ? Infinity : scene.scale.x(start) - scene.view.left;
}

function drawPromise(scene: Scene, row: number, x: number, y: number): void {
  const deadline = scene.model.c.deadline[row];
  if (deadline === NONE) return;
  const text = scene.t('gantt.promise', { date: shortDate(deadline, planYear(scene)) });
  const before = Math.min(x, scene.scale.x(deadline) - scene.view.left - 5);
  drawText(scene, text, before - 8, y, { colour: scene.palette.t1, align: 'right', isBold: true, halo: true });
}

/** Working days between baseline finish and finish; half a day and less says nothing. */
function slipText(scene: Scene, row: number, finish: number): string {
  const { model } = scene;
  const base = model.c.baseline_finish[row];
  if (!scene.showBaseline || base === NONE || model.progress[row] >= 1) return '';
  const slip = model.calendar.workBetween(base, finish);
  return Math.abs(slip) < model.minutesPerDay / 2 ? '' : formatDelta(slip, model.minutesPerDay);
}
