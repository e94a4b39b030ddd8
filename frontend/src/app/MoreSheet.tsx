import { Modal } from '@mantine/core';
import { CalendarRange, FileUp, Inbox, LogOut, Settings2, ShieldCheck, Stamp, TrendingUp, UserRound } from 'lucide-react';
import { useLocation } from 'wouter';

import { logOut } from '../offline/leave';
import { navGroups, useMeta } from '../schema/useMeta';
import { Avatar } from '../ui/bits';
import { useKnownProject } from './currentProject';
import { openDialog } from './dialogs';
import { useLanguage, useT } from './i18n';
import { iconOf } from './icons';
import { useTheme } from './preferences';
import { path } from './routes';
import { mayAdminister, useSession } from './session';
import { LANGUAGE_NAMES, THEMES } from './UserMenu';

function RecordEntries({ onGo }: { onGo: (to: string) => void }) {
  const project = useKnownProject();
  const meta = useMeta();
  if (!meta) return null;
  const scopes = [...(project ? navGroups(meta, 'project', project.off) : []), ...navGroups(meta, 'organisation')];
  return scopes.flatMap(({ entities }) =>
    entities.map((entity) => {
      const Icon = iconOf(entity.icon);
      const code = entity.scope === 'project' ? (project?.code ?? null) : null;
      return (
        <button type="button" key={entity.name} className="sheet-i" onClick={() => onGo(path.records(code, entity.name))}>
          <Icon size={20} strokeWidth={1.5} />
          {entity.label_plural}
        </button>
      );
    }),
  );
}

/** Phone: what did not fit the bottom bar. */
export function MoreSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const { user, languages, setPreferences, may } = useSession();
  const language = useLanguage();
  const theme = useTheme();
  const project = useKnownProject();
  const leave = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      classNames={{ inner: 'sheet-inner', content: 'sheet', body: 'sheet-body' }}
      aria-label={t('nav.more')}
    >
      <div className="sheet-me">
        <Avatar name={user.name} size={32} />
        <span>
          <b>{user.name}</b>
          <br />
          <span className="mut s12">
            {user.title} {user.organisation}
          </span>
        </span>
      </div>
      <button type="button" className="sheet-i" onClick={leave(() => go(path.inbox))}>
        <Inbox size={20} strokeWidth={1.5} />
        {t('nav.inbox')}
      </button>
      <button type="button" className="sheet-i" onClick={leave(() => go(path.approvals))}>
        <Stamp size={20} strokeWidth={1.5} />
        {t('nav.approvals')}
      </button>
      {project && !project.off?.includes('schedule') && (
        <button type="button" className="sheet-i" onClick={leave(() => go(path.analysis(project.code)))}>
          <TrendingUp size={20} strokeWidth={1.5} />
          {t('nav.analysis')}
        </button>
      )}
      <RecordEntries onGo={(to) => leave(() => go(to))()} />
      {project && (
        <button type="button" className="sheet-i" onClick={leave(() => go(path.settings(project.code)))}>
          <Settings2 size={20} strokeWidth={1.5} />
          {t('nav.projectSettings')}
        </button>
      )}
      <button type="button" className="sheet-i" onClick={leave(() => go(path.calendars))}>
        <CalendarRange size={20} strokeWidth={1.5} />
        {t('nav.calendars')}
      </button>
      <button type="button" className="sheet-i" onClick={leave(() => go(path.me))}>
        <UserRound size={20} strokeWidth={1.5} />
        {t('nav.me')}
      </button>
      {mayAdminister(may) && (
        <button type="button" className="sheet-i" onClick={leave(() => go(path.admin()))}>
          <ShieldCheck size={20} strokeWidth={1.5} />
          {t('nav.admin')}
        </button>
      )}
      <button type="button" className="sheet-i" onClick={() => openDialog({ kind: 'import' })}>
        <FileUp size={20} strokeWidth={1.5} />
        {t('import.open')}
      </button>
      <div className="sheet-l">{t('settings.language')}</div>
      <div className="seg wide">
        {languages.map((item) => (
          <button key={item} type="button" aria-pressed={item === language} onClick={() => setPreferences({ language: item })}>
            {LANGUAGE_NAMES[item]}
          </button>
        ))}
      </div>
      <div className="sheet-l">{t('settings.theme')}</div>
      <div className="seg wide">
        {THEMES.map((item) => (
          <button key={item} type="button" aria-pressed={item === theme} onClick={() => setPreferences({ theme: item })}>
            {t(`theme.${item}`)}
          </button>
        ))}
      </div>
      <button type="button" className="sheet-i" onClick={logOut}>
        <LogOut size={20} strokeWidth={1.5} />
        {t('nav.logOut')}
      </button>
    </Modal>
  );
}
