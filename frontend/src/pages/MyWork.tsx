import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLocation, useSearchParams } from 'wouter';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { MyWork as MyWorkData, MyWorkGroupKey, MyWorkItem } from '../api/types';
import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { EmptyState, RagMark } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useCursor } from '../ui/useCursor';
import { WorkPhoneRow, WorkRow } from './WorkRow';
import { useProgress } from './useProgress';
import { useState } from 'react';

const GROUPS: MyWorkGroupKey[] = ['late', 'today', 'week', 'later', 'done'];
const VIEWS = ['open', ...GROUPS] as const;
type View = (typeof VIEWS)[number];

function useView(): [View, (view: View) => void] {
  const [params, setParams] = useSearchParams();
  const asked = params.get('view') as View | null;
  const view = asked && VIEWS.includes(asked) ? asked : 'open';
  return [view, (next) => setParams(next === 'open' ? {} : { view: next }, { replace: true })];
}

function ViewTabs({ data, view, onView }: { data: MyWorkData; view: View; onView: (view: View) => void }) {
  const t = useT();
  const count = (key: View): number =>
    key === 'open'
      ? GROUPS.filter((group) => group !== 'done').reduce((sum, group) => sum + (data.counts[group] ?? 0), 0)
      : (data.counts[key] ?? 0);
  return (
    <div className="views" role="tablist" aria-label={t('nav.myWork')}>
      {VIEWS.map((key) => (
        <button
          key={key}
          type="button"
          role="tab"
          aria-selected={key === view}
          className={`vw ${key === view ? 'on' : ''}`}
          onClick={() => onView(key)}
        >
          {t(`work.${key}`)}
          <span className={key === 'late' && count(key) > 0 ? 'red s12' : 'mut s12'}>{count(key)}</span>
        </button>
      ))}
    </div>
  );
}

const COLUMNS = ['done', 'code', 'task', 'project', 'start', 'finish', 'float', 'progress', 'waiting'] as const;
const RIGHT = new Set<string>(['start', 'finish', 'float']);

function Groups({ groups, view }: { groups: MyWorkData['groups']; view: View }) {
  const t = useT();
  const [, go] = useLocation();
  const save = useProgress();
  const [editing, setEditing] = useState<number | null>(null);
  const flat = useMemo(() => groups.flatMap((group) => group.items), [groups]);
  const open = (item: MyWorkItem) => go(path.plan(item.project.code, { task: item.task_id }));
  const { at, setCursor, list } = useCursor(flat.length, (index) => open(flat[index]));
  const current = flat[at];
  useHotkeys([
    { keys: 'e', label: 'work.editProgress', group: 'keys.list', run: () => current && setEditing(current.task_id) },
    { keys: 'f', label: 'work.finish', group: 'keys.list', run: () => current && save(current, current.progress < 1 ? 1 : 0) },
  ]);
  return (
    <div ref={list}>
      <div className="mw desk" role="table" aria-label={t('nav.myWork')}>
        <div className="mw-r mw-h" role="row">
          {COLUMNS.map((head) => (
            <span key={head} role="columnheader" className={`el ${RIGHT.has(head) ? 'num' : ''}`}>
              {head === 'done' ? '' : t(`work.col.${head}`)}
            </span>
          ))}
        </div>
        {groups.map((group) => (
          <div key={group.key} role="rowgroup">
            {view === 'open' && (
              <div className="gh">
                {group.key === 'late' && <RagMark level="red" />}
                {t(`work.${group.key}`)}
                <span className="mut">{group.items.length}</span>
              </div>
            )}
            {group.items.map((item) => (
              <WorkRow
                key={item.task_id}
                item={item}
                isOn={item === current}
                isLate={group.key === 'late'}
                isEditing={editing === item.task_id}
                onPoint={() => setCursor(flat.indexOf(item))}
                onEdit={(on) => setEditing(on ? item.task_id : null)}
                onSave={(value) => save(item, value)}
              />
            ))}
          </div>
        ))}
      </div>
      <div className="phone">
        {groups.map((group) => (
          <section key={group.key} aria-label={t(`work.${group.key}`)}>
            <div className="gh">
              {group.key === 'late' && <RagMark level="red" />}
              {t(`work.${group.key}`)}
              <span className="mut">{group.items.length}</span>
            </div>
            {group.items.map((item) => (
              <WorkPhoneRow
                key={item.task_id}
                item={item}
                isLate={group.key === 'late'}
                canReport={group.key !== 'later'}
                onSave={(value) => save(item, value)}
              />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

export function MyWork() {
  const t = useT();
  const [, go] = useLocation();
  const [view, setView] = useView();
  const query = useQuery({ queryKey: keys.myWork, queryFn: ({ signal }) => api.get<MyWorkData>('/api/my-work', { signal }) });
  const { data } = query;
  const groups = useMemo(
    () =>
      (data?.groups ?? []).filter(
        (group) => group.items.length > 0 && (view === 'open' ? group.key !== 'done' : group.key === view),
      ),
    [data, view],
  );
  return (
    <div className="page">
      {data ? <ViewTabs data={data} view={view} onView={setView} /> : <div className="views" />}
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && !data && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {data && groups.length === 0 && (
          <EmptyState
            text={t(`work.empty.${view}`)}
            action={{ label: t('nav.projects'), run: () => go(path.projects) }}
            link={view === 'open' ? undefined : { label: t('work.showOpen'), run: () => setView('open') }}
          />
        )}
        {groups.length > 0 && <Groups groups={groups} view={view} />}
      </div>
    </div>
  );
}
