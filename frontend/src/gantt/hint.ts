/** Sentences of the tooltip on the timeline: what the marks of a bar mean, or what a link says. */
import { cellText, planYear } from './columns';
import { formatLag } from './duration';
import type { Hit } from './hit';
import type { HudLine } from './hud';
import type { PlanModel } from './model';
import { NONE, finishDay, shortDate } from './time';
import { LINK_NAMES, type Translate } from './types';

export function hintLines(model: PlanModel, hit: Hit, t: Translate): HudLine[] {
  if (hit.part === 'link') return linkLines(model, hit.link, t);
  if (hit.row < 0 || hit.part === 'row' || hit.part === 'none' || hit.part === 'header') return [];
  const { row } = hit, { c } = model, year = planYear(model);
  const lines: HudLine[] = [
    { text: `${model.wbs[row]} ${model.name[row]}` },
    { text: t('gantt.hint.dates', { start: cellText(model, row, 'start'), finish: cellText(model, row, 'finish'), duration: cellText(model, row, 'duration') }) },
  ];
  if (model.progress[row] < 1 && !model.isSummary(row)) {
    lines.push({ text: t('gantt.hint.float', { days: cellText(model, row, 'float') }), tone: c.total_float[row] <= 0 ? 'bad' : undefined });
  }
  if (c.constraint[row] > 0 && c.constraint_date[row] !== NONE) {
    lines.push({ text: t(`gantt.constraint.${c.constraint[row]}.with`, { date: shortDate(c.constraint_date[row], year) }) });
  }
  if (c.deadline[row] !== NONE) {
    const isLate = c.finish[row] > c.deadline[row];
    lines.push({ text: t(isLate ? 'gantt.hint.deadlineLate' : 'gantt.hint.deadline', { date: shortDate(finishDay(c.deadline[row]) * 1440, year) }), tone: isLate ? 'bad' : undefined });
  }
  if (c.baseline_finish[row] !== NONE) {
    lines.push({ text: t('gantt.hint.baseline', { date: shortDate(finishDay(c.baseline_finish[row]) * 1440, year) }) });
  }
  return lines;
}

function linkLines(model: PlanModel, id: number, t: Translate): HudLine[] {
  const k = model.links.find(id);
  if (k < 0) return [];
  const { links } = model, from = links.from[k], to = links.to[k];
  return [
    { text: `${model.wbs[from]} ${model.name[from]} → ${model.wbs[to]} ${model.name[to]}` },
    { text: `${LINK_NAMES[links.type[k]]}${formatLag(links.lag[k], links.lagKind[k], model.minutesPerDay)}` },
    { text: t('gantt.hint.link') },
  ];
}
