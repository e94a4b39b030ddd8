import { useQuery } from '@tanstack/react-query';
import { FileUp, SquareKanban } from 'lucide-react';
import { useLocation } from 'wouter';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { ProjectHome } from '../api/types';
import { openDialog } from '../app/dialogs';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { EmptyState, NumberLink } from '../ui/bits';
import { longDay, shortDay, toDay, toFinishDay } from '../ui/dates';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { AttentionList } from './home/AttentionList';
import { HistoryList } from './home/HistoryList';
import { Milestones } from './home/Milestones';
import { PeopleList } from './home/PeopleList';
import { Sections } from './home/Sections';
import { slipDays, toneOfSlip } from './variance';

function Verdict({ home }: { home: ProjectHome }) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const finish = toFinishDay(home.finish);
  const slip = slipDays(home.finish, home.baseline_finish);
  const plan = (show?: 'critical' | 'late') => path.plan(home.code, { show });
  if (finish === null) return <h2 className="verdict">{home.name}</h2>;
  return (
    <h2 className="verdict">
      {t('home.finish')} <NumberLink to={plan('critical')}>{shortDay(finish, today)}</NumberLink>
      {slip !== null && slip !== 0 && (
        <>
          {t('home.comma')}
          {t(slip > 0 ? 'home.later.before' : 'home.earlier.before')}
          <NumberLink to={plan('critical')} tone={toneOfSlip(slip)}>
            {t('home.days', { n: Math.abs(slip) })}
          </NumberLink>
          {t(slip > 0 ? 'home.later.after' : 'home.earlier.after')}
        </>
      )}
      {slip === 0 && (
        <>
          {t('home.comma')}
          {t('home.onBaseline')}
        </>
      )}
      {t('home.semicolon')}
      <NumberLink to={plan('late')} tone={home.late > 0 ? 'red' : undefined}>
        {t('home.late', { n: home.late })}
      </NumberLink>
      {t('home.comma')}
      <NumberLink to={plan('critical')}>{t('home.critical', { n: home.critical })}</NumberLink>
      {t('home.stop')}
    </h2>
  );
}

function Facts({ home }: { home: ProjectHome }) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const baseline = home.baselines.find((item) => item.number === Math.max(...home.baselines.map((other) => other.number)));
  const facts: [string, React.ReactNode][] = [
    [t('project.col.stage'), home.stage || '—'],
    [t('project.col.customer'), home.customer || '—'],
    [t('project.col.manager'), home.manager?.name ?? '—'],
    [t('project.col.start'), shortDay(toDay(home.start), today)],
    [
      t('project.col.baseline'),
      <>
        {shortDay(toFinishDay(home.baseline_finish), today)}
        {baseline && <span className="mut s12"> {baseline.name}</span>}
      </>,
    ],
    // The header already names today; the plan's own data date is news only where it differs.
    ...(toDay(home.data_date) !== today
      ? [[t('home.dataDate'), home.data_date ? longDay(toDay(home.data_date) ?? 0) : '—'] as [string, React.ReactNode]]
      : []),
    [t('project.col.progress'), <NumberLink to={path.plan(home.code)}>{`${Math.round(home.progress * 100)} %`}</NumberLink>],
    [t('project.col.tasks'), <NumberLink to={path.plan(home.code)}>{home.tasks}</NumberLink>],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Loaded({ home }: { home: ProjectHome }) {
  const t = useT();
  const [, go] = useLocation();
  const canImport = home.can.includes('schedule.import');
  const importFile = { label: t('import.open'), run: () => openDialog({ kind: 'import', project: home.code }) };
  return (
    <div className="hm">
      <div className="vd">
        <Verdict home={home} />
        <span className="sp" />
        {canImport && (
          <button type="button" className="bt desk" onClick={importFile.run}>
            <FileUp size={14} strokeWidth={1.5} />
            {t('import.open')}
          </button>
        )}
        <button type="button" className="bt p" onClick={() => go(path.plan(home.code))}>
          <SquareKanban size={14} strokeWidth={1.5} />
          {t('home.openPlan')}
        </button>
      </div>
      <Facts home={home} />
      {home.tasks === 0 ? (
        <EmptyState
          text={t('home.noTasks')}
          action={canImport ? importFile : undefined}
          link={{ label: t('home.startPlan'), run: () => go(path.plan(home.code)) }}
        />
      ) : (
        <>
          <div className="rw wide-right">
            <Milestones home={home} />
            <AttentionList home={home} />
          </div>
          <div className="rw wide-right">
            <Sections home={home} />
            <HistoryList home={home} />
          </div>
        </>
      )}
      <div className="rw">
        <PeopleList home={home} />
      </div>
    </div>
  );
}

export function ProjectHomePage({ code }: { code: string }) {
  const query = useQuery({
    queryKey: keys.projectHome(code),
    queryFn: ({ signal }) => api.get<ProjectHome>(`/api/projects/${encodeURIComponent(code)}`, { signal }),
  });
  return (
    <div className="page">
      <div className="scroll">
        {query.isPending && <Loading rows={12} />}
        {query.isError && !query.data && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {query.data && <Loaded home={query.data} />}
      </div>
    </div>
  );
}
