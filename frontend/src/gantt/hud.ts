/** The note beside the pointer during a drag: new date, float used, what follows and what turns critical. */
import { formatDelta, formatDuration, number1 } from './duration';
import type { DateDrag } from './drag';
import type { PlanModel } from './model';
import { NONE, finishDay, shortDate, weekdayOf } from './time';
import { planYear } from './columns';
import type { Translate } from './types';

export interface HudLine { text: string; tone?: 'bad' | 'warn' | 'good' }

const NAMED = 3;

export function dragLines(model: PlanModel, drag: DateDrag, t: Translate): HudLine[] {
  const { result, lead } = drag;
  if (!result) return [{ text: t('gantt.drag.unchanged') }];
  const days = (minutes: number): string => number1(minutes / model.minutesPerDay);
  const calendar = model.calendarOf(lead);
  const lines: HudLine[] = [headline(model, drag, t)];
  const used = calendar.workBetween(model.c.finish[lead], result.finish[lead]);
  const float = model.c.total_float[lead];
  if (float !== NONE && used > 0 && !model.isSummary(lead)) {
    const left = float - used;
    lines.push({ text: t('gantt.drag.float', { used: days(used), total: days(float), left: days(left) }), tone: left < 0 ? 'bad' : left === 0 ? 'warn' : undefined });
  }
  const followers = result.moved.filter((row) => !drag.rows.includes(row) && !model.isSummary(row)).length;
  if (followers > 0) lines.push({ text: t('gantt.drag.followers', { n: followers }) });
  if (result.turnCritical.length > 0) {
    const names = result.turnCritical.slice(0, NAMED).map((row) => `${model.wbs[row]} ${model.name[row]}`).join(t('gantt.listComma'));
    const key = result.turnCritical.length > NAMED ? 'gantt.drag.criticalMore' : 'gantt.drag.critical';
    lines.push({ text: t(key, { n: result.turnCritical.length, names }), tone: 'bad' });
  }
  const pushed = model.calendar.workBetween(result.projectFinishBefore, result.projectFinish);
  if (pushed !== 0) {
    lines.push({
      text: t('gantt.drag.project', { date: dateText(model, result.projectFinish), delta: formatDelta(pushed, model.minutesPerDay) }),
      tone: pushed > 0 ? 'bad' : 'good',
    });
  }
  const deadline = model.c.deadline[lead];
  if (deadline !== NONE && result.finish[lead] > deadline) {
    lines.push({ text: t('gantt.drag.deadline', { date: dateText(model, deadline) }), tone: 'bad' });
  }
  return lines;
}

const dateText = (model: PlanModel, finish: number): string => shortDate(finishDay(finish) * 1440, planYear(model));

function headline(model: PlanModel, drag: DateDrag, t: Translate): HudLine {
  const { result, lead } = drag;
  const year = planYear(model);
  const start = result!.start[lead], finish = result!.finish[lead];
  if (drag.kind === 'resize') {
    const duration = model.calendarOf(lead).workBetween(start, finish);
    return { text: t('gantt.drag.resize', { duration: formatDuration(duration, model.minutesPerDay), finish: dateText(model, finish) }) };
  }
  const moved = model.calendarOf(lead).workBetween(model.c.start[lead], start);
  return {
    text: t('gantt.drag.move', {
      start: shortDate(start, year), weekday: t(`gantt.weekday.${weekdayOf(Math.floor(start / 1440))}`), finish: dateText(model, finish),
      delta: formatDelta(moved, model.minutesPerDay),
    }),
  };
}

export class Hud {
  readonly element: HTMLDivElement;

  constructor() {
    this.element = document.createElement('div');
    this.element.className = 'lg-hud';
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
  }

  show(lines: HudLine[], x: number, y: number, box: { width: number; height: number }): void {
    const { element } = this;
    element.hidden = false;
    element.replaceChildren(...lines.map(({ text, tone }) => {
      const line = document.createElement('div');
      line.textContent = text;
      if (tone) line.dataset.tone = tone;
      return line;
    }));
    const left = Math.max(4, Math.min(x + 16, box.width - element.offsetWidth - 8));
    // Above the pointer where there is room: what follows a task mostly lies below it.
    const above = y - element.offsetHeight - 14;
    element.style.transform = `translate(${left}px, ${above > 48 ? above : y + 20}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
