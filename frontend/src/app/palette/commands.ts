import {
  CalendarDays, CalendarRange, FileUp, FolderKanban, Keyboard, Languages, LayoutList, LogOut, Moon, Plus, Redo2, Rows3,
  SquareKanban, Sun, SunMoon, Undo2, type LucideIcon,
} from 'lucide-react';
import { useLocation } from 'wouter';

import { redoLast, undoLast, useUndo } from '../../api/undo';
import { useKnownProject } from '../currentProject';
import { openDialog } from '../dialogs';
import { printKeys } from '../hotkeys';
import { useLanguage, useT } from '../i18n';
import { useDensity, useTheme } from '../preferences';
import { path } from '../routes';
import { useSession } from '../session';
import { logOut } from '../UserMenu';

export interface Command {
  id: string;
  group: string;
  icon: LucideIcon;
  text: string;
  hint?: string;
  keys?: string;
  /** Initials of the pinyin and the word in the other language, so that either finds it. */
  words: string;
  run: () => void;
}

function useGoCommands(): Command[] {
  const t = useT();
  const [, go] = useLocation();
  const project = useKnownProject();
  const list: Command[] = [
    { id: 'go-day', group: 'palette.go', icon: CalendarDays, text: t('nav.myWork'), keys: printKeys('g d'), words: 'wdyt my day', run: () => go(path.myWork) },
    { id: 'go-projects', group: 'palette.go', icon: FolderKanban, text: t('nav.projects'), keys: printKeys('g p'), words: 'xm projects', run: () => go(path.projects) },
    { id: 'go-calendars', group: 'palette.go', icon: CalendarRange, text: t('nav.calendars'), keys: printKeys('g c'), words: 'rl calendars', run: () => go(path.calendars) },
  ];
  if (!project) return list;
  return [
    ...list,
    { id: 'go-overview', group: 'palette.go', icon: LayoutList, text: t('nav.overview'), hint: project.name, keys: printKeys('g o'), words: 'gl overview', run: () => go(path.project(project.code)) },
    { id: 'go-plan', group: 'palette.go', icon: SquareKanban, text: t('nav.plan'), hint: project.name, keys: printKeys('g g'), words: 'jh plan gantt gt', run: () => go(path.plan(project.code)) },
  ];
}

function useRunCommands(): Command[] {
  const t = useT();
  const { may, setPreferences } = useSession();
  const undo = useUndo();
  const group = 'palette.run';
  const list: Command[] = [];
  if (undo.undo) list.push({ id: 'undo', group, icon: Undo2, text: t('undo.undo'), hint: undo.undo.label, keys: printKeys('mod+z'), words: 'cx undo', run: () => void undoLast() });
  if (undo.redo) list.push({ id: 'redo', group, icon: Redo2, text: t('undo.redo'), hint: undo.redo.label, keys: printKeys('mod+shift+z'), words: 'cz redo', run: () => void redoLast() });
  if (may('project.create')) list.push({ id: 'new', group, icon: Plus, text: t('project.new'), words: 'xjxm new project create', run: () => openDialog({ kind: 'newProject' }) });
  const language = useLanguage();
  const theme = useTheme();
  const density = useDensity();
  const other = language === 'en' ? 'zh-CN' : 'en';
  const looser = density === 'compact' ? 'comfortable' : 'compact';
  list.push(
    { id: 'import', group, icon: FileUp, text: t('import.open'), words: 'drwj import ms project xml', run: () => openDialog({ kind: 'import' }) },
    { id: 'language', group, icon: Languages, text: t('header.otherLanguage'), words: 'qhyy yy zw language english chinese', run: () => setPreferences({ language: other }) },
  );
  const themes = { light: Sun, dark: Moon, system: SunMoon } as const;
  for (const choice of ['light', 'dark', 'system'] as const) {
    if (choice !== theme) list.push({ id: `theme-${choice}`, group, icon: themes[choice], text: t('palette.theme', { name: t(`theme.${choice}`) }), words: `ssms zt theme ${choice}`, run: () => setPreferences({ theme: choice }) });
  }
  list.push(
    { id: 'density', group, icon: Rows3, text: t('palette.density', { name: t(`density.${looser}`) }), words: 'md density rows', run: () => setPreferences({ density: looser }) },
    { id: 'keys', group, icon: Keyboard, text: t('keys.sheet'), keys: '?', words: 'kjj shortcuts keyboard', run: () => openDialog({ kind: 'shortcuts' }) },
    { id: 'logout', group, icon: LogOut, text: t('nav.logOut'), words: 'tcdl log out', run: logOut },
  );
  return list;
}

function useProjectCommands(): Command[] {
  const [location, go] = useLocation();
  const { projects } = useSession();
  const onPlan = location.endsWith('/plan');
  return projects.map((project) => ({
    id: `p-${project.code}`, group: 'palette.projects', icon: FolderKanban, text: project.name, hint: project.code,
    words: project.code.toLowerCase(), run: () => go(onPlan ? path.plan(project.code) : path.project(project.code)),
  }));
}

export function useCommands(): Command[] {
  return [...useGoCommands(), ...useProjectCommands(), ...useRunCommands()];
}

/** Lower is better; null is no match. A start beats a middle, the shown text beats the other words. */
export function rank(command: Pick<Command, 'text' | 'words' | 'hint'>, query: string): number | null {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return 0;
  const text = command.text.toLowerCase();
  if (text.startsWith(wanted)) return 1;
  if (text.includes(wanted)) return 2;
  if (command.words.split(' ').some((word) => word.startsWith(wanted)) || command.words.startsWith(wanted)) return 3;
  if (command.hint?.toLowerCase().includes(wanted)) return 4;
  return null;
}
