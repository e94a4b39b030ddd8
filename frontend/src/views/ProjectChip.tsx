import { Menu } from '@mantine/core';
import { X } from 'lucide-react';
import { useLocation, useSearch } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import type { EntityMeta } from '../schema/types';

/** In which project the list looks; the same filters over another one, or over all. Absent where there is no choice. */
export function ProjectChip({ entity, project }: { entity: EntityMeta; project: string | null }) {
  const t = useT();
  const { projects } = useSession();
  const [, go] = useLocation();
  const query = useSearch();
  if (entity.scope !== 'project' || projects.length < 2) return null;
  const to = (code: string | null) => go(path.records(code, entity.name, query));
  return (
    <Menu position="bottom-start" width={280}>
      <span className="chip">
        <Menu.Target>
          <button type="button" className="chip-m">
            <span>{t('bar.project')}</span>
            <b className="el">{project ?? t('bar.allProjects')}</b>
          </button>
        </Menu.Target>
        {project && (
          <button type="button" className="chip-x" aria-label={t('bar.allProjects')} onClick={() => to(null)}>
            <X size={12} strokeWidth={1.5} />
          </button>
        )}
      </span>
      <Menu.Dropdown>
        <Menu.Item onClick={() => to(null)} rightSection={project ? null : '✓'}>
          {t('bar.allProjects')}
        </Menu.Item>
        <Menu.Divider />
        {projects.map(({ code, name }) => (
          <Menu.Item key={code} onClick={() => to(code)} rightSection={code === project ? '✓' : null}>
            {code} <span className="mut">{name}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
