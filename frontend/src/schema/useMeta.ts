import { useQuery } from '@tanstack/react-query';

import { api } from '../api/client';
import type { EntityMeta, FieldMeta, Meta } from './types';

export const META_KEY = ['meta'] as const;
/** What entities are there changes with an update or a grant; both throw the answer away through live events. */
const FRESH_FOR = 30 * 60_000;

const metaQuery = {
  queryKey: META_KEY,
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Meta>('/api/meta', { signal }),
  staleTime: FRESH_FOR,
};

export function useMetaQuery() {
  return useQuery(metaQuery);
}

/** Everything the server declares, or null while it is not read yet. */
export function useMeta(): Meta | null {
  return useMetaQuery().data ?? null;
}

export function useEntity(name: string): EntityMeta | null {
  return useMeta()?.entities[name] ?? null;
}

export const fieldOf = (entity: EntityMeta, name: string | null | undefined): FieldMeta | undefined =>
  entity.fields.find((field) => field.name === name);

/** A label inside a sentence: «New risk», but «New API». Chinese has no small letters. */
export const inSentence = (label: string): string => (/^\p{Lu}\p{Ll}/u.test(label) ? label[0].toLowerCase() + label.slice(1) : label);

/** The title of a row in words; its code where it has no title. */
export function titleOf(entity: EntityMeta, row: Record<string, unknown>): string {
  const title = row[entity.title_field];
  const code = entity.code_field ? row[entity.code_field] : null;
  return String(title ?? code ?? row.id ?? '');
}

/**
 * Entities in the order of the navigation, by group; groups stand in the order of their first entity. `off`: what the project has
 * switched off.
 */
export function navGroups(meta: Meta, scope: EntityMeta['scope'], off: string[] = []): { group: string; entities: EntityMeta[] }[] {
  const sorted = Object.values(meta.entities)
    .filter((entity) => entity.scope === scope && entity.nav.group !== '' && !off.includes(entity.name))
    .sort((a, b) => a.nav.order - b.nav.order || a.name.localeCompare(b.name));
  const groups = new Map<string, EntityMeta[]>();
  for (const entity of sorted) groups.set(entity.nav.group, [...(groups.get(entity.nav.group) ?? []), entity]);
  return [...groups].map(([group, entities]) => ({ group, entities }));
}
