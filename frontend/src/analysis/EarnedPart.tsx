import { ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { EmptyState, RagMark, type Rag } from '../ui/bits';
import { Loading } from '../ui/Loading';
import { showProblem } from '../ui/toasts';
import { Head, Refused, TaskLink } from './bits';
import { useEarned, usePlanTasks, useProject, useSetBaseline, type PlanTask } from './data';
import { EarnedChart } from './EarnedChart';
import type { Earned, EarnedRow, Figure } from './types';
import { number, signedNumber, toneOfMove, useDays, type Days } from './words';

/** Earned value and earned schedule against a baseline: curve, figures with their formulas, table by WBS. */
export function EarnedPart({ code }: { code: string }) {
  const [baseline, setBaseline] = useState<number | null>(null);
  const query = useEarned(code, baseline);
  if (query.isError && !query.data) return <Refused code={code} problem={query.error} onRetry={() => void query.refetch()} />;
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

const RAG: Partial<Record<Figure['verdict'], Rag>> = { good: 'green', watch: 'amber', bad: 'red' };

const figureOf = (earned: Earned, id: string): Figure | undefined => earned.figures.find((figure) => figure.id === id);

function Body({ code, earned, baseline, onBaseline }: { code: string; earned: Earned; baseline: number | null; onBaseline: (id: number) => void }) {
  const t = useT();
  const { day } = useDays();
  const current = earned.baselines.find((one) => one.id === (baseline ?? earned.baseline)) ?? earned.baselines.find((one) => one.is_current) ?? earned.baselines[0];
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
              <RagMark level={RAG[lead.verdict] ?? 'amber'} />
              <p className="verdict">{lead.sentence}</p>
            </div>
          )}
          <div className="an-split an-split-wide">
            <section className="an-sec">
              <Head title={t('analysis.earned.curve')} note={t(`analysis.unit.${earned.unit}`)} />
              <EarnedChart earned={earned} />
              <p className="mut s12 an-how">{notesOf(earned, t)}</p>
            </section>
            <Figures earned={earned} />
          </div>
          <ByWbs code={code} earned={earned} />
        </div>
      </div>
    </>
  );
}

const notesOf = (earned: Earned, t: (key: string, params?: Record<string, number>) => string): string =>
  [
    earned.ac ? '' : t('analysis.earned.noActual'),
    earned.is_reconstructed ? t('analysis.earned.reconstructed') : '',
    earned.missing ? t('analysis.earned.missing', { n: earned.missing }) : '',
  ].filter(Boolean).join(' ');

/** Weeks or months, as the curve is drawn. */
const periodOf = (earned: Earned): 'weeks' | 'months' => {
  const { periods } = earned;
  const length = periods.length > 2 ? periods[2] - periods[1] : 0;
  return length > 20 * 1440 ? 'months' : 'weeks';
};

function valueText(figure: Figure, earned: Earned, finish: Days['finish'], t: (key: string) => string): string {
  const { value, unit } = figure;
  if (value === null) return '—';
  if (unit === 'instant') return finish(value);
  if (unit === 'ratio') return value.toFixed(2);
  if (unit === 'percent') return `${number(value)}%`;
  if (unit === 'periods') return `${number(value)} ${t(`analysis.unit.${periodOf(earned)}`)}`;
  return `${number(value, 0)} ${t(`analysis.unit.${earned.unit}.short`)}`;
}

/** What is asked first; the rest opens below. */
const KEY_FIGURES = ['spi_t', 'sv_t', 'finish_t', 'spi', 'sv', 'cpi', 'cv', 'eac', 'percent_complete', 'percent_planned'];

/** Every figure opens to the formula and to the numbers that went into it. What cannot be computed says why. */
function Figures({ earned }: { earned: Earned }) {
  const t = useT();
  const known = earned.figures.filter((figure) => figure.value !== null);
  const first = KEY_FIGURES.flatMap((id) => known.filter((figure) => figure.id === id));
  const others = known.filter((figure) => !first.includes(figure));
  const rest = earned.figures.filter((figure) => figure.value === null);
  return (
    <section className="an-sec" aria-label={t('analysis.earned.figures')}>
      <Head title={t('analysis.earned.figures')} note={t('analysis.earned.figuresNote')} />
      <div className="an-figs">
        {first.map((figure) => <OneFigure key={figure.id} figure={figure} earned={earned} />)}
        {others.length > 0 && (
          <details className="an-figd">
            <summary><span className="lk">{t('analysis.earned.rest', { n: others.length })}</span></summary>
            <div>{others.map((figure) => <OneFigure key={figure.id} figure={figure} earned={earned} />)}</div>
          </details>
        )}
        {rest.length > 0 && (
          <details className="an-figd">
            <summary><span className="mut">{t('analysis.earned.unknown', { n: rest.length })}</span></summary>
            <div className="an-figb">{rest.map((figure) => <p key={figure.id} className="t2">{figure.title}{t('analysis.colon')}{figure.sentence}</p>)}</div>
          </details>
        )}
      </div>
    </section>
  );
}

function OneFigure({ figure, earned }: { figure: Figure; earned: Earned }) {
  const t = useT();
  const { finish } = useDays();
  const rag = RAG[figure.verdict];
  return (
    <details className="an-figd" data-figure={figure.id}>
      <summary>
        {rag ? <RagMark level={rag} /> : <span className="an-nomark" />}
        <span className="el" title={figure.title}>{figure.title}</span>
        <span className="sp" />
        <b className={`nw ${figure.verdict === 'bad' ? 'red' : ''}`}><span className="nl">{valueText(figure, earned, finish, t)}</span></b>
      </summary>
      <div className="an-figb">
        {figure.sentence && <p className="prose">{figure.sentence}</p>}
        <p className="t2 an-code">{figure.formula}</p>
        {figure.inputs.length > 0 && (
          <dl className="an-kv">
            {figure.inputs.map((input) => (
              <div key={input.name}><dt>{input.name}</dt><dd>{typeof input.value === 'number' ? number(input.value, 2) : (input.value ?? '—')}</dd></div>
            ))}
          </dl>
        )}
      </div>
    </details>
  );
}

interface Section {
  key: string;
  task: PlanTask | null;
  rows: EarnedRow[];
  pv: number;
  ev: number;
  ac: number | null;
}

/** Packages under the first level of the outline, in its order; those of no known section stand at the end. */
export function sectionsOf(rows: EarnedRow[], plan: PlanTask[]): Section[] {
  const byId = new Map(plan.map((task) => [task.id, task]));
  const top = (id: number): PlanTask | null => {
    let task = byId.get(id) ?? null;
    for (let parent = task && task.parent; task && parent !== null; parent = task.parent) {
      const above = byId.get(parent);
      if (!above) break;
      task = above;
    }
    return task;
  };
  const order = new Map(plan.map((task, i) => [task.id, i]));
  const sections = new Map<number, Section>();
  for (const row of rows) {
    const task = top(row.task_id);
    const key = task?.id ?? -1;
    const section = sections.get(key) ?? { key: String(key), task, rows: [], pv: 0, ev: 0, ac: null };
    section.rows.push(row);
    section.pv += row.pv;
    section.ev += row.ev;
    if (row.ac !== null) section.ac = (section.ac ?? 0) + row.ac;
    sections.set(key, section);
  }
  return [...sections.values()].sort((a, b) => (order.get(Number(a.key)) ?? Infinity) - (order.get(Number(b.key)) ?? Infinity));
}

function ByWbs({ code, earned }: { code: string; earned: Earned }) {
  const t = useT();
  const plan = usePlanTasks(code);
  const sections = useMemo(() => sectionsOf(earned.rows, plan), [earned.rows, plan]);
  const [open, setOpen] = useState<string[]>([]);
  const hasActual = earned.rows.some((row) => row.ac !== null);
  if (earned.rows.length === 0 || plan.length === 0) return null;
  const total = sections.reduce((sum, section) => ({ pv: sum.pv + section.pv, ev: sum.ev + section.ev }), { pv: 0, ev: 0 });
  const toggle = (key: string) => setOpen((old) => (old.includes(key) ? old.filter((other) => other !== key) : [...old, key]));
  const cells = (pv: number, ev: number, ac: number | null) => (
    <>
      <td className="num">{number(pv, 0)}</td>
      <td className="num">{number(ev, 0)}</td>
      {hasActual && <td className="num desk">{number(ac, 0)}</td>}
      <td className={`num b ${toneOfMove(pv - ev)}`}>{Math.abs(ev - pv) < 0.5 ? <span className="mut">0</span> : signedNumber(ev - pv, 0)}</td>
      <td className="num">{pv > 0 ? (ev / pv).toFixed(2) : '–'}</td>
    </>
  );
  return (
    <section className="an-sec">
      <Head title={t('analysis.earned.byWbs')} note={t('analysis.earned.byWbsNote', { unit: t(`analysis.unit.${earned.unit}`) })} />
      <table className="an-tb an-wbs">
        <thead>
          <tr>
            <th scope="col">{t('analysis.earned.wbs')}</th>
            <th scope="col" className="num" title={t('analysis.earned.pv')}>PV</th>
            <th scope="col" className="num" title={t('analysis.earned.ev')}>EV</th>
            {hasActual && <th scope="col" className="num desk" title={t('analysis.earned.ac')}>AC</th>}
            <th scope="col" className="num" title={t('analysis.earned.sv')}>SV</th>
            <th scope="col" className="num" title={t('analysis.earned.spi')}>SPI</th>
          </tr>
        </thead>
        {sections.map((section) => {
          const isOpen = open.includes(section.key);
          return (
            <tbody key={section.key}>
              <tr className="b">
                <td className="an-name">
                  <button type="button" className="an-fold" aria-expanded={isOpen} onClick={() => toggle(section.key)}>
                    <ChevronRight size={14} strokeWidth={1.5} className={isOpen ? 'open' : ''} aria-hidden="true" />
                    <span>{section.task ? `${section.task.code} ${section.task.name}` : t('analysis.earned.elsewhere')} <span className="mut s12">{section.rows.length}</span></span>
                  </button>
                </td>
                {cells(section.pv, section.ev, section.ac)}
              </tr>
              {isOpen && section.rows.map((row) => (
                <tr key={row.task_id}>
                  <td className="an-name an-in"><TaskLink project={code} id={row.task_id} code={row.code} name={row.name} /> <span className="mut s12">{number(row.percent, 0)}%</span></td>
                  {cells(row.pv, row.ev, row.ac)}
                </tr>
              ))}
            </tbody>
          );
        })}
        <tfoot>
          <tr className="an-sum b">
            <th scope="row">{t('analysis.earned.total')}</th>
            {cells(total.pv, total.ev, sections.some((section) => section.ac !== null) ? sections.reduce((sum, section) => sum + (section.ac ?? 0), 0) : null)}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
