import { CloudOff } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
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

function watchNetwork(listener: () => void): () => void {
  const names = ['online', 'offline'] as const;
  names.forEach((name) => addEventListener(name, listener));
  return () => names.forEach((name) => removeEventListener(name, listener));
}

/** The stream reconnects often and shortly; only an outage that lasts is worth a line, unless the computer says itself that it is cut off. */
function useOutage(): Date | null {
  const status = useLiveStatus();
  const hasNetwork = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  const [since, setSince] = useState<Date | null>(null);
  useEffect(() => {
    if (status !== 'offline' && hasNetwork) {
      setSince(null);
      return undefined;
    }
    const began = new Date();
    const timer = setTimeout(() => setSince(began), hasNetwork ? OFFLINE_PATIENCE : 0);
    return () => clearTimeout(timer);
  }, [status, hasNetwork]);
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
