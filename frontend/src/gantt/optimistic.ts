/** Show an edit before the server answers: write the value, and the dates the local forward pass gives, into the journal. */
import type { PlanModel } from './model';
import { Preview, type PreviewResult, type Seed } from './network';
import { NONE } from './time';
import type { Command, TaskSet } from './types';

/** Journal what a preview found: whole columns, so that 50,000 moved rows cost no more than one. */
export function writePreview(model: PlanModel, result: PreviewResult): void {
  model.writeColumn('start', result.start.slice());
  model.writeColumn('finish', result.finish.slice());
  if (result.turnCritical.length === 0) return;
  const critical = model.c.critical.slice();
  for (const row of result.turnCritical) critical[row] = 1;
  model.writeColumn('critical', critical);
}

/**
 * Apply commands optimistically as far as a value is known without the server; structure waits for the answer. `known` is the
 * preview of exactly these commands, where a drag has computed it already.
 */
export function applyOptimistic(model: PlanModel, commands: Command[], known?: PreviewResult | null): void {
  const seeds: Seed[] = [];
  for (const command of commands) {
    if (command.op !== 'task.update') continue;
    const row = model.row(command.id);
    if (row < 0) continue;
    writePlain(model, row, command.set);
    const seed = seedOf(model, row, command.set);
    if (seed) seeds.push(seed);
  }
  if (seeds.length === 0) return;
  const result = known ?? new Preview(model, seeds.map((s) => s.row)).run(seeds);
  for (const seed of seeds) model.write('duration', seed.row, seed.duration);
  writePreview(model, result);
}

function writePlain(model: PlanModel, row: number, set: TaskSet): void {
  if (set.name !== undefined) model.write('name', row, set.name);
  if (set.progress !== undefined) model.write('progress', row, set.progress);
  for (const column of ['owner', 'deadline', 'constraint_date', 'actual_start', 'actual_finish', 'calendar'] as const) {
    const value = set[column];
    if (value !== undefined) model.write(column, row, value ?? NONE);
  }
  if (set.constraint !== undefined) model.write('constraint', row, set.constraint);
}

function seedOf(model: PlanModel, row: number, set: TaskSet): Seed | null {
  const { c } = model;
  if (set.start == null && set.duration === undefined && set.finish == null) return null;
  if (c.start[row] === NONE || model.isSummary(row)) return null;
  const start = set.start ?? c.start[row];
  const duration = set.duration
    ?? (set.finish != null ? Math.max(0, model.calendarOf(row).workBetween(start, set.finish)) : c.duration[row]);
  return { row, start, duration };
}
