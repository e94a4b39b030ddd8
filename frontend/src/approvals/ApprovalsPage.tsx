import './approvals.css';
import './i18n';

import { Suspense, useState } from 'react';
import { useSearchParams } from 'wouter';

import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { useNarrow } from '../app/useNarrow';
import { Moment } from '../record/Moment';
import { useMeta } from '../schema/useMeta';
import { comma, EmptyState, Person } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useCursor } from '../ui/useCursor';
import { Peek } from '../views/parts';
import { useApprovalNews, useApprovals } from './data';
import { askFor, questionNow, useQuestion } from './deciding';
import { Decide } from './Decide';
import { grouped, Mark } from './marks';
import type { ApprovalLine, Show, Verb } from './types';

const TABS: Show[] = ['waiting', 'mine', 'decided', 'all'];
const KEYS: Partial<Record<Verb, string>> = { approve: 'a', return: 'r' };
const PAGE = 50;
const PHONE = 768;

interface RowProps {
  line: ApprovalLine;
  isCursor: boolean;
  isPeeked: boolean;
  onOpen: () => void;
}

function Row({ line, isCursor, isPeeked, onOpen }: RowProps) {
  const t = useT();
  const question = useQuestion();
  const isAsked = question?.id === line.id && !isPeeked;
  const names = line.waiting_for.map((one) => one.name).join(comma());
  return (
    <div className={`ap-row ${isAsked ? 'asked' : ''}`} data-cursor={isCursor} role="listitem">
      <button type="button" className="ap-row-m" onClick={onOpen}>
        <span className="ap-row-t">
          <Mark of={line.state} />
          <b className="el">{line.record}</b>
          {line.overdue && <span className="red s12 nw">{t('ap.overdue')}</span>}
        </span>
        <span className="ap-row-s mut s12">
          <span className="nw">{line.route.name}</span>
          <span className="nw">{line.state === 'running' ? line.stage_title : line.state_label}</span>
          {line.facts.slice(0, 3).map((fact) => (
            <span key={fact.label} className="ap-fact">
              {fact.label} <span className="t2">{grouped(fact.value)}</span>
            </span>
          ))}
        </span>
        {line.on_behalf_of && <span className="amb s12">{t('ap.youSignFor', { name: line.on_behalf_of.name })}</span>}
      </button>
      <span className="ap-row-w">
        {line.requester && <Person name={line.requester.name} title={t('ap.asked')} />}
        {names && (
          <span className="mut s12 el" title={names}>
            {t('ap.waitsFor', { names })}
          </span>
        )}
      </span>
      <span className="ap-row-d s12 mut">
        {line.due_at && line.state === 'running' ? t('ap.due') : ''} <Moment at={(line.state === 'running' && line.due_at) || line.finished_at || line.started_at} />
      </span>
      <Decide one={line} project={line.project} keys={isCursor ? KEYS : undefined} isBare={isPeeked} />
    </div>
  );
}

function usePlace() {
  const [params, setParams] = useSearchParams();
  const asked = params.get('show') as Show | null;
  const show = asked && TABS.includes(asked) ? asked : 'waiting';
  const set = (name: string, value: string) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return { show, project: params.get('project') ?? '', set };
}

/** What waits for a signature: for me, asked by me, signed by me, and all that I may see. */
export default function ApprovalsPage() {
  const t = useT();
  const { projects } = useSession();
  const { show, project, set } = usePlace();
  const [limit, setLimit] = useState(PAGE);
  const [peekedId, setPeeked] = useState<number | null>(null);
  const meta = useMeta();
  const isPhone = useNarrow(PHONE);
  useApprovalNews();
  const { data, isError, error, refetch } = useApprovals({ show, project, limit });
  const items = data?.items ?? [];
  const { at, setCursor, move, list } = useCursor(items.length, () => setPeeked((old) => (old === null ? items[at]?.id : null)));
  const line = items[at];
  // The panel follows the cursor; what was decided and left the list gives way to the next.
  const peeked = peekedId === null ? undefined : line;
  const entity = peeked && meta?.entities[peeked.entity];
  const ask = (verb: Verb) => {
    if (!line?.can.includes(verb)) return;
    const open = document.querySelector<HTMLFormElement>('form.ap-ask');
    const now = questionNow();
    if (open && now?.id === line.id && now.verb === verb) open.requestSubmit();
    else askFor({ id: line.id, verb });
  };
  const walk = (step: 1 | -1) => {
    askFor(null);
    move(step);
  };
  useHotkeys([
    { keys: 'Space', label: 'ap.keys.peek', group: 'keys.list', run: () => line && setPeeked(peekedId === null ? line.id : null) },
    { keys: 'a', label: 'ap.keys.approve', group: 'keys.list', run: () => ask('approve') },
    { keys: 'r', label: 'ap.keys.return', group: 'keys.list', run: () => ask('return') },
    { keys: 'Escape', run: () => askFor(null) },
  ]);
  if (isError && !data) return <LoadFailed problem={error} onRetry={() => void refetch()} />;
  return (
    <div className="page ap-page">
      <div className="views ap-views">
        <div className="row gap4" role="tablist" aria-label={t('ap.page')}>
          {TABS.map((one) => (
            <button key={one} type="button" role="tab" aria-selected={one === show} className={`vw ${one === show ? 'on' : ''}`} onClick={() => set('show', one === 'waiting' ? '' : one)}>
              {t(`ap.show.${one}`)}
              {(one === 'waiting' || one === 'mine') && <span className="mut s12">{data?.counts[one] ?? 0}</span>}
            </button>
          ))}
        </div>
        <span className="sp desk" />
        <select className="field ap-project" aria-label={t('ap.project')} value={project} onChange={(event) => set('project', event.target.value)}>
          <option value="">{t('ap.allProjects')}</option>
          {projects.map((one) => (
            <option key={one.code} value={one.code}>
              {one.code} {one.name}
            </option>
          ))}
        </select>
      </div>
      {!data && <Loading />}
      {data && items.length === 0 && <EmptyState text={t(`ap.none.${show}`)} />}
      <div className="ap-bd">
        <div ref={list} role="list" aria-label={t('ap.page')} className="ap-list">
          {items.map((one, index) => (
            <Row
              key={one.id}
              line={one}
              isCursor={index === at}
              isPeeked={!!peeked && one.id === peeked.id && !isPhone}
              onOpen={() => {
                setCursor(index);
                setPeeked(one.id);
              }}
            />
          ))}
          {data && data.total > items.length && (
            <button type="button" className="bt ap-moreb" onClick={() => setLimit(limit + PAGE)}>
              {t('ap.showMore', { n: data.total - items.length })}
            </button>
          )}
        </div>
        {peeked && entity && (
          <Suspense fallback={<aside className="in-wait" />}>
            <Peek
              entity={entity}
              id={peeked.record_id}
              project={peeked.project || null}
              onClose={() => setPeeked(null)}
              onWalk={walk}
              position={{ n: at + 1, total: items.length }}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}
