import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { EmptyState } from '../ui/bits';
import { DateField } from '../ui/DateField';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { Rows, type Column } from './Rows';
import type { AuditLine, AuditPage } from './types';
import { ADMIN } from './useWrite';
import { moment } from './when';

/** What was done, by whom, when: filtered, and as CSV. */
export function AuditTab() {
  const t = useT();
  const [wanted, setWanted] = useState({ q: '', kind: '', first: '', last: '' });
  const filter = new URLSearchParams(wanted).toString();
  const query = useInfiniteQuery({
    queryKey: [ADMIN, 'audit', filter],
    initialPageParam: 0,
    queryFn: ({ signal, pageParam }) =>
      api.get<AuditPage>(`/api/admin/audit?${filter}${pageParam ? `&before=${pageParam}` : ''}`, { signal }),
    getNextPageParam: (page) => (page.more ? page.items.at(-1)?.id : undefined),
    placeholderData: (old) => old,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const kinds = query.data?.pages[0]?.kinds ?? [];
  const set = (change: Partial<typeof wanted>) => setWanted((old) => ({ ...old, ...change }));
  const columns: Column<AuditLine>[] = [
    {
      label: 'admin.col.at',
      width: '124px',
      cell: (row) => (
        <span className="mut" title={row.at}>
          {moment(row.at)}
        </span>
      ),
    },
    { label: 'admin.col.person', width: 'minmax(100px, .6fr)', cell: (row) => row.who.name || '—' },
    { label: 'admin.col.what', width: 'minmax(200px, 2fr)', cell: (row) => <span title={row.text}>{row.text}</span> },
    { label: 'admin.col.object', width: '120px', cell: (row) => <span className="mut">{`${row.object} ${row.object_id}`}</span> },
    {
      label: 'admin.col.request',
      width: '92px',
      cell: (row) => (
        <span className="mut s12" title={row.request_id}>
          {row.request_id.slice(0, 8)}
        </span>
      ),
    },
  ];
  return (
    <>
      <div className="tb ad-tools">
        <input
          className="field tb-filter"
          type="search"
          value={wanted.q}
          onChange={(event) => set({ q: event.target.value })}
          placeholder={t('admin.findAudit')}
          aria-label={t('admin.findAudit')}
        />
        <select
          className="field"
          value={wanted.kind}
          onChange={(event) => set({ kind: event.target.value })}
          aria-label={t('admin.col.kindOf')}
        >
          <option value="">{t('admin.audit.all')}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`admin.audit.${kind}`)}
            </option>
          ))}
        </select>
        <span className="ad-dates row">
          <DateField className="field ad-day" label={t('admin.from')} value={wanted.first} onChange={(first) => set({ first })} />
          <span className="mut">–</span>
          <DateField className="field ad-day" label={t('admin.to')} value={wanted.last} onChange={(last) => set({ last })} />
        </span>
        <span className="sp" />
        <a className="bt" href={`/api/admin/audit/export.csv?${filter}`} download>
          <Download size={14} strokeWidth={1.5} aria-hidden="true" />
          {t('admin.exportCsv')}
        </a>
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {query.data && rows.length === 0 && <EmptyState text={t('admin.noAudit')} />}
        {rows.length > 0 && <Rows label={t('admin.tab.audit')} columns={columns} rows={rows} />}
        {query.hasNextPage && (
          <div className="empty">
            <button type="button" className="bt" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('admin.more')}
            </button>
          </div>
        )}
      </div>
    </>
  );
}
