import { Menu } from '@mantine/core';
import { Check, Keyboard, LogOut, ShieldCheck, UserRound } from 'lucide-react';
import { useLocation } from 'wouter';

import type { Density, Language, ThemeChoice } from '../api/types';
import { logOut } from '../offline/leave';
import { Avatar } from '../ui/bits';
import { openDialog } from './dialogs';
import { useLanguage, useT } from './i18n';
import { useDensity, useTheme } from './preferences';
import { path } from './routes';
import { mayAdminister, useSession } from './session';

export const LANGUAGE_NAMES: Record<Language, string> = { 'zh-CN': '中文', en: 'English' };
export const THEMES: ThemeChoice[] = ['light', 'dark', 'system'];
export const DENSITIES: Density[] = ['compact', 'comfortable'];

const tick = (isOn: boolean) => (isOn ? <Check size={14} strokeWidth={1.5} /> : undefined);

export function SettingsItems() {
  const t = useT();
  const { languages, setPreferences } = useSession();
  const language = useLanguage();
  const theme = useTheme();
  const density = useDensity();
  return (
    <>
      <Menu.Label>{t('settings.language')}</Menu.Label>
      {languages.map((item) => (
        <Menu.Item key={item} rightSection={tick(item === language)} onClick={() => setPreferences({ language: item })}>
          {LANGUAGE_NAMES[item]}
        </Menu.Item>
      ))}
      <Menu.Label>{t('settings.theme')}</Menu.Label>
      {THEMES.map((item) => (
        <Menu.Item key={item} rightSection={tick(item === theme)} onClick={() => setPreferences({ theme: item })}>
          {t(`theme.${item}`)}
        </Menu.Item>
      ))}
      <Menu.Label>{t('settings.density')}</Menu.Label>
      {DENSITIES.map((item) => (
        <Menu.Item key={item} rightSection={tick(item === density)} onClick={() => setPreferences({ density: item })}>
          {t(`density.${item}`)}
        </Menu.Item>
      ))}
    </>
  );
}

export function UserMenu({ isRail }: { isRail: boolean }) {
  const t = useT();
  const { user, version, may } = useSession();
  const [, go] = useLocation();
  return (
    <Menu position="top-start" width={220} closeOnItemClick={false}>
      <Menu.Target>
        <button type="button" className="me" aria-label={t('nav.userMenu', { name: user.name })}>
          <Avatar name={user.name} size={24} />
          {!isRail && (
            <span className="el">
              {user.name} <span className="mut s12">{user.title}</span>
            </span>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="me-head">
          <b>{user.name}</b> <span className="mut s12">{user.organisation}</span>
        </div>
        <Menu.Item closeMenuOnClick leftSection={<UserRound size={16} strokeWidth={1.5} />} onClick={() => go(path.me)}>
          {t('nav.me')}
        </Menu.Item>
        {mayAdminister(may) && (
          <Menu.Item closeMenuOnClick leftSection={<ShieldCheck size={16} strokeWidth={1.5} />} onClick={() => go(path.admin())}>
            {t('nav.admin')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <SettingsItems />
        <Menu.Divider />
        <Menu.Item
          closeMenuOnClick
          leftSection={<Keyboard size={16} strokeWidth={1.5} />}
          rightSection={<span className="kbd">?</span>}
          onClick={() => openDialog({ kind: 'shortcuts' })}
        >
          {t('keys.sheet')}
        </Menu.Item>
        <Menu.Item closeMenuOnClick leftSection={<LogOut size={16} strokeWidth={1.5} />} onClick={logOut}>
          {t('nav.logOut')}
        </Menu.Item>
        <div className="me-foot mut s11">{t('app.version', { version })}</div>
      </Menu.Dropdown>
    </Menu>
  );
}
