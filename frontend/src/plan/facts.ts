/** Figures of the status bar, computed once per change of the plan. */
import { formatDelta } from '../gantt/duration';
import { planYear } from '../gantt/columns';
import type { PlanModel } from '../gantt/model';
import { NONE, finishDay, shortDate } from '../gantt/time';

export interface PlanFacts { tasks: number; critical: number; slip: string; finish: string; hasDeadline: boolean; hasBaseline: boolean }

export function planFacts(model: PlanModel): PlanFacts {
  let tasks = 0, critical = 0, worst = 0, hasDeadline = false, hasBaseline = false;
  const { c } = model;
  for (let row = 0; row < model.n; row++) {
    if (model.isSummary(row)) continue;
    tasks++;
    hasDeadline ||= c.deadline[row] !== NONE;
    if (model.progress[row] >= 1) continue;
    if (c.critical[row] === 1) critical++;
    const base = c.baseline_finish[row];
    if (base === NONE || c.finish[row] === NONE) continue;
    hasBaseline = true;
    worst = Math.max(worst, model.calendar.workBetween(base, c.finish[row]));
  }
  const finish = model.finish();
  return {
    tasks, critical, hasDeadline, hasBaseline,
    slip: hasBaseline && worst > 0 ? formatDelta(worst, model.minutesPerDay) : '',
    finish: finish === NONE ? '' : shortDate(finishDay(finish) * 1440, planYear(model)),
  };
}
