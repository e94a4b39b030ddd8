import { useT } from '../app/i18n';
import { navGroups, useMeta } from '../schema/useMeta';
import type { EntityMeta } from '../schema/types';
import { useKept, type Place } from './data';

/** Every kind of records of which something can be configured at a place, by the groups of the navigation. */
export function useConfigurable(project: Place): { group: string; entities: EntityMeta[] }[] {
  const meta = useKept(useMeta());
  if (!meta) return [];
  const inProjects = navGroups(meta, 'project');
  const groups = project ? inProjects : [...inProjects, ...navGroups(meta, 'organisation')];
  const named = new Map<string, EntityMeta[]>();
  for (const { group, entities } of groups) named.set(group, [...(named.get(group) ?? []), ...entities]);
  return [...named].map(([group, entities]) => ({ group, entities }));
}

export function EntitySelect({ project, value, onChange }: { project: Place; value: string; onChange: (entity: string) => void }) {
  const t = useT();
  const groups = useConfigurable(project);
  return (
    <select className="field cf-pick" aria-label={t('cfg.entity')} value={value} onChange={(event) => onChange(event.target.value)}>
      {groups.map(({ group, entities }) => (
        <optgroup key={group} label={group}>
          {entities.map((entity) => (
            <option key={entity.name} value={entity.name}>
              {entity.label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
