import './configuration.css';
import './i18n';
import '../admin/admin.css';

import { useState } from 'react';

import { api } from '../api/client';
import { RECORD_UNDO } from '../api/undo';
import { useLanguage, useT } from '../app/i18n';
import { useSession } from '../app/session';
import { isoDay, toDay } from '../ui/dates';
import { DateField } from '../ui/DateField';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useChanges, useCompare, useConfigure, type Place } from './data';
import type { ChangeItem, Difference, Named, Written } from './types';

const FIRST_DAYS = 30;

const EMPTY = '—';

/** Before and after; of what is new or gone the content is folded away, and what is empty on both sides says nothing. */
function Differences({ changes }: { changes: Difference[] }) {
  const t = useT();
  const told = changes.filter((one) => one.before !== one.after);
  if (!told.length) return null;
  const isWhole = told.length > 2 && (told.every((one) => one.before === EMPTY) || told.every((one) => one.after === EMPTY));
  const list = (
    <dl className="cf-diff">
      {told.map((one) => (
        <div key={one.label}>
          <dt>{one.label}</dt>
          <dd>
            {one.before !== EMPTY && <del>{one.before}</del>}
            {one.before !== EMPTY && ' → '}
            <ins>{one.after}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
  if (!isWhole) return list;
  return (
    <details className="cf-more cf-whole">
      <summary>{t('cfg.changes.details')}</summary>
      {list}
    </details>
  );
}

/** One step, with everything that it changed; it is undone as a whole. */
function Step({ items }: { items: ChangeItem[] }) {
  const t = useT();
  const language = useLanguage();
  const { run, isBusy } = useConfigure();
  const [first] = items;
  const at = new Date(first.at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <li className="cf-change">
      <div className="cf-change-h">
        <span className="cf-grow">{first.text}</span>
        <span className="mut s12 nw">{first.who}</span>
        <time className="mut s12 nw" dateTime={first.at}>
          {at}
        </time>
        {first.undoable && (
          <button type="button" className="bt" disabled={isBusy} onClick={() => void run(() => api.post<Written>(RECORD_UNDO.undo, { log_id: first.log_id }))}>
            {t('undo.undo')}
          </button>
        )}
      </div>
      {items.map((item, index) => (
        <div key={index}>
          {items.length > 1 && (
            <p className="s12 t2">
              {item.kind_label ?? t(`cfg.kind.${item.kind}`)} {item.name}
            </p>
          )}
          <Differences changes={item.changes} />
        </div>
      ))}
    </li>
  );
}

/** Changes of one step stand together. */
function stepsOf(items: ChangeItem[]): ChangeItem[][] {
  const steps: ChangeItem[][] = [];
  for (const item of items) {
    const last = steps.at(-1);
    if (last && last[0].log_id === item.log_id) last.push(item);
    else steps.push([item]);
  }
  return steps;
}

function Group({ title, items }: { title: string; items: (Named & { changes?: Difference[] })[] }) {
  const t = useT();
  if (!items.length) return null;
  return (
    <section className="cf-sec">
      <h3 className="cf-h b">{title}</h3>
      <ul className="cf-changes">
        {items.map((item, at) => (
          <li key={at} className="cf-change">
            <div className="cf-change-h">
              <span className="cf-grow">{item.name}</span>
              <span className="mut s12 nw">{item.kind_label ?? t(`cfg.kind.${item.kind}`)}</span>
            </div>
            {item.changes && <Differences changes={item.changes} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was configured between two days: step by step with its undo, or as the difference between the two. */
export function ChangesPart({ project }: { project: Place }) {
  const t = useT();
  const { business_today } = useSession();
  const real = new Date().toISOString().slice(0, 10);
  // Changes are told by the wall clock; a demonstration may have its day frozen long ago.
  const today = real > business_today ? real : business_today;
  const [from, setFrom] = useState(() => isoDay((toDay(today) ?? 0) - FIRST_DAYS));
  const [to, setTo] = useState(today);
  const [isCompared, setCompared] = useState(false);
  const isReady = from !== '' && to !== '';
  const changes = useChanges(from, to, project, isReady && !isCompared);
  const compared = useCompare(from, to, project, isReady && isCompared);
  const query = isCompared ? compared : changes;
  const items = changes.data?.items ?? [];
  const found = compared.data;
  const isSame = found && !found.added.length && !found.removed.length && !found.changed.length;
  return (
    <>
      <div className="tb ad-tools">
        <div className="seg" role="group" aria-label={t('cfg.changes')}>
          {[false, true].map((kind) => (
            <button key={String(kind)} type="button" aria-pressed={isCompared === kind} onClick={() => setCompared(kind)}>
              {t(kind ? 'cfg.changes.compare' : 'cfg.changes.history')}
            </button>
          ))}
        </div>
        <label className="mut" htmlFor="cf-from">
          {t('cfg.changes.from')}
        </label>
        <DateField id="cf-from" className="field ad-day" value={from} onChange={setFrom} />
        <label className="mut" htmlFor="cf-to">
          {t('cfg.changes.to')}
        </label>
        <DateField id="cf-to" className="field ad-day" value={to} onChange={setTo} />
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {!isCompared && changes.data && (
          <ul className="cf-changes">
            {stepsOf(items).map((step) => (
              <Step key={step[0].log_id} items={step} />
            ))}
          </ul>
        )}
        {!isCompared && changes.data && items.length === 0 && <p className="empty">{t('cfg.changes.none')}</p>}
        {isCompared && found && (
          <>
            <Group title={t('cfg.changes.added')} items={found.added} />
            <Group title={t('cfg.changes.changed')} items={found.changed} />
            <Group title={t('cfg.changes.removed')} items={found.removed} />
            {isSame && <p className="empty">{t('cfg.changes.same')}</p>}
          </>
        )}
      </div>
    </>
  );
}
