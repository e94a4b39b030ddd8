import './messages.css';
import './i18n';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { Rows, type Column } from '../admin/Rows';
import type { Written } from '../admin/types';
import { ADMIN, useWrite } from '../admin/useWrite';
import { moment } from '../admin/when';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { EmptyState } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { ChannelDialog } from './ChannelDialog';
import { Hosts } from './Hosts';
import { Queue } from './Queue';
import type { ChannelRow, Channels } from './types';
import { useTryOut } from './useTryOut';
import { capital } from './words';

/** Ways out, the messages on their way, and the hosts of the own network that may be reached. */
export function MessagesTab() {
  const t = useT();
  const [open, setOpen] = useState<ChannelRow | 'new' | null>(null);
  const query = useQuery({
    queryKey: [ADMIN, 'channels'],
    queryFn: ({ signal }) => api.get<Channels>('/api/admin/channels', { signal }),
  });
  const found = query.data;
  return (
    <>
      <div className="tb ad-tools">
        <span className="mut">{t('messages.adminNote')}</span>
        <span className="sp" />
        {found && (
          <button type="button" className="bt p" onClick={() => setOpen('new')}>
            {t('messages.newChannel')}
          </button>
        )}
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {found && (
          <>
            {!found.public_url && found.items.length > 0 && <p className="ad-note amb">{t('messages.noUrl')}</p>}
            {found.items.length === 0 && <EmptyState text={t('messages.noChannelYet')} />}
            {found.items.length > 0 && <ChannelRows rows={found.items} onOpen={setOpen} />}
            <div className="ad-body">
              <Queue />
              <Hosts rows={found.hosts} />
            </div>
          </>
        )}
      </div>
      {found && open && (
        <ChannelDialog
          key={open === 'new' ? 'new' : open.id}
          channel={open === 'new' ? null : open}
          kinds={found.kinds}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function ChannelRows({ rows, onOpen }: { rows: ChannelRow[]; onOpen: (row: ChannelRow) => void }) {
  const t = useT();
  const { run, isBusy } = useWrite();
  const { tryOut, trying } = useTryOut();
  const columns: Column<ChannelRow>[] = [
    { label: 'admin.col.name', width: 'minmax(110px, 1fr)', cell: (row) => row.name },
    { label: 'messages.col.kind', width: 'minmax(100px, .8fr)', cell: (row) => capital(row.kind_label) },
    {
      label: 'messages.col.address',
      width: 'minmax(120px, 1fr)',
      cell: (row) => <span className="mut">{row.address}</span>,
    },
    {
      label: 'messages.col.state',
      width: '72px',
      cell: (row) => <span className={row.is_on ? 'grn' : 'mut'}>{t(row.is_on ? 'admin.on' : 'admin.off')}</span>,
    },
    {
      label: 'messages.col.last',
      width: 'minmax(160px, 1.6fr)',
      cell: (row) =>
        row.last_error || !row.is_readable ? (
          <span className="red" title={row.last_error}>
            {row.is_readable ? row.last_error : t('messages.unreadable')}
          </span>
        ) : (
          <span className="mut">{moment(row.last_at)}</span>
        ),
    },
  ];
  const turn = (row: ChannelRow) =>
    run(() => api.patch<Written>(`/api/admin/channels/${row.id}`, { is_on: !row.is_on }, { ifMatch: row.version }));
  return (
    <Rows
      label={t('messages.channels')}
      columns={columns}
      rows={rows}
      onOpen={onOpen}
      tail={{
        width: '216px',
        cell: (row) => (
          <>
            <button type="button" className="bt q" disabled={trying !== null} onClick={() => tryOut(row)}>
              {t(trying === row.id ? 'messages.trying' : 'messages.try')}
            </button>
            <button type="button" className="bt q" disabled={isBusy} onClick={() => void turn(row)}>
              {t(row.is_on ? 'messages.turnOff' : 'messages.turnOn')}
            </button>
          </>
        ),
      }}
    />
  );
}
