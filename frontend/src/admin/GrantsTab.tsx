import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { EmptyState, RagMark } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { GrantDialog } from './GrantDialog';
import { Rows, type Column } from './Rows';
import type { GrantRow, Place, Written } from './types';
import { ADMIN, useWrite } from './useWrite';
import { WhyDialog } from './WhyDialog';

/** Who holds which role where, and until when. */
export function GrantsTab() {
  const t = useT();
  const { run, isBusy } = useWrite();
  const [text, setText] = useState('');
  const [place, setPlace] = useState('');
  const [open, setOpen] = useState<GrantRow | 'new' | null>(null);
  const [isAsking, setAsking] = useState(false);
  const query = useQuery({
    queryKey: [ADMIN, 'grants', text, place],
    queryFn: ({ signal }) =>
      api.get<{ items: GrantRow[]; total: number }>(
        `/api/admin/grants?q=${encodeURIComponent(text)}&place=${encodeURIComponent(place)}`,
        { signal },
      ),
    placeholderData: (old) => old,
  });
  const places = useQuery({
    queryKey: [ADMIN, 'places', ''],
    queryFn: ({ signal }) => api.get<{ items: Place[] }>('/api/admin/places', { signal }),
  });
  const canGive = !!places.data?.items.length;
  useHotkeys([{ keys: 'c', label: 'admin.newGrant', group: 'keys.page', run: () => canGive && setOpen('new') }]);
  const revoke = (row: GrantRow) => void run(() => api.delete<Written>(`/api/admin/grants/${row.id}`));
  const columns: Column<GrantRow>[] = [
    { label: 'admin.col.who', width: 'minmax(130px, 1fr)', cell: (row) => row.principal.name },
    {
      label: 'admin.col.kind',
      width: '76px',
      cell: (row) => <span className="mut">{t(`admin.kind.${row.principal.kind}`)}</span>,
    },
    { label: 'admin.col.role', width: 'minmax(110px, .8fr)', cell: (row) => row.role.name },
    {
      label: 'admin.col.place',
      width: 'minmax(160px, 1.4fr)',
      cell: (row) => <span title={row.place_name}>{row.place_name}</span>,
    },
    { label: 'admin.col.level', width: '84px', cell: (row) => <span className="mut">{row.place_kind || '–'}</span> },
    {
      label: 'admin.col.until',
      width: '132px',
      cell: (row) =>
        row.expires_on ? (
          <span className={row.ends_soon ? 'amb row gap4' : ''} title={row.ends_soon ? t('admin.endsSoon') : undefined}>
            {row.ends_soon && <RagMark level="amber" />}
            {row.expires_on}
          </span>
        ) : (
          <span className="mut">{t('admin.noEnd')}</span>
        ),
    },
  ];
  return (
    <>
      <div className="tb ad-tools">
        <input
          className="field tb-filter"
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t('admin.findGrants')}
          aria-label={t('admin.findGrants')}
        />
        <select
          className="field"
          value={place}
          onChange={(event) => setPlace(event.target.value)}
          aria-label={t('admin.col.place')}
        >
          <option value="">{t('admin.everywhere')}</option>
          {places.data?.items.map((item) => (
            <option key={item.path} value={item.path}>
              {item.name}
            </option>
          ))}
        </select>
        <span className="sp" />
        {canGive && (
          <button type="button" className="bt" onClick={() => setAsking(true)}>
            {t('admin.why')}
          </button>
        )}
        {canGive && (
          <button type="button" className="bt p" onClick={() => setOpen('new')}>
            {t('admin.newGrant')} <span className="key desk">C</span>
          </button>
        )}
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {query.data?.items.length === 0 && <EmptyState text={t('admin.noGrants')} />}
        {!!query.data?.items.length && (
          <Rows
            label={t('admin.tab.grants')}
            columns={columns}
            rows={query.data.items}
            onOpen={(row) => row.can_edit && setOpen(row)}
            tail={{
              width: '76px',
              cell: (row) =>
                row.can_edit && (
                  <button type="button" className="bt q" disabled={isBusy} onClick={() => revoke(row)}>
                    {t('admin.revoke')}
                  </button>
                ),
            }}
          />
        )}
      </div>
      {isAsking && <WhyDialog onClose={() => setAsking(false)} />}
      {open && (
        <GrantDialog key={open === 'new' ? 'new' : open.id} grant={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </>
  );
}
