import { useState } from 'react';
import { Link } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { EmptyState, RagMark } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { showProblem } from '../ui/toasts';
import { Head, TaskLink, VerdictMark } from './bits';
import { useEarned, useProject, useSetBaseline } from './data';
import { EarnedChart } from './EarnedChart';
import type { Earned, Figure } from './types';
import { number, signedNumber, toneOfMove, useDays } from './words';

/** Earned value and earned schedule against a baseline: curve, figures with their formulas, table by WBS. */
export function EarnedPart({ code }: { code: string }) {
  const [baseline, setBaseline] = useState<number | null>(null);
  const query = useEarned(code, baseline);
  if (query.isError && !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  if (query.data.baselines.length === 0) return <NoBaseline code={code} />;
  return <Body code={code} earned={query.data} baseline={baseline} onBaseline={setBaseline} />;
}

function NoBaseline({ code }: { code: string }) {
  const t = useT();
  const project = useProject(code);
  const set = useSetBaseline(code);
  const may = project.data?.can.includes('schedule.baseline') ?? false;
  if (!may) {
    return (
      <div className="empty">
        <p className="prose">{t('analysis.earned.noBaselineAsk')}</p>
        <Link className="lk" href={path.plan(code)}>{t('analysis.earned.toPlan')}</Link>
      </div>
    );
  }
  return (
    <EmptyState
      text={t('analysis.earned.noBaseline')}
      action={{ label: t('analysis.earned.setBaseline'), run: () => set.mutate(undefined, { onError: (problem) => showProblem(problem) }) }}
    />
  );
}

const figureOf = (earned: Earned, id: string): Figure | undefined => earned.figures.find((figure) => figure.id === id);

function Body({ code, earned, baseline, onBaseline }: { code: string; earned: Earned; baseline: number | null; onBaseline: (id: number) => void }) {
  const t = useT();
  const { day } = useDays();
  const current = earned.baselines.find((one) => one.id === baseline) ?? earned.baselines.find((one) => one.is_current) ?? earned.baselines[0];
  const lead = figureOf(earned, 'spi_t') ?? figureOf(earned, 'spi');
  return (
    <>
      <div className="tb an-tools">
        <label className="an-pickone">
          <span className="mut s12">{t('analysis.earned.baseline')}</span>
          <select className="field" value={current.id} data-testid="baseline" onChange={(event) => onBaseline(Number(event.target.value))}>
            {earned.baselines.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
        <span className="sp" />
        <span className="mut s12 nw">{t('analysis.earned.asOf', { date: day(earned.as_of) })}</span>
      </div>
      <div className="scroll">
        <div className="an-body">
          {lead?.sentence && (
            <div className="vd">
              <RagMark level={lead.verdict === 'fail' ? 'red' : lead.verdict === 'pass' ? 'green' : 'amber'} />
              <p className="verdict">{lead.sentence}</p>
            </div>
          )}
          <div className="an-split an-split-wide">
            <section className="an-sec">
              <Head title={t('analysis.earned.curve')} note={t(`analysis.unit.${earned.unit}`)} />
              <EarnedChart earned={earned} />
              {!earned.ac && <p className="mut s12 an-how">{t('analysis.earned.noActual')}</p>}
            </section>
            <Figures figures={earned.figures} />
          </div>
          <ByWbs code={code} earned={earned} />
        </div>
      </div>
    </>
  );
}

const valueText = (figure: Figure): string => {
  if (figure.value === null) return '—';
  if (figure.unit === '%') return `${number(figure.value)}%`;
  return `${number(figure.value, figure.unit ? 1 : 2)}${figure.unit ? ` ${figure.unit}` : ''}`;
};

/** Every figure opens to the formula and to the numbers that went into it. */
function Figures({ figures }: { figures: Figure[] }) {
  const t = useT();
  return (
    <section className="an-sec" aria-label={t('analysis.earned.figures')}>
      <Head title={t('analysis.earned.figures')} note={t('analysis.earned.figuresNote')} />
      <div className="an-figs">
        {figures.map((figure) => (
          <details key={figure.id} className="an-figd" data-figure={figure.id}>
            <summary>
              {figure.verdict ? <VerdictMark verdict={figure.verdict} /> : <span className="an-nomark" />}
              <span className="el" title={figure.title}>{figure.title}</span>
              <span className="sp" />
              <b className={figure.verdict === 'fail' ? 'red' : ''}><span className="nl">{valueText(figure)}</span></b>
            </summary>
            <div className="an-figb">
              {figure.sentence && <p className="prose">{figure.sentence}</p>}
              <p className="t2 an-code">{figure.formula}</p>
              <dl className="an-kv">
                {figure.inputs.map((input) => (
                  <div key={input.name}><dt>{input.name}</dt><dd>{typeof input.value === 'number' ? number(input.value, 2) : (input.value ?? '—')}</dd></div>
                ))}
              </dl>
            </div>
          </details>
        ))}
      </div>
    </section>
  );
}

function ByWbs({ code, earned }: { code: string; earned: Earned }) {
  const t = useT();
  const { rows } = earned;
  const hasActual = rows.some((row) => row.ac !== null);
  if (rows.length === 0) return null;
  const sum = (key: 'pv' | 'ev' | 'ac' | 'sv') => rows.reduce((total, row) => total + (row[key] ?? 0), 0);
  return (
    <section className="an-sec">
      <Head title={t('analysis.earned.byWbs')} note={t(`analysis.unit.${earned.unit}`)} />
      <table className="an-tb">
        <thead>
          <tr>
            <th scope="col">{t('analysis.earned.wbs')}</th>
            <th scope="col" className="num" title={t('analysis.earned.pv')}>PV</th>
            <th scope="col" className="num" title={t('analysis.earned.ev')}>EV</th>
            {hasActual && <th scope="col" className="num desk" title={t('analysis.earned.ac')}>AC</th>}
            <th scope="col" className="num" title={t('analysis.earned.sv')}>SV</th>
            <th scope="col" className="num" title={t('analysis.earned.percentHint')}>{t('analysis.earned.percent')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.task_id}>
              <td className="an-name"><TaskLink project={code} id={row.task_id} code={row.code} name={row.name} /></td>
              <td className="num">{number(row.pv)}</td>
              <td className="num">{number(row.ev)}</td>
              {hasActual && <td className="num desk">{number(row.ac)}</td>}
              <td className={`num b ${toneOfMove(-row.sv)}`}>{Math.abs(row.sv) < 0.05 ? <span className="mut">0</span> : signedNumber(row.sv)}</td>
              <td className="num">{number(row.percent)}%</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="an-sum b">
            <th scope="row">{t('analysis.earned.total')}</th>
            <td className="num">{number(sum('pv'))}</td>
            <td className="num">{number(sum('ev'))}</td>
            {hasActual && <td className="num desk">{number(sum('ac'))}</td>}
            <td className={`num ${toneOfMove(-sum('sv'))}`}>{signedNumber(sum('sv'))}</td>
            <td className="num" />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
