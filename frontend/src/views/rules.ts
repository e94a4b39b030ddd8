/** What the meta says about editing a row: pure, so that table, board and peek agree. */
import { workflowOf } from '../schema/place';
import type { Can, EntityMeta, FieldMeta, FieldOption, Row, TransitionMeta } from '../schema/types';

/** Closed rows take no edits but transitions. */
export function isClosed(entity: EntityMeta, row: Row): boolean {
  const workflow = workflowOf(entity, row);
  return workflow !== null && workflow.closed.includes(String(row[workflow.field]));
}

export function mayEdit(entity: EntityMeta, can: Can, row: Row, field: FieldMeta): boolean {
  if (!can.edit || field.read_only || row[field.name] === undefined) return false;
  return field.name === entity.workflow?.field || !isClosed(entity, row);
}

export function transitionTo(entity: EntityMeta, row: Row, to: string): TransitionMeta | undefined {
  const workflow = workflowOf(entity, row);
  const from = workflow ? String(row[workflow.field]) : '';
  return workflow?.transitions.find((step) => step.to === to && (step.from.length === 0 || step.from.includes(from)));
}

/** The state a row has and those that can follow it; undefined for other fields, which keep their own options. */
export function nextStates(entity: EntityMeta, row: Row, field: FieldMeta): FieldOption[] | undefined {
  if (!entity.workflow || field.name !== entity.workflow.field) return undefined;
  return field.options.filter(({ value }) => value === row[field.name] || transitionTo(entity, row, value));
}

export function offered(entity: EntityMeta, can: Can, rows: Row[]) {
  const status = entity.status_field;
  return entity.actions.filter(
    (action) =>
      can.actions[action.name] !== false &&
      (rows.length === 1 || action.bulk) &&
      (action.states.length === 0 || !status || rows.every((row) => action.states.includes(String(row[status])))),
  );
}

/** Whether there is anything to do with several rows at once. */
export function maySelect(entity: EntityMeta, can: Can): boolean {
  return can.edit || can.delete || entity.actions.some((action) => action.bulk && can.actions[action.name] !== false);
}
