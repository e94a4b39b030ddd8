import type { FieldMeta, Ref, Refs } from './types';

/**
 * Labels of rows that were picked here a moment ago, so that an optimistic edit can be drawn before the server's answer brings its
 * own `refs`.
 */
const remembered: Refs = {};

export function rememberRef(entity: string, id: number | string, ref: Ref): void {
  remembered[entity] = { ...remembered[entity], [String(id)]: ref };
}

/** Entity that ids of this field belong to. */
export function targetOf(field: FieldMeta): string {
  return field.reference ?? (field.type === 'person' || field.type === 'party' ? field.type : '');
}

export function refOf(refs: Refs, field: FieldMeta, id: unknown): Ref | null {
  if (id === null || id === undefined) return null;
  const entity = targetOf(field);
  return refs[entity]?.[String(id)] ?? remembered[entity]?.[String(id)] ?? null;
}

export function mergeRefs(old: Refs, fresh: Refs | undefined): Refs {
  if (!fresh) return old;
  const merged = { ...old };
  for (const [entity, labels] of Object.entries(fresh)) merged[entity] = { ...merged[entity], ...labels };
  return merged;
}
