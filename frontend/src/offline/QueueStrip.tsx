import './i18n';
import './offline.css';

import { CloudOff, RefreshCw } from 'lucide-react';

import { openDialog } from '../app/dialogs';
import { useT } from '../app/i18n';
import { momentOf } from './moment';
import { useQueue } from './queue';

/** Amber line: what waits for a connection and how old it is, or what hangs and waits for its author. */
export function QueueStrip({ isOffline }: { isOffline: boolean }) {
  const t = useT();
  const { writes, isSending } = useQueue();
  const oldest = writes[0];
  if (!oldest) return null;
  const held = writes.filter((write) => write.state !== 'waiting').length;
  const Icon = isSending ? RefreshCw : CloudOff;
  const time = momentOf(oldest.at);
  return (
    <div className="offline" role="status">
      <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
      {isOffline && <b className="nw">{t('queue.offline')}</b>}
      <span>
        {held > 0 ? t('queue.held', { n: held }) : isSending ? t('queue.sending', { n: writes.length }) : t('queue.waiting', { n: writes.length, time })}
      </span>
      <span className="sp" />
      <button type="button" className="nl nw" onClick={() => openDialog({ kind: 'queue' })}>
        {t('queue.show')}
      </button>
    </div>
  );
}
