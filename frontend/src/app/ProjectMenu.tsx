import { Menu } from '@mantine/core';
import { Check, FileUp, Plus } from 'lucide-react';
import { useLocation } from 'wouter';

import { openDialog } from './dialogs';
import { useT } from './i18n';
import { path } from './routes';
import { useSession } from './session';

/** Beyond this many the palette finds a project faster than the eye. */
const SHOWN = 12;

export function ProjectMenuItems({ current }: { current: string }) {
  const t = useT();
  const [location, go] = useLocation();
  const { projects, may } = useSession();
  const onPlan = location.endsWith('/plan');
  const onAnalysis = /\/analysis(\/(\w+))?$/.exec(location);
  const to = (code: string) => (onAnalysis ? path.analysis(code, onAnalysis[2]) : onPlan ? path.plan(code) : path.project(code));
  return (
    <>
      <Menu.Label>{t('nav.switchProject')}</Menu.Label>
      {projects.slice(0, SHOWN).map((project) => (
        <Menu.Item
          key={project.code}
          onClick={() => go(to(project.code))}
          rightSection={project.code === current ? <Check size={14} strokeWidth={1.5} /> : undefined}
        >
          <span className="row">
            <span className="mut s12 code">{project.code}</span>
            <span className="el">{project.name}</span>
          </span>
        </Menu.Item>
      ))}
      {projects.length > SHOWN && (
        <Menu.Item onClick={() => go(path.projects)}>{t('nav.allProjects', { n: projects.length })}</Menu.Item>
      )}
      <Menu.Divider />
      {may('project.create') && (
        <Menu.Item leftSection={<Plus size={16} strokeWidth={1.5} />} onClick={() => openDialog({ kind: 'newProject' })}>
          {t('project.new')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<FileUp size={16} strokeWidth={1.5} />} onClick={() => openDialog({ kind: 'import' })}>
        {t('import.open')}
      </Menu.Item>
    </>
  );
}
