import { Moon, Search, Sun } from 'lucide-react';
import { Fragment } from 'react';
import { Link, useLocation } from 'wouter';

import { JobsIndicator } from '../pages/JobsIndicator';
import { useDetail } from '../schema/records';
import type { EntityMeta } from '../schema/types';
import { useMeta } from '../schema/useMeta';
import { IconButton, Kbd, Logo } from '../ui/bits';
import { longDay, shortDay, toDay, weekdayName, dayParts } from '../ui/dates';
import { programmeName, useCurrentProject } from './currentProject';
import { openDialog } from './dialogs';
import { printKeys } from './hotkeys';
import { useLanguage, useT } from './i18n';
import { NoticeBell } from './NoticeBell';
import { schemeOf, useTheme } from './preferences';
import { path } from './routes';
import { useSession } from './session';

interface Crumb {
  text: string;
  to?: string;
}

/** The list, and on a page of one record the way back to it; `here` is the record's code. */
const ofEntity = (entity: EntityMeta, list: string, here: string | null): Crumb[] => [
  { text: entity.label_plural, to: here === null ? undefined : list },
  ...(here === null ? [] : [{ text: here }]),
];

function useCrumbs(): Crumb[] {
  const t = useT();
  const [location] = useLocation();
  const project = useCurrentProject();
  const meta = useMeta();
  const [, , name, id] = /^(\/p\/[^/]+)?\/r\/([^/]+)(\/\d+)?$/.exec(location) ?? [];
  const entity = name ? meta?.entities[name] : undefined;
  const { data: detail } = useDetail(name ?? '', entity && id ? Number(id.slice(1)) : null);
  const code = entity?.code_field && detail?.row[entity.code_field];
  const here = id ? String(code || (entity?.label ?? '')) : null;
  if (name && !entity) return [];
  if (location === path.projects) return [{ text: t('nav.projects') }];
  if (location.startsWith(path.approvals)) return [{ text: t('nav.approvals') }];
  if (location === path.me) return [{ text: t('nav.me') }];
  if (location.startsWith(path.admin())) return [{ text: t('nav.admin') }];
  if (location.startsWith(path.calendars)) return [{ text: t('nav.calendars') }];
  if (location.startsWith('/p/') && project) {
    const programme = programmeName(project.programme);
    const home = { text: `${project.code} ${project.name}`, to: path.project(project.code) };
    const head: Crumb[] = programme ? [{ text: programme, to: path.projects }] : [{ text: t('nav.projects'), to: path.projects }];
    if (entity) return [...head, home, ...ofEntity(entity, path.records(project.code, entity.name), here)];
    if (location.startsWith(path.settings(project.code))) return [...head, home, { text: t('nav.projectSettings') }];
    if (location.startsWith(path.analysis(project.code))) return [...head, home, { text: t('nav.analysis') }];
    return location.endsWith('/plan') ? [...head, home, { text: t('nav.plan') }] : [...head, { text: home.text }];
  }
  if (entity) return ofEntity(entity, path.records(null, entity.name), here);
  if (location === path.inbox) return [{ text: t('nav.inbox') }];
  if (location === path.myWork || location === '/') return [{ text: t('nav.myWork') }];
  return [{ text: t('page.notFound') }];
}

function Breadcrumb() {
  const t = useT();
  const crumbs = useCrumbs();
  const last = crumbs.length - 1;
  return (
    <nav className="bc" aria-label={t('nav.breadcrumb')}>
      {crumbs.map((crumb, index) => (
        <Fragment key={index}>
          {index > 0 && (
            <span className="sep" aria-hidden="true">
              /
            </span>
          )}
          {index === last ? (
            <h1 className="el" title={crumb.text}>
              {crumb.text}
            </h1>
          ) : (
            <Link href={crumb.to ?? '/'} className="el">
              {crumb.text}
            </Link>
          )}
        </Fragment>
      ))}
    </nav>
  );
}

/** The day the figures speak of. In the demo it stands still, and the page says so. */
function DataDate({ isPhone }: { isPhone: boolean }) {
  const t = useT();
  const { business_today, business_today_frozen } = useSession();
  const day = toDay(business_today);
  if (day === null) return null;
  const weekday = weekdayName(dayParts(day).weekday);
  if (isPhone)
    return (
      <span className="mut s12 nw">
        {shortDay(day, day)} {weekday}
      </span>
    );
  return (
    <span className="asof mut s12 nw" title={business_today_frozen ? t('header.frozenWhy') : undefined}>
      {t('header.asOf', { date: longDay(day) })}
      {business_today_frozen && <span className="frozen">{t('header.frozen')}</span>}
    </span>
  );
}

function LanguageSwitch() {
  const t = useT();
  const language = useLanguage();
  const { setPreferences } = useSession();
  const next = language === 'en' ? 'zh-CN' : 'en';
  return (
    <IconButton label={t('header.otherLanguage')} onClick={() => setPreferences({ language: next })}>
      <span className="lang" lang={next}>
        {next === 'en' ? 'EN' : '中'}
      </span>
    </IconButton>
  );
}

function ThemeSwitch() {
  const t = useT();
  const theme = useTheme();
  const { setPreferences } = useSession();
  const isDark = schemeOf(theme) === 'dark';
  const Icon = isDark ? Moon : Sun;
  return (
    <IconButton
      label={t(isDark ? 'header.toLight' : 'header.toDark')}
      onClick={() => setPreferences({ theme: isDark ? 'light' : 'dark' })}
    >
      <Icon size={16} strokeWidth={1.5} />
    </IconButton>
  );
}

export function Header({ isPhone }: { isPhone: boolean }) {
  const t = useT();
  return (
    <header className="hd">
      {isPhone && <Logo />}
      <Breadcrumb />
      {!isPhone && <DataDate isPhone={false} />}
      <span className="sp" />
      {isPhone && <DataDate isPhone />}
      <JobsIndicator />
      {!isPhone && (
        <button type="button" className="find" onClick={() => openDialog({ kind: 'palette' })} aria-label={t('header.find')}>
          <Search size={14} strokeWidth={1.5} aria-hidden="true" />
          <span className="find-text">{t('header.find')}</span>
          <Kbd>{printKeys('mod+k')}</Kbd>
        </button>
      )}
      <NoticeBell />
      {!isPhone && <LanguageSwitch />}
      {!isPhone && <ThemeSwitch />}
    </header>
  );
}
