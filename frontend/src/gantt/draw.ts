/** One frame: layers in their fixed order, everything below the header clipped to the body. */
import { drawBars, drawBaselines, drawLabels, drawMarkers } from './drawBars';
import { drawForecasts } from './drawForecasts';
import { drawHeader, drawRest, drawRows, drawToday } from './drawHeader';
import { drawDraft, drawLinks, drawSelectedLink } from './drawLinks';
import { BAR_HEIGHT, BAR_TOP, barOf, zoomOf, type Bar } from './layout';
import { eachRow, pad, rowTop, type Scene } from './scene';

export function drawScene(scene: Scene, ratio: number): void {
  const { ctx, view, palette } = scene;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = palette.s0;
  ctx.fillRect(0, 0, view.width, view.height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, view.header, view.width, view.height - view.header);
  ctx.clip();
  drawRest(scene);
  drawRows(scene);
  drawBaselines(scene);
  if (!scene.isMini && zoomOf(scene.scale.px) !== 'quarter') drawLinks(scene);
  if (scene.preview) drawGhosts(scene);
  drawBars(scene);
  drawForecasts(scene);
  drawMarkers(scene);
  drawLabels(scene);
  drawToday(scene);
  drawSelection(scene);
  drawSelectedLink(scene);
  drawDraft(scene);
  ctx.restore();
  drawHeader(scene);
}

const bar: Bar = { x1: 0, x2: 0 };

/** Where the dragged and the following bars are now, as outlines under their preview. */
function drawGhosts(scene: Scene): void {
  const { ctx, model, scale, view, palette } = scene;
  ctx.strokeStyle = palette.t4;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 2]);
  ctx.beginPath();
  eachRow(scene, (position, row) => {
    const { start, finish } = scene.preview!;
    if (start[row] === model.c.start[row] && finish[row] === model.c.finish[row]) return;
    if (model.isSummary(row) || !barOf(model, scale, row, bar)) return;
    const y = rowTop(scene, position) + pad(scene) + BAR_TOP;
    ctx.roundRect(bar.x1 - view.left + 0.5, y + 0.5, Math.max(2, bar.x2 - bar.x1 - 1), BAR_HEIGHT - 1, 2);
  });
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Handles of the bar under the pointer: progress, right edge, and the two link ends. */
function drawSelection(scene: Scene): void {
  const { ctx, model, scale, view, visible, palette, hoverRow } = scene;
  if (hoverRow < 0 || scene.isMini || !scene.canEdit || scene.preview) return;
  const position = visible.position[hoverRow];
  if (position < 0 || model.isSummary(hoverRow) || !barOf(model, scale, hoverRow, bar)) return;
  const y = rowTop(scene, position) + pad(scene) + BAR_TOP;
  const x1 = bar.x1 - view.left, x2 = bar.x2 - view.left;
  const isMilestone = model.isMilestone(hoverRow);
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = palette.ac;
  if (!isMilestone) {
    ctx.beginPath();
    ctx.roundRect(x1 - 0.75, y - 0.75, x2 - x1 + 1.5, BAR_HEIGHT + 1.5, 3);
    ctx.stroke();
  }
  ctx.fillStyle = palette.s0;
  const reach = isMilestone ? 14 : 8;
  for (const x of [x1 - reach, x2 + reach]) {
    ctx.beginPath();
    ctx.arc(x, y + BAR_HEIGHT / 2, 3, 0, Math.PI * 2);
    ctx.fill();
    ctx.stroke();
  }
  if (isMilestone || x2 - x1 < 24) return;
  const xp = x1 + (x2 - x1) * Math.min(1, model.progress[hoverRow]);
  ctx.beginPath();
  ctx.moveTo(xp - 4, y + BAR_HEIGHT + 6);
  ctx.lineTo(xp, y + BAR_HEIGHT + 1);
  ctx.lineTo(xp + 4, y + BAR_HEIGHT + 6);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
}
