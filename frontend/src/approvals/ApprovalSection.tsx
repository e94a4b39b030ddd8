import './approvals.css';
import './i18n';

import { Printer } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { Moment } from '../record/Moment';
import { Section } from '../record/Section';
import { missingFields } from '../record/TransitionDialog';
import type { DetailAnswer, EntityMeta } from '../schema/types';
import { comma, Person } from '../ui/bits';
import { useApprovalNews, useRecordApprovals } from './data';
import { Decide } from './Decide';
import { Flow, History } from './Flow';
import { isOpenState, Mark } from './marks';
import { StartDialog } from './StartDialog';
import type { Approval, ApprovalLine, Startable } from './types';

const waitingFor = (approval: Approval) => {
  const open = approval.stages.flatMap((stage) => stage.groups.flatMap((group) => group.seats.filter((seat) => seat.state === 'open')));
  return [...new Set(open.map((seat) => seat.person?.name ?? '—'))];
};

/** The state in one line: who is waited for, what was returned and why. */
function Standing({ approval, sentence }: { approval: Approval; sentence: string }) {
  const t = useT();
  const names = waitingFor(approval);
  return (
    <div className="ap-standing">
      <p className="row">
        <Mark of={approval.state} size={16} />
        <b className="el">
          {approval.state_label}
          {approval.to_label && ` → ${approval.to_label}`}
        </b>
        {approval.overdue && <span className="red s12 nw">{t('ap.overdue')}</span>}
        <span className="sp" />
        {approval.round > 1 && <span className="mut s12 nw">{t('ap.round', { n: approval.round })}</span>}
        <Link href={path.approvalSheet(approval.id)} className="ib" aria-label={t('ap.print')} title={t('ap.print')}>
          <Printer size={16} strokeWidth={1.5} />
        </Link>
      </p>
      {names.length > 0 && <p className="t2">{t('ap.waitsFor', { names: names.join(comma()) })}</p>}
      {approval.my_seat?.on_behalf_of && <p className="amb s12">{t('ap.youSignFor', { name: approval.my_seat.on_behalf_of.name })}</p>}
      {sentence && <p className="mut s12 prose">{sentence}</p>}
      {approval.applied === false && approval.apply_reason && (
        <p className="amb s12" role="alert">
          {t('ap.notApplied')} {approval.apply_reason}
        </p>
      )}
    </div>
  );
}

function Changed({ approval }: { approval: Approval }) {
  const t = useT();
  if (!approval.changed.length) return null;
  return (
    <div className="ap-changed s12">
      <p className="mut">{t('ap.changed')}</p>
      <dl>
        {approval.changed.map((one) => (
          <div key={one.field}>
            <dt>{one.label}</dt>
            <dd>
              <del>{one.from || '—'}</del> → {one.to || '—'}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Past({ lines }: { lines: ApprovalLine[] }) {
  const t = useT();
  if (!lines.length) return null;
  return (
    <details className="ap-history">
      <summary>{t('ap.past', { n: lines.length })}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line.id} className="row">
            <Mark of={line.state} />
            <Link href={path.approvalSheet(line.id)} className="nl el">
              {line.route.name} {line.state_label}
            </Link>
            <span className="sp" />
            {line.requester && <Person name={line.requester.name} />}
            <Moment at={line.finished_at ?? line.started_at} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Approval of a record: what is running and what one may do, else what may be started; absent where there is nothing to say. */
export function ApprovalSection({ entity, detail, project }: { entity: EntityMeta; detail: DetailAnswer; project: string | null }) {
  const t = useT();
  useApprovalNews();
  const { data } = useRecordApprovals(entity.name, detail.row.id);
  const [asked, setAsked] = useState<Startable | null>(null);
  if (!data || (!data.current && !data.past.length && !data.startable.length)) return null;
  const { current, startable } = data;
  const canStart = (one: Startable) => one.allowed || detail.transitions.some((step) => step.to === one.to && missingFields(entity, step, detail.row).length > 0);
  return (
    <Section title={t('ap.section')}>
      {current && (
        <>
          <Standing approval={current} sentence={data.frozen_sentence} />
          <Decide one={current} project={current.project} />
          <Changed approval={current} />
          <Flow approval={current} />
          <History approval={current} />
        </>
      )}
      {!current && startable.length > 0 && (
        <div className="ap-startable">
          {startable.map((one) => (
            <div key={`${one.to}:${one.route.id}`} className="ap-start">
              <button type="button" className="bt" disabled={!canStart(one)} onClick={() => setAsked(one)}>
                {t('ap.start.button', { name: one.route.name })}
              </button>
              <span className="mut s12">{canStart(one) ? one.to_label && t('ap.start.leads', { state: one.to_label }) : one.reason}</span>
            </div>
          ))}
        </div>
      )}
      {!current && data.past[0] && !isOpenState(data.past[0].state) && !startable.length && (
        <p className="row t2">
          <Mark of={data.past[0].state} />
          <span className="el">
            {data.past[0].route.name} {data.past[0].state_label}
          </span>
          <Moment at={data.past[0].finished_at ?? data.past[0].started_at} />
        </p>
      )}
      <Past lines={data.past} />
      {asked && <StartDialog {...{ entity, detail, project }} what={asked} version={data.version} onClose={() => setAsked(null)} />}
    </Section>
  );
}
