/** Sentences about a change: what an edit wrote, and what someone else's edit did to the rows on screen. */
import { cellText, type ColumnKey } from '../gantt/columns';
import type { PlanModel } from '../gantt/model';
import type { Command, Translate } from '../gantt/types';

const FIELDS: ColumnKey[] = ['name', 'duration', 'progress', 'owner', 'predecessors', 'start', 'finish'];

export interface Snapshot { id: number; cells: string[] }

/** Texts of the rows that are about to change. */
export function snapshotRows(model: PlanModel, ids: number[]): Snapshot[] {
  return ids.slice(0, 200).flatMap((id) => {
    const row = model.row(id);
    return row < 0 || model.isSummary(row) ? [] : [{ id, cells: FIELDS.map((key) => cellText(model, row, key)) }];
  });
}

const taskName = (model: PlanModel, row: number): string => `${model.wbs[row]} ${model.name[row]}`.trim();

/** «Ding changed duration of 8.4 HIS–LIS: 7 d → 9 d; 5 more move»; falls back to a count. */
export function describeChange(
  model: PlanModel, before: Snapshot[], change: { added: number[]; removed: number; rows: number[] }, who: string, t: Translate,
): string {
  const actor = who || t('plan.live.someone');
  if (change.removed > 0) return t('plan.live.removed', { actor, n: change.removed });
  if (change.added.length === 1) return t('plan.live.added', { actor, task: taskName(model, model.row(change.added[0])) });
  const cause = firstCause(model, before);
  if (!cause) return t('plan.live.many', { actor, n: change.rows.length });
  const others = before.filter((s) => s.id !== cause.id && model.row(s.id) >= 0
    && FIELDS.some((key, i) => cellText(model, model.row(s.id), key) !== s.cells[i])).length;
  return t(others > 0 ? 'plan.live.oneMore' : 'plan.live.one', {
    actor, n: others, task: taskName(model, model.row(cause.id)), field: t(`gantt.column.${cause.key}`), before: cause.before || '—', after: cause.after || '—',
  });
}

/** A field people write counts before dates, which mostly follow from one. */
function firstCause(model: PlanModel, before: Snapshot[]): { id: number; key: ColumnKey; before: string; after: string } | null {
  for (let i = 0; i < FIELDS.length; i++) {
    for (const { id, cells } of before) {
      const row = model.row(id);
      const after = row < 0 ? cells[i] : cellText(model, row, FIELDS[i]);
      if (after !== cells[i]) return { id, key: FIELDS[i], before: cells[i], after };
    }
  }
  return null;
}

const SET_KEYS: Record<string, string> = {
  name: 'plan.field.name', duration: 'plan.field.duration', start: 'plan.field.start', finish: 'plan.field.finish', progress: 'plan.field.progress',
  owner: 'plan.field.owner', constraint: 'plan.field.constraint', constraint_date: 'plan.field.constraintDate', deadline: 'plan.field.deadline',
  calendar: 'plan.field.calendar', actual_start: 'plan.field.actualStart', actual_finish: 'plan.field.actualFinish', kind: 'plan.field.kind',
};

/** What was being attempted, for a refusal: «8.4 HIS–LIS 联调 工期». */
export function describeCommands(model: PlanModel, commands: Command[], t: Translate): string {
  const [first] = commands;
  if (commands.length > 1 || !first) return t('plan.what.many', { n: commands.length });
  const name = (id: number): string => (model.row(id) >= 0 ? taskName(model, model.row(id)) : '');
  switch (first.op) {
    case 'task.update': return `${name(first.id)} ${Object.keys(first.set).map((k) => t(SET_KEYS[k] ?? k)).join(t('gantt.listComma'))}`;
    case 'task.resources': return `${name(first.id)} ${t('plan.what.resources')}`;
    case 'task.predecessors': return `${name(first.id)} ${t('plan.what.predecessors')}`;
    case 'task.create': return t('plan.what.create');
    case 'link.create': return `${t('plan.what.link')} ${name(first.from)} → ${name(first.to)}`;
    case 'link.update': case 'link.delete': return t('plan.what.link');
    case 'baseline.set': case 'baseline.choose': return t('plan.what.baseline');
    case 'project.set': return t('plan.what.many', { n: 1 });
    default: return `${t(`plan.what.${first.op.slice(5)}`)} ${first.ids.length === 1 ? name(first.ids[0]) : first.ids.length}`;
  }
}
