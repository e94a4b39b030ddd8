import { lazy, Suspense } from 'react';

// Not lazy: both are wanted just when nothing can be fetched.
import { LeaveDialog } from '../offline/LeaveDialog';
import { QueueDialog } from '../offline/QueueDialog';
import { closeDialog, useDialog } from './dialogs';
import { MoreSheet } from './MoreSheet';
import { Palette } from './palette/Palette';
import { ShortcutSheet } from './ShortcutSheet';

const ImportDialog = lazy(() => import('../exchange/ImportDialog'));
const NewProject = lazy(() => import('../pages/NewProject'));

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
      {dialog.kind === 'newProject' && <NewProject onClose={closeDialog} copyOf={dialog.copyOf} />}
      {dialog.kind === 'import' && <ImportDialog onClose={closeDialog} file={dialog.file} project={dialog.project} />}
    </Suspense>
  );
}
