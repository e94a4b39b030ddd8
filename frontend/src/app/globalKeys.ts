import { useLocation } from 'wouter';

import { redoLast, undoLast } from '../api/undo';
import { useKnownProject } from './currentProject';
import { openDialog } from './dialogs';
import { useHotkeys } from './hotkeys';
import { path } from './routes';

/** Keys that work on every page; pages add their own. */
export function useGlobalKeys(): void {
  const [, go] = useLocation();
  const project = useKnownProject();
  const inProject = (to: (code: string) => string) => () => go(project ? to(project.code) : path.projects);
  useHotkeys([
    {
      keys: 'mod+k',
      label: 'keys.palette',
      group: 'keys.everywhere',
      inFields: true,
      run: () => openDialog({ kind: 'palette' }),
    },
    { keys: '/', label: 'keys.search', group: 'keys.everywhere', run: () => openDialog({ kind: 'palette' }) },
    { keys: '?', label: 'keys.sheet', group: 'keys.everywhere', run: () => openDialog({ kind: 'shortcuts' }) },
    { keys: 'mod+z', label: 'undo.undo', group: 'keys.everywhere', run: () => void undoLast() },
    { keys: 'mod+shift+z', label: 'undo.redo', group: 'keys.everywhere', run: () => void redoLast() },
    { keys: 'mod+y', run: () => void redoLast() },
    { keys: 'g i', label: 'nav.inbox', group: 'keys.go', run: () => go(path.inbox) },
    { keys: 'g a', label: 'nav.approvals', group: 'keys.go', run: () => go(path.approvals) },
    { keys: 'g d', label: 'nav.myWork', group: 'keys.go', run: () => go(path.myWork) },
    { keys: 'g p', label: 'nav.projects', group: 'keys.go', run: () => go(path.projects) },
    { keys: 'g o', label: 'nav.overview', group: 'keys.go', run: inProject(path.project) },
    { keys: 'g g', label: 'nav.plan', group: 'keys.go', run: inProject((code) => path.plan(code)) },
    { keys: 'g n', label: 'nav.analysis', group: 'keys.go', run: inProject((code) => path.analysis(code)) },
    { keys: 'g c', label: 'nav.calendars', group: 'keys.go', run: () => go(path.calendars) },
  ]);
}
