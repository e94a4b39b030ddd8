import { lazy, Suspense } from 'react';

import { closeDialog, useDialog } from './dialogs';
import { MoreSheet } from './MoreSheet';
import { Palette } from './palette/Palette';
import { ShortcutSheet } from './ShortcutSheet';

const ImportDialog = lazy(() => import('../exchange/ImportDialog'));
const LeaveDialog = lazy(() => import('../offline/LeaveDialog'));
const NewProject = lazy(() => import('../pages/NewProject'));
const QueueDialog = lazy(() => import('../offline/QueueDialog'));

export function Dialogs() {
  const dialog = useDialog();
  if (!dialog) return null;
  return (
    <Suspense fallback={null}>
      {dialog.kind === 'palette' && <Palette onClose={closeDialog} />}
      {dialog.kind === 'shortcuts' && <ShortcutSheet onClose={closeDialog} />}
      {dialog.kind === 'more' && <MoreSheet onClose={closeDialog} />}
      {dialog.kind === 'queue' && <QueueDialog onClose={closeDialog} />}
      {dialog.kind === 'unsent' && <LeaveDialog onClose={closeDialog} />}
      {dialog.kind === 'newProject' && <NewProject onClose={closeDialog} />}
      {dialog.kind === 'import' && <ImportDialog onClose={closeDialog} file={dialog.file} project={dialog.project} />}
    </Suspense>
  );
}
