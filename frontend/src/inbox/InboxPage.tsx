import { Menu } from '@mantine/core';
import { Check, Clock, RotateCcw } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';

import { recordUndo } from '../api/undo';
import { Decide } from '../approvals/Decide';
import { useQuestion } from '../approvals/deciding';
import { grouped } from '../approvals/marks';
import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useNarrow } from '../app/useNarrow';
import { Moment } from '../record/Moment';
import { useMeta } from '../schema/useMeta';
import { Avatar, EmptyState } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useCursor } from '../ui/useCursor';
import { Peek } from '../views/parts';
import './i18n';
import './inbox.css';
import '../approvals/approvals.css';
import '../approvals/i18n';
import { laterChoices } from './later';
import { useInbox, type Deed, type InboxAnswer, type Line, type Tab } from './useInbox';

const TABS: Tab[] = ['open', 'snoozed', 'done'];
const PHONE = 768;

function Tabs({ tab, counts, onTab }: { tab: Tab; counts?: InboxAnswer['counts']; onTab: (tab: Tab) => void }) {
  const t = useT();
  return (
    <div className="views" role="tablist" aria-label={t('nav.inbox')}>
      {TABS.map((one) => (
        <button key={one} type="button" role="tab" aria-selected={one === tab} className={`vw ${one === tab ? 'on' : ''}`} onClick={() => onTab(one)}>
          {t(`inbox.${one}`)}
          {one !== 'done' && <span className="mut s12">{counts?.[one] ?? 0}</span>}
        </button>
      ))}
    </div>
  );
}

interface RowProps {
  line: Line;
  tab: Tab;
  isCursor: boolean;
  isLater: boolean;
  onLater: (isOpen: boolean) => void;
  onDo: (what: Deed, until?: string) => void;
  onOpen: () => void;
}

function Row({ line, tab, isCursor, isLater, onLater, onDo, onOpen }: RowProps) {
  const t = useT();
  const { approval } = line;
  const isAsked = useQuestion()?.id === approval?.id && !!approval;
  return (
    <div className={`in-row ${line.seen ? '' : 'new'} ${approval ? 'ap' : ''} ${isAsked ? 'asked' : ''}`} data-cursor={isCursor} role="listitem">
      <span className="in-dot" aria-label={line.seen ? undefined : t('inbox.unread')} />
      <Avatar name={line.actor} size={20} />
      <button type="button" className="in-main" onClick={onOpen}>
        <span className="in-what">
          {t(`inbox.${line.kind}`, { actor: line.actor, n: line.count, state: approval?.state_label ?? '' })} <b>{line.record}</b>
        </span>
        {line.excerpt && <span className="in-text mut">{line.excerpt}</span>}
        {approval && !line.excerpt && <span className="in-text mut">{approval.facts.map((fact) => `${fact.label} ${grouped(fact.value)}`).join('  ')}</span>}
      </button>
      <Moment at={tab === 'snoozed' && line.snoozed_until ? line.snoozed_until : line.at} />
      {approval && tab === 'open' && <Decide one={approval} project={approval.project ?? ''} />}
      {tab === 'open' ? (
        <span className="in-verbs">
          <button type="button" className="ib" aria-label={t('inbox.do.done')} title={`${t('inbox.do.done')} E`} onClick={() => onDo('done')}>
            <Check size={16} strokeWidth={1.5} />
          </button>
          <Menu opened={isLater} onChange={onLater} position="bottom-end" width={200} returnFocus>
            <Menu.Target>
              <button type="button" className="ib" aria-label={t('inbox.do.snooze')} title={`${t('inbox.do.snooze')} S`}>
                <Clock size={16} strokeWidth={1.5} />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {laterChoices(new Date()).map(({ label, at }) => (
                <Menu.Item key={label} onClick={() => onDo('snooze', at.toISOString())}>
                  {t(label)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </span>
      ) : (
        <button type="button" className="ib" aria-label={t('inbox.do.reopen')} title={t('inbox.do.reopen')} onClick={() => onDo('reopen')}>
          <RotateCcw size={16} strokeWidth={1.5} />
        </button>
      )}
    </div>
  );
}

/** What waits for this person: mentions and changes of watched records. */
export default function InboxPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const asked = params.get('show') as Tab | null;
  const tab = asked && TABS.includes(asked) ? asked : 'open';
  const { data, isError, error, refetch, handle, send } = useInbox(tab);
  const [, go] = useLocation();
  const meta = useMeta();
  const isPhone = useNarrow(PHONE);
  const [later, setLater] = useState<number | null>(null);
  const [isPeeking, setPeeking] = useState(false);
  const items = data?.items ?? [];
  const lines = useRef(items);
  lines.current = items;
  const open = (index: number) => {
    const line = lines.current[index];
    if (!line) return;
    if (!line.seen) void handle('seen', line);
    go(line.url);
  };
  const { at, setCursor, move, list } = useCursor(items.length, open);
  const peeked = isPeeking ? items[at] : undefined;
  const peekedEntity = peeked && meta?.entities[peeked.entity];
  const act = (line: Line | undefined, what: Deed, until?: string) => {
    if (!line) return;
    const sent = handle(what, line, until);
    if (what === 'reopen') return;
    // Undo may be asked for while the deed is still on its way.
    const turn = (kind: 'undo' | 'redo') => sent.then(() => (kind === 'undo' ? send('reopen', [line.id]) : send(what, [line.id], until)));
    recordUndo({ project: '', logId: -line.id, label: t(`inbox.told.${what}`, { record: line.record }), turn });
  };
  // What is looked at was seen.
  const unseen = peekedEntity && !peeked.seen ? peeked : undefined;
  useEffect(() => {
    if (unseen) void handle('seen', unseen);
  }, [unseen?.id]);
  useHotkeys([
    { keys: 'Space', label: 'inbox.do.peek', group: 'keys.list', run: () => at >= 0 && setPeeking(!isPeeking) },
    { keys: 'e', label: 'inbox.do.done', group: 'keys.list', run: () => act(lines.current[at], tab === 'open' ? 'done' : 'reopen') },
    { keys: 's', label: 'inbox.do.snooze', group: 'keys.list', run: () => at >= 0 && tab === 'open' && setLater(lines.current[at].id) },
  ]);
  if (isError && !data) return <LoadFailed problem={error} onRetry={() => void refetch()} />;
  return (
    <div className="page">
      <Tabs tab={tab} counts={data?.counts} onTab={(next) => setParams(next === 'open' ? {} : { show: next }, { replace: true })} />
      {!data && <Loading />}
      {data && items.length === 0 && (
        <EmptyState text={t(`inbox.none.${tab}`)} link={{ label: t('inbox.toMyWork'), run: () => go(path.myWork) }} />
      )}
      <div className="in-bd">
        <div ref={list} role="list" aria-label={t('nav.inbox')} className="in-list">
          {items.map((line, index) => (
            <Row
              key={line.id}
              {...{ line, tab, isCursor: index === at, isLater: later === line.id }}
              onLater={(isOpen) => setLater(isOpen ? line.id : null)}
              onDo={(what, until) => act(line, what, until)}
              onOpen={() => {
                setCursor(index);
                if (isPhone) open(index);
                else setPeeking(true);
              }}
            />
          ))}
        </div>
        {peeked && peekedEntity && (
          <Suspense fallback={<aside className="in-wait" />}>
            <Peek
              entity={peekedEntity}
              id={peeked.record_id}
              project={null}
              onClose={() => setPeeking(false)}
              onWalk={move}
              position={{ n: at + 1, total: items.length }}
              keepsEdit
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}
