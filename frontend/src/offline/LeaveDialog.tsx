import './i18n';
import './offline.css';

import { useT } from '../app/i18n';
import { Dialog } from '../ui/Dialog';
import { leave } from './leave';
import { queueLength } from './queue';

/** Logging out with unsent changes deletes them: that cannot be undone, so it is asked. */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  return (
    <Dialog title={t('queue.leaveTitle', { n: queueLength() })} size={440} onClose={onClose}>
      <p className="prose">{t('queue.leaveText')}</p>
      <div className="form-f">
        <button type="button" className="bt red" onClick={() => void leave()}>
          {t('queue.leave')}
        </button>
        <span className="sp" />
        <button type="button" className="bt p" data-autofocus onClick={onClose}>
          {t('queue.stay')}
        </button>
      </div>
    </Dialog>
  );
}
