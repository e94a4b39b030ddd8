import type { EntityMeta, FieldMeta } from '../schema/types';
import { fieldOf } from '../schema/useMeta';

/** The first long text of the first panel is the description: it stands under the title without a label. */
export function descriptionOf(entity: EntityMeta): FieldMeta | undefined {
  return entity.panels[0]?.fields.map((name) => fieldOf(entity, name)).find((field) => field?.type === 'long_text');
}

/** Fields in the order in which Tab walks their editors. */
export function orderOf(entity: EntityMeta): string[] {
  const first = [entity.title_field, descriptionOf(entity)?.name];
  return [...new Set([...first, ...entity.panels.flatMap((panel) => panel.fields)])].filter((name) => name !== undefined);
}
