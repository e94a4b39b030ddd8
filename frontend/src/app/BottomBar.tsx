import { CalendarDays, FolderKanban, Menu as MenuIcon, Search, SquareKanban } from 'lucide-react';
import { Link, useLocation } from 'wouter';

import { useKnownProject } from './currentProject';
import { openDialog } from './dialogs';
import { useT } from './i18n';
import { path } from './routes';
import { useWaitingCount } from './Sidebar';

/** Phone: five entries within reach of the thumb. */
export function BottomBar() {
  const t = useT();
  const [location] = useLocation();
  const project = useKnownProject();
  const waiting = useWaitingCount();
  const icon = { size: 22, strokeWidth: 1.5, 'aria-hidden': true } as const;
  const on = (isOn: boolean) => ({
    className: `bar-i ${isOn ? 'on' : ''}`,
    'aria-current': isOn ? ('page' as const) : undefined,
  });
  return (
    <nav className="bar" aria-label={t('nav.main')}>
      <Link href={path.myWork} {...on(location === path.myWork)}>
        <span className="bar-m">
          <CalendarDays {...icon} />
          {waiting.count > 0 && <span className="dot">{waiting.count}</span>}
        </span>
        {t('nav.myWork')}
      </Link>
      <Link
        href={path.projects}
        {...on(location === path.projects || (location.startsWith('/p/') && !location.endsWith('/plan')))}
      >
        <FolderKanban {...icon} />
        {t('nav.projects')}
      </Link>
      {!project?.off?.includes('schedule') && (
        <Link href={project ? path.plan(project.code) : path.projects} {...on(location.endsWith('/plan'))}>
          <SquareKanban {...icon} />
          {t('nav.plan')}
        </Link>
      )}
      <button type="button" className="bar-i" onClick={() => openDialog({ kind: 'palette' })}>
        <Search {...icon} />
        {t('nav.search')}
      </button>
      <button type="button" {...on(location.startsWith(path.calendars))} onClick={() => openDialog({ kind: 'more' })}>
        <MenuIcon {...icon} />
        {t('nav.more')}
      </button>
    </nav>
  );
}
