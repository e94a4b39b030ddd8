import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { Written } from '../admin/types';
import { ADMIN, useWrite } from '../admin/useWrite';
import { moment } from '../admin/when';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import type { Deliveries, DeliveryRow, DeliveryState } from './types';

const STATES: DeliveryState[] = ['dead', 'waiting', 'sent'];
const REFRESH = 10_000;

/** Messages that were given up, wait or left: to whom, how often tried, why not. What they say is nobody's business here. */
export function Queue() {
  const t = useT();
  const { run, isBusy } = useWrite();
  const [state, setState] = useState<DeliveryState>('dead');
  const query = useQuery({
    queryKey: [ADMIN, 'deliveries', state],
    queryFn: ({ signal }) => api.get<Deliveries>(`/api/admin/deliveries?state=${state}`, { signal }),
    refetchInterval: REFRESH,
  });
  const again = (channel: number, ids: number[]) =>
    void run(() => api.post<Written>(`/api/admin/channels/${channel}/again`, { ids }));
  const rows = query.data?.items ?? [];
  const channels = [...new Map(rows.map((row) => [row.channel.id, row.channel.name]))];
  return (
    <section className="ad-sec" aria-labelledby="ms-queue">
      <h2 id="ms-queue">{t('messages.queue')}</h2>
      <div className="seg ms-seg" role="group" aria-labelledby="ms-queue">
        {STATES.map((one) => (
          <button key={one} type="button" aria-pressed={one === state} onClick={() => setState(one)}>
            {t(`messages.state.${one}`)} {query.data?.counts[one] ?? ''}
          </button>
        ))}
      </div>
      {query.isPending && <Loading rows={3} />}
      {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && <p className="mut">{t(`messages.none.${state}`)}</p>}
      {state === 'dead' &&
        rows.length > 1 &&
        channels.map(([id, name]) => (
          <button key={id} type="button" className="bt ms-all" disabled={isBusy} onClick={() => again(id, [])}>
            {t('messages.againAll', { name })}
          </button>
        ))}
      {rows.map((row) => (
        <div key={row.id} className="ad-line ms-line">
          <span className="mut nw">{moment(row.attempted_at ?? row.created_at)}</span>
          <span className="ad-grow">
            <b>{row.receiver}</b> <span className="mut">{row.channel.name}</span>
            <Why row={row} />
          </span>
          <span className="mut nw">{t('messages.attempts', { n: row.attempts })}</span>
          {state === 'dead' && (
            <button type="button" className="bt q" disabled={isBusy} onClick={() => again(row.channel.id, [row.id])}>
              {t('messages.again')}
            </button>
          )}
        </div>
      ))}
    </section>
  );
}

function Why({ row }: { row: DeliveryRow }) {
  const t = useT();
  if (!row.error && !(row.next_try_at && row.attempts > 0)) return null;
  return (
    <span className="ms-sub s12">
      {row.error && <span className="red">{row.error}</span>}{' '}
      {row.next_try_at && row.attempts > 0 && (
        <span className="mut">{t('messages.nextTry', { at: moment(row.next_try_at) })}</span>
      )}
    </span>
  );
}
