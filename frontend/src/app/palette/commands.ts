import {
  CalendarDays,
  CalendarRange,
  FileUp,
  FolderKanban,
  Keyboard,
  Inbox,
  Languages,
  LayoutList,
  LogOut,
  Moon,
  Plus,
  Redo2,
  Rows3,
  Settings2,
  SquareKanban,
  Stamp,
  Sun,
  SunMoon,
  TrendingUp,
  Undo2,
  type LucideIcon,
} from 'lucide-react';
import { useLocation } from 'wouter';

import type { ThemeChoice } from '../../api/types';
import { redoLast, undoLast, useUndo } from '../../api/undo';
import { logOut } from '../../offline/leave';
import { inSentence, useMeta } from '../../schema/useMeta';
import { useKnownProject } from '../currentProject';
import { openDialog } from '../dialogs';
import { printKeys } from '../hotkeys';
import { useLanguage, useT } from '../i18n';
import { iconOf } from '../icons';
import { useDensity, useTheme } from '../preferences';
import { path } from '../routes';
import { useSession } from '../session';
import { THEMES } from '../UserMenu';

export interface Command {
  id: string;
  group: string;
  /** The group's title where it is no message of ours: the server named it. */
  heading?: string;
  icon: LucideIcon;
  text: string;
  hint?: string;
  keys?: string;
  /** Initials of the pinyin and the word in the other language, so that either finds it. */
  words: string;
  run: () => void;
}

const THEME_ICONS: Record<ThemeChoice, LucideIcon> = { light: Sun, dark: Moon, system: SunMoon };

function useGoCommands(): Command[] {
  const t = useT();
  const [, go] = useLocation();
  const project = useKnownProject();
  const page = (
    id: string,
    icon: LucideIcon,
    label: string,
    keys: string,
    words: string,
    to: string,
    hint?: string,
  ): Command => ({
    id: `go-${id}`,
    group: 'palette.go',
    icon,
    text: t(label),
    keys: keys ? printKeys(keys) : undefined,
    words,
    hint,
    run: () => go(to),
  });
  const list = [
    page('inbox', Inbox, 'nav.inbox', 'g i', 'sjx inbox', path.inbox),
    page('approvals', Stamp, 'nav.approvals', 'g a', 'sp approvals', path.approvals),
    page('day', CalendarDays, 'nav.myWork', 'g d', 'wdyt my day', path.myWork),
    page('projects', FolderKanban, 'nav.projects', 'g p', 'xm projects', path.projects),
    page('calendars', CalendarRange, 'nav.calendars', 'g c', 'rl calendars', path.calendars),
  ];
  if (!project) return list;
  const { code, name, off } = project;
  const settings = page('settings', Settings2, 'nav.projectSettings', '', 'xmsz project settings modules numbering template', path.settings(code), name);
  const plan = page('plan', SquareKanban, 'nav.plan', 'g g', 'jh plan gantt gt', path.plan(code), name);
  const analysis = page('analysis', TrendingUp, 'nav.analysis', 'g n', 'jhfx plan analysis simulation monte carlo health dcma earned value delay trend mn jkjc', path.analysis(code), name);
  return [
    ...list,
    page('overview', LayoutList, 'nav.overview', 'g o', 'gl overview', path.project(code), name),
    ...(off?.includes('schedule') ? [] : [plan, analysis]),
    settings,
  ];
}

type Run = Omit<Command, 'group'>;

function useEditCommands(): Run[] {
  const t = useT();
  const { may } = useSession();
  const { undo, redo } = useUndo();
  const list: Run[] = [];
  if (undo) {
    const keys = printKeys('mod+z');
    list.push({
      id: 'undo',
      icon: Undo2,
      text: t('undo.undo'),
      hint: undo.label,
      keys,
      words: 'cx undo',
      run: () => void undoLast(),
    });
  }
  if (redo) {
    const keys = printKeys('mod+shift+z');
    list.push({
      id: 'redo',
      icon: Redo2,
      text: t('undo.redo'),
      hint: redo.label,
      keys,
      words: 'cz redo',
      run: () => void redoLast(),
    });
  }
  if (may('project.create')) {
    const run = () => openDialog({ kind: 'newProject' });
    list.push({ id: 'new', icon: Plus, text: t('project.new'), words: 'xjxm new project create', run });
  }
  const run = () => openDialog({ kind: 'import' });
  return [...list, { id: 'import', icon: FileUp, text: t('import.open'), words: 'drwj import ms project xml', run }];
}

function useSettingCommands(): Run[] {
  const t = useT();
  const { setPreferences } = useSession();
  const other = useLanguage() === 'en' ? 'zh-CN' : 'en';
  const theme = useTheme();
  const density = useDensity() === 'compact' ? 'comfortable' : 'compact';
  const themes = THEMES.filter((choice) => choice !== theme).map((choice) => ({
    id: `theme-${choice}`,
    icon: THEME_ICONS[choice],
    text: t('palette.theme', { name: t(`theme.${choice}`) }),
    words: `ssms zt theme ${choice}`,
    run: () => setPreferences({ theme: choice }),
  }));
  const densityText = t('palette.density', { name: t(`density.${density}`) });
  const language = () => setPreferences({ language: other });
  return [
    {
      id: 'language',
      icon: Languages,
      text: t('header.otherLanguage'),
      words: 'qhyy yy zw language english chinese',
      run: language,
    },
    ...themes,
    { id: 'density', icon: Rows3, text: densityText, words: 'md density rows', run: () => setPreferences({ density }) },
  ];
}

/** Lists and new records of every entity; the words are the server's, entity names serve as the other language's. */
function useRecordCommands(): Command[] {
  const t = useT();
  const [, go] = useLocation();
  const meta = useMeta();
  const project = useKnownProject();
  const off = project?.off ?? [];
  const shown = Object.values(meta?.entities ?? {}).filter((entity) => entity.scope !== 'project' || !off.includes(entity.name));
  return shown.flatMap((entity) => {
    const code = entity.scope === 'project' ? (project?.code ?? null) : null;
    const shared = { icon: iconOf(entity.icon), words: entity.name.replaceAll('_', ' '), hint: code ? project?.name : undefined };
    const list = path.records(code, entity.name);
    return [
      { ...shared, id: `r-${entity.name}`, group: 'palette.go', text: entity.label_plural, run: () => go(list) },
      {
        ...shared,
        id: `new-${entity.name}`,
        group: 'palette.run',
        icon: Plus,
        text: t('palette.create', { what: inSentence(entity.label) }),
        words: `new create ${shared.words}`,
        run: () => go(`${list}?new=1`),
      },
    ];
  });
}

function useProjectCommands(): Command[] {
  const [location, go] = useLocation();
  const { projects } = useSession();
  const onPlan = location.endsWith('/plan');
  return projects.map(({ code, name }) => ({
    id: `p-${code}`,
    group: 'palette.projects',
    icon: FolderKanban,
    text: name,
    hint: code,
    words: code.toLowerCase(),
    run: () => go(onPlan ? path.plan(code) : path.project(code)),
  }));
}

export function useCommands(): Command[] {
  const t = useT();
  const sheet = () => openDialog({ kind: 'shortcuts' });
  const last: Run[] = [
    { id: 'keys', icon: Keyboard, text: t('keys.sheet'), keys: '?', words: 'kjj shortcuts keyboard', run: sheet },
    { id: 'logout', icon: LogOut, text: t('nav.logOut'), words: 'tcdl log out', run: logOut },
  ];
  const run = [...useEditCommands(), ...useSettingCommands(), ...last];
  const records = useRecordCommands();
  const go = [...useGoCommands(), ...records.filter((command) => command.group === 'palette.go')];
  const create = records.filter((command) => command.group === 'palette.run');
  return [...go, ...useProjectCommands(), ...create, ...run.map((command) => ({ ...command, group: 'palette.run' }))];
}
