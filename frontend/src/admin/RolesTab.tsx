import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { RoleEditor } from './RoleEditor';
import { Rows, type Column } from './Rows';
import type { RoleRow, Roles } from './types';
import { ADMIN } from './useWrite';

/** Roles, the built-in ones and one's own. */
export function RolesTab() {
  const t = useT();
  const [open, setOpen] = useState<{ role: RoleRow | null; copyOf?: RoleRow } | null>(null);
  const query = useQuery({
    queryKey: [ADMIN, 'roles'],
    queryFn: ({ signal }) => api.get<Roles>('/api/admin/roles', { signal }),
  });
  const data = query.data;
  if (open && data) {
    const current = open.role && (data.items.find((row) => row.id === open.role?.id) ?? null);
    return (
      <RoleEditor
        key={`${current?.id ?? 'new'}-${current?.version ?? 0}-${open.copyOf?.id ?? ''}`}
        role={current}
        copyOf={open.copyOf ?? null}
        roles={data}
        onCopy={(copyOf) => setOpen({ role: null, copyOf })}
        onClose={() => setOpen(null)}
      />
    );
  }
  const columns: Column<RoleRow>[] = [
    { label: 'admin.col.role', width: 'minmax(140px, 1fr)', cell: (row) => row.name },
    { label: 'admin.col.code', width: '130px', cell: (row) => <span className="mut s12">{row.code}</span> },
    {
      label: 'admin.col.origin',
      width: '84px',
      cell: (row) => <span className="mut">{t(row.built_in ? 'admin.builtIn' : 'admin.own')}</span>,
    },
    { label: 'admin.col.verbs', width: '60px', isNumber: true, cell: (row) => row.verbs.length },
    { label: 'admin.col.used', width: '76px', isNumber: true, cell: (row) => row.used },
    {
      label: 'admin.col.scope',
      width: 'minmax(120px, .6fr)',
      cell: (row) => (row.own_party_only ? t('admin.ownPartyOnly') : '–'),
    },
    { label: 'admin.col.factor', width: '96px', cell: (row) => (row.second_factor ? t('admin.needed') : '–') },
  ];
  return (
    <>
      <div className="tb ad-tools">
        <span className="mut">{t('admin.rolesNote')}</span>
        <span className="sp" />
        {data?.can.create && (
          <button type="button" className="bt p" onClick={() => setOpen({ role: null })}>
            {t('admin.newRole')}
          </button>
        )}
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {data && <Rows label={t('admin.tab.roles')} columns={columns} rows={data.items} onOpen={(role) => setOpen({ role })} />}
      </div>
    </>
  );
}
