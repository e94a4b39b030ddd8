import { useQuery } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { ProjectRow } from '../api/types';
import { openDialog } from '../app/dialogs';
import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { EmptyState, NumberLink, Person, Progress, RagMark } from '../ui/bits';
import { shortDay, signed, toDay, toFinishDay } from '../ui/dates';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useCursor } from '../ui/useCursor';
import { ragOfSlip, slipDays, toneOfSlip } from './variance';

interface Group {
  key: string;
  name: string | null;
  rows: ProjectRow[];
}

function groupByProgramme(rows: ProjectRow[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = row.programme?.code ?? '';
    const group = groups.get(key) ?? { key, name: row.programme?.name ?? null, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => Number(!a.key) - Number(!b.key));
}

function Line({ row, isOn, onPoint }: { row: ProjectRow; isOn: boolean; onPoint: () => void }) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const slip = slipDays(row.finish, row.baseline_finish);
  const rag = ragOfSlip(slip);
  const home = path.project(row.code);
  return (
    <div className="pl-r" role="row" data-cursor={isOn} onMouseDown={onPoint}>
      <span role="cell" className="mut s12">
        {row.code}
      </span>
      <span role="cell" className="el pl-name">
        {rag && <RagMark level={rag} />}
        <Link href={home} className="el pl-link" title={row.name}>
          {row.name}
        </Link>
      </span>
      <span role="cell" className="el t2 pl-customer" title={row.customer ?? undefined}>
        {row.customer || '—'}
      </span>
      <span role="cell">{row.manager ? <Person name={row.manager.name} /> : '—'}</span>
      <span role="cell" className="el t2">
        {row.stage || '—'}
      </span>
      <span role="cell">
        <Progress value={row.progress} />
      </span>
      <span role="cell" className="num">
        <NumberLink to={path.plan(row.code)}>{row.tasks}</NumberLink>
      </span>
      <span role="cell" className="num">
        <NumberLink to={path.plan(row.code, { show: 'critical' })}>{row.critical}</NumberLink>
      </span>
      <span role="cell" className="num">
        <NumberLink to={path.plan(row.code, { show: 'late' })} tone={row.late > 0 ? 'red' : undefined}>
          {row.late}
        </NumberLink>
      </span>
      <span role="cell" className="el t2 pl-next">
        {row.milestone_next ? (
          <>
            <span className="pl-d">{shortDay(toFinishDay(row.milestone_next.finish), today)}</span> {row.milestone_next.name}
          </>
        ) : (
          '—'
        )}
      </span>
      <span role="cell" className="num mut">
        {shortDay(toFinishDay(row.baseline_finish), today)}
      </span>
      <span role="cell" className="num">
        {shortDay(toFinishDay(row.finish), today)}
      </span>
      <span role="cell" className="num b">
        {slip === null ? (
          <span className="mut">–</span>
        ) : (
          <NumberLink to={path.plan(row.code, { show: 'critical' })} tone={toneOfSlip(slip)} title={t('project.slipTitle')}>
            {signed(slip)}
          </NumberLink>
        )}
      </span>
    </div>
  );
}

function PhoneLine({ row }: { row: ProjectRow }) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const slip = slipDays(row.finish, row.baseline_finish);
  const rag = ragOfSlip(slip);
  return (
    <Link href={path.project(row.code)} className="ph-r">
      <span className="ph-a">
        {rag && <RagMark level={rag} />}
        <b className="el">{row.name}</b>
        <span className="sp" />
        <span className={toneOfSlip(slip)}>{slip === null ? '' : t('unit.days', { n: signed(slip) })}</span>
      </span>
      <span className="ph-b mut s12">
        <span className="el">
          {row.code} {row.stage}
        </span>
        <span className="sp" />
        {t('project.finishOn', { date: shortDay(toFinishDay(row.finish), today) })}
      </span>
      <Progress value={row.progress} />
    </Link>
  );
}

const HEADS = [
  'code',
  'name',
  'customer',
  'manager',
  'stage',
  'progress',
  'tasks',
  'critical',
  'late',
  'next',
  'baseline',
  'finish',
  'slip',
] as const;
const RIGHT = new Set<string>(['tasks', 'critical', 'late', 'baseline', 'finish', 'slip']);

function Table({ groups }: { groups: Group[] }) {
  const t = useT();
  const [, go] = useLocation();
  const flat = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const { at, setCursor, list } = useCursor(flat.length, (index) => go(path.project(flat[index].code)));
  return (
    <div className="pl desk" role="table" aria-label={t('nav.projects')} ref={list}>
      <div className="pl-r pl-h" role="row">
        {HEADS.map((head) => (
          <span key={head} role="columnheader" className={`el ${RIGHT.has(head) ? 'num' : ''} pl-${head}`}>
            {t(`project.col.${head}`)}
          </span>
        ))}
      </div>
      {groups.map((group) => (
        <div key={group.key} role="rowgroup">
          <div className="gh">
            {group.name ? t('nav.programme', { name: group.name }) : t('project.noProgramme')}
            <span className="mut">{group.rows.length}</span>
          </div>
          {group.rows.map((row) => (
            <Line key={row.code} row={row} isOn={flat[at] === row} onPoint={() => setCursor(flat.indexOf(row))} />
          ))}
        </div>
      ))}
    </div>
  );
}

export function ProjectList() {
  const t = useT();
  const { may } = useSession();
  const [filter, setFilter] = useState('');
  const query = useQuery({
    queryKey: keys.projects,
    queryFn: ({ signal }) => api.get<{ items: ProjectRow[] }>('/api/projects', { signal }),
  });
  const create = () => openDialog({ kind: 'newProject' });
  const canCreate = may('project.create');
  useHotkeys([{ keys: 'c', label: 'project.new', group: 'keys.page', run: () => canCreate && create() }]);
  const items = query.data?.items;
  const groups = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    const text = (row: ProjectRow) =>
      `${row.code} ${row.name} ${row.customer ?? ''} ${row.manager?.name ?? ''} ${row.stage}`.toLowerCase();
    return groupByProgramme((items ?? []).filter((row) => text(row).includes(wanted)));
  }, [items, filter]);
  return (
    <div className="page">
      <div className="tb">
        <input
          className="field tb-filter"
          type="search"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          placeholder={t('project.filter')}
          aria-label={t('project.filter')}
        />
        <span className="sp" />
        <button type="button" className="bt" onClick={() => openDialog({ kind: 'import' })}>
          <FileUp size={14} strokeWidth={1.5} />
          {t('import.open')}
        </button>
        {canCreate && (
          <button type="button" className="bt p" onClick={create}>
            {t('project.new')} <span className="key desk">C</span>
          </button>
        )}
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && !query.data && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {items?.length === 0 && (
          <EmptyState
            text={t('project.none')}
            action={canCreate ? { label: t('project.new'), run: create } : undefined}
            link={{ label: t('import.open'), run: () => openDialog({ kind: 'import' }) }}
          />
        )}
        {items && items.length > 0 && groups.length === 0 && (
          <EmptyState
            text={t('project.noMatch', { text: filter })}
            action={{ label: t('action.clearFilter'), run: () => setFilter('') }}
          />
        )}
        {groups.length > 0 && <Table groups={groups} />}
        <div className="phone">
          {groups
            .flatMap((group) => group.rows)
            .map((row) => (
              <PhoneLine key={row.code} row={row} />
            ))}
        </div>
      </div>
    </div>
  );
}
