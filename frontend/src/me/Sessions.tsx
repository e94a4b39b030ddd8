import { useQuery } from '@tanstack/react-query';

import type { Written } from '../admin/types';
import { ADMIN, useWrite } from '../admin/useWrite';
import { deviceName, moment } from '../admin/when';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import type { SessionRow } from './types';

/** Where one is logged in; each can be ended, and all others at once. */
export function Sessions() {
  const t = useT();
  const { run, isBusy } = useWrite();
  const { data } = useQuery({
    queryKey: [ADMIN, 'sessions'],
    queryFn: ({ signal }) => api.get<{ items: SessionRow[] }>('/api/me/sessions', { signal }),
  });
  const rows = data?.items ?? [];
  const end = (path: string) => void run(() => api.delete<Written>(path));
  return (
    <>
      {rows.map((row) => (
        <div key={row.id} className="ad-line">
          <span className="ad-grow" title={row.device}>
            {deviceName(row.device)} <span className="mut">{row.address}</span>
          </span>
          <span className="mut s12 nw">{t('me.sessionTimes', { began: moment(row.began_at), seen: moment(row.seen_at) })}</span>
          {row.is_this ? (
            <span className="grn nw">{t('me.thisSession')}</span>
          ) : (
            <button type="button" className="bt" disabled={isBusy} onClick={() => end(`/api/me/sessions/${row.id}`)}>
              {t('me.endSession')}
            </button>
          )}
        </div>
      ))}
      {rows.length > 1 && (
        <div className="form-f">
          <button type="button" className="bt" disabled={isBusy} onClick={() => end('/api/me/sessions')}>
            {t('me.endOthers')}
          </button>
        </div>
      )}
    </>
  );
}
