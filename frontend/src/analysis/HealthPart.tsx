import { ArrowLeft, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { IconButton } from '../ui/bits';
import { Loading } from '../ui/Loading';
import { Head, Refused, TaskLink, VerdictMark } from './bits';
import { useHealth } from './data';
import type { Check, Health } from './types';
import { number, useDays } from './words';

const SETS = ['dcma', 'gao'] as const;
/** Offenders on the page at first; the rest opens on a click. */
const SHOWN = 60;

const valueText = (check: Check): string => {
  const { value, unit } = check;
  if (value === null) return '—';
  if (unit === 'ratio') return value.toFixed(2);
  return unit === 'percent' ? `${number(value)}%` : unit === 'days' ? `${number(value)} d` : number(value);
};

/** DCMA 14 and the GAO ten: verdict, value, threshold; formula and offenders of the chosen check beside them. */
export function HealthPart({ code }: { code: string }) {
  const query = useHealth(code);
  const [chosen, setChosen] = useState<string | null>(null);
  if (query.isError && !query.data) return <Refused code={code} problem={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={14} />;
  return <Checks code={code} health={query.data} chosen={chosen} onChoose={setChosen} />;
}

function Checks({ code, health, chosen, onChoose }: { code: string; health: Health; chosen: string | null; onChoose: (id: string | null) => void }) {
  const t = useT();
  const { day } = useDays();
  const rows = SETS.flatMap((set) => health.checks.filter((check) => check.set === set));
  const at = rows.findIndex((check) => check.id === chosen);
  const list = useRef<HTMLDivElement>(null);
  const walk = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))];
    if (next) onChoose(next.id);
  };
  useEffect(() => { list.current?.querySelector('.on')?.scrollIntoView({ block: 'nearest' }); }, [chosen]);
  useHotkeys([
    { keys: 'j', label: 'keys.down', group: 'keys.list', run: () => walk(1) },
    { keys: 'k', label: 'keys.up', group: 'keys.list', run: () => walk(-1) },
    { keys: 'ArrowDown', run: () => walk(1) },
    { keys: 'ArrowUp', run: () => walk(-1) },
    { keys: 'Escape', run: () => onChoose(null) },
  ]);
  const { score } = health;
  return (
    <div className="an-two">
      <div className="scroll an-col" ref={list}>
        <div className="an-body">
          <div className="vd">
            <VerdictMark verdict={score.fail > 0 ? 'fail' : 'pass'} />
            <p className="verdict">{t(score.fail > 0 ? 'analysis.health.fails' : 'analysis.health.passes', { n: score.fail, pass: score.pass })}{score.unknown > 0 && t('analysis.health.some', { n: score.unknown })}{t('analysis.stop')}</p>
            <span className="sp" />
            <span className="mut s12 nw desk">{t('analysis.health.asOf', { date: day(health.as_of), n: health.revision })}</span>
          </div>
          {SETS.map((set) => (
            <CheckTable key={set} set={set} checks={rows.filter((check) => check.set === set)} chosen={chosen} onChoose={onChoose} />
          ))}
        </div>
      </div>
      {at >= 0 && <CheckDetail key={rows[at].id} code={code} check={rows[at]} at={at} of={rows.length} onClose={() => onChoose(null)} />}
    </div>
  );
}

function CheckTable({ set, checks, chosen, onChoose }: { set: 'dcma' | 'gao'; checks: Check[]; chosen: string | null; onChoose: (id: string | null) => void }) {
  const t = useT();
  if (checks.length === 0) return null;
  const failed = checks.filter((check) => check.verdict === 'fail').length;
  return (
    <section className="an-sec">
      <Head title={t(`analysis.health.${set}`)} note={t(`analysis.health.${set}.note`, { n: failed, all: checks.length })} />
      <table className={`an-tb an-checks ${chosen ? 'narrow' : ''}`} aria-label={t(`analysis.health.${set}`)}>
        <thead>
          <tr>
            <th scope="col" className="num an-no">{t('analysis.health.no')}</th>
            <th scope="col">{t('analysis.health.check')}</th>
            <th scope="col" className="desk an-say">{t('analysis.health.says')}</th>
            <th scope="col" className="num">{t('analysis.health.value')}</th>
            <th scope="col" className="num">{t('analysis.health.threshold')}</th>
            <th scope="col" className="num">{t('analysis.health.found')}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check.id} className={check.id === chosen ? 'on' : ''} onClick={() => onChoose(check.id === chosen ? null : check.id)}>
              <td className="num mut s12">{check.number}</td>
              <td>
                <button type="button" className="an-row" aria-expanded={check.id === chosen} data-testid={`check-${check.id}`} onClick={(event) => { event.stopPropagation(); onChoose(check.id === chosen ? null : check.id); }}>
                  <VerdictMark verdict={check.verdict} /><span className="el" title={check.title}>{check.title}</span>
                </button>
              </td>
              <td className="desk an-say t2"><span className="el" title={check.sentence}>{check.sentence}</span></td>
              <td className={`num ${check.verdict === 'fail' ? 'red b' : ''}`}>{valueText(check)}</td>
              <td className="num t2">{check.threshold}</td>
              <td className="num">{check.count ? <span className="nl">{number(check.count)}</span> : <span className="mut">{check.count === 0 ? '0' : '–'}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function CheckDetail({ code, check, at, of, onClose }: { code: string; check: Check; at: number; of: number; onClose: () => void }) {
  const t = useT();
  const [isWhole, setWhole] = useState(false);
  const found = check.count ?? check.offenders.length;
  const shown = isWhole ? check.offenders : check.offenders.slice(0, SHOWN);
  return (
    <aside className="an-panel" aria-label={check.title} data-testid="check">
      <div className="an-ph">
        <span className="phone"><IconButton label={t('analysis.back')} onClick={onClose}><ArrowLeft size={22} strokeWidth={1.5} /></IconButton></span>
        <span className="mut s12 nw">{t(`analysis.health.${check.set}.short`)} {at + 1} / {of}</span>
        <span className="sp" />
        <span className="mut s12 nw desk">{t('analysis.walk')} <kbd className="kbd">J</kbd> <kbd className="kbd">K</kbd></span>
        <span className="desk"><IconButton label={t('action.close')} keys="Esc" onClick={onClose}><X size={16} strokeWidth={1.5} /></IconButton></span>
      </div>
      <div className="an-pb">
        <h2 className="an-pt"><VerdictMark verdict={check.verdict} /> {check.title}</h2>
        <p className="prose">{check.sentence}</p>
        <dl className="an-kv">
          <dt>{t('analysis.health.value')}</dt><dd className={check.verdict === 'fail' ? 'red b' : 'b'}>{valueText(check)}</dd>
          <dt>{t('analysis.health.threshold')}</dt><dd>{check.threshold}</dd>
          {check.total !== null && <><dt>{t('analysis.health.base')}</dt><dd>{number(check.total)}</dd></>}
        </dl>
        <details className="an-formula"><summary>{t('analysis.formula')}</summary><p className="prose t2">{check.formula}</p></details>
        <Head title={t('analysis.health.offenders')} note={number(found)} />
        {check.offenders.length === 0 && <p className="mut">{t(check.verdict === 'unknown' ? 'analysis.health.unknown' : 'analysis.health.none')}</p>}
        <ul className="an-list">
          {shown.map((offender, i) => (
            <li key={`${offender.task_id} ${offender.link_id} ${i}`}>
              <TaskLink project={code} id={offender.task_id} code={offender.code} name={offender.name} />
              {offender.text && <span className="t2 s12">{offender.text}</span>}
            </li>
          ))}
        </ul>
        {check.offenders.length > shown.length && <button type="button" className="lk" onClick={() => setWhole(true)}>{t('action.showAll', { n: check.offenders.length })}</button>}
        {found > check.offenders.length && (isWhole || check.offenders.length <= SHOWN) && <p className="mut s12">{t('analysis.health.more', { n: number(found - check.offenders.length) })}</p>}
      </div>
    </aside>
  );
}
