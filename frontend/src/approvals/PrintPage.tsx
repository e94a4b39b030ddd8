import './approvals.css';
import './print.css';
import './i18n';

import { ArrowLeft, Printer } from 'lucide-react';
import { Link } from 'wouter';

import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useSheet } from './data';
import { grouped } from './marks';
import type { Approval, Seat, Sheet } from './types';

interface SheetLine {
  key: string;
  stage: string;
  person: string;
  title: string;
  decision: string;
  comment: string;
  at: string | null;
}

const OPEN = ['open', 'waiting'];
const two = (n: number) => String(n).padStart(2, '0');
/** Paper is read years later, so the year stands on it. */
const stamp = (iso: string): string => {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
};

/** What was signed, then an empty line for everybody who has not signed yet. */
function linesOf(sheet: Sheet, t: ReturnType<typeof useT>): SheetLine[] {
  const named = (stage: string, group: string) => (group && group !== stage ? `${stage} ${group}` : stage);
  const signed = sheet.rows.map((row, at) => ({
    key: `s${at}`,
    stage: named(row.stage, row.group),
    person: row.person ? (row.on_behalf_of ? t('ap.sheet.for', { name: row.person.name, owner: row.on_behalf_of.name }) : row.person.name) : '',
    title: row.title,
    decision: row.decision,
    comment: row.comment,
    at: row.at,
  }));
  if (sheet.approval.state !== 'running') return signed;
  const empty = sheet.approval.stages.flatMap((stage, at) =>
    !stage.applies || stage.state === 'done' || stage.state === 'skipped'
      ? []
      : stage.groups.flatMap((group, inner) => {
          const seats = group.seats.filter((seat: Seat) => OPEN.includes(seat.state));
          const title = named(stage.title || t('ap.stageN', { n: at + 1 }), group.title);
          if (!seats.length || group.done >= group.needed) return [];
          // One line is enough where one of several signs.
          const shown = group.mode === 'any' ? [seats] : seats.map((seat) => [seat]);
          return shown.map((some, n) => ({
            key: `e${at}.${inner}.${n}`,
            stage: title,
            person: '',
            title: t('ap.sheet.signer', { name: some.map((seat) => seat.person?.name ?? '').join(t('ap.sheet.or')) }),
            decision: '',
            comment: '',
            at: null,
          }));
        }),
  );
  return [...signed, ...empty];
}

function Head({ approval }: { approval: Approval }) {
  const t = useT();
  const facts: [string, string][] = [
    [t('ap.project'), approval.project || '—'],
    [t('ap.asked'), approval.requester?.name ?? '—'],
    [t('ap.sheet.askedAt'), stamp(approval.started_at)],
    ...(approval.to_label ? [[t('ap.sheet.asks'), `${approval.from_label ?? ''} → ${approval.to_label}`] as [string, string]] : []),
    [t('ap.sheet.state'), approval.state_label],
  ];
  const rows = approval.values.map((value): [string, string] => [value.label, grouped(value.value) || '—']);
  const all = [...facts, ...rows.filter(([label, value]) => !facts.some(([known, same]) => known === label && same === value))];
  const isLong = ([, value]: [string, string]) => value.length > 34;
  const short = all.filter((one) => !isLong(one));
  const pairs = Array.from({ length: Math.ceil(short.length / 2) }, (_, at) => short.slice(at * 2, at * 2 + 2));
  return (
    <>
      <tr>
        <th scope="row">{approval.entity_label}</th>
        <td colSpan={3}>{approval.record}</td>
      </tr>
      {pairs.map((pair) => (
        <tr key={pair[0][0]}>
          <th scope="row">{pair[0][0]}</th>
          <td colSpan={pair[1] ? 1 : 3}>{pair[0][1]}</td>
          {pair[1] && (
            <>
              <th scope="row">{pair[1][0]}</th>
              <td>{pair[1][1]}</td>
            </>
          )}
        </tr>
      ))}
      {all.filter(isLong).map(([label, value]) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          <td colSpan={3} className="ap-p-long">
            {value}
          </td>
        </tr>
      ))}
      <tr>
        <th scope="row">{t('ap.sheet.note')}</th>
        <td colSpan={3} className="ap-p-note">
          {approval.note}
        </td>
      </tr>
    </>
  );
}

/** The sheet as it is filed on paper: what was asked, every opinion with its signature line, one A4 page. */
export default function PrintPage({ id }: { id: number }) {
  const t = useT();
  const { user } = useSession();
  const query = useSheet(id);
  if (query.isPending) return <Loading />;
  if (query.isError || !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  const sheet = query.data;
  const { approval } = sheet;
  // The place is named with its code; a form bears the name alone.
  const organisation = user.organisation && sheet.organisation.endsWith(user.organisation) ? user.organisation : sheet.organisation;
  const lines = linesOf(sheet, t);
  return (
    <div className="page">
      <div className="tb">
        <Link href={approval.url} className="ib" aria-label={t('ap.sheet.back')} title={t('ap.sheet.back')}>
          <ArrowLeft size={16} strokeWidth={1.5} />
        </Link>
        <span className="el mut">{approval.record}</span>
        <span className="sp" />
        <button type="button" className="bt p" onClick={() => window.print()}>
          <Printer size={16} strokeWidth={1.5} aria-hidden="true" />
          {t('ap.sheet.print')}
        </button>
      </div>
      <div className="scroll ap-p-ground">
        <article className={`ap-p ${lines.length > 9 ? 'dense' : ''}`}>
          {organisation && <p className="ap-p-org">{organisation}</p>}
          <h1>{t('ap.sheet.title', { name: approval.route.name.replace(/审批$| approval$/, '') })}</h1>
          <p className="ap-p-no">
            <span>{t('ap.sheet.no', { n: String(approval.id).padStart(5, '0') })}</span>
            <span>{t('ap.sheet.version', { n: approval.route.version })}</span>
          </p>
          <table>
            <colgroup>
              <col className="ap-p-k" />
              <col />
              <col className="ap-p-k" />
              <col />
            </colgroup>
            <tbody>
              <Head approval={approval} />
              {lines.map((line) => (
                <tr key={line.key} className="ap-p-sign">
                  <th scope="row">{line.stage}</th>
                  <td colSpan={3}>
                    <p className="ap-p-words">
                      {line.decision && <b>{line.decision}</b>} {line.comment}
                    </p>
                    <p className="ap-p-line">
                      <span className="ap-p-title">{line.title}</span>
                      <span>
                        {t('ap.sheet.signature')} <span className="ap-p-blank">{line.person}</span>
                      </span>
                      <span>
                        {t('ap.sheet.date')} <span className="ap-p-blank">{line.at ? stamp(line.at) : ''}</span>
                      </span>
                    </p>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="ap-p-foot">
            <span>{t('ap.sheet.printed', { at: stamp(sheet.printed_at) })}</span>
            <span>{t('ap.sheet.source')}</span>
          </p>
        </article>
      </div>
    </div>
  );
}
