import { Modal } from '@mantine/core';
import { CalendarRange, FileUp, LogOut } from 'lucide-react';
import { useLocation } from 'wouter';

import { Avatar } from '../ui/bits';
import { openDialog } from './dialogs';
import { useLanguage, useT } from './i18n';
import { useTheme } from './preferences';
import { path } from './routes';
import { useSession } from './session';
import { LANGUAGE_NAMES, logOut, THEMES } from './UserMenu';

/** Phone: what did not fit the bottom bar. */
export function MoreSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const { user, languages, setPreferences } = useSession();
  const language = useLanguage();
  const theme = useTheme();
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
      <button type="button" className="sheet-i" onClick={leave(() => go(path.calendars))}>
        <CalendarRange size={20} strokeWidth={1.5} />
        {t('nav.calendars')}
      </button>
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
