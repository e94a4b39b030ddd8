import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { EmptyState } from '../ui/bits';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { PickPrincipal } from './PickPrincipal';
import { Rows } from './Rows';
import type { GroupRow, Written } from './types';
import { useForm } from './useForm';
import { ADMIN, useWrite } from './useWrite';

interface Groups {
  items: GroupRow[];
  can: { create: boolean };
}

/** Named people who hold roles together. */
export function GroupsTab() {
  const t = useT();
  const [open, setOpen] = useState<GroupRow | 'new' | null>(null);
  const query = useQuery({
    queryKey: [ADMIN, 'groups'],
    queryFn: ({ signal }) => api.get<Groups>('/api/admin/groups', { signal }),
  });
  return (
    <>
      <div className="tb ad-tools">
        <span className="mut">{t('admin.groupsNote')}</span>
        <span className="sp" />
        {query.data?.can.create && (
          <button type="button" className="bt p" onClick={() => setOpen('new')}>
            {t('admin.newGroup')}
          </button>
        )}
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {query.data?.items.length === 0 && <EmptyState text={t('admin.noGroups')} />}
        {!!query.data?.items.length && (
          <Rows
            label={t('admin.tab.groups')}
            rows={query.data.items}
            onOpen={setOpen}
            columns={[
              { label: 'admin.col.name', width: 'minmax(140px, 1fr)', cell: (row) => row.name },
              { label: 'admin.col.code', width: '120px', cell: (row) => <span className="mut s12">{row.code}</span> },
              {
                label: 'admin.col.members',
                width: 'minmax(160px, 2fr)',
                cell: (row) => row.members.map((member) => member.name).join(t('admin.comma')) || '—',
              },
            ]}
          />
        )}
      </div>
      {open && (
        <GroupDialog key={open === 'new' ? 'new' : open.id} group={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

function GroupDialog({ group, onClose }: { group: GroupRow | null; onClose: () => void }) {
  const t = useT();
  const { run } = useWrite();
  const [draft, setDraft] = useState({ code: group?.code ?? '', name: group?.name_zh ?? '', name_en: group?.name_en ?? '' });
  const [members, setMembers] = useState(group?.members ?? []);
  const form = useForm(async () => {
    const { name, name_en } = draft;
    const write = group
      ? () =>
          api.patch<Written>(
            `/api/admin/groups/${group.id}`,
            { name, name_en, members: members.map((member) => member.id) },
            { ifMatch: group.version },
          )
      : () => api.post<Written>('/api/admin/groups', draft);
    await run(write, { quiet: true });
    onClose();
  });
  const remove = () =>
    group && void run(() => api.delete<Written>(`/api/admin/groups/${group.id}`)).then((done) => done && onClose());
  const isLocked = !!group && !group.can_edit;
  const input = (name: 'code' | 'name' | 'name_en') => (
    <Field id={`gd-${name}`} label={t(`admin.field.${name}`)} optional={name === 'name_en'} error={form.errorOf(name)}>
      <input
        id={`gd-${name}`}
        className="field"
        value={draft[name]}
        disabled={isLocked}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <Dialog title={group?.name ?? t('admin.newGroup')} size={520} onClose={onClose}>
      <form className="form" onSubmit={form.submit}>
        {!group && input('code')}
        <div className="ad-two">
          {input('name')}
          {input('name_en')}
        </div>
        {group && (
          <div className="fld">
            <span className="s12 t2">{t('admin.col.members')}</span>
            <div>
              {members.map((member) => (
                <span key={member.id} className="ad-line">
                  <span className="ad-grow">{member.name}</span>
                  {!isLocked && (
                    <button
                      type="button"
                      className="bt q"
                      onClick={() => setMembers(members.filter((other) => other !== member))}
                    >
                      {t('admin.takeOut')}
                    </button>
                  )}
                </span>
              ))}
            </div>
            {!isLocked && (
              <PickPrincipal
                kinds={['user']}
                chosen={null}
                onChoose={({ id, name }) => !members.some((member) => member.id === id) && setMembers([...members, { id, name }])}
              />
            )}
          </div>
        )}
        {form.general() && (
          <p className="red" role="alert">
            {form.general()}
          </p>
        )}
        {!isLocked && (
          <div className="form-f">
            <button type="submit" className="bt p" disabled={form.isBusy}>
              {t(group ? 'admin.save' : 'admin.newGroup')}
            </button>
            {group && (
              <button type="button" className="bt" onClick={remove}>
                {t('admin.deleteGroup')}
              </button>
            )}
          </div>
        )}
      </form>
    </Dialog>
  );
}
