import { CloudOff } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useRoute } from 'wouter';

import { useLiveStatus } from '../api/live';
import { useQueue } from '../offline/queue';
import { QueueStrip } from '../offline/QueueStrip';
import { BottomBar } from './BottomBar';
import { Header } from './Header';
import { useT } from './i18n';
import { Sidebar } from './Sidebar';
import { useNarrow } from './useNarrow';

const OFFLINE_PATIENCE = 4000;

/** The stream reconnects often and shortly; only an outage that lasts is worth a line. */
function useOutage(): Date | null {
  const status = useLiveStatus();
  const [since, setSince] = useState<Date | null>(null);
  useEffect(() => {
    if (status !== 'offline') {
      setSince(null);
      return undefined;
    }
    const began = new Date();
    const timer = setTimeout(() => setSince(began), OFFLINE_PATIENCE);
    return () => clearTimeout(timer);
  }, [status]);
  return since;
}

function OfflineStrip() {
  const t = useT();
  const since = useOutage();
  const hasQueue = useQueue().writes.length > 0;
  if (hasQueue) return <QueueStrip isOffline={since !== null || !navigator.onLine} />;
  if (!since) return null;
  const time = since.toTimeString().slice(0, 5);
  return (
    <div className="offline" role="status">
      <CloudOff size={16} strokeWidth={1.5} aria-hidden="true" />
      <b>{t('offline.title')}</b>
      <span>{t('offline.since', { time })}</span>
      <span className="sp" />
      <button type="button" className="nl" onClick={() => location.reload()}>
        {t('action.reload')}
      </button>
    </div>
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const t = useT();
  const [isPlan] = useRoute('/p/:code/plan');
  const isRail = useNarrow(1280) || isPlan;
  const isPhone = useNarrow(768);
  return (
    <div className={`app ${isRail ? 'rail' : ''}`}>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {t('nav.skip')}
      </a>
      {!isPhone && <Sidebar isRail={isRail} />}
      <div className="main">
        <Header isPhone={isPhone} />
        <OfflineStrip />
        <main id="main" className="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      {isPhone && <BottomBar />}
    </div>
  );
}
