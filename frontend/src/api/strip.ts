import { targetOf } from '../schema/refs';
import type { EntityMeta, FieldMeta, GroupAnswer, GroupRow, ListAnswer, Refs, Row, SavedView, Value } from '../schema/types';

/**
 * What of an answer may lie on the disk of a shared computer: fields of the classes below and nothing else. It is a list of what is
 * allowed, so that a key nobody thought of stays away.
 */
const OPEN_CLASSES = new Set<FieldMeta['field_class']>(['public', 'internal']);
const ALWAYS = ['id', 'version', 'project'] as const;

const openFields = (entity: EntityMeta) => entity.fields.filter((field) => OPEN_CLASSES.has(field.field_class));

function stripRow(row: Row, fields: FieldMeta[]): Row {
  const kept: Row = { id: row.id, version: row.version };
  for (const name of [...ALWAYS, ...fields.map((field) => field.name)]) if (row[name] !== undefined) kept[name] = row[name];
  return kept;
}

const idsOf = (value: Value | undefined): string[] =>
  value === null || value === undefined || value === '' ? [] : (Array.isArray(value) ? value : [value]).map(String);

/** Labels of what the kept fields point at; hints go (they hold telephone numbers and the like). */
function stripRefs(refs: Refs, rows: Row[], fields: FieldMeta[]): Refs {
  const kept: Refs = {};
  for (const field of fields) {
    const target = targetOf(field);
    if (!target || !refs[target]) continue;
    for (const id of rows.flatMap((row) => idsOf(row[field.name]))) {
      const ref = refs[target][id];
      if (!ref) continue;
      const { hint: _hint, ...open } = ref;
      kept[target] = { ...kept[target], [id]: open };
    }
  }
  return kept;
}

export function stripList(answer: ListAnswer, entity: EntityMeta): ListAnswer {
  const fields = openFields(entity);
  const rows = answer.rows.map((row) => stripRow(row, fields));
  return { ...answer, rows, refs: stripRefs(answer.refs, rows, fields) };
}

/** Counts stay; sums go, because a measure does not say the class of what it adds up. */
export function stripGroups(answer: GroupAnswer): GroupAnswer {
  const onlyCount = ({ count }: Record<string, number | null>): Record<string, number | null> => (count === undefined ? {} : { count });
  const strip = (group: GroupRow): GroupRow => ({ ...group, measures: onlyCount(group.measures), subs: group.subs.map(strip) });
  return { groups: answer.groups.map(strip), total: onlyCount(answer.total), measures: answer.measures.filter((name) => name === 'count') };
}

/** Parameters of a list that tell no value of a field; `fields` names columns only, and everybody's meta names those. */
const HARMLESS = new Set(['project', 'fields', 'measure', 'offset', 'limit']);

/** Whether a query filters, sorts or groups by a field that may not be kept: its key alone would tell values. */
export function namesClosedField(query: string, entity: EntityMeta): boolean {
  const closed = new Set(entity.fields.filter((field) => !OPEN_CLASSES.has(field.field_class)).map((field) => field.name));
  return [...new URLSearchParams(query)].some(
    ([name, value]) => !HARMLESS.has(name) && value.split(/[^\p{L}\p{N}_]+/u).some((word) => closed.has(word)),
  );
}

/** Saved views whose filter, order or group does not tell of such a field. */
export function stripViews(answer: { items: SavedView[] }, entity: EntityMeta): { items: SavedView[] } {
  const told = ({ config }: SavedView) =>
    new URLSearchParams({ f: (config.filters ?? []).join(' '), sort: config.sort ?? '', group: `${config.group ?? ''} ${config.sub ?? ''}` });
  return { ...answer, items: answer.items.filter((view) => !namesClosedField(told(view).toString(), entity)) };
}
