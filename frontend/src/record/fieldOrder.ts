import type { EntityMeta, FieldMeta } from '../schema/types';
import { fieldOf } from '../schema/useMeta';

/** A long text that a new record asks for directly after its name is its description: it stands under the title without a label. */
export function descriptionOf(entity: EntityMeta): FieldMeta | undefined {
  const [next] = entity.create.filter((name) => name !== entity.title_field && name !== entity.code_field);
  const field = fieldOf(entity, next);
  return field?.type === 'long_text' ? field : undefined;
}

/** Fields in the order in which Tab walks their editors. */
export function orderOf(entity: EntityMeta): string[] {
  const first = [entity.title_field, descriptionOf(entity)?.name];
  return [...new Set([...first, ...entity.panels.flatMap((panel) => panel.fields)])].filter((name) => name !== undefined);
}
