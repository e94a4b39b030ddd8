import './i18n';
import './views.css';

import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';

import { ApiProblem, sentenceOf } from '../api/client';
import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { NotFound } from '../pages/NotFound';
import { entityAt } from '../schema/place';
import { columnsOf, stateOfView, type QueryState } from '../schema/queryState';
import { useGroups, useRows } from '../schema/records';
import type { EntityMeta, Row } from '../schema/types';
import { inSentence, META_KEY, useMetaQuery } from '../schema/useMeta';
import { useWriter, type Values } from '../schema/writes';
import { EmptyState } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { groupedLayout, plainLayout } from './layout';
import { Board, CalendarView, CreateDialog, ImportDialog, Matrix, Peek } from './parts';
import { SavedViewTabs } from './SavedViewTabs';
import { TableView } from './TableView';
import { Toolbar } from './Toolbar';
import { useQueryState } from './useQueryState';
import { useSavedViews } from './useSavedViews';
import { useWidths } from './useWidths';

const OTHER_VIEWS = { board: Board, calendar: CalendarView, matrix: Matrix };

/** `?new=1` opens the form of a new record and leaves the address at once. */
function useNewParam(open: () => void): void {
  const search = useSearch();
  const [location, go] = useLocation();
  const isNew = new URLSearchParams(search).get('new') === '1';
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    if (!isNew) return;
    const rest = new URLSearchParams(search);
    rest.delete('new');
    const text = rest.toString();
    go(location + (text ? `?${text}` : ''), { replace: true });
    latest.current();
  }, [isNew, search, location, go]);
}

const isFiltered = (state: QueryState) => state.filters.length > 0 || state.q !== '';

function Nothing({ entity, state, canCreate, canImport, onCreate, onImport, onClear }: {
  entity: EntityMeta;
  state: QueryState;
  canCreate: boolean;
  canImport: boolean;
  onCreate: () => void;
  onImport: () => void;
  onClear: () => void;
}) {
  const t = useT();
  if (isFiltered(state)) return <EmptyState text={t('list.noMatch')} action={{ label: t('action.clearFilter'), run: onClear }} />;
  return (
    <EmptyState
      text={entity.empty || t('list.none', { what: inSentence(entity.label_plural) })}
      action={canCreate ? { label: t('list.createOne', { what: inSentence(entity.label) }), run: onCreate } : undefined}
      link={canImport ? { label: t('list.import'), run: onImport } : undefined}
    />
  );
}

function List({ entity, project }: { entity: EntityMeta; project: string | null }) {
  const t = useT();
  const search = useSearch();
  const saved = useSavedViews(entity.name, project);
  const { state, set, replaceAll } = useQueryState(saved.views);
  const [dialog, setDialog] = useState<{ kind: 'create'; initial?: Values } | { kind: 'import' } | null>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [isPicking, setPicking] = useState(false);
  const find = useRef<HTMLInputElement>(null);
  const savedView = saved.views.find((view) => view.id === state.saved);
  const { widths, setWidth } = useWidths(entity.name, state.saved, savedView?.config.widths);
  const isFresh = useRef(true);
  const writer = useWriter(entity);
  useNewParam(() => setDialog({ kind: 'create' }));

  // A visit without any wish begins with the default view; later the tab «all» is a wish.
  useEffect(() => {
    if (!saved.isRead || !isFresh.current) return;
    isFresh.current = false;
    const first = saved.views.find((view) => view.is_default);
    if (first && search === '') replaceAll(stateOfView(first), true);
  }, [saved.isRead, saved.views, search, replaceAll]);

  const isTable = state.view === 'table';
  const asked = useMemo(() => (isTable ? { ...state, sort: state.sort || entity.sort } : { ...state, group: '', sub: '' }), [state, isTable, entity.sort]);
  const rows = useRows(entity, asked, project);
  const measures = entity.measures.filter((measure) => measure.name !== 'count').map((measure) => measure.name);
  const groups = useGroups(entity.name, asked, project, measures.slice(0, 1));
  const layout = useMemo(
    () => (asked.group && groups.data ? groupedLayout(groups.data.groups, closed) : plainLayout(rows.total)),
    [asked.group, groups.data, closed, rows.total],
  );
  const toggleGroup = (key: string) =>
    setClosed((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const create = (initial?: Values) => rows.can.create && setDialog({ kind: 'create', initial });
  const isPending = rows.isPending || (asked.group !== '' && groups.isPending);
  const Other = isTable ? null : OTHER_VIEWS[state.view as keyof typeof OTHER_VIEWS];
  // The table has its keys itself; beside it, and where there is no row, the key for a new record is still there.
  useHotkeys(rows.can.create && (Other !== null || rows.total === 0) ? [{ keys: 'c', label: 'list.key.create', group: 'keys.list', run: () => create() }] : []);
  const onDone = (row: Row) => {
    setDialog(null);
    if (row.id > 0) set({ peek: row.id }, true); // one that waits for the network has no page yet
  };
  const isWrongAddress = rows.error instanceof ApiProblem && (rows.error.status === 400 || rows.error.status === 422);
  const client = useQueryClient();
  useEffect(() => {
    // It may be the kept declaration that names a field which is gone by now.
    if (isWrongAddress) void client.invalidateQueries({ queryKey: META_KEY });
  }, [isWrongAddress, client]);
  const content = () => {
    // An address that asks for what is not there: asking again will not help, asking for less will.
    if (isWrongAddress && (rows.isPending || rows.isStale)) {
      const reset = () => set({ filters: [], q: '', sort: '', group: '', sub: '' });
      return <EmptyState text={sentenceOf(rows.error)} action={{ label: t('list.showAll'), run: reset }} />;
    }
    if (rows.error && rows.isPending) return <LoadFailed problem={rows.error} onRetry={rows.retry} />;
    if (isPending) return <Loading rows={12} />;
    if (rows.total === 0 && !rows.isStale) {
      return (
        <Nothing
          {...{ entity, state }}
          canCreate={rows.can.create}
          canImport={rows.can.import}
          onCreate={() => create()}
          onImport={() => setDialog({ kind: 'import' })}
          onClear={() => set({ filters: [], q: '' })}
        />
      );
    }
    if (!Other) {
      return <TableView {...{ entity, project, state, set, rows, layout, widths, setWidth, find, isPicking, setPicking }} onCreate={() => create()} onToggleGroup={toggleGroup} />;
    }
    return (
      <div className={`rt-bd ${state.peek !== null ? 'peeking' : ''}`}>
        <div className="rt-w">
          <Suspense fallback={<Loading rows={12} />}>
            <Other
              {...{ entity, project, state }}
              can={rows.can}
              onState={set}
              onCreate={create}
              onOpen={(id: number) => set({ peek: id }, state.peek !== null)}
              onEdit={(row: Row, values: Values) => void writer.edit(row, values, rows.refs)}
            />
          </Suspense>
        </div>
        {state.peek !== null && (
          <Suspense fallback={<aside className="rt-peek" />}>
            <Peek {...{ entity, project }} id={state.peek} onClose={() => set({ peek: null }, true)} />
          </Suspense>
        )}
      </div>
    );
  };
  return (
    <div className="page">
      <SavedViewTabs
        {...{ entity, state, saved, replaceAll }}
        total={rows.isPending ? null : rows.total}
        mayShare={rows.can.share_view}
        widths={widths}
      />
      <Toolbar
        {...{ entity, project, state, set, find }}
        refs={rows.refs}
        columns={columnsOf(entity, state)}
        total={rows.total}
        can={rows.can}
        onCreate={() => create()}
        isPicking={isPicking}
        onPick={() => setPicking(true)}
      />
      {isTable && asked.group !== '' && groups.data?.is_cut && (
        <p className="rt-cut mut s12" role="status">
          {t('list.groupsCut')}
        </p>
      )}
      {content()}
      <Suspense fallback={null}>
        {dialog?.kind === 'create' && <CreateDialog {...{ entity, project }} initial={dialog.initial} onClose={() => setDialog(null)} onDone={onDone} />}
        {dialog?.kind === 'import' && <ImportDialog {...{ entity, project }} onClose={() => setDialog(null)} />}
      </Suspense>
    </div>
  );
}

/** The list of one entity in the view of the address; knows none of them by name. */
export default function RecordsPage({ entity, project }: { entity: string; project: string | null }) {
  const meta = useMetaQuery();
  const declared = meta.data?.entities[entity];
  // What was kept is shown when it cannot be read again.
  if (meta.error && !meta.data) return <LoadFailed problem={meta.error} onRetry={() => void meta.refetch()} />;
  if (!meta.data) return <Loading rows={12} />;
  // An entity of the organisation has no list of one project.
  const place = declared?.scope === 'project' ? project : null;
  return declared ? <List entity={entityAt(declared, place)} project={place} /> : <NotFound />;
}
