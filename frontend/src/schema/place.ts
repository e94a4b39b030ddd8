/** What holds where: fields that exist in one project only, and workflows that a project has of its own. Pure. */
import type { EntityMeta, FieldMeta, Row, WorkflowMeta } from './types';

/** The workflow that holds for a row: that of its project where it has one. */
export function workflowOf(entity: EntityMeta, row: Row): WorkflowMeta | null {
  return (row.project !== undefined && entity.workflows?.[row.project]) || entity.workflow;
}

/** The choices of a state: those of the workflow, in its order. */
function withStates(field: FieldMeta, states: string[]): FieldMeta {
  const options = states.map((state) => field.options.find((option) => option.value === state)).filter((option) => option !== undefined);
  return { ...field, options };
}

const known = new WeakMap<EntityMeta, Map<string, EntityMeta>>();

/**
 * The entity as it is in one project: without the fields of other projects and with the project's own workflow. Without a project
 * (a list over all of them) only what every project has. The same question has the same answer, so that nothing is drawn anew.
 */
export function entityAt(entity: EntityMeta, project: string | null): EntityMeta {
  const held = known.get(entity) ?? new Map<string, EntityMeta>();
  known.set(entity, held);
  const key = project ?? '';
  const placed = held.get(key) ?? place(entity, project);
  held.set(key, placed);
  return placed;
}

function place(entity: EntityMeta, project: string | null): EntityMeta {
  const gone = new Set(entity.fields.filter((field) => field.project && field.project !== project).map((field) => field.name));
  const own = project === null ? undefined : entity.workflows?.[project];
  const workflow = own ?? entity.workflow;
  // Over all projects every state may turn up that one of them has.
  const isAnyState = project === null && Object.keys(entity.workflows ?? {}).length > 0;
  const states = isAnyState ? undefined : workflow?.states;
  if (!gone.size && !own && !states) return entity;
  const isHere = (name: string) => !gone.has(name);
  const fields = entity.fields
    .filter((field) => isHere(field.name))
    .map((field) => (states && field.name === workflow?.field ? withStates(field, states) : field));
  return {
    ...entity,
    fields,
    workflow,
    workflows: project === null ? entity.workflows : undefined,
    list: entity.list.filter(isHere),
    create: entity.create.filter(isHere),
    board: entity.board.filter(isHere),
    dimensions: entity.dimensions.filter(isHere),
    date_fields: entity.date_fields.filter(isHere),
    panels: entity.panels
      .map((panel) => ({ ...panel, fields: panel.fields.filter(isHere) }))
      .filter((panel, at) => panel.fields.length > 0 || entity.panels[at].fields.length === 0),
  };
}
