import { useQuery } from '@tanstack/react-query';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { EmptyState } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { Rows, type Column } from './Rows';
import type { TokenRow, Written } from './types';
import { ADMIN, useWrite } from './useWrite';
import { moment } from './when';

/** Everybody's API tokens; they are made on one's own page and can be ended here. */
export function TokensTab() {
  const t = useT();
  const { run, isBusy } = useWrite();
  const query = useQuery({
    queryKey: [ADMIN, 'tokens'],
    queryFn: ({ signal }) => api.get<{ items: TokenRow[] }>('/api/admin/tokens', { signal }),
  });
  const state = (row: TokenRow) => (row.revoked_at ? t('admin.revoked') : row.is_expired ? t('admin.expired') : row.expires_on);
  const columns: Column<TokenRow>[] = [
    { label: 'admin.col.name', width: 'minmax(130px, 1fr)', cell: (row) => row.name },
    { label: 'admin.col.who', width: 'minmax(100px, .8fr)', cell: (row) => row.owner?.name ?? '—' },
    { label: 'admin.col.token', width: '96px', cell: (row) => <span className="mut s12">{row.hint}</span> },
    {
      label: 'admin.col.verbs',
      width: '104px',
      cell: (row) => (
        <span title={row.verbs?.map((verb) => verb.label).join(t('admin.comma'))}>
          {t(row.read_only ? 'admin.readOnly' : row.verbs ? 'admin.chosenVerbs' : 'admin.allVerbs', {
            n: row.verbs?.length ?? 0,
          })}
        </span>
      ),
    },
    { label: 'admin.col.place', width: 'minmax(120px, 1fr)', cell: (row) => row.place },
    {
      label: 'admin.col.until',
      width: '104px',
      cell: (row) => <span className={row.revoked_at || row.is_expired ? 'mut' : ''}>{state(row)}</span>,
    },
    {
      label: 'admin.col.seen',
      width: 'minmax(116px, .9fr)',
      cell: (row) => <span className="mut">{[moment(row.used_at), row.used_from].filter(Boolean).join(' ')}</span>,
    },
  ];
  return (
    <>
      <div className="tb ad-tools">
        <span className="mut">{t('admin.tokensNote')}</span>
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {query.data?.items.length === 0 && <EmptyState text={t('admin.noTokens')} />}
        {!!query.data?.items.length && (
          <Rows
            label={t('admin.tab.tokens')}
            columns={columns}
            rows={query.data.items}
            tail={{
              width: '76px',
              cell: (row) =>
                !row.revoked_at && (
                  <button
                    type="button"
                    className="bt q"
                    disabled={isBusy}
                    onClick={() => void run(() => api.delete<Written>(`/api/admin/tokens/${row.id}`))}
                  >
                    {t('admin.revokeToken')}
                  </button>
                ),
            }}
          />
        )}
      </div>
    </>
  );
}
