import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { EmptyState, Person } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { PersonDialog } from './PersonDialog';
import { Rows, type Column } from './Rows';
import type { People, PersonRow } from './types';
import { ADMIN } from './useWrite';
import { moment } from './when';

/** People with party, roles, second factor and last use. */
export function PeopleTab() {
  const t = useT();
  const [text, setText] = useState('');
  const [withInactive, setWithInactive] = useState(false);
  const [open, setOpen] = useState<PersonRow | 'new' | null>(null);
  const query = useQuery({
    queryKey: [ADMIN, 'people', text, withInactive],
    queryFn: ({ signal }) =>
      api.get<People>(`/api/admin/people?q=${encodeURIComponent(text)}&inactive=${withInactive}`, { signal }),
    placeholderData: (old) => old,
  });
  const can = query.data?.can;
  useHotkeys([{ keys: 'c', label: 'admin.newPerson', group: 'keys.page', run: () => can?.create && setOpen('new') }]);
  const columns: Column<PersonRow>[] = [
    { label: 'admin.col.name', width: 'minmax(130px, 1fr)', cell: (row) => <Person name={row.name} title={row.title} /> },
    { label: 'admin.col.username', width: '110px', cell: (row) => <span className="mut s12">{row.username}</span> },
    {
      label: 'admin.col.party',
      width: 'minmax(120px, 1.2fr)',
      cell: (row) => (
        <span title={`${row.party} ${row.department}`}>{[row.party, row.department].filter(Boolean).join(' / ') || '—'}</span>
      ),
    },
    { label: 'admin.col.roles', width: 'minmax(110px, 1fr)', cell: (row) => row.roles.join(t('admin.comma')) || '—' },
    {
      label: 'admin.col.factor',
      width: '92px',
      cell: (row) =>
        row.details ? row.details.second_factor ? t('admin.on') : <span className="mut">{t('admin.off')}</span> : '–',
    },
    {
      label: 'admin.col.seen',
      width: '116px',
      cell: (row) => <span className="mut">{row.details ? moment(row.details.seen_at) : '–'}</span>,
    },
    {
      label: 'admin.col.state',
      width: '76px',
      cell: (row) => (row.is_active ? t('admin.active') : <span className="amb">{t('admin.inactive')}</span>),
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
          placeholder={t('admin.findPeople')}
          aria-label={t('admin.findPeople')}
        />
        {can && (can.create || can.secure) && (
          <button type="button" className="bt" aria-pressed={withInactive} onClick={() => setWithInactive(!withInactive)}>
            {t(withInactive ? 'admin.hideInactive' : 'admin.showInactive')}
          </button>
        )}
        <span className="sp" />
        {can?.create && (
          <button type="button" className="bt p" onClick={() => setOpen('new')}>
            {t('admin.newPerson')} <span className="key desk">C</span>
          </button>
        )}
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {query.data?.items.length === 0 && <EmptyState text={t('admin.noPeople')} />}
        {!!query.data?.items.length && (
          <Rows label={t('admin.tab.people')} columns={columns} rows={query.data.items} onOpen={setOpen} />
        )}
      </div>
      {open && (
        <PersonDialog
          key={open === 'new' ? 'new' : open.id}
          person={open === 'new' ? null : (query.data?.items.find((row) => row.id === open.id) ?? open)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
