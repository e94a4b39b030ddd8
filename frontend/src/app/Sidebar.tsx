import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  CalendarDays,
  CalendarRange,
  ChevronsUpDown,
  FolderKanban,
  Inbox,
  LayoutList,
  Settings2,
  SquareKanban,
  Stamp,
  TrendingUp,
  type LucideIcon,
} from 'lucide-react';
import { Fragment } from 'react';
import { Link, useLocation } from 'wouter';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { MyWork } from '../api/types';
import { useWaiting } from '../approvals/data';
import { useUnseen } from '../inbox/useUnseen';
import { navGroups, useMeta } from '../schema/useMeta';
import { Logo, Tip } from '../ui/bits';
import { programmeName, useKnownProject } from './currentProject';
import { printKeys } from './hotkeys';
import { useT } from './i18n';
import { ProjectMenuItems } from './ProjectMenu';
import { path } from './routes';
import { UserMenu } from './UserMenu';
import { iconOf } from './icons';

interface Entry {
  to: string;
  icon: LucideIcon;
  /** Message key, or the word itself where the server gave it. */
  label: string;
  keys?: string;
  isOn: boolean;
  count?: number;
  alert?: boolean;
}

function NavItem({ entry, isRail }: { entry: Entry; isRail: boolean }) {
  const t = useT();
  const Icon = entry.icon;
  const label = t(entry.label);
  const link = (
    <Link
      href={entry.to}
      className={`nav ${entry.isOn ? 'on' : ''}`}
      aria-current={entry.isOn ? 'page' : undefined}
      aria-label={label}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
      <span className="nav-text">{label}</span>
      {!!entry.count && <span className={`nav-n ${entry.alert ? 'al' : ''}`}>{entry.count}</span>}
    </Link>
  );
  return isRail ? (
    <Tip label={label} keys={entry.keys && printKeys(entry.keys)}>
      {link}
    </Tip>
  ) : (
    link
  );
}

/** Late and due today: what waits for this person. */
export function useWaitingCount(): { count: number; late: number } {
  const { data } = useQuery({
    queryKey: keys.myWork,
    queryFn: ({ signal }) => api.get<MyWork>('/api/my-work', { signal }),
  });
  const late = data?.counts.late ?? 0;
  return { count: late + (data?.counts.today ?? 0), late };
}

function ProjectSwitch({ isRail }: { isRail: boolean }) {
  const t = useT();
  const project = useKnownProject();
  const programme = project && programmeName(project.programme);
  if (!project) return null;
  return (
    <Menu position="bottom-start" width={264}>
      {isRail && <hr />}
      {!isRail && programme && <div className="navh">{t('nav.programme', { name: programme })}</div>}
      <Menu.Target>
        <button type="button" className="switch" aria-label={t('nav.switchProject')} title={`${project.code} ${project.name}`}>
          {!isRail && (
            <>
              <b>{project.code}</b>
              <span className="el">{project.name}</span>
            </>
          )}
          <ChevronsUpDown size={14} strokeWidth={1.5} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <ProjectMenuItems current={project.code} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Lists that the server declares, in their groups; the words of groups and lists are the server's. */
function RecordNav({ project, off, isRail }: { project: string | null; off?: string[]; isRail: boolean }) {
  const [location] = useLocation();
  const meta = useMeta();
  if (!meta) return null;
  return navGroups(meta, project ? 'project' : 'organisation', off).map(({ group, entities }) => (
    <Fragment key={group}>
      {isRail ? <hr /> : <div className="navh">{group}</div>}
      {entities.map((entity) => {
        const to = path.records(project, entity.name);
        const isOn = location === to || location.startsWith(`${to}/`);
        return <NavItem key={to} entry={{ to, icon: iconOf(entity.icon), label: entity.label_plural, isOn }} isRail={isRail} />;
      })}
    </Fragment>
  ));
}

export function Sidebar({ isRail }: { isRail: boolean }) {
  const t = useT();
  const [location] = useLocation();
  const project = useKnownProject();
  const waiting = useWaitingCount();
  const unseen = useUnseen();
  const signatures = useWaiting();
  const general: Entry[] = [
    {
      to: path.myWork,
      icon: CalendarDays,
      label: 'nav.myWork',
      keys: 'g d',
      isOn: location === path.myWork,
      count: waiting.count,
      alert: waiting.late > 0,
    },
    {
      to: path.inbox,
      icon: Inbox,
      label: 'nav.inbox',
      keys: 'g i',
      isOn: location === path.inbox,
      count: unseen,
      alert: unseen > 0,
    },
    {
      to: path.approvals,
      icon: Stamp,
      label: 'nav.approvals',
      keys: 'g a',
      isOn: location.startsWith(path.approvals),
      count: signatures,
      alert: signatures > 0,
    },
    { to: path.projects, icon: FolderKanban, label: 'nav.projects', keys: 'g p', isOn: location === path.projects },
    { to: path.calendars, icon: CalendarRange, label: 'nav.calendars', keys: 'g c', isOn: location.startsWith(path.calendars) },
  ];
  const ofProject: Entry[] = project
    ? [
        {
          to: path.project(project.code),
          icon: LayoutList,
          label: 'nav.overview',
          keys: 'g o',
          isOn: location === path.project(project.code),
        },
        ...(project.off?.includes('schedule')
          ? []
          : [
              {
                to: path.plan(project.code),
                icon: SquareKanban,
                label: 'nav.plan',
                keys: 'g g',
                isOn: location === path.plan(project.code),
              },
              {
                to: path.analysis(project.code),
                icon: TrendingUp,
                label: 'nav.analysis',
                keys: 'g n',
                isOn: location.startsWith(path.analysis(project.code)),
              },
            ]),
        {
          to: path.settings(project.code),
          icon: Settings2,
          label: 'nav.projectSettings',
          isOn: location.startsWith(path.settings(project.code)),
        },
      ]
    : [];
  return (
    <nav className="side" aria-label={t('nav.main')}>
      <Link href={path.myWork} className="logo" aria-label="Linkspan">
        <Logo />
        <span className="nav-text">
          {t('app.name')} {t('app.latin') && <small>{t('app.latin')}</small>}
        </span>
      </Link>
      {general.map((entry) => (
        <NavItem key={entry.to} entry={entry} isRail={isRail} />
      ))}
      <ProjectSwitch isRail={isRail} />
      {ofProject.map((entry) => (
        <NavItem key={entry.to} entry={entry} isRail={isRail} />
      ))}
      {project && <RecordNav project={project.code} off={project.off} isRail={isRail} />}
      <RecordNav project={null} isRail={isRail} />
      <UserMenu isRail={isRail} />
    </nav>
  );
}
